"""NumPy twins of the topic ``histogram``."""

from mlmath_fast.reference.histogram.univariate import histogram

__all__ = [
    "histogram",
]
