"""Rows of ``information`` about divergences of other kinds and orders."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, scaling, symmetry
from mlmath_fast._specs._spec import Bench, Call, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._benches import cost, delays, distributions
from mlmath_fast._specs.information._orders_cases import (
    order_errors,
    two_cases,
    two_errors,
    with_base,
    with_orders,
)
from mlmath_fast._specs.information.probabilities import TOL
from mlmath_fast.reference import information as reference

CLOSE = Tolerance(rtol=1e-12)

KINDS = ("kl", "reverse_kl", "chi2", "hellinger", "total_variation", "js")


def _two(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(rng.random((2, 3000)))


def _of_orders(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for order in (0, 0.5, 1, 2, 50.0, np.inf):
        yield *rng.random((2, 3000)), order


def _of_kinds(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for kind in KINDS:
        yield *rng.random((2, 3000)), kind


def _kinds_cases(rng: Generator) -> Iterator[Call]:
    every = list(two_cases(rng))
    for case, kind in itertools.product(every[:12], KINDS):
        yield replace(case, args=(*case.args, kind), label=f"{case.label}, {kind}")
    for case, kind in zip(every[12:], itertools.cycle(KINDS), strict=False):
        yield replace(case, args=(*case.args, kind))
    for case in every:
        for kind in KINDS if case.label in ("zeros in both, along 1", "q is zero") else ():
            yield replace(case, args=(*case.args, kind), label=f"{case.label}, {kind}")
    p, q = rng.random((2, 99))
    yield call("the default kind", p, q)
    for kind in ("kl", "reverse_kl", "js"):
        yield call(f"bits, {kind}", p, q, kind, base=2)


def _root_is_a_distance(js_divergence: Callable[..., Any], rng: Generator) -> None:
    """The triangle's inequality (Endres and Schindelin 2003)."""
    for _ in range(20):
        p, q, r = rng.random((3, 5)) ** 3
        d_pq, d_qr, d_pr = (js_divergence(*pair) ** 0.5 for pair in ((p, q), (q, r), (p, r)))
        assert d_pr <= d_pq + d_qr


def _is_at_most_log_two(js_divergence: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 3000))
    assert 0 < js_divergence(p, q) < np.log(2)
    assert_close(js_divergence(np.append(p, 0 * q), np.append(0 * p, q)), np.log(2), rtol=1e-14)


def _rises(renyi_divergence: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 500))
    values = [renyi_divergence(p, q, order) for order in (0.1, 0.5, 0.9, 1, 1.1, 2, 9, 40, np.inf)]
    assert all(a < b for a, b in itertools.pairwise(values))


def _skew_symmetric(renyi_divergence: Callable[..., Any], rng: Generator) -> None:
    """(1 - order) D(p, q) of an order is order D(q, p) of 1 - order (van Erven and Harremoës 2014)."""
    p, q = rng.random((2, 3000))
    for order in (0.1, 0.5, 0.75):
        swapped = order / (1 - order) * renyi_divergence(q, p, 1 - order)
        assert_close(renyi_divergence(p, q, order), swapped, rtol=1e-11)


def _order_two_is_chi2(f_divergence: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 3000)) + 0.01
    want = np.expm1(reference.renyi_divergence(p, q, 2.0))
    assert_close(f_divergence(p, q, "chi2"), want, rtol=1e-12)


def _bounds(f_divergence: Callable[..., Any], rng: Generator) -> None:
    """h <= v <= sqrt(2 h) of squared Hellinger and total variation, and Pinsker's v^2 <= kl / 2."""
    p, q = rng.random((2, 3000))
    h, v, kl = (f_divergence(p, q, kind) for kind in ("hellinger", "total_variation", "kl"))
    assert h <= v <= np.sqrt(2 * h)
    assert v**2 <= kl / 2


def _reverse(f_divergence: Callable[..., Any], rng: Generator) -> None:
    p, q = rng.random((2, 3000))
    assert_close(f_divergence(p, q, "reverse_kl"), f_divergence(q, p, "kl"), rtol=1e-12)
    for kind in ("hellinger", "total_variation", "js"):
        assert_close(f_divergence(p, q, kind), f_divergence(q, p, kind), rtol=1e-12)


def _kind_errors() -> list[Failure]:
    one = np.ones(3)
    return [
        Failure(
            call=call("kind", one, one, "jeffreys"), error=ValueError, match="kind must be one of"
        ),
        *(
            Failure(
                call=call(f"base of {kind}", one, one, kind, base=2),
                error=ValueError,
                match="base must be None",
            )
            for kind in ("chi2", "hellinger", "total_variation")
        ),
    ]


def _order_bench(rng: Generator) -> Iterator[Bench]:
    yield from distributions(rng, 2, 2.5)
    yield Bench(
        label="departure against arrival delays of the flights",
        make=lambda: call("", *(counts + 1 for counts in delays("dep_delay", "arr_delay")), 0.5),
        quick=True,
    )


def _scipy_js(p: Any, q: Any, *, base: float | None = None, axis: int | None = None) -> Any:
    from scipy.spatial.distance import jensenshannon

    p, q = (x.ravel() if axis is None else x for x in (p, q))
    return jensenshannon(p, q, base=base, axis=axis or 0) ** 2


KERNELS = [
    Kernel(
        fast=fast.js_divergence,
        reference=reference.js_divergence,
        cases=with_base(two_cases),
        bench=lambda rng: distributions(rng, 2),
        errors=two_errors(),
        laws=[
            symmetry(_two, tol=CLOSE),
            scaling(_two, factor=1000.0, tol=CLOSE),
            permutation(_two, arrays=2, tol=CLOSE),
            Law(name="its root is a distance", check=_root_is_a_distance),
            Law(name="is at most log 2", check=_is_at_most_log_two),
        ],
        tol=TOL,
        cost=lambda c: cost(c, transcendentals=2),
        rivals={"scipy.spatial": _scipy_js},
    ),
    Kernel(
        fast=fast.renyi_divergence,
        reference=reference.renyi_divergence,
        cases=with_orders(with_base(two_cases)),
        bench=_order_bench,
        errors=[*two_errors(2), *order_errors([1, 2], [2, 3])],
        laws=[
            scaling(_of_orders, factor=1000.0, tol=CLOSE),
            # At order 0 the twin has the logarithm of what rounding left of 1.
            permutation(_of_orders, arrays=2, tol=Tolerance(rtol=1e-12, atol=1e-14)),
            Law(name="rises with the order", check=_rises),
            Law(name="is skew symmetric", check=_skew_symmetric),
        ],
        tol=TOL,
        cost=lambda c: cost(c, transcendentals=2),
        # SciPy and scikit-learn have none; the twin is the formula in NumPy.
        rivals={},
    ),
    Kernel(
        fast=fast.f_divergence,
        reference=reference.f_divergence,
        cases=_kinds_cases,
        bench=lambda rng: distributions(rng, 2, "hellinger"),
        errors=[*two_errors(), *_kind_errors()],
        laws=[
            scaling(_of_kinds, factor=1000.0, tol=CLOSE),
            permutation(_of_kinds, arrays=2, tol=CLOSE),
            Law(name="chi2 is of Rényi's order 2", check=_order_two_is_chi2),
            Law(name="bounds", check=_bounds),
            Law(name="swapped", check=_reverse),
        ],
        tol=TOL,
        cost=cost,
        # SciPy and scikit-learn have none of them but Kullback and Leibler's and Jensen and Shannon's,
        # which have rows of their own.
        rivals={},
    ),
]
