"""Cases and errors of the rows of explicit feedback."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, sparse, straddle
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Call, Failure, call
from mlmath_fast._specs.factorization._als_cases import BLOCK, PAD, TILE, Array, factors

# Entries of a chunk of the loss and of predictions (rust/core/src/factorization/explicit_loss.rs).
CHUNK = 4096


def biases(rng: Generator, n: int, dtype: Any = np.float64) -> Array:
    b: Array = (rng.standard_normal(n) / 2).astype(dtype)
    return b


def as_stored(rng: Generator, ratings: Csr) -> Csr:
    """The same matrix out of order, with zeros among its ratings and some pairs rated twice."""
    rows = np.repeat(np.arange(ratings.shape[0]), np.diff(ratings.indptr))
    again = rng.choice(len(rows), len(rows) // 4)
    rows, cols = np.r_[rows, rows[again]], np.r_[ratings.indices, ratings.indices[again]]
    values = np.r_[ratings.data, 0 * ratings.data[again]]
    order = rng.permutation(len(rows))
    return coo_to_csr(rows[order], cols[order], values[order], ratings.shape)


def half_step_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for d in (1, 2, *straddle(8, PAD, TILE, BLOCK)):
            ratings, V = (
                sparse(rng, (12, 90), np.linspace(0, 1, 12), dtype),
                factors(rng, 90, d, dtype),
            )
            yield call(f"d = {d} {name}", ratings, V)
            b = biases(rng, 90, dtype)
            yield call(f"d = {d}, biases {name}", ratings, V, fixed_biases=b, global_mean=3.0)
        lengths = np.array([0, 1, 2, 3, 4, 5, *straddle(8, PAD, BLOCK, 2 * BLOCK)])
        ratings, V = (
            sparse(rng, (len(lengths), 200), lengths / 200, dtype),
            factors(rng, 200, 64, dtype),
        )
        yield call(f"lengths around blocks {name}", ratings, V, l2=0.3)
        yield call(f"not weighted {name}", ratings, V, weighted_l2=False, l2=2.0)
        many = sparse(rng, (300, 40), 0.05, dtype)
        yield call(f"more rows than a chunk {name}", many, factors(rng, 40, 17, dtype))
        yield call(f"no rows {name}", sparse(rng, (0, 5), 0.5, dtype), factors(rng, 5, 3, dtype))
        yield call(f"no columns {name}", sparse(rng, (4, 0), 0.5, dtype), factors(rng, 0, 3, dtype))
        yield call(f"no entries {name}", sparse(rng, (4, 5), 0.0, dtype), factors(rng, 5, 3, dtype))
    ratings, V = sparse(rng, (9, 30), 0.5), factors(rng, 30, 20)
    yield call("64-bit indices", ratings._replace(indices=ratings.indices.astype(np.int64)), V)
    yield call("integer ratings", ratings._replace(data=np.ceil(ratings.data).astype(np.int8)), V)
    yield call("unordered, repeated, zero", as_stored(rng, ratings), V)
    yield call("ridge 0", sparse(rng, (9, 30), 0.7), factors(rng, 30, 5), l2=0.0)
    yield call("strong ridge", ratings, V, l2=100.0)
    single = sparse(rng, (9, 30), 0.7, np.float32)
    yield call("ridge 0 float32", single, factors(rng, 30, 5, np.float32), l2=0.0)


def half_step_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    V, good = factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    second = good._replace(indptr=np.array([0, 0, 6, 12]))
    b, broken = np.zeros(4), np.array([0.0, 0.0, np.inf, 0.0])
    refused = [
        ("l2", call("", good, V, l2=-1.0), "l2 must be finite and not negative, got -1"),
        ("l2 NaN", call("", good, V, l2=np.nan), "l2 must be finite"),
        ("rows", call("", good, V[:3]), "one row for each of the 4 columns"),
        ("no factors", call("", good, V[:, :0]), "at least one column"),
        ("vector", call("", good, V[:, 0]), "Expected 2D array"),
        (
            "NaN",
            call("", good, V * [1, np.nan]),
            r"fixed: values must be finite, got NaN at \(0, 1\)",
        ),
        ("overflow", call("", good, V * 1e200), "fixed: squares of values must not overflow"),
        ("biases", call("", good, V, fixed_biases=b[:3]), "fixed_biases must have one entry"),
        ("bias Inf", call("", good, V, fixed_biases=broken), r"got inf at \(2, 2\)"),
        ("mean", call("", good, V, global_mean=np.nan), "global_mean must be finite"),
    ]
    short = call("short", sparse(rng, (1, 4), 0.25), V, l2=0.0)
    singular = call("dependent", second, np.ones((4, 2)), l2=0.0)
    return [
        *sparse_failures(V),
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in refused
        ),
        Failure(
            call=short, error=np.linalg.LinAlgError, match="row 0 .*fewer ratings than unknowns"
        ),
        Failure(call=singular, error=np.linalg.LinAlgError, match="system of row 1 is singular"),
    ]


def loss_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for d in (1, 2, *straddle(8, PAD)):
            ratings = sparse(rng, (20, 30), 0.3, dtype)
            U, V = factors(rng, 20, d, dtype), factors(rng, 30, d, dtype)
            b = {"user_biases": biases(rng, 20, dtype), "item_biases": biases(rng, 30, dtype)}
            yield call(f"d = {d} {name}", ratings, U, V)
            yield call(f"d = {d}, biases {name}", ratings, U, V, **b, global_mean=3.0, l2=0.5)
            yield call(f"d = {d}, not weighted {name}", ratings, U, V, **b, weighted_l2=False)
        for shape in ((0, 3), (3, 0), (1, 1)):
            ratings = sparse(rng, shape, 1.0, dtype)
            U, V = factors(rng, shape[0], 4, dtype), factors(rng, shape[1], 4, dtype)
            yield call(f"shape {shape} {name}", ratings, U, V, l2=0.5)
        # Several chunks of entries: the sum of two does not tell their order.
        ratings = sparse(rng, (700, 50), 0.5, dtype)
        U, V = factors(rng, 700, 5, dtype), factors(rng, 50, 5, dtype)
        yield call(f"chunks {name}", ratings, U, V)
    U, V, ratings = factors(rng, 9, 6), factors(rng, 30, 6), sparse(rng, (9, 30), 0.4)
    yield call("unordered, repeated, zero", as_stored(rng, ratings), U, V)
    yield call("float32 against float64", ratings, U.astype(np.float32), V)


def loss_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    U, V, good = factors(rng, 3, 2), factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    huge = good._replace(data=1e200 * good.data)
    refused = [
        ("users", call("", good, U[:2], V), "user_factors must have one row"),
        ("items", call("", good, U, V[:2]), "item_factors must have one row"),
        ("d", call("", good, U, V[:, :1]), "same number of columns, got 2 and 1"),
        (
            "NaN",
            call("", good, U, V * np.nan),
            r"item_factors: values must be finite, got NaN at \(0, 0\)",
        ),
        ("one bias", call("", good, U, V, user_biases=np.ones(3)), "both be given, or neither"),
        ("l2", call("", good, U, V, l2=np.inf), "l2 must be finite"),
        ("overflow", call("", huge, U, V), "squares of errors must not overflow"),
        ("mean", call("", good, U, V, global_mean=np.inf), "global_mean must be finite"),
    ]
    return [
        *sparse_failures(U, V),
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in refused
        ),
    ]


def predict_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for d in (1, 2, *straddle(8, PAD)):
            U, V = factors(rng, 20, d, dtype), factors(rng, 30, d, dtype)
            b = {"user_biases": biases(rng, 20, dtype), "item_biases": biases(rng, 30, dtype)}
            users, items = rng.integers(20, size=50), rng.integers(30, size=50)
            yield call(f"d = {d} {name}", users, items, U, V)
            yield call(f"d = {d}, biases {name}", users, items, U, V, **b, global_mean=3.0)
        for n in (0, 1, *straddle(CHUNK)):
            users, items = rng.integers(20, size=n), rng.integers(30, size=n)
            yield call(f"{n} pairs {name}", users, items, U, V)
    yield call("float32 against float64", users, items, U, V.astype(np.float64))
    yield call("NaN passes", [0, 1], [0, 0], [[np.nan], [1.0]], [[2.0]])


def predict_errors() -> list[Failure]:
    U, V = np.ones((3, 2)), np.ones((4, 2))
    refused = [
        ("user", call("", [0, 3], [0, 0], U, V), r"users must be in \[0, 3\), got 3 at \[1\]"),
        ("item", call("", [0], [-1], U, V), r"items must be in \[0, 4\), got -1 at \[0\]"),
        ("lengths", call("", [0], [0, 1], U, V), "equal lengths, got 1 and 2"),
        ("d", call("", [0], [0], U, V[:, :1]), "same number of columns"),
        ("one bias", call("", [0], [0], U, V, item_biases=np.ones(4)), "both be given, or neither"),
    ]
    return [
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in refused
        ),
        Failure(call=call("float", [0.5], [0], U, V), error=TypeError, match="must hold integers"),
    ]


def als_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for d in (1, 3, PAD - 1, PAD, PAD + 1):
            ratings = sparse(rng, (15, 25), 0.2, dtype)
            yield call(f"d = {d} {name}", ratings, d, n_iter=3, dtype=dtype)
        yield call(f"no biases {name}", ratings, 4, n_iter=3, bias=False, dtype=dtype)
        yield call(
            f"not weighted {name}", ratings, 4, n_iter=3, weighted_l2=False, l2=1.0, dtype=dtype
        )
        init = factors(rng, 25, 4, dtype)
        yield call(f"init {name}", ratings, 4, init=init, n_iter=2, l2=0.5, dtype=dtype)
    yield call("tol", ratings, 3, n_iter=50, tol=0.02, l2=0.3, dtype=np.float64)
    yield call("another seed", ratings, 3, seed=2**64 - 1, n_iter=1, l2=1.0, dtype=np.float64)
    yield call("empty rows and columns", sparse(rng, (15, 25), 0.02), 3, n_iter=2, dtype=np.float64)
    yield call("no entries", sparse(rng, (4, 5), 0.0), 2, n_iter=2, dtype=np.float64)
    yield call("more factors than items", sparse(rng, (6, 4), 0.5), 9, n_iter=2, dtype=np.float64)
    stored = as_stored(rng, sparse(rng, (9, 30), 0.4))
    yield call("unordered, repeated, zero", stored, 3, n_iter=2, dtype=np.float64)


def als_errors() -> list[Failure]:
    good = sparse(np.random.default_rng(0), (3, 4), 1.0)
    nan, ones = np.full((4, 2), np.nan), np.ones((4, 3))
    refused = [
        ("d", call("", good, 0), "n_components must be at least 1"),
        ("sweeps", call("", good, 2, n_iter=0), "n_iter must be at least"),
        ("seed", call("", good, 2, seed=2**64), "seed must be at most"),
        ("tol", call("", good, 2, tol=-1.0), "tol must be in"),
        ("tol of all", call("", good, 2, tol=1.0), "tol must be in"),
        ("l2", call("", good, 2, l2=-1.0), "l2 must be finite"),
        ("init", call("", good, 2, init=ones), r"init must have shape \(4, 2\), got \(4, 3\)"),
        (
            "init NaN",
            call("", good, 2, init=nan),
            r"^init: values must be finite, got NaN at \(0, 0\)",
        ),
    ]
    return [
        *sparse_failures(2),
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in refused
        ),
        Failure(
            call=call("d", good, 2.5), error=TypeError, match="n_components must be an integer"
        ),
        Failure(call=call("dtype", good, 2, dtype=int), error=TypeError, match="dtype must be"),
        Failure(
            call=call("dependent", good, 3, l2=0.0, bias=False, init=ones),
            error=np.linalg.LinAlgError,
            match="system of row 0 is singular",
        ),
    ]
