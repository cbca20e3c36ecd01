"""Facts of explicit feedback in the topic ``factorization``."""

from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from mlmath_fast._facts._close import assert_close


def _ratings(rows: list[dict[int, float]], n_items: int) -> SimpleNamespace:
    """Each row by item; zeros are stored."""
    return SimpleNamespace(
        indptr=np.cumsum([0, *map(len, rows)]),
        indices=np.array([item for row in rows for item in row], int),
        data=np.array([rating for row in rows for rating in row.values()], float),
        shape=(len(rows), n_items),
    )


def _full(R: Any) -> SimpleNamespace:
    return _ratings([dict(enumerate(row)) for row in np.asarray(R).tolist()], len(R[0]))


def fact_explicit_one_factor_on_paper(topic: ModuleType) -> None:
    """u = sum r v / (sum v^2 + l2 n) over the row's items: (4 * 1 + 1 * 3) / (1 + 9 + 2 / 4) = 2 / 3."""
    row = _ratings([{0: 4.0, 2: 1.0}], 3)
    weighted = topic.als_explicit_half_step(row, [[1.0], [2.0], [3.0]], l2=0.25)
    assert_close(weighted.factors, [[7.0 / 10.5]], rtol=1e-14)
    plain = topic.als_explicit_half_step(row, [[1.0], [2.0], [3.0]], l2=0.25, weighted_l2=False)
    assert_close(plain.factors, [[7.0 / 10.25]], rtol=1e-14)
    assert plain.biases.tolist() == [0.0]


def fact_explicit_factor_and_bias_on_paper(topic: ModuleType) -> None:
    """v = (1, -1), mean 1, item biases (1, 0), r = (5, 2): targets (3, 1).

    A^T A = diag(2, 2), A^T t = (3 - 1, 3 + 1), and l2 n = 2: (u, b) = (2, 4) / 4.
    """
    row = _ratings([{0: 5.0, 1: 2.0}], 2)
    solved = topic.als_explicit_half_step(
        row, [[1.0], [-1.0]], fixed_biases=[1.0, 0.0], global_mean=1.0, l2=1.0
    )
    assert_close(solved.factors, [[0.5]], rtol=1e-14)
    assert_close(solved.biases, [1.0], rtol=1e-14)


def fact_explicit_zero_is_a_rating(topic: ModuleType) -> None:
    """A stored 0 pulls: 2 * 1 / (1 + 1 + 1), and not 2 / (1 + 1)."""
    row, unrated = _ratings([{0: 2.0, 1: 0.0}], 2), _ratings([{0: 2.0}], 2)
    V = [[1.0], [1.0]]
    with_zero = topic.als_explicit_half_step(row, V, l2=1.0, weighted_l2=False).factors
    without = topic.als_explicit_half_step(unrated, V, l2=1.0, weighted_l2=False).factors
    assert_close([with_zero[0, 0], without[0, 0]], [2.0 / 3.0, 1.0], rtol=1e-14)


def fact_explicit_loss_on_paper(topic: ModuleType) -> None:
    """Users 1 and 3, items 2 and 1, mean 1, biases (1, 0) and (0, -1); r00 = 5, r01 = 1, r10 = 7.

    Errors 5 - 4, 1 - 2, 7 - 7; the ridge is 2 (1 + 1) + 9 + 2 * 4 + (1 + 1) by counts: 23, else
    (1 + 1) + 9 + 4 + (1 + 1) = 17.
    """
    ratings = _ratings([{0: 5.0, 1: 1.0}, {0: 7.0}], 2)
    parts = {"user_biases": [1.0, 0.0], "item_biases": [0.0, -1.0], "global_mean": 1.0}
    U, V = [[1.0], [3.0]], [[2.0], [1.0]]
    assert topic.als_explicit_loss(ratings, U, V, **parts, l2=0.5) == 2.0 + 11.5
    assert topic.als_explicit_loss(ratings, U, V, **parts, l2=0.5, weighted_l2=False) == 2.0 + 8.5


