"""Matrix factorization: ratings as products of user and item factors."""

from mlmath_fast.factorization._results import AlsResult, Explanation
from mlmath_fast.factorization.alternating import als
from mlmath_fast.factorization.applications import explain, fold_in
from mlmath_fast.factorization.implicit import als_half_step, als_loss

__all__ = [
    "AlsResult",
    "Explanation",
    "als",
    "als_half_step",
    "als_loss",
    "explain",
    "fold_in",
]
