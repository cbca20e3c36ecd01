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
