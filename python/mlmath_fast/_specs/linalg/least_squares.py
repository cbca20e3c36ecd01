"""Rows of least squares."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import linalg as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.reference import linalg as reference

# Rows per column, and multiplications, from which on the Gram matrix is tried: m = 4 n, m n^2 = 1e6.
TALL, WORK_ROWS, WORK_COLS = 4, 10_000, 10


def _lstsq_cases(rng: Generator) -> Iterator[Call]:
    dtype: Any
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for m, n in [(0, 3), (3, 0), (1, 1), (5, 1), (1, 5), (20, 7), (7, 20), (8, 8)]:
            A = rng.standard_normal((m, n)).astype(dtype)
            yield call(f"{m} x {n} {name}", A, rng.standard_normal(m).astype(dtype))
        for m, n in [
            (WORK_ROWS - 1, WORK_COLS),
            (WORK_ROWS, WORK_COLS),
            (TALL * 80 - 1, 80),
            (TALL * 80, 80),
        ]:
            A = rng.standard_normal((m, n)).astype(dtype)
            yield call(f"tall {m} x {n} {name}", A, rng.standard_normal((m, 2)).astype(dtype))
        A = rng.standard_normal((WORK_ROWS, WORK_COLS)).astype(dtype)
        b = rng.standard_normal(WORK_ROWS).astype(dtype)
        yield call(f"column twice {name}", np.column_stack([A[:, 0], A]), b)
        yield call(f"column of zeros {name}", np.column_stack([A, 0 * b]), b)
        yield call(f"nearly dependent {name}", np.column_stack([A, A[:, 0] + b / 64]), b)
        yield call(f"fits exactly {name}", A, A @ np.ones(WORK_COLS, dtype))
        yield call(f"zeros {name}", np.zeros((6, 2), dtype), np.ones(6, dtype))
        yield call(f"rcond cuts {name}", A * 10.0 ** np.arange(10), b, rcond=1e-2)
    for scale in (1e-200, 1e200):
        yield call(f"times {scale}", scale * A.astype(np.float64), scale * b.astype(np.float64))
    yield call("integers", rng.integers(-9, 9, (9, 3)), rng.integers(-9, 9, 9))


def _ridge_cases(rng: Generator) -> Iterator[Call]:
    dtype: Any
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n, p in [(1, 1), (1, 4), (6, 1), (5, 0), (30, 7), (7, 30), (12, 12), (500, 20)]:
            X = rng.standard_normal((n, p)).astype(dtype)
            yield call(f"{n} x {p} {name}", X, rng.standard_normal(n).astype(dtype), l2=0.1)
        X = rng.standard_normal((90, 5)).astype(dtype)
        y = rng.standard_normal(90).astype(dtype)
        Y = rng.standard_normal((90, 3)).astype(dtype)
        yield call(f"three targets {name}", X, Y, l2=0.01)
        yield call(f"no target {name}", X, Y[:, :0], l2=0.01)
        yield call(f"no intercept {name}", X, y, l2=0.01, fit_intercept=False)
        yield call(f"no penalty {name}", X, y, l2=0.0)
        yield call(f"weights, some 0 {name}", X, y, l2=0.3, sample_weight=rng.poisson(1.0, 90))
        wide = rng.standard_normal((7, 30)).astype(dtype)
        yield call(f"wide, weights {name}", wide, y[:7], l2=0.3, sample_weight=np.arange(1.0, 8.0))
        yield call(f"wide, no penalty {name}", wide, y[:7], l2=0.0)
        yield call(f"zeros {name}", np.zeros((6, 2), dtype), y[:6], l2=0.5)
        yield call(f"constant column {name}", np.column_stack([X, 0 * y + 1]), y, l2=1e-12)
        yield call(f"column twice, no penalty {name}", np.column_stack([X, X[:, 0]]), y, l2=0.0)
        # In float32 a Gram matrix that is centred afterwards has no digit left here.
        yield call(f"far from the origin {name}", X + dtype(1e4), y, l2=0.01)
    for scale in (1e-200, 1e200):
        yield call(f"times {scale}", scale * X.astype(np.float64), y, l2=0.0)
    yield call("penalty out of range", 1e-200 * X.astype(np.float64), y, l2=0.1)


def _failures() -> list[Failure]:
    A, b = np.ones((3, 2)), np.ones(3)
    holes = np.array([[1.0, 2.0], [3.0, np.nan], [np.inf, 4.0]])

    def bad(label: str, match: str, *args: Any, **kwargs: Any) -> Failure:
        return Failure(call=call(label, *args, **kwargs), error=ValueError, match=match)

    tall = np.ones((WORK_ROWS, WORK_COLS))
    tall[77, 3] = np.inf
    return [
        bad("vector for A", "A: Expected 2D array", b, b),
        bad("b of other length", "b must have 3 rows, as A has, got 2", A, b[:2]),
        bad("b with three axes", "b: Expected 1D or 2D array, got 3D", A, np.ones((3, 1, 1))),
        bad("NaN in A", r"A must be finite, got nan at \[1, 1\]", holes, b),
        bad("Inf in a tall A", r"A must be finite, got inf at \[77, 3\]", tall, np.ones(WORK_ROWS)),
        bad("NaN in b", r"b must be finite, got nan at \[2\]", A, [1.0, 2.0, np.nan]),
        bad("rcond negative", "rcond must not be negative, got -1", A, b, rcond=-1),
    ]


def _ridge_failures() -> list[Failure]:
    X, y = np.ones((3, 2)), np.ones(3)

    def bad(label: str, match: str, *args: Any, **kwargs: Any) -> Failure:
        kwargs = {"l2": 0.1, **kwargs}
        return Failure(call=call(label, *args, **kwargs), error=ValueError, match=match)

    return [
        bad("vector for X", "X: Expected 2D array", y, y),
        bad("y of other length", "y must have 3 rows, as X has, got 2", X, y[:2]),
        bad("y with three axes", "y: Expected 1D or 2D array, got 3D", X, np.ones((3, 1, 1))),
        bad("no sample", "X must have at least one row, got 0", X[:0], y[:0]),
        bad("penalty negative", "l2 must be finite and not negative, got -0.1", X, y, l2=-0.1),
        bad("penalty NaN", "l2 must be finite and not negative, got nan", X, y, l2=np.nan),
        bad("NaN in X", r"X must be finite, got nan at \[0, 0\]", np.nan * X, y),
        bad("Inf in wide X", r"X must be finite, got inf at \[0, 0\]", np.inf * X.T, y[:2]),
        bad("NaN in y", r"y must be finite, got nan at \[0\]", X, np.nan * y),
        bad("weight negative", r"got -1.0 at \[1\]", X, y, sample_weight=[1.0, -1.0, 1.0]),
        bad("weights all 0", "must not be all 0", X, y, sample_weight=np.zeros(3)),
        bad(
            "weights too few",
            "must have 3 entries, as X has rows, got 2",
            X,
            y,
            sample_weight=y[:2],
        ),
        bad("weight NaN", r"sample_weight must be finite, got nan", X, y, sample_weight=np.nan * y),
    ]


def _residual_is_orthogonal(function: Callable[..., Any], rng: Generator) -> None:
    for m, n in [(30, 4), (4, 30), (WORK_ROWS, WORK_COLS)]:
        A, b = rng.standard_normal((m, n)), rng.standard_normal(m)
        found = function(A, b)
        rest = b - A @ found.x
        assert_close(A.T @ rest, np.zeros(n), rtol=0, atol=1e-10)
        # The shortest solution lies in the row space.
        assert_close(np.linalg.pinv(A) @ (A @ found.x), found.x, rtol=1e-9, atol=1e-12)
        if m > n:
            assert_close(found.residuals, [rest @ rest], rtol=1e-10)


def _gradient_is_zero(function: Callable[..., Any], rng: Generator) -> None:
    for n, p in [(40, 5), (5, 40)]:
        X, y, w = rng.standard_normal((n, p)), rng.standard_normal(n), rng.uniform(0.1, 2, n)
        found = function(X, y, l2=0.05, sample_weight=w)
        rest = w * (y - X @ found.coef - found.intercept) / w.sum()
        assert_close(X.T @ rest, 0.05 * found.coef, rtol=1e-9, atol=1e-12)
        assert_close(rest.sum(), 0.0, rtol=0, atol=1e-13)


def _samples(rng: Generator) -> Iterator[tuple[Any, Any]]:
    for m, n in [(50, 4), (4, 50)]:
        yield rng.standard_normal((m, n)), rng.standard_normal(m)


def _share(x: Any) -> tuple[Any, Any]:
    """An array over its largest magnitude, and that: tolerances are shares of it, whatever the scale."""
    largest = np.abs(x).max(initial=0)
    return (x / largest if largest else x), np.reshape(largest, 1)


def _lstsq_shares(result: Any) -> tuple[Any, ...]:
    values = result.singular_values
    return *_share(result.x), result.residuals, result.rank, *_share(values)


def _ridge_shares(result: Any) -> tuple[Any, ...]:
    return *_share(result.coef), result.intercept


def _lstsq_bench(rng: Generator) -> Iterator[Bench]:
    def problem(m: int, n: int, dtype: type = np.float64) -> Callable[[], Call]:
        return lambda: call(
            "", rng.standard_normal((m, n), dtype), rng.standard_normal(m).astype(dtype)
        )

    yield Bench(label="200 x 10", make=problem(200, 10), smoke=True)
    yield Bench(label="20,000 x 50", make=problem(20_000, 50), quick=True)
    yield Bench(label="50,000 x 200", make=problem(50_000, 200))
    yield Bench(label="50,000 x 200 float32", make=problem(50_000, 200, np.float32))
    yield Bench(label="1,000 x 500", make=problem(1_000, 500))


def _ridge_bench(rng: Generator) -> Iterator[Bench]:
    def problem(n: int, p: int, dtype: type = np.float64) -> Callable[[], Call]:
        return lambda: call(
            "", rng.standard_normal((n, p), dtype), rng.standard_normal(n).astype(dtype), l2=0.01
        )

    yield Bench(label="200 x 10", make=problem(200, 10), smoke=True)
    yield Bench(label="20,000 x 50", make=problem(20_000, 50), quick=True)
    yield Bench(label="50,000 x 200", make=problem(50_000, 200))
    yield Bench(label="50,000 x 200 float32", make=problem(50_000, 200, np.float32))
    yield Bench(label="500 x 5,000", make=problem(500, 5_000))


def _gram_cost(c: Call) -> Cost:
    A = np.asarray(c.args[0])
    return Cost(flops=1.0 * A.size * min(A.shape), bytes=A.nbytes)


def _numpy_lstsq(A: Any, b: Any) -> Any:
    return _share(np.linalg.lstsq(A, b, rcond=None)[0])


def _scipy(driver: str) -> Callable[..., Any]:
    def solve(A: Any, b: Any) -> Any:
        from scipy.linalg import lstsq

        return _share(lstsq(A, b, lapack_driver=driver, check_finite=False)[0])

    return solve


def _scikit_learn(solver: str) -> Callable[..., Any]:
    def fit(X: Any, y: Any, *, l2: float) -> Any:
        from sklearn.linear_model import Ridge

        return _share(Ridge(alpha=l2 * len(X), solver=solver).fit(X, y).coef_)

    return fit


KERNELS = [
    Kernel(
        fast=fast.lstsq,
        reference=reference.lstsq,
        cases=_lstsq_cases,
        bench=_lstsq_bench,
        errors=_failures(),
        laws=[
            Law(name="the residual is orthogonal to A", check=_residual_is_orthogonal),
            permutation(_samples, arrays=2, tol=Tolerance(rtol=1e-9, atol=1e-12)),
        ],
        # Conditions go up to 300 where both have all digits less those; residuals of an exact fit are
        # rounding.
        tol={
            "float64": Tolerance(rtol=1e-12, atol=1e-12),
            "float32": Tolerance(rtol=1e-5, atol=5e-6),
        },
        canon=_lstsq_shares,
        cost=_gram_cost,
        rivals={
            "numpy": _numpy_lstsq,
            "scipy gelsd": _scipy("gelsd"),
            "scipy gelsy": _scipy("gelsy"),
        },
    ),
    Kernel(
        fast=fast.ridge,
        reference=reference.ridge,
        cases=_ridge_cases,
        bench=_ridge_bench,
        errors=_ridge_failures(),
        laws=[
            Law(name="the gradient is zero", check=_gradient_is_zero),
        ],
        # The twin computes in float64 whatever the data.
        tol={
            "float64": Tolerance(rtol=1e-11, atol=1e-11),
            "float32": Tolerance(rtol=1e-5, atol=5e-6),
        },
        canon=_ridge_shares,
        cost=_gram_cost,
        rivals={
            f"scikit-learn {solver}": _scikit_learn(solver)
            for solver in ("cholesky", "svd", "lsqr")
        },
    ),
]
