"""Squares that leave the range: what is squared inside is scaled by a power of two first."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of

SHAPES = [(50, 6), (6, 50), (600, 5), (5, 600)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("solver", ["auto", "gram", "full", "randomized"])
@pytest.mark.parametrize(
    ("dtype", "exponent"), [("f8", 600), ("f8", -600), ("f4", 90), ("f4", -90)]
)
def test_powers_of_two_are_units_of_pca(
    shape: tuple[int, int], solver: str, dtype: Any, exponent: int
) -> None:
    X = rng_of("scales").standard_normal(shape).astype(dtype)
    rtol = 1e-9 if dtype == "f8" else 1e-4
    want, got = linalg.pca(X, 3, solver=solver), linalg.pca(np.ldexp(X, exponent), 3, solver=solver)
    assert_close(np.ldexp(got.singular_values, -exponent), want.singular_values, rtol=rtol)
    assert_close(np.ldexp(got.mean, -exponent), want.mean, rtol=rtol, atol=rtol)
    assert_close(got.explained_variance_ratio, want.explained_variance_ratio, rtol=rtol)
    assert_close(got.components, want.components, rtol=0, atol=30 * rtol)
    # Variances are out of range themselves.
    assert (got.explained_variance == (np.inf if exponent > 0 else 0)).all()


@pytest.mark.parametrize("shape", [*SHAPES, (40_000, 10)])
@pytest.mark.parametrize("exponent", [-660, 660])
def test_powers_of_two_are_units_of_least_squares(shape: tuple[int, int], exponent: int) -> None:
    rng = rng_of("scales")
    A, b = rng.standard_normal(shape), rng.standard_normal(shape[0])
    big = np.ldexp(A, exponent)
    got, want = linalg.lstsq(big, b), linalg.lstsq(A, b)
    assert got.rank == want.rank
    assert_close(np.ldexp(got.singular_values, -exponent), want.singular_values, rtol=1e-9)
    assert_close(np.ldexp(got.x, exponent), want.x, rtol=0, atol=1e-9)
    found, wanted = linalg.ridge(big, b, l2=0.0), linalg.ridge(A, b, l2=0.0)
    assert_close(np.ldexp(found.coef, exponent), wanted.coef, rtol=0, atol=1e-9)
    assert_close(found.intercept, wanted.intercept, rtol=0, atol=1e-9)


@pytest.mark.parametrize("shape", [*SHAPES, (40_000, 10), (100_000, 12)])
@pytest.mark.parametrize(
    ("dtype", "of_A", "of_b"),
    [
        ("f8", 0, 1012),
        ("f8", 0, -1000),
        ("f8", 465, 664),
        ("f8", -452, -631),
        ("f8", 660, 1012),
        ("f8", -660, -1000),
        ("f8", -660, 300),
        ("f4", 0, 113),
        ("f4", 0, -100),
        ("f4", 60, 113),
        ("f4", -60, -110),
    ],
)
def test_each_right_hand_side_has_its_own_unit(
    shape: tuple[int, int], dtype: str, of_A: int, of_b: int
) -> None:
    rng = rng_of("right-hand sides")
    A = rng.standard_normal(shape).astype(dtype)
    b = np.column_stack([A @ np.linspace(0, 1, shape[1]), rng.standard_normal((shape[0], 2))])
    b = b.astype(dtype)
    # The third is of order 1 whatever the others are.
    units = np.array([of_b, of_b // 2, 0])
    far_A, far_b = np.ldexp(A, of_A), np.ldexp(b, units)
    rtol = 1e-9 if dtype == "f8" else 2e-4
    got, want = linalg.lstsq(far_A, far_b), linalg.lstsq(A, b)
    assert got.rank == want.rank
    assert_close(np.ldexp(got.x, of_A - units), want.x, rtol=0, atol=20 * rtol)
    with np.errstate(over="ignore"):
        squares = np.ldexp(want.residuals, 2 * units[: len(want.residuals)])
    assert_close(got.residuals[1:], squares[1:], rtol=rtol)
    one = linalg.lstsq(far_A, far_b[:, 0])
    assert_close(np.ldexp(one.x, of_A - of_b), want.x[:, 0], rtol=0, atol=20 * rtol)
    for intercept in (True, False):
        found = linalg.ridge(far_A, far_b, l2=0.0, fit_intercept=intercept)
        wanted = linalg.ridge(A, b, l2=0.0, fit_intercept=intercept)
        assert_close(np.ldexp(found.coef, of_A - units), wanted.coef, rtol=0, atol=20 * rtol)
        level = np.ldexp(np.asarray(found.intercept), -units)
        assert_close(level, wanted.intercept, rtol=0, atol=20 * rtol)


def test_a_penalty_out_of_range_is_all_that_counts() -> None:
    X, y = rng_of("scales").standard_normal((9, 2)), np.arange(9.0)
    coef, intercept = linalg.ridge(np.ldexp(X, -700), y, l2=0.1)
    want = (X - X.mean(axis=0)).T @ (y - 4) / len(X) / 0.1
    assert_close(np.ldexp(coef, 700), want, rtol=1e-12)
    assert intercept == 4.0


def test_weights_may_be_of_any_size() -> None:
    rng = rng_of("scales")
    X, y, w = rng.standard_normal((30, 3)), rng.standard_normal(30), rng.uniform(1, 2, 30)
    want = linalg.ridge(X, y, l2=0.1, sample_weight=w)
    for exponent in (-1000, 1022):
        got = linalg.ridge(X, y, l2=0.1, sample_weight=np.ldexp(w, exponent))
        assert_close(got.coef, want.coef, rtol=1e-13)
        assert_close(got.intercept, want.intercept, rtol=1e-13, atol=1e-15)
