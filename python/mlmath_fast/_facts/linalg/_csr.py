"""Sparse matrices for facts."""

from types import SimpleNamespace

import numpy as np


def csr(dense: object) -> SimpleNamespace:
    """The nonzero places of a matrix."""
    A = np.asarray(dense, np.float64)
    rows, cols = np.nonzero(A)
    return SimpleNamespace(
        indptr=np.searchsorted(rows, np.arange(len(A) + 1)),
        indices=cols,
        data=A[rows, cols],
        shape=A.shape,
    )
