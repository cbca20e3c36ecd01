"""Elementary functions of whole arrays: exponentials, logarithms, activations."""

from mlmath_fast.elementary.activations import sigmoid
from mlmath_fast.elementary.activations import softmax
from mlmath_fast.elementary.activations import tanh
from mlmath_fast.elementary.exponentials import exp
from mlmath_fast.elementary.exponentials import expm1
from mlmath_fast.elementary.logarithms import log
from mlmath_fast.elementary.logarithms import log1p
from mlmath_fast.elementary.logarithms import logaddexp

__all__ = ["exp", "expm1", "log", "log1p", "logaddexp", "sigmoid", "softmax", "tanh"]
