"""Cases and errors of the rows of ``factorization``."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, sparse, straddle
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Call, Failure, call

Array = npt.NDArray[Any]

# The layout's multiple (rust/core/src/simd/tile.rs), three vectors of a tile, gathered rows of a block.
PAD, TILE, BLOCK = 16, 48, 64


def factors(rng: Generator, n: int, d: int, dtype: npt.DTypeLike = np.float64) -> Array:
    V: Array = (rng.standard_normal((n, d)) / np.sqrt(d)).astype(dtype)
    return V


def half_step_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        # Rows from empty to full: shorter than d (dual) and longer (primal).
        for d in (1, 2, *straddle(8, PAD, TILE, BLOCK)):
            ratings = sparse(rng, (12, 90), np.linspace(0, 1, 12), dtype)
            yield call(f"d = {d} {name}", ratings, factors(rng, 90, d, dtype))
        # Lengths around d, and around the gathered block.
        lengths = np.array([0, 1, 2, 3, 4, 5, *straddle(8, PAD, BLOCK, 2 * BLOCK)])
        ratings = sparse(rng, (len(lengths), 200), lengths / 200, dtype)
        yield call(
            f"lengths around blocks {name}", ratings, factors(rng, 200, 64, dtype), alpha=2.0
        )
        yield call(f"more rows than a chunk {name}", *_many_rows(rng, dtype))
        yield call(f"no rows {name}", sparse(rng, (0, 5), 0.5, dtype), factors(rng, 5, 3, dtype))
        yield call(f"no columns {name}", sparse(rng, (4, 0), 0.5, dtype), factors(rng, 0, 3, dtype))
        yield call(
            f"no entries {name}",
            sparse(rng, (4, 5), 0.0, dtype),
            factors(rng, 5, 3, dtype),
            l2=0.0,
        )
        yield call(f"alpha 0 {name}", ratings, factors(rng, 200, 24, dtype), alpha=0.0)
    V = factors(rng, 30, 20)
    ratings = sparse(rng, (9, 30), 0.5)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("negative ratings", signed, V)
    yield call("64-bit indices", ratings._replace(indices=ratings.indices.astype(np.int64)), V)
    yield call("integer ratings", ratings._replace(data=np.ceil(ratings.data).astype(np.int8)), V)
    yield call("unordered, repeated, zero", _shuffled(rng, ratings), V)
    yield call("ridge 0", sparse(rng, (9, 30), 0.7), factors(rng, 30, 5), l2=0.0)
    yield call("strong ridge", ratings, V, l2=100.0)
    yield call("large alpha", ratings, factors(rng, 30, 4), alpha=1e6)
    single = ratings._replace(data=ratings.data.astype(np.float32))
    yield call("large alpha float32", single, factors(rng, 30, 4, np.float32), alpha=40.0)
    # Four chunks of the Gram matrix: the sum of two does not tell their order.
    yield call("many columns", sparse(rng, (12, 3500), 0.01), factors(rng, 3500, 5))


def _many_rows(rng: Generator, dtype: npt.DTypeLike) -> tuple[Csr, Array]:
    return sparse(rng, (300, 40), 0.05, dtype), factors(rng, 40, 17, dtype)


def _shuffled(rng: Generator, ratings: Csr) -> Csr:
    """The same matrix out of order, with some entries in two halves and some zeros."""
    rows = np.repeat(np.arange(ratings.shape[0]), np.diff(ratings.indptr))
    half = rng.random(len(rows)) < 0.5
    again = np.flatnonzero(half)
    rows, cols = (
        np.r_[rows, rows[again], 3, 5],
        np.r_[ratings.indices, ratings.indices[again], 2, 29],
    )
    values = np.r_[
        np.where(half, ratings.data / 2, ratings.data), ratings.data[again] / 2, 0.0, 0.0
    ]
    order = rng.permutation(len(rows))
    return coo_to_csr(rows[order], cols[order], values[order], ratings.shape)


def half_step_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    V, good = factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    dependent, empty_first = np.ones((4, 2)), good._replace(indptr=np.array([0, 0, 6, 12]))
    singular = "system of row 1 is singular: column 1 of fixed depends"
    return [
        *sparse_failures(V),
        Failure(
            call=call("alpha", good, V, alpha=-1.0), error=ValueError, match="alpha must be finite"
        ),
        Failure(call=call("l2", good, V, l2=np.nan), error=ValueError, match="l2 must be finite"),
        Failure(
            call=call("rows", good, V[:3]), error=ValueError, match="one row for each of the 4"
        ),
        Failure(
            call=call("no factors", good, V[:, :0]), error=ValueError, match="at least one column"
        ),
        Failure(call=call("vector", good, V[:, 0]), error=ValueError, match="Expected 2D array"),
        Failure(
            call=call("NaN", good, V * [1, np.nan]), error=ValueError, match=r"got NaN at \(0, 1\)"
        ),
        Failure(
            call=call("dependent", empty_first, dependent, l2=0.0),
            error=np.linalg.LinAlgError,
            match=singular,
        ),
        Failure(
            call=call("confidence", good, dependent, alpha=1e300),
            error=np.linalg.LinAlgError,
            match="row 0 is singular",
        ),
    ]


def loss_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for d in (1, 2, *straddle(PAD, TILE)):
            ratings = sparse(rng, (20, 30), 0.3, dtype)
            U, V = factors(rng, 20, d, dtype), factors(rng, 30, d, dtype)
            yield call(f"d = {d} {dtype.__name__}", ratings, U, V, alpha=1.0, l2=0.01)
        for shape in ((0, 3), (3, 0), (1, 1)):
            ratings = sparse(rng, shape, 1.0, dtype)
            U, V = factors(rng, shape[0], 4, dtype), factors(rng, shape[1], 4, dtype)
            yield call(f"shape {shape} {dtype.__name__}", ratings, U, V, alpha=3.0, l2=0.5)
        # More entries than a chunk, more rows than a chunk of the Gram matrix.
        ratings = sparse(rng, (1100, 50), 0.1, dtype)
        U, V = factors(rng, 1100, 5, dtype), factors(rng, 50, 5, dtype)
        yield call(f"chunks {dtype.__name__}", ratings, U, V, alpha=0.0, l2=0.0)
    U, V, ratings = factors(rng, 9, 6), factors(rng, 30, 6), sparse(rng, (9, 30), 0.4)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("negative ratings", signed, U, V, alpha=2.0, l2=0.1)
    yield call("unordered, repeated, zero", _shuffled(rng, ratings), U, V, alpha=2.0, l2=0.1)
    yield call("float32 against float64", ratings, U.astype(np.float32), V, alpha=2.0, l2=0.1)
    # Several chunks of rows and of entries: the sum of two does not tell their order.
    ratings, U, V = sparse(rng, (3500, 50), 0.3), factors(rng, 3500, 5), factors(rng, 50, 5)
    yield call("many chunks", ratings, U, V, alpha=100.0, l2=0.1)


def loss_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    U, V, good = factors(rng, 3, 2), factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    ok = {"alpha": 1.0, "l2": 0.1}
    return [
        *sparse_failures(U, V, **ok),
        Failure(
            call=call("users", good, U[:2], V, **ok),
            error=ValueError,
            match="user_factors must have",
        ),
        Failure(
            call=call("items", good, U, V[:2], **ok),
            error=ValueError,
            match="item_factors must have",
        ),
        Failure(
            call=call("d", good, U, V[:, :1], **ok),
            error=ValueError,
            match="same number of columns",
        ),
        Failure(
            call=call("NaN", good, U, V * np.nan, **ok),
            error=ValueError,
            match="item_factors: values",
        ),
    ]


def als_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for d in (1, 3, PAD, PAD + 1):
            ratings = sparse(rng, (15, 25), 0.2, dtype)
            yield call(f"d = {d} {dtype.__name__}", ratings, d, n_iter=3, l2=0.1, dtype=dtype)
        init = factors(rng, 25, 4, dtype)
        yield call(f"init {dtype.__name__}", ratings, 4, init=init, n_iter=2, l2=0.5, dtype=dtype)
    yield call("another seed", ratings, 3, seed=2**64 - 1, n_iter=1, l2=1.0, dtype=np.float64)
    yield call("empty rows and columns", sparse(rng, (15, 25), 0.02), 3, n_iter=2, dtype=np.float64)
    yield call("no entries", sparse(rng, (4, 5), 0.0), 2, n_iter=2, dtype=np.float64)
    yield call(
        "more factors than items", sparse(rng, (6, 4), 0.5), 9, n_iter=2, l2=0.2, dtype=np.float64
    )


def als_errors() -> list[Failure]:
    good = sparse(np.random.default_rng(0), (3, 4), 1.0)
    return [
        *sparse_failures(2),
        Failure(call=call("d", good, 0), error=ValueError, match="n_components must be at least 1"),
        Failure(
            call=call("d", good, 2.5), error=TypeError, match="n_components must be an integer"
        ),
        Failure(
            call=call("sweeps", good, 2, n_iter=0),
            error=ValueError,
            match="n_iter must be at least",
        ),
        Failure(
            call=call("endless", good, 2, n_iter=2**70),
            error=ValueError,
            match="n_iter must be at most",
        ),
        Failure(
            call=call("seed", good, 2, seed=2**64), error=ValueError, match="seed must be at most"
        ),
        Failure(
            call=call("init", good, 2, init=np.ones((4, 3))),
            error=ValueError,
            match="init must have",
        ),
        Failure(
            call=call("init NaN", good, 2, init=np.full((4, 2), np.nan)),
            error=ValueError,
            match=r"^init: values must be finite, got NaN at \(0, 0\)",
        ),
        Failure(
            call=call("init overflows", good, 2, init=np.full((4, 2), 1e200), dtype=np.float64),
            error=ValueError,
            match="^init: squares of values must not overflow",
        ),
        Failure(
            call=call("dtype", good, 2, dtype=np.int64), error=TypeError, match="dtype must be"
        ),
        Failure(
            call=call("dependent", good, 3, l2=0.0, init=np.ones((4, 3))),
            error=np.linalg.LinAlgError,
            match="row 0 is singular: column 1 of init depends",
        ),
    ]
