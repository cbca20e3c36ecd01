"""Cases of the rows of ``factorization``."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, sparse, straddle
from mlmath_fast._specs._spec import Call, call
from mlmath_fast._specs.factorization._alike import alike

Array = npt.NDArray[Any]

# The layout's multiple (rust/core/src/simd/tile.rs), the longest rows that are solved in lanes, three
# vectors of a tile, gathered rows of a block.
PAD, LANES, TILE, BLOCK = 16, 32, 48, 64


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
        lengths = np.array([0, 1, 2, 3, 4, 5, *straddle(8, PAD, LANES, BLOCK, 2 * BLOCK)])
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
        V = factors(rng, 90, 8, dtype)
        for label, same in alike(rng, (12, 90), dtype):
            yield call(label, same, V, alpha=2.0)
        # Targets over roots of weights that almost vanish.
        full, V = sparse(rng, (6, 200), 0.6, dtype), factors(rng, 200, 96, dtype)
        for alpha in (0.0, 1e-10):
            for solver in ("cg", "auto", "block"):
                label = f"{solver}, alpha {alpha} {name}"
                yield call(label, full, V, alpha=alpha, solver=solver)
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
    yield from _ials_half_step_cases(rng)
    yield from _cg_half_step_cases(rng)
    yield from _block_half_step_cases(rng)


def _ials_half_step_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for d in (1, 2, *straddle(8, PAD, TILE, BLOCK)):
            ratings = sparse(rng, (12, 90), np.linspace(0, 1, 12), dtype)
            V = factors(rng, 90, d, dtype)
            yield call(f"ials, d = {d} {name}", ratings, V, loss="ials", l2=0.05)
        lengths = np.array([0, 1, 2, 3, 4, 5, *straddle(8, PAD, LANES, BLOCK, 2 * BLOCK)])
        ratings = sparse(rng, (len(lengths), 200), lengths / 200, dtype)
        V = factors(rng, 200, 64, dtype)
        yield call(f"ials, lengths around blocks {name}", ratings, V, loss="ials", nu=0.5)
        yield call(f"ials, nu 0 {name}", ratings, V, loss="ials", nu=0.0, alpha0=0.5)
        yield call(f"ials, l2 0 {name}", ratings, V[:, :5], loss="ials", l2=0.0, alpha0=1.0)
        yield call(f"ials, many rows {name}", *_many_rows(rng, dtype), loss="ials", l2=0.1)
        yield call(
            f"ials, no entries {name}",
            sparse(rng, (4, 5), 0.0, dtype),
            factors(rng, 5, 3, dtype),
            loss="ials",
        )
        yield call(
            f"ials, no rows {name}",
            sparse(rng, (0, 5), 0.5, dtype),
            factors(rng, 5, 3, dtype),
            loss="ials",
        )
    V, ratings = factors(rng, 30, 20), sparse(rng, (9, 30), 0.5)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("ials, values do not count", signed, V, loss="ials")
    yield call("ials, unordered, repeated, zero", _shuffled(rng, ratings), V, loss="ials")
    yield call("ials, alpha0 0", ratings, V, loss="ials", alpha0=0.0)
    # Single precision would leave no digits: rows are solved in double.
    single = ratings._replace(data=ratings.data.astype(np.float32))
    wild = V.astype(np.float32)
    yield call("ials, small alpha0 float32", single, wild, loss="ials", alpha0=1e-6, l2=0.1)
    # Unused confidence: no domain.
    yield call("ials, alpha unused", ratings, V, loss="ials", alpha=np.nan)


def _cg_half_step_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for loss in ("original", "ials"):
            name = f"{loss} {dtype.__name__}"
            for d in (1, 2, *straddle(8, PAD, TILE)):
                ratings = sparse(rng, (12, 90), np.linspace(0, 1, 12), dtype)
                V, U = factors(rng, 90, d, dtype), factors(rng, 12, d, dtype)
                yield call(f"cg, d = {d} {name}", ratings, V, loss=loss, solver="cg", init=U)
            yield call(f"cg from zeros {name}", ratings, V, loss=loss, solver="cg", l2=0.1)
            solution = factors(rng, 12, d, dtype) * 0
            empty = sparse(rng, (12, 90), 0.0, dtype)
            yield call(f"cg, no entries {name}", empty, V, loss=loss, solver="cg", init=solution)
            # Rows shorter and longer than there are factors.
            ratings = sparse(rng, (30, 300), np.linspace(0, 1, 30) ** 2, dtype)
            V, U = factors(rng, 300, 96, dtype), factors(rng, 30, 96, dtype)
            yield call(f"auto {name}", ratings, V, loss=loss, solver="auto", init=U)
        # Rows longer than a panel.
        ratings = sparse(rng, (2, 9000), 0.97, dtype)
        V, U = factors(rng, 9000, 4, dtype), factors(rng, 2, 4, dtype)
        yield call(f"cg, panels {dtype.__name__}", ratings, V, loss="ials", solver="cg", init=U)


def _block_half_step_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for loss in ("original", "ials"):
            name = f"{loss} {dtype.__name__}"
            # Rows from empty to full: shorter than a block (dual) and longer (primal).
            for d in (2, *straddle(BLOCK, 2 * BLOCK)):
                ratings = sparse(rng, (12, 200), np.linspace(0, 1, 12), dtype)
                V, U = factors(rng, 200, d, dtype), factors(rng, 12, d, dtype)
                yield call(f"block, d = {d} {name}", ratings, V, loss=loss, solver="block", init=U)
            yield call(f"block from zeros {name}", ratings, V, loss=loss, solver="block", l2=0.1)
            empty = sparse(rng, (12, 200), 0.0, dtype)
            yield call(f"block, no entries {name}", empty, V, loss=loss, solver="block", init=U)
            # More rows than a chunk.
            ratings = sparse(rng, (300, 100), 0.05, dtype)
            V, U = factors(rng, 100, BLOCK + 2, dtype), factors(rng, 300, BLOCK + 2, dtype)
            yield call(f"block, many rows {name}", ratings, V, loss=loss, solver="block", init=U)
        # Rows longer than what is done between two looks at the cancel token.
        name, ratings = dtype.__name__, sparse(rng, (2, 9000), 0.97, dtype)
        V, U = factors(rng, 9000, BLOCK + 1, dtype), factors(rng, 2, BLOCK + 1, dtype)
        yield call(f"block, long rows {name}", ratings, V, solver="block", init=U)
    ratings, U = sparse(rng, (9, 100), np.linspace(0, 1, 9)), factors(rng, 9, BLOCK + 6)
    V = factors(rng, 100, BLOCK + 6)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("block, negative ratings", signed, V, solver="block", init=U)
    yield call("block, nu 0", ratings, V, loss="ials", nu=0.0, solver="block", init=U)
    # Single precision would leave no digits: rows are solved in double.
    single, wild = ratings._replace(data=ratings.data.astype(np.float32)), V.astype(np.float32)
    yield call(
        "block, small alpha0 float32",
        single,
        wild,
        loss="ials",
        alpha0=1e-6,
        l2=0.1,
        solver="block",
    )


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
    yield from _ials_loss_cases(rng)


def _ials_loss_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for d in (1, 2, *straddle(PAD, TILE)):
            ratings = sparse(rng, (20, 30), 0.3, dtype)
            U, V = factors(rng, 20, d, dtype), factors(rng, 30, d, dtype)
            yield call(f"ials, d = {d} {name}", ratings, U, V, loss="ials", nu=0.5)
        for shape in ((0, 3), (3, 0), (1, 1)):
            ratings = sparse(rng, shape, 1.0, dtype)
            U, V = factors(rng, shape[0], 4, dtype), factors(rng, shape[1], 4, dtype)
            yield call(f"ials, shape {shape} {name}", ratings, U, V, loss="ials", l2=0.5)
        # More rows than a chunk of ridges, more entries than a chunk.
        ratings = sparse(rng, (9000, 50), 0.02, dtype)
        U, V = factors(rng, 9000, 5, dtype), factors(rng, 50, 5, dtype)
        yield call(f"ials, chunks {name}", ratings, U, V, loss="ials", l2=2.0)
        yield call(f"ials, nu 0 {name}", ratings, U, V, loss="ials", nu=0.0)
        U, V = factors(rng, 12, 5, dtype), factors(rng, 90, 5, dtype)
        for label, same in alike(rng, (12, 90), dtype):
            yield call(label, same, U, V, alpha=2.0, l2=0.1)


def als_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for d in (1, 3, PAD, PAD + 1):
            ratings = sparse(rng, (15, 25), 0.2, dtype)
            yield call(f"d = {d} {dtype.__name__}", ratings, d, n_iter=3, l2=0.1, dtype=dtype)
        init = factors(rng, 25, 4, dtype)
        yield call(
            f"init {dtype.__name__}", ratings, 4, init=(None, init), n_iter=2, l2=0.5, dtype=dtype
        )
    yield call("another seed", ratings, 3, seed=2**64 - 1, n_iter=1, l2=1.0, dtype=np.float64)
    yield call("empty rows and columns", sparse(rng, (15, 25), 0.02), 3, n_iter=2, dtype=np.float64)
    yield call("no entries", sparse(rng, (4, 5), 0.0), 2, n_iter=2, dtype=np.float64)
    yield call(
        "more factors than items", sparse(rng, (6, 4), 0.5), 9, n_iter=2, l2=0.2, dtype=np.float64
    )
    for dtype in (np.float64, np.float32):
        name, ratings = dtype.__name__, sparse(rng, (15, 25), 0.2, dtype)
        for d in (1, 7, PAD + 1):
            yield call(f"ials, d = {d} {name}", ratings, d, loss="ials", n_iter=3, dtype=dtype)
        start = (factors(rng, 15, 4, dtype), factors(rng, 25, 4, dtype))
        yield call(
            f"ials, init {name}", ratings, 4, loss="ials", init=start, n_iter=2, nu=0.5, dtype=dtype
        )
        for solver in ("cholesky", "cg"):
            yield call(f"{solver} {name}", ratings, 3, solver=solver, n_iter=2, l2=0.2, dtype=dtype)
        for loss in ("original", "ials"):
            yield call(
                f"block, {loss} {name}",
                sparse(rng, (90, 100), 0.3, dtype),
                BLOCK + 6,
                loss=loss,
                solver="block",
                n_iter=2,
                l2=0.2,
                dtype=dtype,
            )
        for label, same in alike(rng, (15, 25), dtype):
            yield call(label, same, 4, n_iter=2, l2=0.2, dtype=dtype)
    yield call("tol stops", ratings, 3, loss="ials", tol=0.05, n_iter=40, dtype=np.float64)
