"""Rows of the topic ``descent``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import descent as fast
from mlmath_fast._specs._descent_errors import descent_errors, fit_errors, loss_grad_errors
from mlmath_fast._specs._descent_laws import (
    DESCENT_LAWS,
    FIT_LAWS,
    LOSS_GRAD_LAWS,
    labels_of,
    softplus_sum,
)
from mlmath_fast._specs._descent_rivals import linear_model_loss, scikit_learn
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Tolerance, call
from mlmath_fast.compare.data import breast_cancer, flights
from mlmath_fast.reference import descent as reference

# Rows of an inner loop, of the smallest and the largest block, and elements a row is padded to.
GROUP, BLOCK_MIN, BLOCK, PADDING = 4, 8, 64, 16
# The longest padded row whose margins are computed alone.
WIDE = 1488
# Rows of a chunk of 1000 columns, and of 16.
WIDE_CHUNK, NARROW_CHUNK = 192, 8192


def _loss_grad_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n in (1, *straddle(GROUP, BLOCK_MIN, BLOCK)):
            X = rng.standard_normal((n, 5)).astype(dtype)
            yield call(f"{n} rows {name}", X, rng.random(n) < 0.5, rng.standard_normal(5), 0.3)
        for p in (0, 1, *straddle(PADDING, 2 * PADDING)):
            X = rng.standard_normal((37, p)).astype(dtype)
            coef = rng.standard_normal(p).astype(dtype)
            yield call(f"{p} columns {name}", X, rng.integers(0, 2, 37), coef, -0.2, l2=0.1)
        for p in straddle(WIDE):
            X = rng.standard_normal((13, p)).astype(dtype)
            yield call(f"13 x {p} {name}", X, rng.random(13) < 0.5, np.full(p, 0.01))
        for n, p in [(NARROW_CHUNK, 16), (WIDE_CHUNK, 1000)]:
            for rows in straddle(n):
                X = rng.standard_normal((rows, p)).astype(dtype)
                yield call(f"{rows} x {p} {name}", X, rng.random(rows) < 0.5, np.full(p, 0.01))
        X = rng.standard_normal((100, 3)).astype(dtype)
        y = rng.integers(0, 2, 100)
        yield call(f"soft labels {name}", X, rng.random(100), [1.0, -2.0, 0.5], 0.1)
        yield call(
            f"weights, some 0 {name}", X, y, [1.0, -2.0, 0.5], sample_weight=rng.poisson(1.0, 100)
        )
        yield call(f"large margins {name}", 1000 * X, y, [1.0, -2.0, 0.5], l2=1e-3)
        yield call(f"zeros {name}", np.zeros((9, 3), dtype), np.ones(9), np.zeros(3))
    # Several chunks of rows, and of weights: the sum of two does not tell their order, that of more does.
    X, coef = rng.standard_normal((200_000, 5)), rng.standard_normal(5)
    yield call("many chunks", X, rng.random(len(X)), coef, 0.1)
    # Each chunk weighs 0.4 rounding steps of the first: lost when added to it, not before.
    weights = np.where(np.arange(len(X)) == 0, 1.0, 1.4e-21)
    yield call("light chunks", X[:, :1], rng.random(len(X)), coef[:1], 0.1, sample_weight=weights)


def _fit_cases(rng: Generator) -> Iterator[Call]:
    for c in _fits(rng):
        # Two ways meet in the minimum, if they go to its end.
        yield replace(c, kwargs={"tol": 1e-12, **c.kwargs})


def _minimum(result: Any) -> Any:
    """Without the way there: the fast solver now and then goes on with an old Hessian."""
    return replace(result, n_iter=0, grad_norm=0.0)


def _fits(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n, p in [
            (50, 1),
            (BLOCK - 1, 3),
            (BLOCK, 3),
            (BLOCK + 1, 3),
            (300, 15),
            (300, 16),
            (300, 17),
        ]:
            X = rng.standard_normal((n, p)).astype(dtype)
            yield call(f"{n} x {p} {name}", X, labels_of(rng, X), l2=1e-2)
        X = rng.standard_normal((200, 4)).astype(dtype)
        y = labels_of(rng, X)
        yield call(f"no penalty {name}", X, y, l2=0.0)
        yield call(f"no intercept {name}", X[:, :1].repeat(16, 1), y, fit_intercept=False)
        yield call(f"soft labels {name}", X, rng.random(200))
        yield call(f"weights, some 0 {name}", X, y, sample_weight=rng.poisson(1.0, 200))
        yield call(f"from elsewhere {name}", X, y, coef_init=np.array([3.0, -1.0, 0.0, 2.0]))
        yield call(f"from far away {name}", X, y, coef_init=np.array([9.0, -30.0, 0.0, 20.0, 10.0]))
        yield call(
            f"gradient descent {name}",
            X,
            y,
            l2=0.1,
            solver="gradient_descent",
            tol=1e-4,
            max_iter=500,
        )
        # Margins of thousands: curvatures vanish, and Newton's step is of no use.
        for l2 in (0.0, 1e-2):
            yield call(f"flat, l2={l2} {name}", X, y, l2=l2, coef_init=np.full(5, 1e3))
    # More rows than one chunk of the Hessian has: 4 rows per column, at least 1/64 of all.
    X = rng.standard_normal((5000, 30))
    yield call("many chunks", X, labels_of(rng, X), l2=1e-3)
    yield call("more columns than rows", rng.standard_normal((20, 40)), np.arange(20) % 2, l2=0.1)
    yield call("no columns", np.empty((5, 0)), [0, 1, 1, 1, 0])
    for l2 in (0.0, 1e-4):
        yield call(
            f"nothing to fit, l2={l2}", np.empty((4, 0)), [0, 1, 1, 1], l2=l2, fit_intercept=False
        )


def _bowl(center: npt.ArrayLike, curvature: npt.ArrayLike) -> Callable[[Any], tuple[float, Any]]:
    def loss_grad(theta: Any) -> tuple[float, Any]:
        away = theta - np.asarray(center, theta.dtype)
        return 0.5 * float(away @ (np.asarray(curvature, theta.dtype) * away)), curvature * away

    return loss_grad


def _descent_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n in (0, 1, 2, 17):
            bowl = _bowl(rng.standard_normal(n), rng.uniform(1, 4, n).astype(dtype))
            start = rng.standard_normal(n).astype(dtype)
            yield call(f"line search, {n} {name}", bowl, start, tol=1e-4)
            yield call(f"rate, {n} {name}", bowl, start, learning_rate=0.3, tol=1e-4)
            yield call(
                f"momentum, {n} {name}", bowl, start, learning_rate=0.2, momentum=0.5, tol=1e-4
            )
        start = np.array([3.0, -2.0, 0.5], dtype)
        yield call(f"softplus {name}", softplus_sum, start, tol=1e-4)
        yield call(f"at the minimum {name}", softplus_sum, np.zeros(3, dtype))
    yield call("a callback that looks", softplus_sum, start, tol=1e-4, callback=lambda _: None)
    yield call("a callback that stops", softplus_sum, start, callback=lambda s: s.n_iter == 2)


def _samples(rng: Generator, n: int, p: int, dtype: type = np.float64) -> Callable[[], Any]:
    def make() -> Any:
        X = rng.standard_normal((n, p), dtype)
        return X, labels_of(rng, X)

    return make


def _loss_grad_bench(rng: Generator) -> Iterator[Bench]:
    def at(make: Callable[[], Any]) -> Callable[[], Call]:
        def prepared() -> Call:
            X, y = make()
            return call("", X, y, np.full(X.shape[1], 0.1), 0.1, l2=1e-4)

        return prepared

    yield Bench(label="1,000 x 10", make=at(_samples(rng, 1_000, 10)), smoke=True)
    yield Bench(label="20,000 x 100", make=at(_samples(rng, 20_000, 100)), quick=True)
    yield Bench(label="200,000 x 100", make=at(_samples(rng, 200_000, 100)), quick=True)
    yield Bench(label="200,000 x 100 float32", make=at(_samples(rng, 200_000, 100, np.float32)))
    yield Bench(label="800,000 x 100, 640 MB", make=at(_samples(rng, 800_000, 100)))
    yield Bench(label="8,000 x 10,000, 640 MB", make=at(_samples(rng, 8_000, 10_000)))
    yield Bench(label="flights", make=at(flights), quick=True)


def _fit_bench(rng: Generator) -> Iterator[Bench]:
    def fit(make: Callable[[], Any], **options: float) -> Callable[[], Call]:
        return lambda: call("", *make(), l2=1e-4, **options)

    yield Bench(label="1,000 x 10", make=fit(_samples(rng, 1_000, 10)), smoke=True)
    yield Bench(label="100,000 x 100", make=fit(_samples(rng, 100_000, 100)))
    yield Bench(label="breast cancer", make=fit(breast_cancer), quick=True)
    # Not quick: the twin and three solvers take seconds each. Columns of groups add up to one, so that
    # coefficients are determined by the penalty alone: at the usual `tol` they have 7 digits.
    yield Bench(label="flights", make=fit(flights, tol=1e-10))


def _descent_bench(rng: Generator) -> Iterator[Bench]:
    def bowl(n: int) -> Callable[[], Call]:
        # Below 4: there Armijo's halved step of 1/2 only swaps sides, and 1,000 steps do not end.
        return lambda: call("", _bowl(rng.standard_normal(n), rng.uniform(1, 3, n)), np.zeros(n))

    yield Bench(label="10 parameters", make=bowl(10), smoke=True)
    yield Bench(label="100,000 parameters", make=bowl(100_000), quick=True)


def _loss_grad_cost(c: Call) -> Cost:
    X = np.asarray(c.args[0])
    return Cost(flops=4.0 * X.size, bytes=X.nbytes, transcendentals=2.0 * len(X))


# Newton needs some five sweeps for well-behaved data, whatever the solver.
SWEEPS = 5


def _fit_cost(c: Call) -> Cost:
    X = np.asarray(c.args[0])
    return Cost(
        flops=SWEEPS * X.size * (4.0 + X.shape[1]),
        bytes=SWEEPS * X.nbytes,
        transcendentals=SWEEPS * 2.0 * len(X),
    )


def _descent_cost(c: Call) -> Cost:
    """At the least, one step: the callable's time is not ours."""
    theta = np.asarray(c.args[1])
    return Cost(bytes=max(3.0 * theta.nbytes, 1.0))


