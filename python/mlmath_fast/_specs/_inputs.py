"""Seeded inputs that rows share."""

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr


def rng_of(*names: str) -> Generator:
    """A generator that depends on the names alone: the same inputs in every process and run."""
    digest = hashlib.sha256("/".join(names).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


def straddle(*blocks: int) -> list[int]:
    """Sizes around blocking constants: block - 1, block, block + 1 of each, without repeats."""
    sizes = {size for block in blocks for size in (block - 1, block, block + 1)}
    return sorted(size for size in sizes if size > 0)


def sparse(
    rng: Generator,
    shape: tuple[int, int],
    density: float | npt.NDArray[np.float64],
    dtype: npt.DTypeLike = np.float64,
) -> Csr:
    """A random CSR matrix with stars from 1/2 to 5; `density` of all rows, or of each."""
    n_rows, n_cols = shape
    wanted = np.round(np.broadcast_to(density, n_rows) * n_cols).astype(int)
    cols = [np.sort(rng.choice(n_cols, n, replace=False)) for n in wanted] or [np.empty(0, int)]
    return Csr(
        np.concatenate([[0], np.cumsum(wanted)]),
        np.concatenate(cols).astype(np.int32),
        (rng.integers(1, 11, wanted.sum()) / 2).astype(dtype),
        shape,
    )


def coo_to_csr(
    rows: npt.NDArray[Any],
    cols: npt.NDArray[Any],
    values: npt.NDArray[Any],
    shape: tuple[int, int],
) -> Csr:
    """Entries in any order as a CSR matrix that keeps their order within rows."""
    order = np.argsort(rows, kind="stable")
    indptr = np.searchsorted(rows[order], np.arange(shape[0] + 1))
    return Csr(indptr, cols[order].astype(np.int32), values[order], shape)


def transposed(ratings: Csr) -> Csr:
    """The transpose of a CSR matrix."""
    rows = np.repeat(np.arange(ratings.shape[0]), np.diff(ratings.indptr))
    return coo_to_csr(ratings.indices, rows, ratings.data, ratings.shape[::-1])
