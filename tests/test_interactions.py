"""Columns of data frames and texts become matrices; splits keep SciPy's classes."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import ranking

USERS, ITEMS, STARS = ["eva", "adam", "eva"], ["x", "y", "z"], [5.0, 3.0, 4.0]


def _check(got: ranking.Interactions) -> None:
    assert [*got.user_labels] == ["adam", "eva"]
    assert [*got.item_labels] == ["x", "y", "z"]
    assert got.ratings.indptr.tolist() == [0, 1, 3]
    assert got.ratings.indices.tolist() == [1, 0, 2]
    assert got.ratings.data.tolist() == [3, 5, 4]


def test_texts_fixed_and_free() -> None:
    _check(ranking.interactions(USERS, ITEMS, STARS))
    _check(ranking.interactions(np.array(USERS, object), np.array(ITEMS, object), STARS))


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_columns_of_frames(kind: str) -> None:
    frames = pytest.importorskip(kind)
    frame = frames.DataFrame({"user": USERS, "item": ITEMS, "stars": STARS})
    _check(ranking.interactions(frame["user"], frame["item"], frame["stars"]))


def test_days_are_ids_too() -> None:
    days = np.array(["2026-11-25", "2026-11-24", "2026-11-25"], "M8[D]")
    got = ranking.interactions(days, [1, 1, 2])
    assert got.user_labels.tolist() == sorted({*days.tolist()})
    with pytest.raises(ValueError, match=r"users: must not be missing, got none at \[0\]"):
        ranking.interactions(np.array(["NaT"], "M8[D]"), [1])


@pytest.mark.parametrize("kind", ["csr_array", "csr_matrix", "coo_array", "csc_matrix"])
def test_splits_keep_the_class(kind: str) -> None:
    sparse: Any = pytest.importorskip("scipy.sparse")
    dense = np.arange(12).reshape(3, 4)
    ratings = getattr(sparse, kind)(dense)
    train, test = ranking.leave_k_out(ratings, 1, seed=0)
    assert type(train) is type(test) is type(ratings.tocsr())
    assert train.dtype == ratings.dtype
    assert np.array_equal((train + test).toarray(), dense)
    parts = ranking.strong_generalization(ratings, n_users=1, holdout=0.5, seed=0)
    assert {type(part) for part in parts} == {type(train)}
    assert sum(part.nnz for part in parts) == ratings.nnz


@pytest.mark.parametrize("ids", [[np.nan, "a"], [1, "a", "1"]])
def test_lists_of_mixed_ids_are_refused(ids: list[Any]) -> None:
    with pytest.raises(TypeError, match="ids must be of one kind, got"):
        ranking.interactions(ids, [0] * len(ids))


def test_integers_are_not_compared_as_floats() -> None:
    labels = np.array([2.0**53, 2.0**53 + 2])
    with pytest.raises(TypeError, match="users: ids and labels must be of one kind"):
        ranking.interactions([2**53 + 1], [0], user_labels=labels)


def test_given_labels_are_not_shared() -> None:
    labels = np.array([3, 5])
    got = ranking.interactions([5], [0], user_labels=labels)
    assert not np.shares_memory(got.user_labels, labels)


def test_a_sum_that_overflows_is_refused() -> None:
    with pytest.raises(ValueError, match="must have a finite sum, got inf"):
        ranking.interactions([1, 1], [0, 0], np.array([3e38, 3e38], np.float32))


def test_timestamps_cannot_follow_another_format() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    ratings = sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 0])), shape=(1, 2))
    with pytest.raises(TypeError, match="must be CSR, whose order timestamps follow, got coo"):
        ranking.leave_last_out(ratings, [9, 1])
