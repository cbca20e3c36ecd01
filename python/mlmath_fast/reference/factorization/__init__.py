"""NumPy twins of the topic ``factorization``."""

from mlmath_fast.reference.factorization.applications import explain, fold_in
from mlmath_fast.reference.factorization.explicit import (
    als_explicit,
    als_explicit_half_step,
    als_explicit_loss,
    als_explicit_predict,
)
from mlmath_fast.reference.factorization.implicit import als, als_half_step, als_loss
from mlmath_fast.reference.factorization.nonnegative import nmf
from mlmath_fast.reference.factorization.pairwise import bpr

__all__ = [
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
