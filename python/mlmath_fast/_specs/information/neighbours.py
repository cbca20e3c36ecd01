"""Rows of ``information`` about nearest neighbours."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, symmetry
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._neighbours_cases import (
    MUTUAL_ERRORS,
    conditional_cases,
    errors_of_lengths,
    mutual_cases,
    related,
    transfer_cases,
    transfer_errors,
)
from mlmath_fast.compare.data import flights_columns
from mlmath_fast.reference import information as reference

# Counts are the same; means of digammas differ in the last digits, and cancel.
TOL = {"float64": Tolerance(rtol=1e-12, atol=1e-12), "float32": Tolerance(rtol=1e-12, atol=1e-12)}
LAW = Tolerance(rtol=1e-12, atol=1e-12)


def _mutual_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(related(rng, 300, 1, 1))
    yield tuple(related(rng, 200, 2, 3))
    yield tuple(rng.integers(5, size=(2, 200)).astype(float))


def _conditional_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(related(rng, 300, 1, 1, 1))
    yield tuple(related(rng, 200, 2, 1, 2))
    yield tuple(rng.integers(5, size=(3, 200)).astype(float))


def _units(function: Callable[..., Any], rng: Generator) -> None:
    """Shift, reflection and a common power of two move no neighbour."""
    for args in _mutual_inputs(rng):
        for method in ("ksg1", "ksg2", "mixed"):
            want = function(*args, method=method)
            assert function(*(-8 * x for x in args), method=method) == want
    x, labels = rng.random(200), rng.integers(3, size=200)
    got = function(-4 * x, labels, method="ross")
    assert got == function(x, labels, method="ross")


def _methods_agree_in_order(function: Callable[..., Any], rng: Generator) -> None:
    for x, y in _mutual_inputs(rng):
        order = rng.permutation(len(x))
        for method in ("ksg2", "mixed"):
            want = function(x, y, method=method)
            assert_close(function(x[order], y[order], method=method), want, rtol=1e-12, atol=1e-12)


def _constant_condition(function: Callable[..., Any], rng: Generator) -> None:
    for x, y in _mutual_inputs(rng):
        got = function(x, y, np.full(len(x), 3.0))
        assert_close(got, reference.mutual_info_knn(x, y), rtol=1e-12, atol=1e-12)


def _embeddings(function: Callable[..., Any], rng: Generator) -> None:
    """It is the conditional information of explicit embeddings."""
    x, y = rng.random((2, 150))
    got = function(x, y, lag=2, history=2, source_history=2)
    past = np.stack([x[1:-2], x[:-3]], 1), y[3:], np.stack([y[2:-1], y[1:-2]], 1)
    assert_close(got, reference.conditional_mutual_info_knn(*past), rtol=1e-12, atol=1e-12)


def _phases(function: Callable[..., Any], rng: Generator) -> None:
    """JIDT's pattern of period 4, 0 0 1 1: the source knows what one value of the past does not."""
    del rng
    y = np.tile([0.0, 0.0, 1.0, 1.0], 250)
    x = np.roll(y, -1)
    assert_close(function(x, y), np.log(2), rtol=0, atol=0.02)
    assert_close(function(x, y, history=2), 0.0, rtol=0, atol=0.02)


def _benches(n_arrays: int, real: Callable[[], Call]) -> Callable[[Generator], Iterator[Bench]]:
    def benches(rng: Generator) -> Iterator[Bench]:
        def random(n: int, dtype: type = np.float64) -> Callable[[], Call]:
            return lambda: call("", *(x.astype(dtype) for x in related(rng, n, *[1] * n_arrays)))

        yield Bench(label="300", make=random(300), smoke=True)
        yield Bench(label="2,000", make=random(2_000), quick=True)
        yield Bench(label="10,000", make=random(10_000), quick=True)
        yield Bench(label="10,000 float32", make=random(10_000, np.float32))
        yield Bench(label="200,000", make=random(200_000))
        yield Bench(label="flights", make=real)

    return benches


def flights(*columns: str) -> Callable[[], Call]:
    """The first 20,000 flights, with a little noise: minutes and miles are whole numbers."""

    def make() -> Call:
        rng = np.random.default_rng(0)
        data = [column[:20_000] for column in flights_columns(*columns)]
        return call("", *(x / x.std() + 1e-6 * rng.standard_normal(len(x)) for x in data))

    return make


def neighbour_cost(c: Call) -> Cost:
    """Data are read once; two leaves or so are looked through for each point."""
    arrays = [np.asarray(x) for x in c.args]
    return Cost(bytes=sum(x.nbytes for x in arrays), flops=2 * 32 * 2 * sum(x.size for x in arrays))


def _ennemi(x: Any, y: Any, z: Any = None) -> float:
    import ennemi

    return float(ennemi.estimate_mi(y, x, k=3, cond=z, preprocess=False).item())


def _infomeasure(x: Any, y: Any, z: Any = None) -> float:
    import infomeasure

    options = {"approach": "metric", "k": 3, "noise_level": 0}
    if z is None:
        return float(infomeasure.mutual_information(x, y, **options))
    return float(infomeasure.conditional_mutual_information(x, y, cond=z, **options))


def _infomeasure_transfer(source: Any, target: Any) -> float:
    import infomeasure

    options = {"approach": "metric", "k": 3, "noise_level": 0}
    return float(infomeasure.transfer_entropy(source, target, **options))


KERNELS = [
    Kernel(
        fast=fast.conditional_mutual_info_knn,
        reference=reference.conditional_mutual_info_knn,
        cases=conditional_cases,
        bench=_benches(3, flights("arr_delay", "dep_delay", "distance")),
        errors=errors_of_lengths(3),
        laws=[
            symmetry(_conditional_inputs, tol=LAW),
            permutation(_conditional_inputs, arrays=3, tol=LAW),
            Law(name="given a constant it is the mutual information", check=_constant_condition),
        ],
        tol=TOL,
        cost=neighbour_cost,
        rivals={"ennemi": _ennemi, "infomeasure": _infomeasure},
        slow_reference=True,
    ),
    Kernel(
        fast=fast.mutual_info_knn,
        reference=reference.mutual_info_knn,
        cases=mutual_cases,
        bench=_benches(2, flights("arr_delay", "dep_delay")),
        errors=MUTUAL_ERRORS,
        laws=[
            symmetry(_mutual_inputs, tol=LAW),
            permutation(_mutual_inputs, arrays=2, tol=LAW),
            Law(name="units do not matter", check=_units),
            Law(name="order does not matter to other methods", check=_methods_agree_in_order),
        ],
        tol=TOL,
        cost=neighbour_cost,
        rivals={"ennemi": _ennemi, "infomeasure": _infomeasure},
        slow_reference=True,
    ),
    Kernel(
        fast=fast.transfer_entropy_knn,
        reference=reference.transfer_entropy_knn,
        cases=transfer_cases,
        bench=_benches(2, flights("dep_delay", "arr_delay")),
        errors=transfer_errors(),
        laws=[
            Law(name="is the information of embeddings", check=_embeddings),
            Law(name="a period of four", check=_phases),
        ],
        tol=TOL,
        cost=neighbour_cost,
        rivals={"infomeasure": _infomeasure_transfer},
        slow_reference=True,
    ),
]
