"""Reference twins of :mod:`mlmath_fast.linalg.products`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def matmul(a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.floating[Any]] | float:
    """NumPy's own; sums of products with vectors are in float64."""
    a, b = np.asarray(a), np.asarray(b)
    dtype = np.float32 if a.dtype == b.dtype == np.float32 else np.float64
    vector = a.ndim == 1 or b.ndim == 1
    working = np.float64 if vector else dtype
    with np.errstate(over="ignore", invalid="ignore"):
        product = np.matmul(a.astype(working, copy=False), b.astype(working, copy=False))
    return float(product) if product.ndim == 0 else product.astype(dtype, copy=False)


def gram(
    X: npt.ArrayLike, *, center: bool = False, weights: npt.ArrayLike | None = None
) -> npt.NDArray[np.floating[Any]]:
    """``(w Z)^T Z`` of the centred rows, in float64."""
    X = np.asarray(X)
    dtype = np.float32 if X.dtype == np.float32 else np.float64
    Z = X.astype(np.float64)
    w = 1.0 if weights is None else np.asarray(weights)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        if center and len(Z):
            # Shares of the largest weight: their sum does not overflow.
            share = np.broadcast_to(w / (np.max(w) or 1.0), (len(Z), 1))
            Z -= (share * Z).sum(axis=0) / (share.sum() or 1.0)
        G = ((Z if weights is None else w * Z).T @ Z).astype(dtype)
    result: npt.NDArray[np.floating[Any]] = np.triu(G) + np.triu(G, 1).T
    return result
