"""Row of greedy selection."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import selection as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._pairs_cases import (
    BINS_MAX,
    BLOCK_ROWS,
    FEATURES_PER_VALUE,
    GROUPS_MAX,
    PANEL,
    code_errors,
    label_errors,
    related,
)
from mlmath_fast.reference import selection as reference

CRITERIA = ("mim", "mrmr", "mifs", "jmi", "jmim", "cmim", "disr")

# Sums over picks of differences of entropies.
TOL = {"float64": Tolerance(rtol=1e-10, atol=1e-12)}


def _cases(rng: Generator) -> Iterator[Call]:
    for criterion in CRITERIA:
        for n_bins in (3, 8):
            codes = related(rng, 500, FEATURES_PER_VALUE * (n_bins - 1), n_bins)
            y = (codes[:, 3] + rng.integers(0, 2, 500)) % 3
            label = f"{criterion}, {n_bins} bins"
            yield call(label, codes, y, 6, criterion=criterion, beta=0.3)
            copied = np.concatenate([codes[:, :5], codes[:, :5]], axis=1)
            yield call(f"{label}, copies, all", copied, y, 10, criterion=criterion)
        codes = related(rng, 400, 9, BINS_MAX + 5)
        yield call(f"{criterion}, many bins", codes, codes[:, 2] % 4, 5, criterion=criterion)
    for n in (BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1):
        codes = related(rng, n, PANEL + 1, 2)
        yield call(f"{n} samples, panels", codes, codes[:, -1], 3, criterion="cmim")
    for n_labels in (GROUPS_MAX // 8, GROUPS_MAX // 8 + 1):
        codes = related(rng, 900, 42, 8)
        y = rng.permutation(np.arange(900) % n_labels)
        yield call(f"{n_labels} labels", codes, y, 3, criterion="jmi")
    codes = related(rng, 300, 20, 3)
    yield call("a label of each sample", codes, np.arange(300), 3, criterion="disr")
    yield call("a constant label", codes, np.zeros(300, np.int8), 3, criterion="disr")
    yield call("zeros", codes * 0, codes[:, 0], 3, criterion="disr")
    yield call("large codes", codes[:, :4] * np.int64(150), codes[:, 0] * 9, 3, criterion="jmim")
    yield call("bool", codes > 1, codes[:, 0] > 0, 4, criterion="mrmr")
    yield call("one sample, one feature", [[4]], [2], 1, criterion="jmi")


def _errors() -> list[Failure]:
    codes = np.array([[0, 1], [1, 0]])
    return [
        *code_errors([0, 1], 1),
        *label_errors("y", 1),
        Failure(
            call=call("more than there are", codes, [0, 1], 3),
            error=ValueError,
            match="n_features must be at most 2, got 3",
        ),
        Failure(
            call=call("none", codes, [0, 1], 0),
            error=ValueError,
            match="n_features must be at least 1, got 0",
        ),
        Failure(
            call=call("no samples", codes[:0], [], 1),
            error=ValueError,
            match="codes must have at least one sample, got none",
        ),
        Failure(
            call=call("criterion", codes, [0, 1], 1, criterion="mi"),
            error=ValueError,
            match="criterion must be one of 'mim', .* got 'mi'",
        ),
        Failure(
            call=call("beta", codes, [0, 1], 1, criterion="mifs", beta=-1.0),
            error=ValueError,
            match="beta must be finite and not negative, got -1",
        ),
    ]


def _arguments(rng: Generator) -> tuple[Any, ...]:
    codes = related(rng, 600, 40, 4)
    return codes, (codes[:, 3] + codes[:, 4]) % 3


def _samples(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield *_arguments(rng), 5


def _fewer_picks_are_the_first(select_features: Callable[..., Any], rng: Generator) -> None:
    codes, y = _arguments(rng)
    for criterion in CRITERIA:
        many, _ = select_features(codes, y, 8, criterion=criterion)
        few, _ = select_features(codes, y, 5, criterion=criterion)
        assert np.array_equal(few, many[:5])


def _no_redundancy_is_mim(select_features: Callable[..., Any], rng: Generator) -> None:
    codes, y = _arguments(rng)
    mim, scores = select_features(codes, y, 9)
    mifs, same = select_features(codes, y, 9, criterion="mifs", beta=0.0)
    assert np.array_equal(mim, mifs)
    assert_close(scores, same, rtol=1e-13, atol=1e-14)
    assert (np.diff(scores) <= 1e-14).all()


def _a_copy_of_the_label_comes_first(select_features: Callable[..., Any], rng: Generator) -> None:
    codes, y = _arguments(rng)
    for criterion in CRITERIA:
        picks, _ = select_features(np.c_[codes, y], y, 2, criterion=criterion)
        assert picks[0] == 40


def _bench(rng: Generator) -> Iterator[Bench]:
    def make(n: int, p: int, n_features: int, criterion: str) -> Callable[[], Call]:
        def arguments() -> Call:
            codes = rng.integers(0, 8, (n, p), dtype=np.uint8)
            y = (codes[:, 0] + codes[:, 1]) % 2
            return call("", codes, y, n_features, criterion=criterion)

        return arguments

    yield Bench(
        label="jmi, 5 of 100 x 20,000 rows",
        make=make(20_000, 100, 5, "jmi"),
        smoke=True,
        quick=True,
    )
    for criterion in ("mrmr", "jmi"):
        label = f"{criterion}, 50 of 5,000 x 20,000 rows"
        yield Bench(label=label, make=make(20_000, 5000, 50, criterion), quick=criterion == "jmi")


def _cost(c: Call) -> Cost:
    codes, _, n_picks = c.args
    n, p = np.asarray(codes).shape
    n_bits = max(int(np.max(codes)).bit_length(), 1)
    # All bits once a pick.
    return Cost(bytes=n * p * (1 + n_picks * n_bits / 8))


KERNELS = [
    Kernel(
        fast=fast.select_features,
        reference=reference.select_features,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            permutation(_samples, arrays=2, tol=Tolerance(rtol=1e-13, atol=1e-14)),
            Law(name="fewer picks are the first of more", check=_fewer_picks_are_the_first),
            Law(name="mifs without redundancy is mim", check=_no_redundancy_is_mim),
            Law(name="a copy of the label first", check=_a_copy_of_the_label_comes_first),
        ],
        tol=TOL,
        cost=_cost,
        # FEAST is Matlab's, praznik R's; mrmr_selection uses no mutual information, and mifs none of
        # codes.
        rivals={},
        canon=tuple,
        slow_reference=True,
    ),
]
