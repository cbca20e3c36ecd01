"""Laws of the rows of explicit feedback."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import coo_to_csr, sparse, transposed
from mlmath_fast._specs.factorization._als_cases import Array, factors
from mlmath_fast._specs.factorization._explicit_cases import biases


def _permuted(ratings: Csr, order: Array) -> Csr:
    rows = np.repeat(np.argsort(order), np.diff(ratings.indptr))
    return coo_to_csr(rows, ratings.indices, ratings.data, ratings.shape)


def rows_do_not_know_each_other(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V, b = sparse(rng, (20, 30), rng.random(20)), factors(rng, 30, 12), biases(rng, 30)
    order = rng.permutation(20)
    got = half_step(_permuted(ratings, order), V, fixed_biases=b)
    want = half_step(ratings, V, fixed_biases=b)
    assert np.array_equal(got.factors, want.factors[order])
    assert np.array_equal(got.biases, want.biases[order])


def the_mean_is_a_bias_of_the_columns(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V, b = sparse(rng, (20, 30), 0.4), factors(rng, 30, 5), biases(rng, 30)
    got = half_step(ratings, V, fixed_biases=b, global_mean=3.0)
    want = half_step(ratings, V, fixed_biases=b + 3.0)
    assert_close(got.factors, want.factors, rtol=1e-12, atol=1e-13)
    assert_close(got.biases, want.biases, rtol=1e-12, atol=1e-13)


def the_half_step_is_a_minimum(half_step: Callable[..., Any], rng: Generator) -> None:
    """Central differences of the dense loss vanish there, in factors and biases."""
    ratings, V, c = (
        sparse(rng, (6, 20), 0.1 + 0.9 * rng.random(6)),
        factors(rng, 20, 4),
        biases(rng, 20),
    )
    U, b = half_step(ratings, V, fixed_biases=c, global_mean=3.0, l2=0.3)
    h = 1e-4
    for _ in range(10):
        D, e = rng.standard_normal(U.shape), rng.standard_normal(b.shape)
        ahead, back = (_loss(ratings, U + s * D, V, b + s * e, c, 3.0, 0.3) for s in (h, -h))
        assert abs(ahead - back) / (2 * h) < 1e-7


def _loss(ratings: Csr, U: Array, V: Array, b: Array, c: Array, mean: float, l2: float) -> float:
    """Over a dense matrix with gaps."""
    R = np.full(ratings.shape, np.nan)
    R[np.repeat(np.arange(len(R)), np.diff(ratings.indptr)), ratings.indices] = ratings.data
    errors = np.nan_to_num(R - mean - b[:, None] - c - U @ V.T)
    squares = (np.sum(U**2, axis=1) + b**2)[:, None] + np.sum(V**2, axis=1) + c**2
    return float(np.sum(errors**2) + l2 * np.sum(squares[np.isfinite(R)]))


def the_loss_is_the_dense_one(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), factors(rng, 20, 6), factors(rng, 30, 6)
    b, c = biases(rng, 20), biases(rng, 30)
    got = loss(ratings, U, V, user_biases=b, item_biases=c, global_mean=3.0, l2=0.3)
    assert_close(got, _loss(ratings, U, V, b, c, 3.0, 0.3), rtol=1e-12)


def the_loss_is_symmetric(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), factors(rng, 20, 6), factors(rng, 30, 6)
    assert_close(loss(ratings, U, V), loss(transposed(ratings), V, U), rtol=1e-13)


def biases_are_factors(predict: Callable[..., Any], rng: Generator) -> None:
    """A bias of a user is a factor that all items have as 1."""
    users, items = rng.integers(20, size=40), rng.integers(30, size=40)
    U, V, b, c = factors(rng, 20, 6), factors(rng, 30, 6), biases(rng, 20), biases(rng, 30)
    wide_users = np.column_stack([U, b, np.ones(20)])
    wide_items = np.column_stack([V, np.ones(30), c])
    got = predict(users, items, U, V, user_biases=b, item_biases=c)
    assert_close(got, predict(users, items, wide_users, wide_items), rtol=1e-13, atol=1e-14)


def losses_never_increase(als: Callable[..., Any], rng: Generator) -> None:
    for weighted in (True, False):
        ratings = sparse(rng, (20, 30), 0.3)
        losses = als(ratings, 5, n_iter=10, weighted_l2=weighted, dtype=np.float64).losses
        assert len(losses) == 10
        assert (np.diff(losses) <= 1e-12 * losses[0]).all()


def users_do_not_know_their_order(als: Callable[..., Any], rng: Generator) -> None:
    ratings, order = sparse(rng, (20, 30), 0.3), rng.permutation(20)
    a, b = (als(x, 5, n_iter=2, dtype=np.float64) for x in (ratings, _permuted(ratings, order)))
    assert_close(b.user_factors, a.user_factors[order], rtol=1e-9, atol=1e-11)
    assert_close(b.user_biases, a.user_biases[order], rtol=1e-9, atol=1e-11)
    assert_close(b.item_factors, a.item_factors, rtol=1e-9, atol=1e-11)


def a_shift_of_all_ratings_is_the_mean(als: Callable[..., Any], rng: Generator) -> None:
    ratings = sparse(rng, (20, 30), 0.3)
    shifted = ratings._replace(data=ratings.data + 4.0)
    a, b = (als(x, 3, n_iter=3, dtype=np.float64) for x in (ratings, shifted))
    assert_close(b.global_mean, a.global_mean + 4.0, rtol=1e-14)
    assert_close(b.user_factors, a.user_factors, rtol=1e-9, atol=1e-11)
    assert_close(b.item_biases, a.item_biases, rtol=1e-9, atol=1e-11)
