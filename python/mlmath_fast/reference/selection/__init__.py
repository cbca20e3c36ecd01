"""NumPy twins of the topic ``selection``."""

from mlmath_fast.reference.selection.greedy import select_features

__all__ = [
    "select_features",
]
