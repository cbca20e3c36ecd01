"""Laws of the rows of ``factorization``."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import coo_to_csr, sparse, transposed
from mlmath_fast._specs.factorization._als_cases import factors

Array = npt.NDArray[Any]


def rows_do_not_know_each_other(half_step: Callable[..., Any], rng: Generator) -> None:
    """Whoever is solved beside them."""
    for dtype in (np.float64, np.float32):
        ratings = sparse(rng, (40, 80), rng.random(40), dtype)
        order = rng.permutation(40)
        rows = np.repeat(np.argsort(order), np.diff(ratings.indptr))
        shuffled = coo_to_csr(rows, ratings.indices, ratings.data, ratings.shape)
        for d in (12, 70):
            V = factors(rng, 80, d, dtype)
            assert np.array_equal(half_step(shuffled, V), half_step(ratings, V)[order])


def scaling_of_rating_and_alpha_cancel(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (20, 30), 0.4), factors(rng, 30, 12)
    scaled = ratings._replace(data=4 * ratings.data)
    assert np.array_equal(half_step(scaled, V, alpha=0.25), half_step(ratings, V, alpha=1.0))


def scaling_of_factors_and_ridge_cancel(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (20, 30), 0.4), factors(rng, 30, 12)
    got, want = half_step(ratings, 2 * V, l2=4.0), half_step(ratings, V, l2=1.0)
    assert_close(2 * got, want, rtol=1e-12, atol=1e-14)


def the_half_step_is_a_minimum(half_step: Callable[..., Any], rng: Generator) -> None:
    """Central differences of the dense loss vanish there, for every row."""
    ratings, V = sparse(rng, (6, 20), rng.random(6)), factors(rng, 20, 4)
    U, h = half_step(ratings, V, alpha=2.0, l2=0.3), 1e-4
    for direction in rng.standard_normal((10, *U.shape)):
        ahead, back = (_dense_loss(ratings, U + s * direction, V, 2.0, 0.3) for s in (h, -h))
        assert abs(ahead - back) / (2 * h) < 1e-7


def the_ials_half_step_is_a_minimum(half_step: Callable[..., Any], rng: Generator) -> None:
    """As above; rows of no entries have nothing but ridges and pairs to be 0 for."""
    ratings, V = sparse(rng, (6, 20), np.linspace(0, 1, 6)), factors(rng, 20, 4)
    U, h = half_step(ratings, V, loss="ials", l2=0.3, alpha0=0.2, nu=0.7), 1e-4
    for direction in rng.standard_normal((10, *U.shape)):
        ahead, back = (
            _dense_ials_loss(ratings, U + s * direction, V, 0.3, 0.2, 0.7) for s in (h, -h)
        )
        assert abs(ahead - back) / (2 * h) < 1e-7


def ials_rows_are_alone(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (20, 30), rng.random(20)), factors(rng, 30, 12)
    order = rng.permutation(20)
    rows = np.repeat(np.argsort(order), np.diff(ratings.indptr))
    shuffled = coo_to_csr(rows, ratings.indices, ratings.data, ratings.shape)
    got, want = (half_step(x, V, loss="ials") for x in (shuffled, ratings))
    assert np.array_equal(got, want[order])


def cg_is_exact_in_few_dimensions(half_step: Callable[..., Any], rng: Generator) -> None:
    """Few steps for two factors, from far away; and none from the solution."""
    ratings, V = sparse(rng, (20, 30), 0.5), factors(rng, 30, 2)
    for loss in ("original", "ials"):
        exact = half_step(ratings, V, loss=loss)
        got = half_step(ratings, V, loss=loss, solver="cg", init=10 * factors(rng, 20, 2))
        assert_close(got, exact, rtol=1e-9, atol=1e-11)
        stays = half_step(ratings, V, loss=loss, solver="cg", init=exact)
        assert_close(stays, exact, rtol=1e-12, atol=1e-13)


def _dense_ials_loss(
    ratings: Csr, U: Array, V: Array, l2: float, alpha0: float, nu: float
) -> float:
    stored = np.zeros(ratings.shape)
    stored[np.repeat(np.arange(len(U)), np.diff(ratings.indptr)), ratings.indices] = 1.0
    of_users = l2 * np.sum(stored + alpha0, axis=1) ** nu
    of_items = l2 * np.sum(stored + alpha0, axis=0) ** nu
    scores = U @ V.T
    return float(
        np.sum(stored * (1 - scores) ** 2 + alpha0 * scores**2)
        + of_users @ np.sum(U**2, axis=1)
        + of_items @ np.sum(V**2, axis=1)
    )


def _dense_loss(ratings: Csr, U: Array, V: Array, alpha: float, l2: float) -> float:
    R = np.zeros(ratings.shape)
    R[np.repeat(np.arange(len(R)), np.diff(ratings.indptr)), ratings.indices] = ratings.data
    return float(
        np.sum((1 + alpha * abs(R)) * ((R > 0) - U @ V.T) ** 2) + l2 * (np.sum(U**2) + np.sum(V**2))
    )


def the_loss_is_the_dense_one(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), factors(rng, 20, 6), factors(rng, 30, 6)
    want = _dense_loss(ratings, U, V, 2.0, 0.3)
    assert_close(loss(ratings, U, V, alpha=2.0, l2=0.3), want, rtol=1e-12)


def the_ials_loss_is_the_dense_one(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), factors(rng, 20, 6), factors(rng, 30, 6)
    want = _dense_ials_loss(ratings, U, V, 0.3, 0.2, 0.7)
    got = loss(ratings, U, V, loss="ials", l2=0.3, alpha0=0.2, nu=0.7)
    assert_close(got, want, rtol=1e-12)


def the_loss_is_symmetric(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), factors(rng, 20, 6), factors(rng, 30, 6)
    here, there = (
        loss(ratings, U, V, alpha=1.0, l2=0.1),
        loss(transposed(ratings), V, U, alpha=1.0, l2=0.1),
    )
    assert_close(here, there, rtol=1e-13)


def the_loss_is_rotation_invariant(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), factors(rng, 20, 6), factors(rng, 30, 6)
    Q = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    turned = loss(ratings, U @ Q, V @ Q, alpha=1.0, l2=0.1)
    assert_close(turned, loss(ratings, U, V, alpha=1.0, l2=0.1), rtol=1e-12)


def losses_are_those_of_the_factors(als: Callable[..., Any], rng: Generator) -> None:
    """However a solver comes by the scores of the stored pairs."""
    for dtype, rtol in ((np.float64, 1e-10), (np.float32, 1e-5)):
        ratings = sparse(rng, (40, 60), rng.random(40), dtype)
        signed = ratings._replace(data=ratings.data * rng.choice([-1, 1], len(ratings.data)))
        for solver in ("cholesky", "cg", "block"):
            for d in (3, 70):
                for alpha in (0.0, 1e-6, 1e-3, 40.0):
                    fit = als(signed, d, solver=solver, alpha=alpha, n_iter=2, l2=0.1, dtype=dtype)
                    U, V = (x.astype(np.float64) for x in (fit.user_factors, fit.item_factors))
                    want = _dense_loss(signed, U, V, alpha, 0.1)
                    assert_close(fit.losses[-1], want, rtol=rtol)
                fit = als(ratings, d, loss="ials", solver=solver, n_iter=2, l2=0.1, dtype=dtype)
                U, V = (x.astype(np.float64) for x in (fit.user_factors, fit.item_factors))
                want = _dense_ials_loss(ratings, U, V, 0.1, 0.1, 1.0)
                assert_close(fit.losses[-1], want, rtol=rtol)


def losses_never_increase(als: Callable[..., Any], rng: Generator) -> None:
    losses = als(sparse(rng, (20, 30), 0.3), 5, n_iter=10, l2=0.1, dtype=np.float64).losses
    assert len(losses) == 10
    assert (np.diff(losses) <= 1e-12 * losses[0]).all()


def users_do_not_know_their_order(als: Callable[..., Any], rng: Generator) -> None:
    ratings, order = sparse(rng, (20, 30), 0.3), rng.permutation(20)
    rows = np.repeat(np.argsort(order), np.diff(ratings.indptr))
    shuffled = coo_to_csr(rows, ratings.indices, ratings.data, ratings.shape)
    a, b = (als(x, 5, n_iter=2, l2=0.1, dtype=np.float64) for x in (ratings, shuffled))
    assert_close(b.user_factors, a.user_factors[order], rtol=1e-9, atol=1e-12)
    assert_close(b.item_factors, a.item_factors, rtol=1e-9, atol=1e-12)


def blocks_do_not_know_each_other(als: Callable[..., Any], rng: Generator) -> None:
    """Two worlds that share nobody, each with factors of its own: as if each were alone."""
    a, b = sparse(rng, (8, 10), 0.5), sparse(rng, (6, 7), 0.5)
    rows = [np.repeat(np.arange(x.shape[0]), np.diff(x.indptr)) for x in (a, b)]
    whole = coo_to_csr(
        np.r_[rows[0], rows[1] + 8],
        np.r_[a.indices, b.indices + 10],
        np.r_[a.data, b.data],
        (14, 17),
    )
    init_a, init_b = factors(rng, 10, 2), factors(rng, 7, 3)
    init = np.block([[init_a, np.zeros((10, 3))], [np.zeros((7, 2)), init_b]])
    got = als(whole, 5, init=(None, init), n_iter=3, l2=0.2, solver="cholesky", dtype=np.float64)
    for x, start, users, parts in (
        (a, init_a, slice(8), slice(2)),
        (b, init_b, slice(8, 14), slice(2, 5)),
    ):
        alone = als(
            x,
            start.shape[1],
            init=(None, start),
            n_iter=3,
            l2=0.2,
            solver="cholesky",
            dtype=np.float64,
        )
        assert_close(got.user_factors[users, parts], alone.user_factors, rtol=1e-9, atol=1e-12)


def als_goes_on_where_it_stopped(als: Callable[..., Any], rng: Generator) -> None:
    ratings = sparse(rng, (20, 30), 0.3)
    for loss in ("original", "ials"):
        whole = als(ratings, 5, loss=loss, n_iter=5, dtype=np.float64)
        part = als(ratings, 5, loss=loss, n_iter=2, dtype=np.float64)
        init = (part.user_factors, part.item_factors)
        rest = als(ratings, 5, loss=loss, n_iter=3, init=init, dtype=np.float64)
        assert np.array_equal(rest.item_factors, whole.item_factors)
        assert np.array_equal(np.r_[part.losses, rest.losses], whole.losses)