def fact_explicit_loss_of_one_rating(topic: ModuleType) -> None:
    """implicit's test of one entry: loss 1 unexplained, and 1 + 1 with a factor 1 and l2 = 1."""
    one = _full([[1.0]])
    assert topic.als_explicit_loss(one, [[0.0]], [[1.0]], l2=0.0) == 1.0
    assert topic.als_explicit_loss(one, [[0.0]], [[1.0]], l2=1.0) == 2.0


def fact_explicit_prediction_on_paper(topic: ModuleType) -> None:
    """1/2 + 1 - 2 + (2 * 3 + 1 * 4)."""
    predicted = topic.als_explicit_predict(
        [1],
        [0],
        [[0.0, 0.0], [2.0, 1.0]],
        [[3.0, 4.0]],
        user_biases=[9.0, 1.0],
        item_biases=[-2.0],
        global_mean=0.5,
    )
    assert predicted.tolist() == [9.5]


def fact_explicit_rank_one_is_recovered(topic: ModuleType) -> None:
    """r = u v^T, one rating missing, no biases: the missing one is 2 * 3."""
    ratings = _ratings([{0: 1.0, 1: 3.0}, {0: 2.0}, {0: -1.0, 1: -3.0}], 2)
    result = topic.als_explicit(
        ratings, 1, l2=0.0, bias=False, init=[[0.3], [0.2]], n_iter=40, dtype=np.float64
    )
    assert_close(result.user_factors @ result.item_factors.T, [[1, 3], [2, 6], [-1, -3]], rtol=1e-9)
    assert result.global_mean == 0.0
    assert not result.user_biases.any()


def fact_explicit_biases_alone(topic: ModuleType) -> None:
    """Factors that start at 0 stay there; what is left is the two-way layout r = m + b + c."""
    R = np.add.outer([-1.0, 0.0, 1.0], [2.0, 4.0])
    result = topic.als_explicit(
        _full(R), 2, l2=1e-10, init=np.zeros((2, 2)), n_iter=9, dtype=np.float64
    )
    assert result.global_mean == 3.0
    assert_close(result.user_biases, [-1.0, 0.0, 1.0], rtol=1e-6, atol=1e-6)
    assert_close(result.item_biases, [-1.0, 1.0], rtol=1e-6)
    assert not result.user_factors.any()


def fact_explicit_rows_without_ratings_are_zero(topic: ModuleType) -> None:
    result = topic.als_explicit(_ratings([{0: 3.0}, {}, {0: 5.0, 2: 4.0}], 3), 2, n_iter=2)
    assert result.global_mean == 4.0
    assert not result.user_factors[1].any()
    assert not result.item_factors[1].any()
    assert result.user_biases[1] == result.item_biases[1] == 0.0


def fact_explicit_goes_on_from_a_result(topic: ModuleType) -> None:
    ratings = _full([[1.0, 2.0, 0.0], [3.0, 5.0, 4.0]])
    whole = topic.als_explicit(ratings, 2, n_iter=5, dtype=np.float64)
    first = topic.als_explicit(ratings, 2, n_iter=3, dtype=np.float64)
    rest = topic.als_explicit(ratings, 2, n_iter=2, init=first, dtype=np.float64)
    assert np.array_equal(rest.item_factors, whole.item_factors)
    assert np.array_equal(rest.losses, whole.losses[3:])


def fact_explicit_stops_by_tol_and_callback(topic: ModuleType) -> None:
    ratings = _full([[1.0, 2.0, 0.0], [3.0, 5.0, 4.0]])
    by_tol = topic.als_explicit(ratings, 1, n_iter=500, tol=1e-3, dtype=np.float64)
    falls = -np.diff(by_tol.losses) / by_tol.losses[:-1]
    assert by_tol.n_iter < 500
    assert (falls[:-1] >= 1e-3).all()
    assert falls[-1] < 1e-3
    assert "tol" in by_tol.message
    by_callback = topic.als_explicit(ratings, 1, callback=lambda state: state.n_iter == 3)
    assert by_callback.n_iter == 3
    assert "callback" in by_callback.message
