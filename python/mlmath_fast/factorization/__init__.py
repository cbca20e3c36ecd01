"""Matrix factorization: ratings as products of user and item factors."""

from mlmath_fast.factorization._results import AlsResult, NmfResult
from mlmath_fast.factorization.implicit import als, als_half_step, als_loss
from mlmath_fast.factorization.nonnegative import nmf

__all__ = ["AlsResult", "NmfResult", "als", "als_half_step", "als_loss", "nmf"]
