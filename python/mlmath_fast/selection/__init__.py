"""Feature selection: which features tell most of a label."""

from mlmath_fast.selection.greedy import Selection, select_features

__all__ = [
    "Selection",
    "select_features",
]
