"""NumPy twins of the topic ``selection``."""

from mlmath_fast.reference.selection.greedy import select_features
from mlmath_fast.reference.selection.relevance import mutual_info_classif, mutual_info_regression

__all__ = [
    "mutual_info_classif",
    "mutual_info_regression",
    "select_features",
]
