"""Facts of pairwise ranking in the topic ``factorization``."""

from types import ModuleType
from typing import Any

import numpy as np

from mlmath_fast._facts._close import assert_close
from mlmath_fast._facts.linalg._csr import csr


def _start(n: int, seed: int) -> Any:
    return np.random.Generator(np.random.Philox(key=seed)).standard_normal((n, 1)) * 0.1


def fact_bpr_one_step_on_paper(topic: ModuleType) -> None:
    """One user with item 0 of two: the only sample is (0, 0, 1), if one of its three tries is item 1.

    Whatever the random numbers, z = 1 / (1 + e^(u (a - b))) and u' = (1 - 0.01) u + 0.1 z (a - b), a' =
    (1 - 0.01) a + 0.1 z u, b' = (1 - 0.01) b - 0.1 z u.
    """
    u, a, b = _start(3, 3)[:, 0]
    result = topic.bpr(
        csr([[1.0, 0.0]]), 1, learning_rate=0.1, l2=0.1, n_iter=1, seed=3, dtype=np.float64
    )
    z = 1 / (1 + np.exp(u * (a - b)))
    assert_close(result.user_factors, [[0.99 * u + 0.1 * z * (a - b)]], rtol=1e-14)
    assert_close(
        result.item_factors, [[0.99 * a + 0.1 * z * u], [0.99 * b - 0.1 * z * u]], rtol=1e-14
    )
    assert_close(result.losses, [np.log1p(np.exp(-u * (a - b)))], rtol=1e-14)


def fact_bpr_without_a_pair_changes_nothing(topic: ModuleType) -> None:
    """Who has everything, prefers nothing: no sample is left, and the loss of none is 0."""
    result = topic.bpr(csr(np.ones((1, 2))), 1, n_iter=2, seed=5, dtype=np.float64)
    assert np.array_equal(np.vstack([result.user_factors, result.item_factors]), _start(3, 5))
    assert result.losses.tolist() == [0.0, 0.0]


def fact_bpr_begins_at_the_loss_of_a_coin(topic: ModuleType) -> None:
    """Without steps every score is small, and -ln sigma(0) = ln 2."""
    result = topic.bpr(csr(np.eye(6)), 8, learning_rate=0.0, n_iter=1)
    assert_close(result.losses, [np.log(2.0)], rtol=0.01)


def fact_bpr_learns_who_has_what(topic: ModuleType) -> None:
    has = np.kron(np.eye(2), np.ones((3, 3))) - np.diag([0.0, 0.0, 1.0, 1.0, 0.0, 0.0])
    result = topic.bpr(csr(has), 4, n_iter=200, dtype=np.float64)
    scores = result.user_factors @ result.item_factors.T
    for row, liked in zip(scores, has > 0, strict=True):
        assert row[liked].min() > row[~liked].max()
    assert result.losses[-1] < 0.2 < result.losses[0]


def fact_bpr_stops_by_callback(topic: ModuleType) -> None:
    result = topic.bpr(csr(np.eye(3)), 2, callback=lambda state: state.n_iter == 3)
    assert result.n_iter == 3
    assert "callback" in result.message


def fact_bpr_users_without_ratings_are_zero(topic: ModuleType) -> None:
    result = topic.bpr(csr([[1.0, 0.0], [0.0, 0.0]]), 2, n_iter=3)
    assert not result.user_factors[1].any()
    assert result.user_factors[0].all()
