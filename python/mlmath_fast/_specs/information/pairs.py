"""Rows of ``information`` about pairs of features; cases and errors are in `_pairs_cases`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._pairs_cases import (
    cmi_cases,
    cmi_errors,
    mi_cases,
    mi_errors,
    related,
    significance_cases,
    significance_errors,
)
from mlmath_fast.compare.data import flights_column
from mlmath_fast.reference import information as reference

# The twin subtracts entropies, which are of the size of log N.
TOL = {"float64": Tolerance(rtol=1e-10, atol=1e-13)}


def _samples(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (related(rng, 3000, 50, 8),)


def _samples_and_label(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield related(rng, 3000, 20, 4), rng.integers(0, 3, 3000)


def _names_change_nothing(mi_matrix: Callable[..., Any], rng: Generator) -> None:
    codes = related(rng, 500, 50, 8)
    names = rng.permutation(8).astype(np.uint8)
    assert_close(mi_matrix(names[codes]), mi_matrix(codes), rtol=1e-12, atol=1e-14)


def _merging_loses(mi_matrix: Callable[..., Any], rng: Generator) -> None:
    """The data processing inequality."""
    codes = related(rng, 500, 20, 8)
    assert (mi_matrix(codes // 2) <= mi_matrix(codes) + 1e-13).all()


def _normalized_is_between_zero_and_one(mi_matrix: Callable[..., Any], rng: Generator) -> None:
    matrix = mi_matrix(related(rng, 500, 20, 8), normalized=True)
    assert_close(np.diag(matrix), np.ones(20), rtol=0)
    assert matrix.min() >= 0
    assert matrix.max() <= 1
    assert np.array_equal(matrix, matrix.T)


def _chain_rule(cmi_given: Callable[..., Any], rng: Generator) -> None:
    """I(X; Y | Z) = I(X; (Y, Z)) - I(X; Z)."""
    codes = related(rng, 800, 2, 5).astype(np.int64)
    z = rng.integers(0, 4, 800)
    both = np.stack([codes[:, 0], 4 * codes[:, 1] + z, z], axis=1)
    matrix = reference.mi_matrix(both)
    assert_close(cmi_given(codes, z)[0, 1], matrix[0, 1] - matrix[0, 2], rtol=1e-11)


def _no_condition(cmi_given: Callable[..., Any], rng: Generator) -> None:
    codes = related(rng, 500, 20, 4)
    want = reference.mi_matrix(codes)
    assert_close(cmi_given(codes, np.zeros(500, int)), want, rtol=1e-11, atol=1e-13)


def _noise_is_uniform(mi_significance: Callable[..., Any], rng: Generator) -> None:
    """p-values of independent features: their mean is 1/2, with a deviation of 1 / sqrt(12 p)."""
    p_values = mi_significance(
        rng.integers(0, 4, (200, 300)), rng.integers(0, 3, 200), n_permutations=99, seed=5
    )[1]
    assert abs(p_values.mean() - 0.5) < 4 / np.sqrt(12 * 300)
    assert p_values.min() >= 0.01


def _prefix(mi_significance: Callable[..., Any], rng: Generator) -> None:
    """More permutations repeat those of fewer."""
    codes, y = rng.integers(0, 3, (60, 30)), rng.integers(0, 2, 60)
    few, many = (mi_significance(codes, y, n_permutations=n)[1] * (n + 1) for n in (20, 30))
    assert (few <= many + 1e-9).all()
    assert (many <= few + 10 + 1e-9).all()


def _codes(rng: Generator, n: int, p: int, n_bins: int) -> Callable[[], Call]:
    return lambda: call("", rng.integers(0, n_bins, (n, p), dtype=np.uint8))


def _mi_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(
        label="20 features x 20,000 rows, 8 bins", make=_codes(rng, 20_000, 20, 8), smoke=True
    )
    label = "100 features x 100,000 rows, {} bins"
    for n_bins in (2, 8, 32):
        make = _codes(rng, 100_000, 100, n_bins)
        yield Bench(label=label.format(n_bins), make=make, quick=n_bins == 8)
    yield Bench(label="1,000 features x 100,000 rows, 8 bins", make=_codes(rng, 100_000, 1000, 8))

    def flights() -> Call:
        names = ("month", "day", "hour", "carrier", "origin", "dest")
        return call("", np.stack([flights_column(name) for name in names], 1).astype(np.uint8))

    yield Bench(label="six columns of the flights", make=flights, quick=True)


def _cmi_bench(rng: Generator) -> Iterator[Bench]:
    def make(n: int, p: int) -> Callable[[], Call]:
        return lambda: call("", *_codes(rng, n, p, 8)().args, rng.integers(0, 4, n))

    yield Bench(label="50 x 10,000, 8 bins, 4 conditions", make=make(10_000, 50), smoke=True)
    yield Bench(label="100 x 100,000, 8 bins, 4 conditions", make=make(100_000, 100), quick=True)
    yield Bench(label="1,000 x 100,000, 8 bins, 4 conditions", make=make(100_000, 1000))


def _significance_bench(rng: Generator) -> Iterator[Bench]:
    def make(n: int, p: int, n_permutations: int) -> Callable[[], Call]:
        def arguments() -> Call:
            codes, y = _codes(rng, n, p, 8)().args[0], rng.integers(0, 2, n)
            return call("", codes, y, n_permutations=n_permutations)

        return arguments

    yield Bench(label="50 x 1,000, 99 times", make=make(1000, 50, 99), smoke=True)
    yield Bench(label="1,000 x 10,000, 999 times", make=make(10_000, 1000, 999), quick=True)


def _pairs_cost(c: Call) -> Cost:
    codes = np.asarray(c.args[0])
    n, p = codes.shape
    n_bins = int(codes.max()) + 1
    # One operation for a bit of each pair of features in each row, at least.
    return Cost(bytes=float(n * p), flops=n * p * p / 2 * (n_bins - 1) / 64)


def _significance_cost(c: Call) -> Cost:
    n, p = np.asarray(c.args[0]).shape
    return Cost(bytes=float(n * p) * (1 + c.kwargs["n_permutations"]) / 8)


def _sklearn_matrix(codes: Any) -> Any:
    from sklearn.metrics import mutual_info_score

    columns = np.ascontiguousarray(codes.T)
    if len(columns) > 100:
        raise RuntimeError("a loop over so many pairs takes half an hour")
    matrix = np.empty((len(columns), len(columns)))
    for i, j in zip(*np.triu_indices(len(columns)), strict=True):
        matrix[i, j] = matrix[j, i] = mutual_info_score(columns[i], columns[j])
    return matrix


KERNELS = [
    Kernel(
        fast=fast.mi_matrix,
        reference=reference.mi_matrix,
        cases=mi_cases,
        bench=_mi_bench,
        errors=mi_errors(),
        laws=[
            permutation(_samples, tol=EXACT),
            Law(name="names change nothing", check=_names_change_nothing),
            Law(name="merging codes loses information", check=_merging_loses),
            Law(name="normalized in [0, 1]", check=_normalized_is_between_zero_and_one),
        ],
        tol=TOL,
        cost=_pairs_cost,
        rivals={"scikit-learn": _sklearn_matrix},
        slow_reference=True,
    ),
    Kernel(
        fast=fast.cmi_given,
        reference=reference.cmi_given,
        cases=cmi_cases,
        bench=_cmi_bench,
        errors=cmi_errors(),
        laws=[
            permutation(_samples_and_label, arrays=2, tol=EXACT),
            Law(name="chain rule", check=_chain_rule),
            Law(name="a constant condition is none", check=_no_condition),
        ],
        tol=TOL,
        cost=_pairs_cost,
        # Nobody has it: pyitlib loops over pairs in Python, praznik is R.
        rivals={},
        slow_reference=True,
    ),
    Kernel(
        fast=fast.mi_significance,
        reference=reference.mi_significance,
        cases=significance_cases,
        bench=_significance_bench,
        errors=significance_errors(),
        laws=[
            Law(name="p-values of noise are uniform", check=_noise_is_uniform),
            Law(name="permutations do not depend on their number", check=_prefix),
        ],
        tol=TOL,
        cost=_significance_cost,
        # scikit-learn's permutation tests are of models; those of R are R's.
        rivals={},
        canon=tuple,
        slow_reference=True,
    ),
]
