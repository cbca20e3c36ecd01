"""NumPy twins of the topic ``histogram``."""

from mlmath_fast.reference.histogram.binning import digitize_codes
from mlmath_fast.reference.histogram.integers import bincount
from mlmath_fast.reference.histogram.multivariate import histogram2d, histogramdd
from mlmath_fast.reference.histogram.univariate import histogram

__all__ = [
    "bincount",
    "digitize_codes",
    "histogram",
    "histogram2d",
    "histogramdd",
]
