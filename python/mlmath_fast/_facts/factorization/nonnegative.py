"""Facts of non-negative factorization."""

import warnings
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

KL = {"solver": "mu", "beta_loss": "kullback-leibler"}


def fact_one_turn_on_paper(topic: ModuleType) -> None:
    """X = [[4, 2]], W = [[1]], H = [[1, 1]]: w = (4 + 2) / 2 = 3, then h = (4, 2) / 3, and no loss."""
    result = topic.nmf([[4.0, 2.0]], 1, init=([[1.0]], [[1.0, 1.0]]), max_iter=1, tol=0.0)
    assert_close(result.W, [[3.0]], rtol=1e-15)
    assert_close(result.H, [[4 / 3, 2 / 3]], rtol=1e-15)
    assert_close(result.losses, [0.0], rtol=0.0, atol=1e-14)


def fact_a_loss_is_not_negative(topic: ModuleType) -> None:
    """An exact start: what is left is rounding, on one side of zero."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        W, H = rng.random((30, 2)), rng.random((2, 20))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = topic.nmf(W @ H, 2, init=(W, H), max_iter=3, tol=0.0)
        assert min(result.losses) >= 0.0


def fact_components_take_turns(topic: ModuleType) -> None:
    """H = [[1, 1], [0, 1]], X = [[1, 3]], W = 0: w_1 = 4 / 2 = 2, then w_2 = max(0, 3 - 2) = 1.

    H then, from W = (2, 1): column 1: h_1 = 1 + (1 - 2) 2 / 4 = 1/2, h_2 = 0 + (1 - 1) 1 = 0;
    column 2: h_1 = 1 + (3 - 3) 2 / 4 = 1, h_2 = 1. Nothing is left.
    """
    init = (np.zeros((1, 2)), np.array([[1.0, 1.0], [0.0, 1.0]]))
    result = topic.nmf([[1.0, 3.0]], 2, init=init, max_iter=1, tol=0.0)
    assert_close(result.W, [[2.0, 1.0]], rtol=1e-15)
    assert_close(result.H, [[0.5, 1.0], [0.0, 1.0]], rtol=1e-15)
    assert_close(result.losses, [0.0], rtol=0.0, atol=1e-14)


def fact_components_take_turns_twice(topic: ModuleType) -> None:
    """As above from H = [[1, 1], [0, 2]], X = [[3, 6]]: w is (9 / 2, 3 / 4), then (15 / 4, 9 / 8).

    First w_1 = (3 + 6) / 2, w_2 = (6 - 9 / 2) 2 / 4; then w_1 = (9 - 2 (3 / 4)) / 2, w_2 = (6 - 15 / 4) / 2.
    """
    init = (np.zeros((1, 2)), np.array([[1.0, 1.0], [0.0, 2.0]]))
    result = topic.nmf([[3.0, 6.0]], 2, init=init, max_iter=1, tol=0.0, inner_iter=2)
    assert_close(result.W, [[15 / 4, 9 / 8]], rtol=1e-15)


def fact_penalties_on_paper(topic: ModuleType) -> None:
    """X = [[3]], h = 1, l1 = l2 = 1: w = (3 - 1) / (1 + 1) = 1, h = (3 - 1) / (1 + 1) = 1.

    The loss is (3 - 1)^2 / 2 + 2 + 1.
    """
    init = ([[5.0]], [[1.0]])
    result = topic.nmf([[3.0]], 1, init=init, l1=1.0, l2=1.0, max_iter=1, tol=0.0)
    assert (result.W[0, 0], result.H[0, 0]) == (1.0, 1.0)
    assert_close(result.losses, [5.0], rtol=1e-15)


def fact_multiplication_on_paper(topic: ModuleType) -> None:
    """X = [[4, 2]], W = H = 1: w = 1 (4 + 2) / (1 + 1) = 3, h = 1 (3 4, 3 2) / 9 = (4, 2) / 3."""
    init = ([[1.0]], [[1.0, 1.0]])
    for options in ({"solver": "mu"}, KL):
        result = topic.nmf([[4.0, 2.0]], 1, init=init, max_iter=1, tol=0.0, **options)
        assert_close(result.W, [[3.0]], rtol=1e-15)
        assert_close(result.H, [[4 / 3, 2 / 3]], rtol=1e-15)


def fact_the_divergence_on_paper(topic: ModuleType) -> None:
    """X = diag(2, 2), k = 1: W H is 1 everywhere after a turn, D = 2 (2 log 2) - 4 + 4 = 4 log 2."""
    result = topic.nmf(
        2 * np.eye(2), 1, init=(np.ones((2, 1)), np.ones((1, 2))), max_iter=3, tol=0.0, **KL
    )
    assert_close(result.W @ result.H, np.ones((2, 2)), rtol=1e-15)
    assert_close(result.losses, 3 * [4 * np.log(2)], rtol=1e-14)


def fact_rank_one_is_recovered(topic: ModuleType) -> None:
    X = np.outer([1.0, 2.0, 0.0, 4.0], [3.0, 0.0, 1.0])
    for options in ({}, {"solver": "mu"}, KL):
        result = topic.nmf(X, 1, **options)
        assert result.converged
        assert_close(result.W @ result.H, X, rtol=1e-12, atol=1e-12)


def fact_what_was_not_observed_is_filled_in(topic: ModuleType) -> None:
    """Rank one, and 6 = 2 3 is hidden."""
    X = [[1.0, 2.0], [3.0, np.nan]]
    mask = [[True, True], [True, False]]
    for options in ({}, {"solver": "mu"}, KL):
        result = topic.nmf(X, 1, mask=mask, tol=0.0, max_iter=2000, **options)
        assert_close(result.W @ result.H, [[1.0, 2.0], [3.0, 6.0]], rtol=1e-6)


def fact_disjoint_parts_are_found(topic: ModuleType) -> None:
    """Two blocks are the only two parts."""
    X = np.kron(np.eye(2), np.ones((3, 2)))
    result = topic.nmf(X, 2, tol=1e-8, max_iter=500)
    assert_close(result.W @ result.H, X, rtol=0.0, atol=1e-5)
    parts = result.H / result.H.max(axis=1, keepdims=True)
    assert sorted(map(tuple, parts.round(4).tolist())) == [(0, 0, 1, 1), (1, 1, 0, 0)]


def fact_one_iteration_may_not_be_enough(topic: ModuleType) -> None:
    X = np.array([[1.0, 2.0], [3.0, 1.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = topic.nmf(X, 1, max_iter=1)
    assert (result.n_iter, result.converged, len(result.losses)) == (1, False, 1)
