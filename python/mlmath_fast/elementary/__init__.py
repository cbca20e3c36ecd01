"""Elementary functions of whole arrays: exponentials, logarithms, activations."""

from mlmath_fast.elementary.activations import sigmoid, softmax, tanh
from mlmath_fast.elementary.exponentials import exp, expm1
from mlmath_fast.elementary.logarithms import log, log1p, logaddexp

__all__ = ["exp", "expm1", "log", "log1p", "logaddexp", "sigmoid", "softmax", "tanh"]
