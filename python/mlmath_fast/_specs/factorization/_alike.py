"""Ratings that are all the same, as they may come: the kernels read one value for all."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, sparse


def alike(
    rng: Generator, shape: tuple[int, int], dtype: npt.DTypeLike
) -> Iterator[tuple[str, Csr]]:
    """Labels and matrices; none has a negative value."""
    ratings = sparse(rng, shape, rng.random(shape[0]), dtype)
    n, name = len(ratings.indices), np.dtype(dtype).name
    given: dict[str, Any] = {
        "no values": None,
        "ones": np.ones(n, dtype),
        "true": np.ones(n, bool),
        "all 3": np.full(n, 3, np.int8),
        "2.5 broadcast": np.broadcast_to(np.float64(2.5), n),
        "stored zeros": np.zeros(n, dtype),
    }
    for label, data in given.items():
        yield f"{label} {name}", ratings._replace(data=data)
    rows = np.repeat(np.arange(shape[0]), np.diff(ratings.indptr))
    order = rng.permutation(n)
    shuffled = coo_to_csr(rows[order], ratings.indices[order], np.ones(n), shape)
    nothing: Any = None
    yield f"ones, unordered {name}", shuffled._replace(data=nothing)
    twice = np.repeat(order, 2)
    repeated = coo_to_csr(rows[twice], ratings.indices[twice], np.ones(2 * n), shape)
    yield f"ones, repeated {name}", repeated
    yield (
        f"one zero {name}",
        coo_to_csr(np.r_[rows, 0], np.r_[ratings.indices, 0], np.r_[np.ones(n), 0], shape),
    )
