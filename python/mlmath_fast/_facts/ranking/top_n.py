"""Facts of the topic ``ranking``."""

import math
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from mlmath_fast._facts._close import assert_close


def _rows(*rows: list[int], n_items: int) -> Any:
    """A CSR pattern, row by row."""
    return SimpleNamespace(
        indptr=np.cumsum([0, *map(len, rows)]),
        indices=np.array([item for row in rows for item in row], np.int64),
        data=np.ones(sum(map(len, rows))),
        shape=(len(rows), n_items),
    )


def fact_unit_users_read_columns(topic: ModuleType) -> None:
    """The score of the k-th unit vector is the k-th factor of the item."""
    ids, scores = topic.recommend(np.eye(2), [[1.0, 9.0], [5.0, 7.0], [3.0, 8.0]], 2)
    assert ids.tolist() == [[1, 2], [0, 2]]
    assert scores.tolist() == [[5.0, 3.0], [9.0, 8.0]]


def fact_ties_go_by_lowest_id(topic: ModuleType) -> None:
    ids, _ = topic.recommend([[1.0]], [[2.0], [3.0], [3.0], [2.0], [3.0]], 4)
    assert ids.tolist() == [[1, 2, 4, 0]]


def fact_places_left_over_are_missing(topic: ModuleType) -> None:
    """Of two items one is excluded: a list of three has one entry."""
    ids, scores = topic.recommend([[-1.0]], [[5.0], [2.0]], 3, exclude=_rows([1], n_items=2))
    assert ids.tolist() == [[0, -1, -1]]
    assert scores.tolist() == [[-5.0, -math.inf, -math.inf]]


def fact_cosine_of_a_pythagorean_triangle(topic: ModuleType) -> None:
    """(1, 0) and (3, 4) enclose an angle of cosine 3/5; lengths do not count, zeros have cosine 0."""
    ids, cosines = topic.similar_items([[2.0, 0.0], [3.0, 4.0], [0.0, 0.0], [-7.0, 0.0]], [0], 4)
    assert ids.tolist() == [[1, 2, 3, -1]]
    assert_close(cosines, [[0.6, 0.0, -1.0, -math.inf]], rtol=1e-15)


def fact_chunks_begin_where_the_last_ends(topic: ModuleType) -> None:
    """All users get item 1, of score 2."""
    end = 0
    for first, ids, scores in topic.recommend_all(np.ones((20_000, 1)), [[1.0], [2.0]], 1):
        assert first == end
        assert (ids == 1).all()
        assert (scores == 2).all()
        end += len(ids)
    assert end == 20_000


def fact_only_chosen_items_are_ranked(topic: ModuleType) -> None:
    """Scores 1 to 5, and a tie of items 0 and 5: the lower id comes first."""
    V = [[5.0], [4.0], [3.0], [2.0], [1.0], [5.0]]
    ids, scores = topic.rank_items([[1.0], [-1.0]], V, [5, 3, 0])
    assert ids.tolist() == [[0, 5, 3], [3, 0, 5]]
    assert scores.tolist() == [[5.0, 5.0, 2.0], [-2.0, -5.0, -5.0]]