KERNELS = [
    Kernel(
        fast=fast.logistic_loss_grad,
        reference=reference.logistic_loss_grad,
        cases=_loss_grad_cases,
        bench=_loss_grad_bench,
        errors=loss_grad_errors(),
        laws=LOSS_GRAD_LAWS,
        # float32: the twin's sums are single precision; the margins of its large-margin case reach
        # thousands.
        tol={
            "float64": Tolerance(rtol=1e-12, atol=1e-13),
            "float32": Tolerance(rtol=1e-4, atol=1e-5),
        },
        cost=_loss_grad_cost,
        rivals={"scikit-learn": linear_model_loss},
    ),
    Kernel(
        fast=fast.logistic_regression,
        reference=reference.logistic_regression,
        cases=_fit_cases,
        bench=_fit_bench,
        errors=fit_errors(),
        laws=FIT_LAWS,
        # float32: both fit in double precision and round at the end.
        tol={
            "float64": Tolerance(rtol=1e-8, atol=1e-9),
            "float32": Tolerance(rtol=1e-6, atol=1e-7),
        },
        cost=_fit_cost,
        rivals={
            f"scikit-learn {solver}": scikit_learn(solver)
            for solver in ("lbfgs", "newton-cholesky", "newton-cg")
        },
        canon=_minimum,
    ),
    Kernel(
        fast=fast.gradient_descent,
        reference=reference.gradient_descent,
        cases=_descent_cases,
        bench=_descent_bench,
        errors=descent_errors(),
        laws=DESCENT_LAWS,
        tol={
            "float64": Tolerance(rtol=1e-9, atol=1e-12),
            "float32": Tolerance(rtol=1e-4, atol=1e-6),
        },
        cost=_descent_cost,
        # Its time is the callable's: there is nothing to race.
        rivals={},
    ),
]
