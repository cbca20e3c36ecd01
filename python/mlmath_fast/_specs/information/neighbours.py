"""Rows of ``information`` about nearest neighbours."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._laws import permutation, symmetry
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.compare.data import flights_column
from mlmath_fast.reference import information as reference

# Counts are the same; means of digammas differ in the last digits, and cancel.
TOL = {"float64": Tolerance(rtol=1e-12, atol=1e-12), "float32": Tolerance(rtol=1e-12, atol=1e-12)}
LAW = Tolerance(rtol=1e-12, atol=1e-12)

# A leaf holds 32 points, a task 16 leaves, a task on a line 1,024 points.
SIZES = [*straddle(32, 64), 513, 1025]


def _pair(rng: Generator, n: int, *columns: int) -> list[Any]:
    common = rng.standard_normal((n, 1))
    return [np.squeeze(common + rng.standard_normal((n, width)), 1) if width == 1
            else common + rng.standard_normal((n, width)) for width in columns]


def _mutual_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"n = {n}", *_pair(rng, n, 1, 1))
    for method in ("ksg1", "ksg2", "mixed"):
        tied = rng.integers(4, size=(2, 200)).astype(float)
        yield call(f"ties, {method}", *tied, method=method)
        yield call(f"half ties, {method}", tied[0], rng.random(200), method=method, n_neighbors=5)
        yield call(f"lattice, {method}", *rng.integers(30, size=(2, 200)) / 8, method=method)
        yield call(f"constant, {method}", np.zeros(70), rng.random(70), method=method)
        yield call(f"columns, {method}", *_pair(rng, 300, 2, 3), method=method, n_neighbors=1)
        single = [x.astype(np.float32) for x in _pair(rng, 300, 1, 2)]
        yield call(f"float32, {method}", *single, method=method)
        yield call(f"two points, {method}", [0.0, 1.0], [2.0, 5.0], method=method, n_neighbors=1)
    yield call("all neighbours", *_pair(rng, 40, 1, 1), n_neighbors=39)
    yield call("far apart", *(1e300 * x for x in _pair(rng, 50, 1, 1)))
    for width in (1, 3):
        (x,) = _pair(rng, 300, width)
        labels = rng.integers(5, size=300)
        yield call(f"labels, {width} columns", x, labels, method="ross")
        yield call(f"labels, ties, {width}", np.round(x), labels, method="ross", n_neighbors=4)
        yield call(f"float labels, {width}", x.astype(np.float32), labels / 2, method="ross")
        alone = np.where(labels < 2, labels, np.arange(300))
        yield call(f"lonely labels, {width}", x, alone, method="ross")
    yield call("text", rng.random(40), np.array(list("abcd") * 10), method="ross")
    yield call("one label", rng.random(40), np.zeros(40), method="ross")
    yield call("all labels differ", rng.random(40), np.arange(40), method="ross")


def _conditional_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"n = {n}", *_pair(rng, n, 1, 1, 1))
    yield call("columns", *_pair(rng, 300, 2, 1, 3), n_neighbors=5)
    yield call("float32", *(x.astype(np.float32) for x in _pair(rng, 300, 1, 1, 2)))
    yield call("mixed precision", rng.random(99).astype(np.float32), *_pair(rng, 99, 1, 1))
    yield call("ties", *rng.integers(3, size=(3, 200)).astype(float))
    yield call("lattice", *rng.integers(20, size=(3, 200)) / 4)
    yield call("constant z", *_pair(rng, 80, 1, 1), np.zeros(80))
    x, y = _pair(rng, 80, 1, 1)
    yield call("x is z", x, y, x)
    yield call("two points", [0.0, 1.0], [2.0, 5.0], [1.0, 4.0], n_neighbors=1)


def _transfer_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"n = {n}", *_pair(rng, n, 1, 1))
    for lag, history, source_history in [(1, 2, 3), (3, 1, 2), (2, 4, 1)]:
        past = {"lag": lag, "history": history, "source_history": source_history}
        yield call(f"lags {lag} {history} {source_history}", *_pair(rng, 200, 1, 1), **past)
    yield call("float32", *(x.astype(np.float32) for x in _pair(rng, 300, 1, 1)), n_neighbors=7)
    yield call("ties", *rng.integers(2, size=(2, 200)).astype(float))
    yield call("short", np.arange(4.0), np.arange(4.0) ** 2, n_neighbors=2)


def sample_errors(n_arrays: int) -> list[Failure]:
    """What all estimates from samples refuse."""
    fine = [np.arange(9.0) ** 2] * n_arrays
    bad = np.ones((9, 2))
    bad[3, 1] = np.nan
    rest = [bad] * (n_arrays - 1)
    return [
        Failure(call=call("NaN", bad, *rest), error=ValueError, match=r"x must be finite.*3, 1"),
        Failure(call=call("3-D", np.ones((9, 2, 2)), *rest), error=ValueError, match="1D or 2D"),
        Failure(call=call("no column", np.ones((9, 0)), *fine[1:]), error=ValueError, match="one col"),
        *(
            Failure(call=call(f"k = {k}", *fine, n_neighbors=k), error=error, match=match)
            for k, error, match in [
                (0, ValueError, "n_neighbors must be at least 1"),
                (9, ValueError, "Expected n_neighbors < n_samples_fit"),
                (1.0, TypeError, "n_neighbors must be an integer"),
            ]
        ),
        Failure(
            call=call("nothing", *([[]] * n_arrays)), error=ValueError, match="Expected n_neighbors"
        ),
    ]


def _other_errors(n_arrays: int) -> list[Failure]:
    some = [np.arange(9.0)] * (n_arrays - 1)
    return [
        *sample_errors(n_arrays),
        Failure(
            call=call("lengths", *some, np.arange(8.0)), error=ValueError, match="number of samples"
        ),
    ]


MUTUAL_ERRORS = [
    *_other_errors(2),
    Failure(
        call=call("method", [1.0, 2.0], [1.0, 2.0], method="ksg"), error=ValueError, match="'ksg1'"
    ),
    Failure(
        call=call("label lengths", np.arange(9.0), np.arange(8), method="ross"),
        error=ValueError,
        match="number of samples",
    ),
    Failure(
        call=call("label columns", np.arange(9.0), np.ones((9, 2)), method="ross"),
        error=ValueError,
        match="Expected 1D",
    ),
    Failure(
        call=call("label NaN", np.arange(2.0), [1.0, np.nan], method="ross"),
        error=ValueError,
        match="y must be finite",
    ),
]


def _transfer_errors() -> list[Failure]:
    x = np.arange(9.0)
    return [
        Failure(call=call("NaN", x, x * np.nan), error=ValueError, match=r"target.*finite.*\[0\]"),
        Failure(call=call("2-D", np.ones((9, 2)), x), error=ValueError, match="Expected 1D"),
        Failure(call=call("lengths", x, x[1:]), error=ValueError, match="one length, got 9 and 8"),
        Failure(call=call("past", x, x, history=9), error=ValueError, match="longer than the past"),
        Failure(call=call("k", x, x, n_neighbors=8), error=ValueError, match="n_samples_fit = 8"),
        *(
            Failure(call=call(name, x, x, **{name: 0}), error=ValueError, match=f"{name} must be")
            for name in ("lag", "history", "source_history")
        ),
    ]


def _mutual_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(_pair(rng, 300, 1, 1))
    yield tuple(_pair(rng, 200, 2, 3))
    yield tuple(rng.integers(5, size=(2, 200)).astype(float))


def _conditional_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(_pair(rng, 300, 1, 1, 1))
    yield tuple(_pair(rng, 200, 2, 1, 2))
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
            return lambda: call("", *(x.astype(dtype) for x in _pair(rng, n, *[1] * n_arrays)))

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
        data = [flights_column(name)[:20_000] for name in columns]
        return call("", *(x / x.std() + 1e-6 * rng.standard_normal(len(x)) for x in data))

    return make


def neighbour_cost(c: Call) -> Cost:
    """Data are read once; two leaves or so are looked through for each point."""
    arrays = [np.asarray(x) for x in c.args]
    return Cost(bytes=sum(x.nbytes for x in arrays), flops=2 * 32 * 2 * sum(x.size for x in arrays))


def _ennemi(x: Any, y: Any, z: Any = None) -> float:
    import ennemi

    threads = {"preprocess": False, "max_threads": 2}
    return float(ennemi.estimate_mi(y, x, k=3, cond=z, **threads).item())


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
        cases=_conditional_cases,
        bench=_benches(3, flights("arr_delay", "dep_delay", "distance")),
        errors=_other_errors(3),
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
        cases=_mutual_cases,
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
        cases=_transfer_cases,
        bench=_benches(2, flights("dep_delay", "arr_delay")),
        errors=_transfer_errors(),
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
