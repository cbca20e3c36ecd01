"""Rows of ``information`` about counts; cases and errors are in `_counts_cases`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, symmetry
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._benches import hours_and_months
from mlmath_fast._specs.information._counts_cases import (
    ESTIMATORS,
    entropy_cases,
    entropy_errors,
    table_cases,
    table_errors,
)
from mlmath_fast.compare.data import flights_columns
from mlmath_fast.reference import information as reference

# The twin takes differences of large numbers, and its nodes are a hundredth apart.
TOL = {"float64": Tolerance(rtol=1e-10, atol=1e-12)}

CLOSE = Tolerance(rtol=1e-11)


def _counts(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.poisson(1.5, 300),)


def _table(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.poisson(2.0, (9, 12)),)


def _plugin_is_the_entropy(entropy_from_counts: Callable[..., Any], rng: Generator) -> None:
    counts = rng.poisson(1.5, 300)
    assert_close(entropy_from_counts(counts), reference.entropy(counts), rtol=1e-13)


def _unseen_classes_count_for_nothing(
    entropy_from_counts: Callable[..., Any], rng: Generator
) -> None:
    """But for the estimators that take a number of classes: there they are what `n_classes` says."""
    counts = rng.poisson(1.5, 20)
    more = np.append(counts, np.zeros(5, np.int64))
    for estimator in ESTIMATORS[:6]:
        want = entropy_from_counts(counts, estimator=estimator)
        assert_close(entropy_from_counts(more, estimator=estimator), want, rtol=1e-12)
    for estimator in ESTIMATORS[6:]:
        want = entropy_from_counts(counts, estimator=estimator, n_classes=25)
        assert_close(entropy_from_counts(more, estimator=estimator), want, rtol=1e-12)


def _many_samples_agree(entropy_from_counts: Callable[..., Any], rng: Generator) -> None:
    counts = rng.multinomial(4000, [0.5, 0.25, 0.125, 0.125])
    want = 1.75 * np.log(2)
    for estimator in ESTIMATORS:
        assert_close(entropy_from_counts(counts, estimator=estimator), want, rtol=0.04)


def _nsb_lies_between(entropy_from_counts: Callable[..., Any], rng: Generator) -> None:
    counts = rng.poisson(1.0, 12)
    assert 0 < entropy_from_counts(counts, estimator="nsb") < np.log(12)


def _is_the_sum(mutual_information_from_counts: Callable[..., Any], rng: Generator) -> None:
    table = rng.poisson(2.0, (4, 5))
    for estimator in ESTIMATORS:
        h = [
            reference.entropy_from_counts(part, estimator=estimator)
            for part in (table.sum(1), table.sum(0), table)
        ]
        got = mutual_information_from_counts(table, estimator=estimator)
        assert_close(got, h[0] + h[1] - h[2], rtol=1e-9, atol=1e-11)


def _plugin_is_the_information(
    mutual_information_from_counts: Callable[..., Any], rng: Generator
) -> None:
    table = rng.poisson(2.0, (9, 12))
    want = reference.mutual_information(table)
    assert_close(mutual_information_from_counts(table), want, rtol=1e-12)


def _entropy_bench(rng: Generator) -> Iterator[Bench]:
    def poisson(*shape: int, **kwargs: Any) -> Callable[[], Call]:
        return lambda: call("", rng.poisson(2.0, shape), **kwargs)

    def in_the_air() -> Call:
        [minutes] = flights_columns("air_time")
        return call("", np.bincount(minutes.astype(np.int64)), estimator="nsb")

    yield Bench(
        label="10 k, grassberger_2003",
        make=poisson(10_000, estimator="grassberger_2003"),
        smoke=True,
    )
    yield Bench(label="1 M, plugin", make=poisson(1_000_000), quick=True)
    yield Bench(label="10 M, chao_shen", make=poisson(10_000_000, estimator="chao_shen"))
    yield Bench(
        label="100 k x 100 along 1, miller_madow",
        make=poisson(100_000, 100, axis=1, estimator="miller_madow"),
    )
    yield Bench(label="1,000 classes, nsb", make=poisson(1_000, estimator="nsb"), quick=True)
    yield Bench(label="minutes in the air of the flights, nsb", make=in_the_air, quick=True)


def _table_bench(rng: Generator) -> Iterator[Bench]:
    def poisson(*shape: int, **kwargs: Any) -> Callable[[], Call]:
        return lambda: call("", rng.poisson(2.0, shape), **kwargs)

    yield Bench(label="100 x 100", make=poisson(100, 100), smoke=True)
    yield Bench(
        label="1,000 x 1,000, grassberger_2003",
        make=poisson(1_000, 1_000, estimator="grassberger_2003"),
        quick=True,
    )
    yield Bench(
        label="hour and month of the flights",
        make=lambda: call("", hours_and_months(), estimator="miller_madow"),
        quick=True,
    )


def _cost(c: Call) -> Cost:
    return Cost(bytes=np.asarray(c.args[0]).nbytes)


KERNELS = [
    Kernel(
        fast=fast.entropy_from_counts,
        reference=reference.entropy_from_counts,
        cases=entropy_cases,
        bench=_entropy_bench,
        errors=entropy_errors(),
        laws=[
            permutation(_counts, tol=CLOSE),
            Law(name="plug-in is the entropy", check=_plugin_is_the_entropy),
            Law(name="unseen classes", check=_unseen_classes_count_for_nothing),
            Law(name="estimators agree on many samples", check=_many_samples_agree),
            Law(name="nsb lies between 0 and log K", check=_nsb_lies_between),
        ],
        tol=TOL,
        cost=_cost,
        # infomeasure's take samples and not counts, and its nsb is wrong; R's values are facts.
        rivals={},
        # NSB's twin goes over samples one by one.
        slow_reference=True,
    ),
    Kernel(
        fast=fast.mutual_information_from_counts,
        reference=reference.mutual_information_from_counts,
        cases=table_cases,
        bench=_table_bench,
        errors=table_errors(),
        laws=[
            symmetry(_table, swap=lambda table: (table.T,), tol=CLOSE),
            permutation(_table, tol=CLOSE),
            Law(name="is a sum of entropies", check=_is_the_sum),
            Law(name="plug-in is the mutual information", check=_plugin_is_the_information),
        ],
        tol=TOL,
        cost=_cost,
        # As of entropy_from_counts.
        rivals={},
    ),
]
