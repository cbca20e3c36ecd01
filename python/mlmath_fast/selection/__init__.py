"""Feature selection: which features tell most of a label."""

from mlmath_fast.selection.greedy import Selection, select_features
from mlmath_fast.selection.relevance import mutual_info_classif, mutual_info_regression

__all__ = [
    "Selection",
    "mutual_info_classif",
    "mutual_info_regression",
    "select_features",
]
