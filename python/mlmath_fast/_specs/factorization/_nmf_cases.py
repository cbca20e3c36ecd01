"""Cases, errors and laws of the row of ``nmf``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import sparse, straddle
from mlmath_fast._specs._spec import Call, Failure, Law, call
from mlmath_fast.factorization._results import NmfResult

Array = npt.NDArray[Any]

# Lanes of a panel: two vectors of float64 and of float32, from SSE2 to AVX-512.
LANES = (4, 8, 16, 32)
KL: dict[str, Any] = {"solver": "mu", "beta_loss": "kullback-leibler"}
SOLVERS: dict[str, dict[str, Any]] = {"cd": {"solver": "cd"}, "mu": {"solver": "mu"}, "kl": KL}


def low_rank(rng: Generator, n: int, m: int, k: int, dtype: npt.DTypeLike = np.float64) -> Array:
    """Rank k and noise: no element is near zero."""
    X: Array = rng.random((n, k)) @ rng.random((k, m)) + 0.1 * rng.random((n, m))
    return X.astype(dtype)


def cases(rng: Generator) -> Iterator[Call]:
    few = {"max_iter": 4, "tol": 0.0}
    for dtype in (np.float64, np.float32):
        for name, solver in SOLVERS.items():
            label = f"{name} {dtype.__name__}"
            for n in straddle(*LANES):
                X = low_rank(rng, n, 9, 3, dtype)
                yield call(f"{n} rows {label}", X, 3, **solver, **few)
            X = low_rank(rng, 40, 25, 5, dtype)
            for k in (1, 4, 5, 9):
                yield call(f"k = {k} {label}", X, k, **solver, **few)
            yield call(f"penalties {label}", X, 3, **solver, l1=0.1, l2=0.2, **few)
            yield call(f"mask {label}", X, 3, **solver, mask=rng.random(X.shape) < 0.7, **few)
            stored = sparse(rng, (50, 30), 0.3, dtype)
            yield call(f"sparse {label}", stored, 4, **solver, l1=0.01, **few)
            start = (rng.random((40, 2)).astype(dtype), rng.random((2, 25)).astype(dtype))
            yield call(f"init {label}", X, 2, **solver, init=start, seed=5, **few)
            yield call(f"zeros {label}", np.zeros((3, 4), dtype), 2, **solver)
            yield call(f"one element {label}", np.full((1, 1), 3.0, dtype), 1, **solver, max_iter=1)
            yield call(f"no rows {label}", np.zeros((0, 4), dtype), 2, **solver, **few)
            yield call(f"no columns {label}", np.zeros((3, 0), dtype), 2, **solver, **few)
        for inner in (2, 5):
            label = f"{inner} times {dtype.__name__}"
            X = low_rank(rng, 40, 25, 6, dtype)
            yield call(f"dense, {label}", X, 6, inner_iter=inner, l1=0.1, l2=0.2, **few)
            yield call(f"sparse, {label}", stored, 5, inner_iter=inner, **few)
            mask = rng.random(X.shape) < 0.7
            yield call(f"mask, {label}", X, 3, inner_iter=inner, mask=mask, **few)
            yield call(f"zeros, {label}", np.zeros((3, 4), dtype), 2, inner_iter=inner)
    # More rows than a task, and rows of more than a block.
    yield call("many rows", low_rank(rng, 3000, 6, 2), 16, **few)
    yield call("many rows, sparse", sparse(rng, (3000, 40), 0.1), 16, **few)
    # A factor of 1.5 MB: three blocks of columns; 20 components are no whole number of vectors.
    yield call("blocks of columns, sparse", sparse(rng, (30, 6000), 0.02), 32, **few)
    # One vector left over, which begins before the others of the strip end.
    for k in (9, 17, 33, 65):
        for dtype in (np.float32, np.float64):
            stored = sparse(rng, (50, 70), 0.3, dtype)
            yield call(f"sparse, k = {k} {np.dtype(dtype)}", stored, k, **few)
    yield call(
        "blocks of columns, sparse, mu", sparse(rng, (30, 9000), 0.02), 20, **few, solver="mu"
    )
    yield call(
        "wide, mask", low_rank(rng, 30, 2000, 3), 3, mask=rng.random((30, 2000)) < 0.9, **few
    )
    yield call("wide, kl", low_rank(rng, 30, 2000, 3), 3, **KL, **few)
    X = low_rank(rng, 20, 15, 2)
    zero_start = (
        np.r_[np.zeros((1, 2)), rng.random((19, 2))],
        np.c_[np.zeros(2), rng.random((2, 14))],
    )
    yield call("starts with zeros", X, 2, init=zero_start, **few)
    dead = (rng.random((20, 2)) * [1, 0], rng.random((2, 15)) * [[1], [0]])
    yield call("a component of zeros", X, 2, init=dead, **few)
    yield call("whole numbers", np.arange(12).reshape(3, 4), 2, **few)
    hidden = np.where(rng.random(X.shape) < 0.2, np.nan, X)
    yield call("NaN where nothing was observed", hidden, 2, mask=np.isfinite(hidden), **few)
    yield call("zeros in X, kl", np.where(X > 0.7, X, 0), 2, **KL, **few)


def errors() -> list[Failure]:
    X = np.ones((3, 4))
    start = (np.ones((3, 2)), np.ones((2, 4)))

    def refused(label: str, match: str, *args: Any, **kwargs: Any) -> Failure:
        return Failure(call=call(label, *args, **kwargs), error=ValueError, match=match)

    negative, nan = X.copy(), X.copy()
    negative[1, 2], nan[2, 3] = -1.0, np.nan
    stored = sparse(np.random.default_rng(0), (3, 4), 1.0)
    return [
        refused("negative", r"Negative values .*got -1 at \(1, 2\)", negative, 2),
        refused("NaN", r"X must be finite and not negative, got NaN at \(2, 3\)", nan, 2),
        refused("Inf", "got inf", nan * np.inf, 2),
        refused("negative sparse", "got -", stored._replace(data=-stored.data), 2),
        refused("shape of W", r"got \(2, 2\)", X, 2, init=(np.ones((2, 2)), start[1])),
        refused("shape of H", r"got \(3, 2\) and \(4, 2\)", X, 2, init=(start[0], start[1].T)),
        refused("no pair", "init must be a pair", X, 2, init=start[0]),
        refused("negative W", r"W must be .*got -1 at \(0, 0\)", X, 2, init=(-start[0], start[1])),
        refused("NaN in H", "H must be finite", X, 2, init=(start[0], start[1] * np.nan)),
        refused("solver", "solver must be one of", X, 2, solver="als"),
        refused("beta_loss", "beta_loss must be one of", X, 2, beta_loss="itakura-saito"),
        refused("kl by cd", "needs solver='mu'", X, 2, beta_loss="kullback-leibler"),
        refused("l1", "l1 must be finite", X, 2, l1=-1.0),
        refused("l2", "l2 must be finite", X, 2, l2=np.inf),
        refused("tol", "tol must be finite", X, 2, tol=np.nan),
        refused("max_iter", "max_iter must be at least 1", X, 2, max_iter=0),
        refused("inner_iter", "inner_iter must be at least 1", X, 2, inner_iter=0),
        refused(
            "inner_iter, many", r"inner_iter must be in \[1, 100\], got 101", X, 2, inner_iter=101
        ),
        refused("inner, mu", "inner_iter must be 1 with", X, 2, inner_iter=2, solver="mu"),
        refused("k", "n_components must be at least 1", X, 0),
        refused("shape of mask", "mask must have the shape", X, 2, mask=np.ones((4, 3), bool)),
        refused("vector", "Expected 2D array", X[0], 2),
        refused("overflow", "must stay finite", X * 1e200, 2),
        Failure(
            call=call("mask of numbers", X, 2, mask=X), error=TypeError, match="must hold booleans"
        ),
        Failure(
            call=call("mask of sparse", stored, 2, mask=X > 0),
            error=TypeError,
            match="needs a dense X",
        ),
    ]


Function = Callable[..., NmfResult]


def _losses_do_not_increase(function: Function, rng: Generator) -> None:
    X = low_rank(rng, 30, 20, 4)
    for solver in SOLVERS.values():
        for mask in (None, rng.random(X.shape) < 0.6):
            losses = function(
                X, 3, **solver, l1=0.1, l2=0.1, mask=mask, tol=0.0, max_iter=30
            ).losses
            assert np.all(np.diff(losses) <= 1e-12 * losses[0])


def _factors_are_not_negative(function: Function, rng: Generator) -> None:
    X = low_rank(rng, 30, 20, 4)
    for solver in SOLVERS.values():
        result = function(X, 3, **solver, tol=0.0, max_iter=20)
        assert result.W.min() >= 0
        assert result.H.min() >= 0


def _descent_ends_where_the_gradient_says(function: Function, rng: Generator) -> None:
    """Karush, Kuhn and Tucker: no gradient points below where W > 0, and none at all elsewhere."""
    X, l1, l2 = low_rank(rng, 12, 10, 2), 0.05, 0.1
    for mask in (None, rng.random(X.shape) < 0.8):
        result = function(X, 2, l1=l1, l2=l2, tol=1e-10, max_iter=20_000, mask=mask)
        assert result.converged
        seen = np.ones(X.shape) if mask is None else mask
        residual = seen * (result.W @ result.H - X)
        for A, gradient in ((result.W, residual @ result.H.T), (result.H, result.W.T @ residual)):
            full = gradient + l1 + l2 * A
            assert full.min() > -1e-6
            assert np.abs(full * A).max() < 1e-6


def _a_full_mask_is_no_mask(function: Function, rng: Generator) -> None:
    X = low_rank(rng, 15, 12, 3)
    for solver in SOLVERS.values():
        kwargs: dict[str, Any] = {**solver, "tol": 0.0, "max_iter": 5, "l1": 0.1}
        got, want = function(X, 3, mask=np.ones(X.shape, bool), **kwargs), function(X, 3, **kwargs)
        assert_close(got.W @ got.H, want.W @ want.H, rtol=1e-9)
        assert_close(got.losses, want.losses, rtol=1e-9)


def _what_is_masked_does_not_count(function: Function, rng: Generator) -> None:
    X, mask = low_rank(rng, 15, 12, 3), rng.random((15, 12)) < 0.6
    other = np.where(mask, X, 1e3)
    got, want = (function(A, 3, mask=mask, tol=0.0, max_iter=5) for A in (X, other))
    assert np.array_equal(got.W, want.W)


def _sparse_is_dense_with_zeros(function: Function, rng: Generator) -> None:
    stored = sparse(rng, (20, 15), 0.4)
    X = np.zeros(stored.shape)
    X[np.repeat(np.arange(20), np.diff(stored.indptr)), stored.indices] = stored.data
    for solver in SOLVERS.values():
        got, want = (function(A, 3, **solver, tol=0.0, max_iter=5) for A in (stored, X))
        assert_close(got.W, want.W, rtol=1e-8, atol=1e-9)
        assert_close(got.losses, want.losses, rtol=1e-9)


def _rows_do_not_know_their_order(function: Function, rng: Generator) -> None:
    X, W, H = low_rank(rng, 40, 8, 2), rng.random((40, 2)), rng.random((2, 8))
    order = rng.permutation(40)
    for solver in SOLVERS.values():
        kwargs: dict[str, Any] = {**solver, "tol": 0.0, "max_iter": 5}
        whole = function(X, 2, init=(W, H), **kwargs)
        mixed = function(X[order], 2, init=(W[order], H), **kwargs)
        assert_close(mixed.W, whole.W[order], rtol=1e-8, atol=1e-10)


def _many_times_are_least_squares(function: Function, rng: Generator) -> None:
    """The last turn, H's, ends where no gradient points below, and where H is not 0 there is none."""
    # Columns of W that are nearly orthogonal, so that a hundred times are enough.
    W, H = np.repeat(np.eye(4), 8, axis=0), rng.random((4, 20))
    X = W @ H + 0.1 * rng.random((32, 20))
    for mask in (None, rng.random(X.shape) < 0.9):
        result = function(X, 4, init=(W, H), inner_iter=100, max_iter=1, tol=0.0, mask=mask)
        seen = np.ones(X.shape) if mask is None else mask
        gradient = result.W.T @ (seen * (result.W @ result.H - X))
        assert gradient.min() > -1e-8
        assert np.abs(gradient * result.H).max() < 1e-8


LAWS = [
    Law(name="many times are least squares", check=_many_times_are_least_squares),
    Law(name="losses do not increase", check=_losses_do_not_increase),
    Law(name="factors are not negative", check=_factors_are_not_negative),
    Law(name="descent ends at a KKT point", check=_descent_ends_where_the_gradient_says),
    Law(name="a full mask is no mask", check=_a_full_mask_is_no_mask),
    Law(name="what is masked does not count", check=_what_is_masked_does_not_count),
    Law(name="sparse is dense with zeros", check=_sparse_is_dense_with_zeros),
    Law(name="rows do not know their order", check=_rows_do_not_know_their_order),
]


def losses_as_exact_as_factors(result: NmfResult) -> NmfResult:
    dtype: Any = result.W.dtype
    return replace(result, losses=result.losses.astype(dtype))
