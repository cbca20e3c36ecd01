"""Rows of the topic ``information``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.compare.data import flights_column
from mlmath_fast.reference import information as reference

# Constants of rust/core/src/information: a pair of vectors, values of a block (divergence, entropy),
# elements of a task.
PAIR = 16
BLOCK = 1024
RUN = 131_072
# Slices this short go into panels, slices this long into several; slices of a tile; slices side by
# side that are too few for a panel.
SHORT = 128
ROWS = 256
TILE = 64
NARROW = 8

# The twin rounds each probability, so what it gets wrong does not shrink with the result; and NumPy adds
# the rows of a column one after the other, which costs digits of long columns.
TOL = {"float64": Tolerance(rtol=1e-11, atol=1e-14), "float32": Tolerance(rtol=1e-6, atol=1e-14)}


def _counts(rng: Generator, *shape: int) -> Any:
    return rng.poisson(1.5, shape).astype(np.float64)


def _shapes() -> Iterator[tuple[tuple[int, ...], int]]:
    for rows in straddle(PAIR, SHORT):
        yield (3, rows), 1
    for rows in straddle(ROWS):
        yield (rows, PAIR + 1), 0
    for columns in straddle(NARROW, PAIR, TILE):
        yield (5, columns), 0
    yield (2 * SHORT, 3), 0
    yield (RUN + 1, 2), 0
    yield (2, SHORT + 2, 3, 2), -3
    yield (2, 0, 3), 1
    yield (0, 4), 1
    yield (1, 1), 0


def _entropy_cases(rng: Generator) -> Iterator[Call]:
    for n in (0, 1, *straddle(PAIR, BLOCK, 2 * BLOCK, RUN)):
        yield call(f"{n} values", rng.random(n))
    for n in (1, *straddle(PAIR, 2 * BLOCK)):
        yield call(f"{n} values float32", rng.random(n).astype(np.float32))
    for shape, axis in _shapes():
        yield call(f"{shape} along {axis}", _counts(rng, *shape), axis=axis)
    yield call("float32 along 0", rng.random((300, 20)).astype(np.float32), axis=0)
    yield call("float32 along 1", rng.random((300, 20)).astype(np.float32), axis=1)
    yield call("two dimensions, all elements", _counts(rng, 40, 50))
    yield call("bits", _counts(rng, 1000), base=2)
    yield call("base below one", _counts(rng, 1000), base=0.5)
    yield call("integers", rng.integers(0, 9, 1000))
    yield call("zeros", np.zeros(100))
    yield call("ties", np.ones(3 * BLOCK))
    yield call("one certain outcome", np.eye(1, 3 * BLOCK, 2500)[0])
    yield call("nearly certain", np.where(np.arange(3000) == 7, 1e15, 1.0))
    yield call("far apart", 10.0 ** rng.uniform(-300, 290, 2000))
    yield call("subnormal", np.full(1000, 5e-324))


def _kl_cases(rng: Generator) -> Iterator[Call]:
    for n in (0, 1, *straddle(PAIR, BLOCK, RUN)):
        yield call(f"{n} values", rng.random(n), rng.random(n))
    for n in (1, *straddle(PAIR, BLOCK)):
        p, q = rng.random((2, n)).astype(np.float32)
        yield call(f"{n} values float32", p, q)
    for shape, axis in _shapes():
        p, q = _counts(rng, *shape), _counts(rng, *shape) + 1
        yield call(f"{shape} along {axis}", p, q, axis=axis)
    p, q = _counts(rng, 300, 20), _counts(rng, 300, 20)
    yield call("float32 along 0", p.astype(np.float32), (q + 1).astype(np.float32), axis=0)
    yield call("float32 along 1", p.astype(np.float32), (q + 1).astype(np.float32), axis=1)
    yield call("p > 0 meets q = 0 along 1", p, q, axis=1)
    yield call("two dimensions, all elements", p, q + 1)
    yield call("bits", p[0], q[0] + 1, base=2)
    yield call("integers", rng.integers(0, 9, 1000), rng.integers(1, 9, 1000))
    yield call("p is zero", np.zeros(100), np.ones(100))
    yield call("q is zero", np.ones(100), np.zeros(100))
    yield call("equal", p, p)
    yield call("proportional", p, 7 * p)
    yield call("counts against probabilities", 1e6 * rng.random(3000), rng.random(3000) / 1500)
    yield call(
        "far apart", 10.0 ** rng.uniform(-200, 100, 2000), 10.0 ** rng.uniform(-200, 100, 2000)
    )
    yield call("subnormal", np.full(1000, 5e-324), rng.random(1000))


def _mi_cases(rng: Generator) -> Iterator[Call]:
    for n in straddle(PAIR, 2 * PAIR):
        yield call(f"7 x {n}", _counts(rng, 7, n))
        yield call(f"{n} x 7 float32", _counts(rng, n, 7).astype(np.float32))
    yield call("several tasks", _counts(rng, 700, 300))
    yield call("long rows", _counts(rng, 3, 70_000))
    yield call("long columns", _counts(rng, 70_000, 3))
    yield call("empty", np.empty((0, 3)))
    yield call("one entry", np.full((1, 1), 3.0))
    yield call("one row", _counts(rng, 1, 20))
    yield call("zeros", np.zeros((4, 5)))
    yield call("ties", np.ones((40, 50)))
    yield call("one to one", np.eye(40))
    yield call(
        "nearly independent", np.outer(rng.random(40), rng.random(50)) + 1e-9 * np.eye(40, 50)
    )
    yield call("bits", _counts(rng, 6, 6), base=2)
    yield call("integers", rng.integers(0, 9, (20, 30)))
    yield call("small", 1e-200 * _counts(rng, 6, 6))


def _domain_errors(*others: Any) -> list[Failure]:
    """What every function refuses in its first argument, before ``others`` of ones."""
    bad = np.ones((2, 3000))
    bad[1, 1500] = -0.5
    fine = np.ones_like(bad)
    message = "finite numbers that are not negative, got "
    rest = [fine for _ in others]
    return [
        Failure(
            call=call("negative", bad, *rest),
            error=ValueError,
            match=message + r"-0.5 at index \(1, 1500\)",
        ),
        Failure(
            call=call("NaN", np.where(bad < 0, np.nan, bad), *rest),
            error=ValueError,
            match=message + r"NaN at index \(1, 1500\)",
        ),
        Failure(
            call=call("Inf", np.where(bad < 0, np.inf, bad).astype(np.float32), *rest),
            error=ValueError,
            match=message + r"inf at index \(1, 1500\)",
        ),
        *(
            Failure(
                call=call(f"base {base}", fine, *rest, base=base), error=ValueError, match="base"
            )
            for base in (0.0, -1.0, 1.0, np.nan, np.inf)
        ),
        Failure(call=call("base", fine, *rest, base="e"), error=TypeError, match="base"),
    ]


def _axis_errors(*arrays: Any) -> list[Failure]:
    return [
        Failure(call=call("axis", *arrays, axis=2), error=ValueError, match="out of bounds"),
        Failure(
            call=call("no axis", *arrays, axis=1.0), error=TypeError, match="axis must be an int"
        ),
    ]


def _entropy_errors() -> list[Failure]:
    along = [(0, "columns"), (1, "rows")]
    bad = np.ones((200, 300))
    bad[150, 7] = -1.0
    return [
        *_domain_errors(),
        *_axis_errors(np.ones((2, 2))),
        *(
            Failure(call=call(f"in {name}", bad, axis=axis), error=ValueError, match=r"\(150, 7\)")
            for axis, name in along
        ),
        Failure(call=call("one dimension", [1, -1, -2]), error=ValueError, match="-1 at index 1"),
    ]


def _kl_errors() -> list[Failure]:
    one = np.ones((2, 2))
    return [
        *_domain_errors(None),
        *_axis_errors(one, one),
        Failure(call=call("shapes", [1, 1], [1, 1, 1]), error=ValueError, match="the same shape"),
        Failure(
            call=call("q first", [1, 1, -1], [1, -1, 1]), error=ValueError, match="q must hold"
        ),
        Failure(
            call=call("p first", [1, -1, 1], [1, -1, 1]), error=ValueError, match="p must hold"
        ),
    ]


def _mi_errors() -> list[Failure]:
    return [
        *_domain_errors(),
        Failure(call=call("dimensions", [1, 2]), error=ValueError, match="Expected 2D array"),
    ]


def _is_between_zero_and_log_n(entropy: Callable[..., Any], rng: Generator) -> None:
    for n in (1, 2, 10, 3000):
        assert 0 <= entropy(rng.random(n)) <= np.log(n) * (1 + 1e-14)


def _does_not_depend_on_scale(entropy: Callable[..., Any], rng: Generator) -> None:
    p = rng.random(3000)
    assert_close(entropy(1000 * p), entropy(p), rtol=1e-13)


def _does_not_depend_on_order(entropy: Callable[..., Any], rng: Generator) -> None:
    p = rng.random(3000)
    assert_close(entropy(rng.permutation(p)), entropy(p), rtol=1e-13)


def _grouping(entropy: Callable[..., Any], rng: Generator) -> None:
    """Shannon's third axiom: a choice in two steps has the entropies of both."""
    p = rng.random((50, 70))
    steps = entropy(p.sum(1)) + np.average(entropy(p, axis=1), weights=p.sum(1))
    assert_close(entropy(p), steps, rtol=1e-13)


