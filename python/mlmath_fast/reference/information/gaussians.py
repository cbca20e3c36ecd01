"""Twins of the closed forms of normal distributions."""

import math

import numpy as np
import numpy.typing as npt


def gaussian_entropy(cov: npt.ArrayLike) -> float:
    """``log det(2 pi e cov) / 2``."""
    matrix = np.asarray(cov, np.float64)
    return 0.5 * (len(matrix) * math.log(2 * math.pi * math.e) + _log_det(matrix))


def gaussian_kl(
    mean0: npt.ArrayLike, cov0: npt.ArrayLike, mean1: npt.ArrayLike, cov1: npt.ArrayLike
) -> float:
    """``(tr(C1^-1 C0) + d^T C1^-1 d - k + log det C1 - log det C0) / 2``."""
    C0, C1 = np.asarray(cov0, np.float64), np.asarray(cov1, np.float64)
    d = np.asarray(mean1, np.float64) - np.asarray(mean0, np.float64)
    trace, distance = np.trace(np.linalg.solve(C1, C0)), d @ np.linalg.solve(C1, d)
    return float(0.5 * (trace + distance - len(d) + _log_det(C1) - _log_det(C0)))


def gaussian_mutual_information(cov: npt.ArrayLike, n_first: int) -> float:
    """``(log det A + log det B - log det cov) / 2`` of the diagonal blocks A and B."""
    matrix = np.asarray(cov, np.float64)
    first, rest = matrix[:n_first, :n_first], matrix[n_first:, n_first:]
    return max(0.5 * (_log_det(first) + _log_det(rest) - _log_det(matrix)), 0.0)


def gaussian_wasserstein2(
    mean0: npt.ArrayLike, cov0: npt.ArrayLike, mean1: npt.ArrayLike, cov1: npt.ArrayLike
) -> float:
    """The root of ``|d|^2 + tr(C0 + C1 - 2 (C1^1/2 C0 C1^1/2)^1/2)``."""
    C0, C1 = np.asarray(cov0, np.float64), np.asarray(cov1, np.float64)
    d = np.asarray(mean1, np.float64) - np.asarray(mean0, np.float64)
    # The product of covariances may leave the range.
    size = max(np.trace(C0), np.trace(C1), 1e-300)
    C0, C1, d = C0 / size, C1 / size, d / np.sqrt(size)
    w, V = np.linalg.eigh(C1)
    root = V * np.sqrt(w) @ V.T
    cross = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ C0 @ root), 0)).sum()
    square = max(d @ d + np.trace(C0) + np.trace(C1) - 2 * cross, 0)
    return float(np.sqrt(square) * np.sqrt(size))


def gaussian_kl_standard(
    mean: npt.ArrayLike, logvar: npt.ArrayLike
) -> float | npt.NDArray[np.floating]:
    """``sum(mean^2 + exp(logvar) - 1 - logvar) / 2`` of each row."""
    m, v = np.asarray(mean), np.asarray(logvar)
    single = m.dtype == v.dtype == np.float32
    m, v = m.astype(np.float64), v.astype(np.float64)
    with np.errstate(over="ignore"):
        rows: npt.NDArray[np.float64] = 0.5 * np.sum(m**2 + (np.expm1(v) - v), axis=-1)
    if rows.ndim == 0:
        return float(rows)
    return rows.astype(np.float32) if single else rows


def _log_det(matrix: npt.NDArray[np.float64]) -> float:
    return float(2 * np.sum(np.log(np.diag(np.linalg.cholesky(matrix)))))
