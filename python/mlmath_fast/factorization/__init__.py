"""Matrix factorization: ratings as products of user and item factors."""

from mlmath_fast.factorization._bpr_result import BprResult
from mlmath_fast.factorization._explicit_results import AlsExplicitResult, ExplicitRows
from mlmath_fast.factorization._results import AlsResult, Explanation, NmfResult
from mlmath_fast.factorization.alternating import als
from mlmath_fast.factorization.applications import explain, fold_in
from mlmath_fast.factorization.explicit import als_explicit
from mlmath_fast.factorization.explicit_steps import (
    als_explicit_half_step,
    als_explicit_loss,
    als_explicit_predict,
)
from mlmath_fast.factorization.implicit import als_half_step, als_loss
from mlmath_fast.factorization.nonnegative import nmf
from mlmath_fast.factorization.pairwise import bpr

__all__ = [
    "AlsExplicitResult",
    "AlsResult",
    "BprResult",
    "Explanation",
    "ExplicitRows",
    "NmfResult",
    "als",
    "als_explicit",
    "als_explicit_half_step",
    "als_explicit_loss",
    "als_explicit_predict",
    "als_half_step",
    "als_loss",
    "bpr",
    "explain",
    "fold_in",
    "nmf",
]
