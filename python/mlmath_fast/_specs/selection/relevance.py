"""Rows of ``selection`` about what features tell of a target."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import selection as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import sparse, straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.compare.data import breast_cancer, flights
from mlmath_fast.reference import selection as reference

# Counts are the same; means of digammas differ in the last digits, and cancel.
TOL = {"float64": Tolerance(rtol=1e-12, atol=1e-12)}

# A leaf of the tree holds 32 points, a task 1,024 queries or eight features.
SIZES = [*straddle(32, 64), 1025]


def _features(rng: Generator, n: int, p: int, y: Any) -> Any:
    return rng.standard_normal((n, p)) + np.outer(y, np.arange(p) / p)


def _classif_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        y = rng.integers(3, size=n)
        yield call(f"n = {n}", _features(rng, n, 3, y), y, random_state=0)
    y = rng.integers(4, size=100)
    X = _features(rng, 100, 9, y)
    yield call("many features", X, y, random_state=1)
    yield call("seven features", X[:, :7], y, random_state=1, n_neighbors=10)
    yield call("float32", X.astype(np.float32), y, random_state=1)
    codes = rng.integers(5, size=(100, 9))
    yield call("discrete", codes, y, discrete_features=True)
    yield call("discrete floats", codes / 4, y, discrete_features=True)
    mixture = np.where(np.arange(9) % 2, codes, X)
    mask = np.arange(9) % 2 == 1
    yield call("mask", mixture, y, discrete_features=mask, random_state=2)
    yield call("indices", mixture, y, discrete_features=[1, -2], random_state=2)
    yield call("ties", codes.astype(float), y, random_state=3)
    yield call("text", X, np.array(list("abcd"))[y], random_state=1)
    yield call("float classes", X, y.astype(np.float32), random_state=1)
    yield call("lonely classes", X, np.where(y < 2, y, np.arange(100)), random_state=1)
    yield call("all classes differ", X, np.arange(100), random_state=1)
    yield call("constant feature", np.ones((50, 2)), y[:50], random_state=1)
    yield call("sparse", sparse(rng, (100, 6), 0.3), y)
    yield call("one sample", [[1.0, 2.0]], [0], random_state=0)


def _regression_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        y = rng.standard_normal(n)
        yield call(f"n = {n}", _features(rng, n, 3, y), y, random_state=0)
    y = rng.standard_normal(100)
    X = _features(rng, 100, 9, y)
    yield call("many features", X, y, random_state=1)
    yield call("seven features", X[:, :7], y, random_state=1, n_neighbors=10)
    yield call("float32", X.astype(np.float32), y.astype(np.float32), random_state=1)
    yield call("whole numbers", *(np.round(10 * x).astype(int) for x in (X, y)), random_state=1)
    codes = rng.integers(5, size=(100, 9))
    yield call("discrete", codes, y, discrete_features=True, random_state=4)
    mask = np.arange(9) % 2 == 1
    yield call("mask", np.where(mask, codes, X), y, discrete_features=mask, random_state=2)
    yield call("ties", codes.astype(float), np.round(y), random_state=3)
    yield call("constants", np.ones((50, 2)), np.full(50, 7.0), random_state=1)
    yield call("sparse", sparse(rng, (100, 6), 0.3), y, random_state=1)
    yield call("two samples", [[1.0, 2.0], [3.0, 5.0]], [0.0, 1.0], n_neighbors=1, random_state=0)


def _errors() -> list[Failure]:
    X, y = np.arange(18.0).reshape(9, 2), np.arange(9) % 2
    bad = X.copy()
    bad[3, 1] = np.nan
    return [
        Failure(call=call("NaN", bad, y), error=ValueError, match=r"X must be finite.*3, 1"),
        Failure(call=call("1-D", y, y), error=ValueError, match="Expected 2D"),
        Failure(call=call("2-D y", X, X), error=ValueError, match="Expected 1D"),
        Failure(call=call("lengths", X, y[1:]), error=ValueError, match=r"inconsistent.*\[9, 8\]"),
        Failure(call=call("empty", X[:0], y[:0]), error=ValueError, match="0 sample"),
        Failure(call=call("no feature", X[:, :0], y), error=ValueError, match="0 feature"),
        *(
            Failure(call=call(f"{name} {value}", X, y, **{name: value}), error=error, match=match)
            for name, value, error, match in [
                ("n_neighbors", 0, ValueError, "at least 1"),
                ("n_neighbors", 1.5, TypeError, "an integer"),
                ("discrete_features", "manual", ValueError, "'auto'"),
                ("discrete_features", [0.5], TypeError, "a mask or indices"),
                ("discrete_features", [1, 4], IndexError, "out of bounds"),
                ("discrete_features", [True] * 3, IndexError, "boolean"),
                ("random_state", "seed", ValueError, "cannot be used to seed"),
            ]
        ),
    ]


CLASSIF_ERRORS = [
    *_errors(),
    Failure(
        call=call("continuous", np.ones((3, 1)), [0.5, 1.0, 2.0]),
        error=ValueError,
        match="Unknown label type: continuous",
    ),
]
REGRESSION_ERRORS = [
    *_errors(),
    Failure(
        call=call("few samples", np.ones((3, 1)), [0.5, 1.0, 2.0]),
        error=ValueError,
        match="Expected n_neighbors < n_samples_fit",
    ),
    Failure(
        call=call("target NaN", np.ones((4, 1)), [0.5, 1.0, 2.0, np.nan]),
        error=ValueError,
        match=r"y must be finite.*\[3\]",
    ),
]


def _exchange(function: Callable[..., Any], rng: Generator) -> None:
    """Labels tell as much of a number as it tells of them (scikit-learn#23720)."""
    y = rng.integers(5, size=200)
    x = rng.standard_normal(200) + y
    of_labels = fast.mutual_info_classif(x[:, None], y, random_state=0)
    of_number = fast.mutual_info_regression(y[:, None], x, discrete_features=True, random_state=0)
    assert_close(of_labels, of_number, rtol=1e-12)
    numbers = function.__name__ == "mutual_info_regression"
    got = (
        function(y[:, None], x, discrete_features=True, random_state=0)
        if numbers
        else function(x[:, None], y, random_state=0)
    )
    assert_close(got, of_labels, rtol=1e-12)


def _whole_numbers(function: Callable[..., Any], rng: Generator) -> None:
    """The dtype of whole numbers changes nothing (scikit-learn#26696)."""
    X, y = rng.integers(100, size=(100, 4)), rng.integers(4, size=100)
    got = function(X, y, random_state=0)
    assert (got == function(X.astype(float), y, random_state=0)).all()


def _features_alone(function: Callable[..., Any], rng: Generator) -> None:
    """Discrete features do not know of each other."""
    X, y = rng.integers(4, size=(100, 5)), rng.integers(4, size=100)
    options = {"discrete_features": True, "random_state": 0}
    got = function(X, y, **options)
    order = rng.permutation(5)
    assert (function(X[:, order], y, **options) == got[order]).all()


def _bench(discrete_target: bool) -> Callable[[Generator], Iterator[Bench]]:
    def benches(rng: Generator) -> Iterator[Bench]:
        def random(n: int, p: int) -> Callable[[], Call]:
            def make() -> Call:
                y = rng.standard_normal(n)
                X = _features(rng, n, p, y)
                return call("", X, (y > 0).astype(int) if discrete_target else y, random_state=0)

            return make

        def tumours() -> Call:
            X, y = breast_cancer()
            return call("", X, y if discrete_target else X[:, 0], random_state=0)

        def delays() -> Call:
            X, y = flights()
            X = np.asarray(X)[:20_000, :40]
            return call("", X, np.asarray(y)[:20_000], discrete_features=True, random_state=0)

        yield Bench(label="300 x 10", make=random(300, 10), smoke=True)
        yield Bench(label="2,000 x 100", make=random(2_000, 100), quick=True)
        yield Bench(label="10,000 x 100", make=random(10_000, 100))
        yield Bench(label="breast cancer, 569 x 30", make=tumours, quick=True)
        yield Bench(label="flights, 20,000 x 40, discrete", make=delays)

    return benches


def _cost(c: Call) -> Cost:
    X = np.asarray(c.args[0])
    return Cost(bytes=X.size * 8, flops=X.size * 2 * 32 * 2)


def _sklearn(name: str, n_jobs: int) -> Callable[..., Any]:
    def estimate(X: Any, y: Any, **kwargs: Any) -> Any:
        module = importlib.import_module("sklearn.feature_selection")
        return getattr(module, name)(X, y, n_jobs=n_jobs, **kwargs)

    return estimate


def _rivals(name: str) -> dict[str, Callable[..., Any]]:
    return {f"scikit-learn, n_jobs={n}": _sklearn(name, n) for n in (1, 2)}


LAWS = [
    Law(name="labels and numbers tell the same of each other", check=_exchange),
    Law(name="whole numbers are numbers", check=_whole_numbers),
    Law(name="features stand alone", check=_features_alone),
]

KERNELS = [
    Kernel(
        fast=fast.mutual_info_classif,
        reference=reference.mutual_info_classif,
        cases=_classif_cases,
        bench=_bench(discrete_target=True),
        errors=CLASSIF_ERRORS,
        laws=LAWS,
        tol=TOL,
        cost=_cost,
        rivals=_rivals("mutual_info_classif"),
        slow_reference=True,
    ),
    Kernel(
        fast=fast.mutual_info_regression,
        reference=reference.mutual_info_regression,
        cases=_regression_cases,
        bench=_bench(discrete_target=False),
        errors=REGRESSION_ERRORS,
        laws=LAWS,
        tol=TOL,
        cost=_cost,
        rivals=_rivals("mutual_info_regression"),
        slow_reference=True,
    ),
]
