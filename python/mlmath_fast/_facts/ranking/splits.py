"""Facts of the topic ``ranking``."""

from types import ModuleType
from typing import Any

import numpy as np

from mlmath_fast._csr import Csr


def _ratings(*lengths: int) -> Csr:
    """Rows of these lengths; every value is the number of its entry."""
    n = sum(lengths)
    indices = np.concatenate([np.arange(length) for length in lengths])
    return Csr(np.cumsum([0, *lengths]), indices, np.arange(n, dtype=float), (len(lengths), 9))


def _rows(csr: Any) -> list[list[float]]:
    return [csr.data[i:j].tolist() for i, j in zip(csr.indptr[:-1], csr.indptr[1:], strict=True)]


def fact_users_with_one_entry_stay_in_train(topic: ModuleType) -> None:
    ratings = _ratings(1, 0, 2)
    for train, test in (
        topic.leave_k_out(ratings, 1, seed=3),
        topic.leave_last_out(ratings, np.arange(3)),
    ):
        assert np.diff(train.indptr).tolist() == [1, 0, 1]
        assert np.diff(test.indptr).tolist() == [0, 0, 1]


def fact_the_latest_are_held_out(topic: ModuleType) -> None:
    """Times 7, 9, 8 and, all equal, 5, 5, 5: of these the last stored goes first."""
    train, test = topic.leave_last_out(_ratings(3, 3), [7, 9, 8, 5, 5, 5])
    assert _rows(test) == [[1], [5]]
    assert _rows(train) == [[0, 2], [3, 4]]


def fact_random_words_are_those_of_numpy(topic: ModuleType) -> None:
    """Words 0 to 5 of Philox(key=1); the largest of entries 0 to 2 and of 3 to 5 are held out."""
    words = np.random.Philox(key=1).random_raw(6)
    _, test = topic.leave_k_out(_ratings(3, 3), 1, seed=1)
    assert _rows(test) == [[np.argmax(words[:3])], [3 + np.argmax(words[3:])]]


def fact_drawn_users_leave_train_whole(topic: ModuleType) -> None:
    """Only the row of five can be drawn; a fifth of five is one."""
    parts = topic.strong_generalization(_ratings(1, 5, 0), n_users=1, holdout=0.2, seed=8)
    train, known, held_out = map(_rows, parts)
    assert train == [[0], []]
    assert sorted(known[0] + held_out[0]) == [1, 2, 3, 4, 5]
    assert len(held_out[0]) == 1
