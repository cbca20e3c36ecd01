"""Rows of ``information`` about conditional and cross entropy and other orders."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, scaling
from mlmath_fast._specs._spec import Bench, Call, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._benches import cost, delays, distributions
from mlmath_fast._specs.information._orders_cases import (
    one_cases,
    one_errors,
    order_errors,
    table_cases,
    two_cases,
    two_errors,
    with_base,
    with_orders,
)
from mlmath_fast._specs.information._probabilities_cases import mi_errors
from mlmath_fast._specs.information.probabilities import TOL
from mlmath_fast.reference import information as reference

CLOSE = Tolerance(rtol=1e-12)


def _table(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.random((30, 50)),)


def _two(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(rng.random((2, 3000)))


def _of_orders(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for order in (0, 0.5, 1, 2, 50.0, np.inf):
        yield rng.random(3000), order


def _chain_rule(conditional_entropy: Callable[..., Any], rng: Generator) -> None:
    """H(X | Y) = H(X, Y) - H(Y) = H(X) - I(X; Y)."""
    table = rng.random((30, 50))
    given = conditional_entropy(table)
    h = reference.entropy
    assert_close(given, h(table) - h(table.sum(0)), rtol=1e-12)
    assert_close(given, h(table.sum(1)) - reference.mutual_information(table), rtol=1e-12)


def _condition_lowers(conditional_entropy: Callable[..., Any], rng: Generator) -> None:
    table = rng.random((30, 50))
    assert 0 < conditional_entropy(table) < reference.entropy(table.sum(1))


def _is_more(cross_entropy: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 3000))
    assert_close(cross_entropy(p, p), reference.entropy(p), rtol=1e-13)
    assert cross_entropy(p, q) > reference.entropy(p)


def _falls(entropy: Callable[..., Any], rng: Generator) -> None:
    p = rng.random(500)
    values = [entropy(p, order) for order in (0, 0.3, 0.9, 1, 1.1, 2, 9, 40, np.inf)]
    assert all(a > b for a, b in itertools.pairwise(values))


def _additive(renyi_entropy: Callable[..., Any], rng: Generator) -> None:
    """Independent variables together have the sum of their entropies, at every order."""
    p, q = rng.random(30), rng.random(50)
    for order in (0, 0.5, 1, 2, 20, np.inf):
        both = renyi_entropy(np.outer(p, q), order)
        assert_close(both, renyi_entropy(p, order) + renyi_entropy(q, order), rtol=1e-12)


def _pseudo_additive(tsallis_entropy: Callable[..., Any], rng: Generator) -> None:
    """S(p, q) = S(p) + S(q) + (1 - order) S(p) S(q) (Tsallis 1988)."""
    p, q = rng.random(30), rng.random(50)
    for order in (0, 0.5, 1, 2, 20):
        a, b = tsallis_entropy(p, order), tsallis_entropy(q, order)
        both = tsallis_entropy(np.outer(p, q), order)
        assert_close(both, a + b + (1 - order) * a * b, rtol=1e-12)


def _conditional_bench(rng: Generator) -> Iterator[Bench]:
    def table(*shape: int) -> Callable[[], Call]:
        return lambda: call("", rng.random(shape))

    yield Bench(label="100 x 100", make=table(100, 100), smoke=True)
    yield Bench(label="1,000 x 1,000", make=table(1_000, 1_000), quick=True)
    yield Bench(label="4,000 x 2,500", make=table(4_000, 2_500))


def _order_bench(rng: Generator) -> Iterator[Bench]:
    yield from distributions(rng, 1, 2.5)
    yield Bench(
        label="arrival delays of the flights, minutes",
        make=lambda: call("", *delays("arr_delay"), 0.5),
        quick=True,
    )


def _scipy_cross(p: Any, q: Any, *, base: float | None = None, axis: int | None = None) -> Any:
    import scipy.stats

    entropy = scipy.stats.entropy
    return entropy(p, base=base, axis=axis) + entropy(p, q, base=base, axis=axis)


KERNELS = [
    Kernel(
        fast=fast.conditional_entropy,
        reference=reference.conditional_entropy,
        cases=table_cases,
        bench=_conditional_bench,
        errors=mi_errors(),
        laws=[
            scaling(_table, factor=1000.0, tol=CLOSE),
            permutation(_table, tol=CLOSE),
            Law(name="chain rule", check=_chain_rule),
            Law(name="conditions lower entropy", check=_condition_lowers),
        ],
        tol=TOL,
        cost=cost,
        # SciPy and scikit-learn have none.
        rivals={},
    ),
    Kernel(
        fast=fast.cross_entropy,
        reference=reference.cross_entropy,
        cases=with_base(two_cases),
        bench=lambda rng: distributions(rng, 2),
        errors=two_errors(),
        laws=[
            scaling(_two, factor=1000.0, tol=CLOSE),
            permutation(_two, arrays=2, tol=CLOSE),
            Law(name="is more than the entropy (Gibbs)", check=_is_more),
        ],
        tol=TOL,
        cost=cost,
        rivals={"scipy.stats": _scipy_cross},
    ),
    Kernel(
        fast=fast.renyi_entropy,
        reference=reference.renyi_entropy,
        cases=with_orders(with_base(one_cases)),
        bench=_order_bench,
        errors=[*one_errors(2), *order_errors([1, 2])],
        laws=[
            scaling(_of_orders, factor=1000.0, tol=CLOSE),
            permutation(_of_orders, tol=CLOSE),
            Law(name="falls with the order", check=_falls),
            Law(name="is additive", check=_additive),
        ],
        tol=TOL,
        cost=lambda c: cost(c, transcendentals=2),
        # SciPy and scikit-learn have none; the twin is the formula in NumPy.
        rivals={},
    ),
    Kernel(
        fast=fast.tsallis_entropy,
        reference=reference.tsallis_entropy,
        cases=with_orders(one_cases),
        bench=_order_bench,
        errors=[*one_errors(2, base=False), *order_errors([1, 2])],
        laws=[
            scaling(_of_orders, factor=1000.0, tol=CLOSE),
            permutation(_of_orders, tol=CLOSE),
            Law(name="falls with the order", check=_falls),
            Law(name="is pseudo-additive", check=_pseudo_additive),
        ],
        tol=TOL,
        cost=lambda c: cost(c, transcendentals=2),
        # SciPy and scikit-learn have none; the twin is the formula in NumPy.
        rivals={},
    ),
]
