"""What :func:`~mlmath_fast.factorization.nmf` and its estimator share: options, starts, the call."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, as_ndarray, follow, integer, one_of
from mlmath_fast._csr import Csr
from mlmath_fast._exceptions import warn_unless
from mlmath_fast._random import normals
from mlmath_fast.factorization._results import NmfResult

Mask = npt.NDArray[np.bool_]


class Options(NamedTuple):
    """What the core is told to do."""

    multiplicative: bool
    kullback_leibler: bool
    l1: float
    l2: float
    max_iter: int
    tol: float
    passes: int
    fixed: bool = False


def options_of(
    solver: str,
    beta_loss: str,
    l1: float,
    l2: float,
    max_iter: int,
    tol: float,
    inner_iter: int,
) -> Options:
    """Options for the core, choices and integers checked."""
    return Options(
        one_of(solver, "solver", ("cd", "mu")) == "mu",
        one_of(beta_loss, "beta_loss", ("frobenius", "kullback-leibler")) == "kullback-leibler",
        float(l1),
        float(l2),
        integer(max_iter, "max_iter", minimum=1),
        float(tol),
        integer(inner_iter, "inner_iter", minimum=1),
    )


def mask_of(mask: npt.ArrayLike, data: FloatArray | Csr) -> Mask:
    """The mask of dense data, checked."""
    observed = as_ndarray(mask, "mask")
    if observed.dtype != np.bool_:
        raise TypeError(f"mask must hold booleans, got dtype {observed.dtype}")
    if isinstance(data, Csr):
        raise TypeError("mask needs a dense X: Sparse data was passed, what it does not store is 0")
    if observed.shape != data.shape:
        raise ValueError(f"mask must have the shape {data.shape} of X, got {observed.shape}")
    return np.require(observed, np.bool_, ["C", "A", "E"])


def start(
    data: FloatArray | Csr, observed: Mask | None, k: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """W and the transpose of H: absolute values of normal numbers, of the scale of the data."""
    (n, m), scale = data.shape, _scale(data, observed, k)
    W, H = (
        (scale * np.abs(normals(seed, stream, shape))).astype(_dtype(data))
        for stream, shape in enumerate(((n, k), (k, m)))
    )
    return W, np.ascontiguousarray(H.T)


def given(init: Any, data: FloatArray | Csr, k: int) -> tuple[FloatArray, FloatArray]:
    """W and the transpose of H as the user has them: copies, for the core moves them."""
    if not isinstance(init, tuple | list) or len(init) != 2:
        raise ValueError("init must be a pair (W, H) or None")
    (n, m), dtype = data.shape, _dtype(data)
    W, H = (follow(x, name, dtype, ndim=2) for x, name in zip(init, ("W", "H"), strict=True))
    if W.shape != (n, k) or H.shape != (k, m):
        raise ValueError(
            f"init must have shapes {(n, k)} and {(k, m)}, got {W.shape} and {H.shape}"
        )
    return W.copy(), np.array(H.T, order="C")


def solved(
    data: FloatArray | Csr, observed: Mask | None, options: Options, W: FloatArray, Ht: FloatArray
) -> tuple[NmfResult, float]:
    """The factorization from where W and the transpose of H are, which it moves; and its distance."""
    losses, distance, converged = _mlmath.nmf(data, observed, options, W, Ht)
    warn_unless(converged or not options.tol > 0, "nmf", options.max_iter, callers=2)
    H, n_iter = np.ascontiguousarray(Ht.T), len(losses)
    result = NmfResult(W=W, H=H, losses=np.array(losses), n_iter=n_iter, converged=converged)
    return result, distance


def weights(data: FloatArray | Csr, H: FloatArray, options: Options) -> FloatArray:
    """The W that goes with given components, as far as the stopping rule of all rows together asks."""
    Ht = np.array(H.T, _dtype(data), order="C")
    # Multiplication does not leave zero, and descent goes straight to its only minimum.
    begin = _scale(data, None, len(H)) if options.multiplicative else 0.0
    W = np.full((data.shape[0], len(H)), begin, Ht.dtype)
    return solved(data, None, options._replace(fixed=True), W, Ht)[0].W


def _dtype(data: FloatArray | Csr) -> np.dtype[Any]:
    return data.data.dtype if isinstance(data, Csr) else data.dtype


def _scale(data: FloatArray | Csr, observed: Mask | None, k: int) -> float:
    """The root of the mean of what was observed over k: factors of this size have products of that."""
    if isinstance(data, Csr):
        count, total = data.shape[0] * data.shape[1], data.data.sum(dtype=np.float64)
    elif observed is not None:
        count, total = int(np.count_nonzero(observed)), data[observed].sum(dtype=np.float64)
    else:
        count, total = data.size, data.sum(dtype=np.float64)
    # A total that is negative or NaN: the core refuses such data, and says where.
    return float(np.sqrt(total / count / k)) if count and total > 0 else 0.0
