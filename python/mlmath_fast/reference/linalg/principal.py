"""Twin of principal component analysis."""

from typing import Any

import numpy as np

from mlmath_fast.linalg._pca_result import PCAResult
from mlmath_fast.reference.linalg._signs import signs

# Up to so many rows, the singular values themselves: of 20,000 x 1,000 they take minutes.
SVD_ROWS = 500


def pca(
    X: Any,
    n_components: int,
    *,
    solver: str = "auto",
    whiten: bool = False,
    seed: int = 0,  # noqa: ARG001 - nothing is random here
) -> PCAResult:
    """The singular values of the centred data, or the eigenvalues of their Gram matrix, all of them."""
    sparse, X = hasattr(X, "indptr"), _dense(X)
    n, k = len(X), n_components
    mean = X.mean(axis=0, dtype=np.float64)
    centred = X - mean
    if (solver == "gram" or (solver == "auto" and n > SVD_ROWS)) and n >= X.shape[1]:
        w, V = np.linalg.eigh(centred.T @ centred)
        s, Vt = np.sqrt(np.maximum(w[::-1], 0)), V.T[::-1]
    else:
        _, s, Vt = np.linalg.svd(centred, full_matrices=False)
    variance = s**2 / (n - 1)
    components = Vt[:k] * signs(Vt[:k].astype(X.dtype), axis=-1)
    if whiten:
        eps, size = np.finfo(X.dtype).eps, max(X.shape)
        full = solver == "full" or (solver == "auto" and size <= SVD_ROWS)
        floor = (eps * size if full and not sparse else np.sqrt(eps)) * s[0]
        components /= np.maximum(s[:k], floor)[:, None] / (n - 1) ** 0.5
    result = PCAResult(
        components=components,
        explained_variance=variance[:k],
        explained_variance_ratio=variance[:k] / (variance.sum() or 1.0),
        singular_values=s[:k],
        mean=mean,
        noise_variance=float(variance[k:].mean()) if k < len(s) else 0.0,
    )
    arrays = {
        name: part.astype(X.dtype) for name, part in result._asdict().items() if np.ndim(part)
    }
    return result._replace(**arrays)


def _dense(X: Any) -> Any:
    if not hasattr(X, "indptr"):
        X = np.asarray(X)
        return X if X.dtype == np.float32 else X.astype(np.float64)
    dense = np.zeros(X.shape, np.asarray(X.data).dtype)
    rows = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
    np.add.at(dense, (rows, X.indices), X.data)
    return dense
