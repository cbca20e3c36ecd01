"""Interactions for benchmarks: the Gowalla check-ins from a file, and a synthetic set of any size."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Of the popularity of items and of the activity of users: rank r counts r^-EXPONENT.
EXPONENT = 0.8

# Pairs drawn together: bounds the memory.
TOGETHER = 20_000_000


class Interactions(NamedTuple):
    """Compressed rows of ones: what our functions ask of a sparse matrix."""

    indptr: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int32]
    data: npt.NDArray[np.float32]
    shape: tuple[int, int]


def zipf(n_users: int, n_items: int, n_pairs: int, *, seed: int = 0) -> Interactions:
    """SYNTHETIC: users and items drawn independently by Zipf's law, repeated pairs dropped.

    Nobody's taste is in it, so that it is good for times and for nothing else. Of 10 million pairs for
    138,000 users and 27,000 items, 8.0 million remain.
    """
    rng = np.random.default_rng(seed)
    share = np.arange(1.0, n_users + 1) ** -EXPONENT
    counts = np.minimum(rng.poisson(n_pairs * share / share.sum()), n_items // 2)
    counts = rng.permutation(counts)
    popularity = np.arange(1.0, n_items + 1) ** -EXPONENT
    bounds = np.cumsum(popularity) / popularity.sum()
    names = rng.permutation(n_items).astype(np.int32)
    columns, lengths = [], np.zeros(n_users, np.int64)
    ends = np.cumsum(counts)
    first = 0
    while first < n_users:
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + TOGETHER, side="right")))
        users = np.repeat(np.arange(first, last), counts[first:last])
        items = names[np.minimum(np.searchsorted(bounds, rng.random(len(users))), n_items - 1)]
        keys = np.unique(users * n_items + items)
        columns.append((keys % n_items).astype(np.int32))
        lengths[first:last] = np.bincount(keys // n_items - first, minlength=last - first)
        first = last
    indices = np.concatenate(columns)
    indptr = np.r_[0, np.cumsum(lengths)]
    return Interactions(indptr, indices, np.ones(len(indices), np.float32), (n_users, n_items))


def gowalla(path: Path) -> tuple[Interactions, Interactions]:
    """Train and test check-ins of 29,858 users at 40,981 places, the split of LightGCN."""
    with np.load(path, allow_pickle=False) as file:
        shape = tuple(map(int, file["shape"]))

        def part(name: str) -> Interactions:
            indptr, indices = file[f"{name}_indptr"], file[f"{name}_indices"]
            return Interactions(
                indptr, indices, np.ones(len(indices), np.float32), (shape[0], shape[1])
            )

        return part("train"), part("test")
