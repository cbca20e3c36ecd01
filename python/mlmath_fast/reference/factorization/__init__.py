"""NumPy twins of the topic ``factorization``."""

from mlmath_fast.reference.factorization.applications import explain, fold_in
from mlmath_fast.reference.factorization.implicit import als, als_half_step, als_loss

__all__ = ["als", "als_half_step", "als_loss", "explain", "fold_in"]