def _gibbs(kl_divergence: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 3000))
    assert kl_divergence(p, q) > 0
    assert abs(kl_divergence(p, 3 * p)) < 1e-15


def _pinsker(kl_divergence: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 3000))
    distance = np.abs(p / p.sum() - q / q.sum()).sum()
    assert kl_divergence(p, q) >= distance**2 / 2


def _uniform_gap(kl_divergence: Callable[..., Any], rng: Generator) -> None:
    """The divergence of the uniform distribution from p is log n - H(p)."""
    p = rng.random(500)
    prob = p / p.sum()
    want = np.log(500) + np.sum(prob * np.log(prob))
    assert_close(kl_divergence(p, np.ones(500)), want, rtol=1e-12)


def _symmetry(mutual_information: Callable[..., Any], rng: Generator) -> None:
    table = rng.random((30, 50))
    assert_close(mutual_information(table.T), mutual_information(table), rtol=1e-12)


def _independence(mutual_information: Callable[..., Any], rng: Generator) -> None:
    information = mutual_information(np.outer(rng.random(30), rng.random(50)))
    assert 0 <= information < 1e-14


def _entropies(mutual_information: Callable[..., Any], rng: Generator) -> None:
    """I = H(X) + H(Y) - H(X, Y)."""
    table = rng.random((30, 50))
    h = reference.entropy
    want = h(table.sum(1)) + h(table.sum(0)) - h(table)
    assert_close(mutual_information(table), want, rtol=1e-10)


