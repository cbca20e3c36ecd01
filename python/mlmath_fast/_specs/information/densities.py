"""Rows of ``information`` about densities and copulas."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._laws import permutation, symmetry
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._neighbours_cases import sample_errors
from mlmath_fast._specs.information.neighbours import flights, neighbour_cost
from mlmath_fast.reference import information as reference

TOL = {"float64": Tolerance(rtol=1e-12, atol=1e-12), "float32": Tolerance(rtol=1e-12, atol=1e-12)}
LAW = Tolerance(rtol=1e-12, atol=1e-12)
SPACINGS = ("vasicek", "ebrahimi", "correa", "van_es")

# A leaf holds 32 points, a task 16 leaves, a task on a line 1,024 points.
SIZES = [*straddle(32, 64), 513, 1025]


def _entropy_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"line of {n}", rng.standard_normal(n))
        yield call(f"plane of {n}", rng.standard_normal((n, 2)), n_neighbors=5)
    yield call("column", rng.standard_normal((70, 1)), n_neighbors=69)
    yield call("float32", rng.standard_normal((200, 3)).astype(np.float32))
    yield call("float32 line", rng.standard_normal(200).astype(np.float32))
    yield call("ties", rng.integers(5, size=(100, 2)).astype(float))
    yield call("two points", [1.0, 4.0], n_neighbors=1)
    yield call("jitter", rng.integers(5, size=(100, 2)).astype(float), jitter=1e-3, seed=2)
    yield call("jitter of spacings", np.repeat(rng.random(20), 5), method="van_es", jitter=0.1)
    for method in SPACINGS:
        # A task holds 4,096 windows.
        for n in (3, 50, 4097):
            yield call(f"{method} of {n}", rng.standard_normal(n), method=method, window=1)
        yield call(f"{method}, wide", rng.standard_normal(101), method=method, window=50)
        for n in (5, 6, 200):
            yield call(f"{method}, default of {n}", rng.random(n), method=method)
        single = rng.standard_normal(200).astype(np.float32)
        yield call(f"{method}, float32", single, method=method)
    yield call("tied spacings", np.repeat(rng.random(20), 10), method="vasicek", window=3)


def _kl_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"line of {n}", rng.standard_normal(n), rng.standard_normal(2 * n))
        yield call(f"plane of {n}", rng.standard_normal((n, 2)), rng.standard_normal((50, 2)))
    single = [rng.standard_normal((n, 3)).astype(np.float32) for n in (200, 100)]
    yield call("float32", *single, n_neighbors=7)
    yield call("far from all", rng.random(100) + 50, rng.random(40))
    yield call("between", rng.random(20), [-1.0, 2.0, 3.0])
    yield call("ties in y", rng.random(30), np.repeat(rng.random(4), 5))
    yield call("jitter", rng.random((60, 2)) + 9, np.repeat(rng.random((20, 2)), 5, 0), jitter=0.1)
    yield call("x in y", np.arange(9.0), np.arange(9.0), n_neighbors=1)
    yield call("two points", [1.0, 4.0], [2.0], n_neighbors=1)


def _copula_cases(rng: Generator) -> Iterator[Call]:
    for n in (4, 8, 33, 500):
        yield call(f"n = {n}", rng.permutation(n) % 2 + rng.random(n), rng.random(n))
    yield call("three", [1.0, 2.0, 3.0], [3.0, 1.0, 2.0])
    common = rng.standard_normal((300, 1))
    yield call("columns", common + rng.random((300, 2)), common + rng.random((300, 3)))
    yield call("ties", *rng.integers(4, size=(2, 90)).astype(float))
    yield call("float32", *rng.random((2, 90)).astype(np.float32))
    yield call("tails", *rng.standard_cauchy((2, 2000)))


def _entropy_errors() -> list[Failure]:
    x = np.arange(9.0)
    return [
        *sample_errors(1),
        Failure(call=call("method", x, method="kNN"), error=ValueError, match="'vasicek'"),
        Failure(call=call("window of knn", x, window=2), error=ValueError, match="by spacings"),
        *(
            Failure(
                call=call(f"window {m}", x, method="correa", window=m), error=error, match="window"
            )
            for m, error in [(0, ValueError), (5, ValueError), (2.0, TypeError)]
        ),
        Failure(
            call=call("columns", np.ones((9, 2)), method="van_es"),
            error=ValueError,
            match="Expected 1D",
        ),
        *(
            Failure(
                call=call(f"default window of {n}", np.arange(float(n)), method="vasicek"),
                error=ValueError,
                match=f"at least 5 samples for the default window, got {n}",
            )
            for n in (0, 1, 4)
        ),
    ]


def _kl_errors() -> list[Failure]:
    return [
        *sample_errors(2),
        Failure(
            call=call("columns", np.ones((9, 2)), np.ones(9)),
            error=ValueError,
            match="same number of columns",
        ),
        Failure(
            call=call("few y", np.arange(9.0), [1.0, 2.0]), error=ValueError, match="or more, got 2"
        ),
    ]


COPULA_ERRORS = [
    Failure(call=call("one sample", [1.0], [2.0]), error=ValueError, match="at least 2 samples"),
    Failure(call=call("lengths", [1.0, 2.0], [1.0]), error=ValueError, match="number of samples"),
    Failure(call=call("Inf", [1.0, np.inf], [1, 2]), error=ValueError, match="x must be finite"),
    Failure(
        call=call("constant", np.ones(9), np.arange(9.0)),
        error=np.linalg.LinAlgError,
        match="linearly independent",
    ),
    Failure(
        call=call("dependent", np.arange(9.0), np.arange(18.0).reshape(9, 2)),
        error=np.linalg.LinAlgError,
        match="linearly independent",
    ),
]


def _samples(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.standard_normal(300),)
    yield (rng.standard_normal((200, 3)),)


def _two_samples(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield rng.standard_normal(300), rng.standard_normal(200)
    yield rng.standard_normal((200, 2)), rng.standard_normal((300, 2))


def _pairs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(rng.random((2, 200)))
    yield rng.random((200, 2)), rng.random((200, 3))


def _entropy_of_scale(function: Callable[..., Any], rng: Generator) -> None:
    """H(a x + b) = H(x) + d log |a|."""
    for (x,) in _samples(rng):
        for method in ("knn", *SPACINGS) if x.ndim == 1 else ("knn",):
            want = function(x, method=method) + (x.size // len(x)) * np.log(8)
            assert_close(function(-8 * x, method=method), want, rtol=1e-10)
            assert_close(function(8 * x, method=method), want, rtol=1e-10)


def _one_scale_for_both(function: Callable[..., Any], rng: Generator) -> None:
    for x, y in _two_samples(rng):
        assert_close(function(-4 * x, -4 * y), function(x, y), rtol=1e-12)


def _increasing_functions(function: Callable[..., Any], rng: Generator) -> None:
    for x, y in _pairs(rng):
        assert_close(function(np.exp(x), y**3), function(x, y), rtol=1e-13)
        assert_close(function(-x, y), function(x, y), rtol=1e-9)


def _benches(n_arrays: int, real: Callable[[], Call], **kwargs: Any) -> Any:
    def benches(rng: Generator) -> Iterator[Bench]:
        def random(n: int, *columns: int) -> Callable[[], Call]:
            return lambda: call("", *(rng.random((n, *columns)) for _ in range(n_arrays)), **kwargs)

        yield Bench(label="300", make=random(300), smoke=True)
        yield Bench(label="10,000", make=random(10_000), quick=True)
        yield Bench(label="10,000 x 3", make=random(10_000, 3), quick=True)
        yield Bench(label="200,000", make=random(200_000))
        yield Bench(label="flights", make=real)

    return benches


def _copula_cost(c: Call) -> Cost:
    arrays = [np.asarray(x) for x in c.args]
    size = sum(x.size for x in arrays)
    return Cost(bytes=sum(x.nbytes for x in arrays), transcendentals=size)


def _ennemi_entropy(x: Any) -> float:
    import ennemi

    return float(np.asarray(ennemi.estimate_entropy(x, k=3, multidim=True)).item())


KERNELS = [
    Kernel(
        fast=fast.copula_mutual_information,
        reference=reference.copula_mutual_information,
        cases=_copula_cases,
        bench=_benches(2, flights("arr_delay", "dep_delay")),
        errors=COPULA_ERRORS,
        laws=[
            symmetry(_pairs, tol=Tolerance(rtol=1e-10)),
            permutation(_pairs, arrays=2, tol=Tolerance(rtol=1e-10)),
            Law(name="increasing functions change nothing", check=_increasing_functions),
        ],
        # Determinants near 1 cancel in little information.
        tol=dict.fromkeys(("float64", "float32"), Tolerance(rtol=1e-10, atol=1e-13)),
        cost=_copula_cost,
        rivals={},  # frites and gcmi divide by other degrees of freedom and correct a bias.
    ),
    Kernel(
        fast=fast.differential_entropy,
        reference=reference.differential_entropy,
        cases=_entropy_cases,
        bench=_benches(1, flights("arr_delay")),
        errors=_entropy_errors(),
        laws=[
            permutation(_samples, tol=LAW),
            Law(name="follows the scale", check=_entropy_of_scale),
        ],
        tol=TOL,
        cost=neighbour_cost,
        rivals={"ennemi": _ennemi_entropy},
        slow_reference=True,
    ),
    Kernel(
        fast=fast.kl_divergence_knn,
        reference=reference.kl_divergence_knn,
        cases=_kl_cases,
        bench=_benches(2, flights("arr_delay", "dep_delay")),
        errors=_kl_errors(),
        laws=[
            permutation(_two_samples, tol=LAW),
            Law(name="one scale for both changes nothing", check=_one_scale_for_both),
        ],
        tol=TOL,
        cost=neighbour_cost,
        rivals={},  # NPEET, which has this estimate, is no installable package.
        slow_reference=True,
    ),
]
