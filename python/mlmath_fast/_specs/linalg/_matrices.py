"""Sparse matrices that rows of ``linalg`` share."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr

Array = npt.NDArray[Any]


def scattered(
    rng: Generator, shape: tuple[int, int], nnz: int, dtype: npt.DTypeLike = np.float64
) -> Csr:
    """About `nnz` normal numbers in random places, in canonical form."""
    places = np.unique(rng.integers(0, shape[0] * shape[1], nnz))
    values = rng.standard_normal(len(places)).astype(dtype)
    return coo_to_csr(places // shape[1], places % shape[1], values, shape)


def scipy_csr(A: Csr) -> Any:
    """The same matrix for SciPy, with indices as wide as it wants them."""
    import scipy.sparse

    indptr = A.indptr.astype(A.indices.dtype)
    return scipy.sparse.csr_array((A.data, A.indices, indptr), shape=A.shape)