def _benches(rng: Generator, n_arrays: int) -> Iterator[Bench]:
    def random(*shape: int, dtype: type = np.float64, **kwargs: Any) -> Callable[[], Call]:
        def make() -> Call:
            return call("", *(rng.random(shape).astype(dtype) for _ in range(n_arrays)), **kwargs)

        return make

    yield Bench(label="10 k", make=random(10_000), smoke=True)
    yield Bench(label="1 M", make=random(1_000_000), quick=True)
    yield Bench(label="10 M", make=random(10_000_000))
    yield Bench(label="10 M float32", make=random(10_000_000, dtype=np.float32))
    yield Bench(label="100 k x 100 along 1", make=random(100_000, 100, axis=1))
    yield Bench(label="1 k x 10 k along 0", make=random(1_000, 10_000, axis=0))


def _delays(*columns: str) -> list[Any]:
    """Flights by minutes of delay, from an hour early to five hours late: counts."""
    return [np.histogram(flights_column(name), 360, (-60, 300))[0] for name in columns]


def _entropy_bench(rng: Generator) -> Iterator[Bench]:
    yield from _benches(rng, 1)
    yield Bench(
        label="arrival delays of the flights, minutes",
        make=lambda: call("", *_delays("arr_delay"), base=2),
        quick=True,
    )


