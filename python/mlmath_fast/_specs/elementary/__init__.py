"""Rows of the topic ``elementary``."""

from mlmath_fast._specs.elementary.activations import KERNELS as ACTIVATIONS
from mlmath_fast._specs.elementary.exponentials import KERNELS as EXPONENTIALS
from mlmath_fast._specs.elementary.logarithms import KERNELS as LOGARITHMS
from mlmath_fast._specs.elementary.softmax import KERNELS as SOFTMAX

KERNELS = [*EXPONENTIALS, *LOGARITHMS, *ACTIVATIONS, *SOFTMAX]
