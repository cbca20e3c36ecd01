"""NIST's reference sets: `lstsq` gives at least as many certified digits as NumPy."""

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mlmath_fast import linalg
from mlmath_fast._facts._close import assert_close
from mlmath_fast.linalg import least_squares
from tests.conformance.nist_strd import DATASETS, Dataset

# Certified values have 15 digits: beyond them nothing can be told.
ALL_DIGITS = 15.0

# Digits that two stable ways may differ by: the last ones of an ill-conditioned set are rounding, and
# sums in another order, or of centred columns, round otherwise (a third of a digit for Norris).
ROUNDING = 0.5

every_dataset = pytest.mark.parametrize(
    "dataset", [pytest.param(dataset, id=dataset.name) for dataset in DATASETS]
)


def digits(got: npt.NDArray[Any], want: npt.NDArray[Any]) -> float:
    """Correct digits of the worst coefficient: the log relative error of McCullough (1998)."""
    error = np.abs(got - want) / np.abs(want)
    return float(np.clip(-np.log10(np.maximum(error, 10**-ALL_DIGITS)), 0, ALL_DIGITS).min())


@every_dataset
def test_at_least_as_many_digits_as_numpy(dataset: Dataset) -> None:
    A, b = dataset.arrays()
    want = dataset.coefficients()
    theirs = np.linalg.lstsq(A, b, rcond=None)[0]
    assert digits(linalg.lstsq(A, b).x, want) >= digits(theirs, want)


def tiled(dataset: Dataset) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The rows so many times that the Gram matrix is tried; the solution stays what it is.

    Where rcond, eps times the rows, then cuts the rank (Pontius, Filip), it cuts NumPy's too.
    """
    A, b = dataset.arrays()
    times = int(np.ceil(least_squares.MIN_WORK / (len(A) * A.shape[1] ** 2)))
    return np.tile(A, (times, 1)), np.tile(b, times)


@every_dataset
def test_at_least_as_many_digits_when_rows_are_many(dataset: Dataset) -> None:
    A, b = tiled(dataset)
    want = dataset.coefficients()
    theirs = np.linalg.lstsq(A, b, rcond=None)[0]
    assert digits(linalg.lstsq(A, b).x, want) >= digits(theirs, want) - ROUNDING


def test_some_sets_go_by_their_gram_matrix() -> None:
    found = [least_squares._by_gram(*tiled(dataset), 0.0) for dataset in DATASETS]
    assert sum(result is not None for result in found) >= 2


@every_dataset
def test_ridge_without_penalty_is_least_squares(dataset: Dataset) -> None:
    A, b = dataset.arrays()
    want = dataset.coefficients()
    theirs = digits(np.linalg.lstsq(A, b, rcond=None)[0], want)
    found = linalg.ridge(A, b, l2=0.0, fit_intercept=False)
    assert digits(found.coef, want) >= theirs - ROUNDING
    if (A[:, 0] == 1).all():
        found = linalg.ridge(A[:, 1:], b, l2=0.0)
        assert digits(np.append(found.intercept, found.coef), want) >= theirs - ROUNDING


@every_dataset
def test_certified_values_are_the_exact_solution(dataset: Dataset) -> None:
    """The data above are NIST's, then: solved in fractions, they give what NIST certifies."""
    exact = np.array([float(value) for value in solved(dataset.design(), dataset.response())])
    assert_close(dataset.coefficients(), exact, rtol=1e-14)


def solved(A: list[list[Fraction]], b: list[Fraction]) -> list[Fraction]:
    """The normal equations by Gauss and Jordan, in fractions."""
    n, zero = len(A[0]), Fraction(0)
    full = [[*row, y] for row, y in zip(A, b, strict=True)]
    rows = [[sum((row[i] * row[j] for row in full), zero) for j in range(n + 1)] for i in range(n)]
    for i in range(n):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(n):
            if j != i:
                factor = rows[j][i]
                rows[j] = [a - factor * c for a, c in zip(rows[j], rows[i], strict=True)]
    return [row[n] for row in rows]
