"""Principal components of merged moments."""

from typing import Any

import numpy as np

from mlmath_fast.linalg._leading import leading_eigh
from mlmath_fast.linalg._pca_result import PCAResult
from mlmath_fast.linalg._pca_solvers import Spectrum
from mlmath_fast.linalg._pca_units import in_units
from mlmath_fast.linalg._projection import Moments


def pca_of_moments(seen: Moments, k: int, dtype: np.dtype[Any]) -> PCAResult:
    """By the Gram matrix that was kept."""
    squares = np.diagonal(seen.gram)
    values, vectors = leading_eigh(seen.gram, k)
    roots = np.sqrt(np.maximum(values, 0.0))
    found = Spectrum(roots, vectors.T, seen.means, float(squares.sum()), seen.exponent)
    return in_units(found, seen.n, len(squares), dtype, whiten=False)
