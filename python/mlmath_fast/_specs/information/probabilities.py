"""Rows of ``information`` about probabilities; cases and errors are in `_probabilities_cases`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, scaling, symmetry
from mlmath_fast._specs._spec import Bench, Call, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._benches import cost, delays, distributions, hours_and_months
from mlmath_fast._specs.information._probabilities_cases import (
    entropy_cases,
    entropy_errors,
    kl_cases,
    kl_errors,
    mi_cases,
    mi_errors,
)
from mlmath_fast.reference import information as reference

# The twin rounds each probability, so what it gets wrong does not shrink with the result; and NumPy adds
# the rows of a column one after the other, which costs digits of long columns.
TOL = {"float64": Tolerance(rtol=1e-11, atol=1e-14), "float32": Tolerance(rtol=1e-6, atol=1e-14)}


def _is_between_zero_and_log_n(entropy: Callable[..., Any], rng: Generator) -> None:
    for n in (1, 2, 10, 3000):
        assert 0 <= entropy(rng.random(n)) <= np.log(n) * (1 + 1e-14)


def _one(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.random(3000),)


def _two(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(rng.random((2, 3000)))


def _table(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.random((30, 50)),)


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


def _independence(mutual_information: Callable[..., Any], rng: Generator) -> None:
    information = mutual_information(np.outer(rng.random(30), rng.random(50)))
    assert 0 <= information < 1e-14


def _entropies(mutual_information: Callable[..., Any], rng: Generator) -> None:
    """I = H(X) + H(Y) - H(X, Y)."""
    table = rng.random((30, 50))
    h = reference.entropy
    want = h(table.sum(1)) + h(table.sum(0)) - h(table)
    assert_close(mutual_information(table), want, rtol=1e-10)


def _entropy_bench(rng: Generator) -> Iterator[Bench]:
    yield from distributions(rng, 1)
    yield Bench(
        label="arrival delays of the flights, minutes",
        make=lambda: call("", *delays("arr_delay"), base=2),
        quick=True,
    )


def _kl_bench(rng: Generator) -> Iterator[Bench]:
    yield from distributions(rng, 2)
    yield Bench(
        label="departure against arrival delays of the flights",
        make=lambda: call("", *(counts + 1 for counts in delays("dep_delay", "arr_delay"))),
        quick=True,
    )


def _mi_bench(rng: Generator) -> Iterator[Bench]:
    # Whole numbers: scikit-learn truncates the marginals to integers.
    def table(*shape: int) -> Callable[[], Call]:
        return lambda: call("", rng.poisson(100, shape).astype(np.float64))

    yield Bench(label="100 x 100", make=table(100, 100), smoke=True)
    yield Bench(label="1,000 x 1,000", make=table(1_000, 1_000), quick=True)
    yield Bench(label="4,000 x 2,500", make=table(4_000, 2_500))
    yield Bench(
        label="hour and month of the flights", make=lambda: call("", hours_and_months()), quick=True
    )


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
        cases=entropy_cases,
        bench=_entropy_bench,
        errors=entropy_errors(),
        laws=[
            Law(name="lies between 0 and log n", check=_is_between_zero_and_log_n),
            scaling(_one, factor=1000.0, tol=Tolerance(rtol=1e-13)),
            permutation(_one, tol=Tolerance(rtol=1e-13)),
            Law(name="grouping", check=_grouping),
        ],
        tol=TOL,
        cost=cost,
        rivals={"scipy": _scipy_entropy},
    ),
    Kernel(
        fast=fast.kl_divergence,
        reference=reference.kl_divergence,
        cases=kl_cases,
        bench=_kl_bench,
        errors=kl_errors(),
        laws=[
            scaling(_two, factor=1000.0, tol=Tolerance(rtol=1e-12)),
            permutation(_two, arrays=2, tol=Tolerance(rtol=1e-12)),
            Law(name="is 0 only for proportional distributions (Gibbs)", check=_gibbs),
            Law(name="bounds the distance (Pinsker)", check=_pinsker),
            Law(name="from uniform is what entropy lacks", check=_uniform_gap),
        ],
        tol=TOL,
        cost=cost,
        rivals={"scipy.stats": _scipy_kl, "scipy.special": _scipy_rel_entr},
    ),
    Kernel(
        fast=fast.mutual_information,
        reference=reference.mutual_information,
        cases=mi_cases,
        bench=_mi_bench,
        errors=mi_errors(),
        laws=[
            symmetry(_table, swap=lambda table: (table.T,), tol=Tolerance(rtol=1e-12)),
            scaling(_table, factor=1000.0, tol=Tolerance(rtol=1e-12)),
            permutation(_table, tol=Tolerance(rtol=1e-12)),
            Law(name="is 0 of independent variables", check=_independence),
            Law(name="is the sum of entropies", check=_entropies),
        ],
        tol=TOL,
        cost=cost,
        rivals={"scikit-learn": _sklearn_mi},
    ),
]
