"""NumPy twins of the topic ``factorization``."""

from mlmath_fast.reference.factorization.implicit import als, als_half_step, als_loss
from mlmath_fast.reference.factorization.nonnegative import nmf

__all__ = ["als", "als_half_step", "als_loss", "nmf"]
