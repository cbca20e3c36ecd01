"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.products import gram

__all__ = [
    "gram",
]