def _kl_bench(rng: Generator) -> Iterator[Bench]:
    yield from _benches(rng, 2)
    yield Bench(
        label="departure against arrival delays of the flights",
        make=lambda: call("", *(counts + 1 for counts in _delays("dep_delay", "arr_delay"))),
        quick=True,
    )


def _mi_bench(rng: Generator) -> Iterator[Bench]:
    def table(*shape: int, dtype: type = np.float64) -> Callable[[], Call]:
        return lambda: call("", rng.random(shape).astype(dtype))

    def flights() -> Call:
        hour_and_month = [flights_column("hour"), flights_column("month")]
        return call("", np.histogram2d(*hour_and_month, (24, 12), ((0, 24), (1, 13)))[0])

    yield Bench(label="100 x 100", make=table(100, 100), smoke=True)
    yield Bench(label="1,000 x 1,000", make=table(1_000, 1_000), quick=True)
    yield Bench(label="4,000 x 2,500", make=table(4_000, 2_500))
    yield Bench(label="hour and month of the flights", make=flights, quick=True)


def _cost(c: Call) -> Cost:
    arrays = [np.asarray(x) for x in c.args]
    return Cost(bytes=sum(x.nbytes for x in arrays), transcendentals=arrays[0].size)


def _scipy_entropy(p: Any, *, base: float | None = None, axis: int | None = None) -> Any:
    import scipy.stats

    return scipy.stats.entropy(p, base=base, axis=axis)


def _scipy_kl(p: Any, q: Any, *, base: float | None = None, axis: int | None = None) -> Any:
    import scipy.stats

    return scipy.stats.entropy(p, q, base=base, axis=axis)


def _scipy_rel_entr(p: Any, q: Any, *, base: float | None = None, axis: int | None = None) -> Any:
    from scipy.special import rel_entr

    p, q = p / p.sum(axis, keepdims=True), q / q.sum(axis, keepdims=True)
    return rel_entr(p, q).sum(axis) / (1 if base is None else np.log(base))


def _sklearn_mi(table: Any) -> Any:
    from sklearn.metrics import mutual_info_score

    return mutual_info_score(None, None, contingency=table)


KERNELS = [
    Kernel(
        fast=fast.entropy,
        reference=reference.entropy,
        cases=_entropy_cases,
        bench=_entropy_bench,
        errors=_entropy_errors(),
        laws=[
            Law(name="lies between 0 and log n", check=_is_between_zero_and_log_n),
            Law(name="does not depend on scale", check=_does_not_depend_on_scale),
            Law(name="does not depend on order", check=_does_not_depend_on_order),
            Law(name="grouping", check=_grouping),
        ],
        tol=TOL,
        cost=_cost,
        rivals={"scipy": _scipy_entropy},
    ),
    Kernel(
        fast=fast.kl_divergence,
        reference=reference.kl_divergence,
        cases=_kl_cases,
        bench=_kl_bench,
        errors=_kl_errors(),
        laws=[
            Law(name="is 0 only for proportional distributions (Gibbs)", check=_gibbs),
            Law(name="bounds the distance (Pinsker)", check=_pinsker),
            Law(name="from uniform is what entropy lacks", check=_uniform_gap),
        ],
        tol=TOL,
        cost=_cost,
        rivals={"scipy.stats": _scipy_kl, "scipy.special": _scipy_rel_entr},
    ),
    Kernel(
        fast=fast.mutual_information,
        reference=reference.mutual_information,
        cases=_mi_cases,
        bench=_mi_bench,
        errors=_mi_errors(),
        laws=[
            Law(name="is symmetric", check=_symmetry),
            Law(name="is 0 of independent variables", check=_independence),
            Law(name="is the sum of entropies", check=_entropies),
        ],
        tol=TOL,
        cost=_cost,
        rivals={"scikit-learn": _sklearn_mi},
    ),
]
