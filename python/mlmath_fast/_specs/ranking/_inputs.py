"""Seeded inputs of the rows of ``ranking``."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr
from mlmath_fast.compare.data import movielens

Floats = npt.NDArray[np.floating[Any]]


def pattern(rng: Generator, n_users: int, n_items: int, per_user: int) -> Csr:
    """Up to `per_user` random items for each user, in order."""
    rows = [np.unique(rng.integers(0, max(n_items, 1), per_user)) for _ in range(n_users)]
    return rows_of(rows if n_items else [row[:0] for row in rows], n_items)


def rows_of(rows: Sequence[npt.NDArray[np.integer[Any]]], n_items: int) -> Csr:
    """A pattern, row by row."""
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int32)
    return Csr(indptr, indices, np.ones(len(indices)), (len(rows), n_items))


def eighths(rng: Generator, *shape: int, dtype: Any = np.float64) -> Floats:
    """Factors whose products and sums are exact in any order: which item comes first is no matter of
    rounding, and ties abound."""
    return np.asarray(np.clip(rng.standard_normal(shape) * 8, -32, 32).round() / 8, dtype)


def movielens_train_test(rng: Generator) -> tuple[Csr, Csr]:
    """Films rated 4 and better: a random fifth to be found, the others known."""
    users, items, stars = movielens()
    shape = int(users.max()) + 1, int(items.max()) + 1
    liked = stars >= 4
    held_out = liked & (rng.random(len(stars)) < 0.2)
    known, test = (
        coo_to_csr(users[part], items[part], stars[part], shape)
        for part in (liked & ~held_out, held_out)
    )
    return known, test
