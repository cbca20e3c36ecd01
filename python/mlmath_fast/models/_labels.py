"""Whose the rows and columns are: ids of users and items go in, and ids come out."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import index_array
from mlmath_fast._csr import csr_pattern, csr_pattern_of_rows
from mlmath_fast.ranking.columns import Interactions, Labels, numbers_of

# What stands where there is no item, for each kind of label. Unsigned integers have their largest.
_NONE = {
    "i": -1,
    "f": np.nan,
    "U": "",
    "T": "",
    "S": b"",
    "M": "NaT",
    "m": "NaT",
    "O": None,
}


def positions(
    ids: npt.ArrayLike, name: str, labels: Labels | None, size: int
) -> npt.NDArray[np.int64]:
    """Rows of the factors: the ids themselves where there are no labels.

    Raises
    ------
    ValueError
        For an id that the model does not know.
    TypeError
        For ids of another kind than those that were fitted.
    """
    return index_array(ids, name, size) if labels is None else numbers_of(ids, name, labels)


def ids_at(rows: npt.NDArray[np.int64], labels: Labels | None) -> Labels:
    """The ids of rows of the factors; where there is none, -1, or what `_NONE` has."""
    if labels is None:
        return rows
    unsigned = labels.dtype.kind == "u"
    missing = np.iinfo(labels.dtype).max if unsigned else _NONE[labels.dtype.kind]
    ids = labels[rows] if len(labels) else np.empty(rows.shape, labels.dtype)
    ids[rows < 0] = missing
    return ids


def check_same(given: Labels, known: Labels | None, name: str) -> None:
    """Refuse labels that are not those of the model.

    Raises
    ------
    ValueError
        That says how to have the same.
    """
    if known is None:
        raise ValueError(f"{name} must be a CSR matrix, for the model was fitted without labels")
    if not np.array_equal(given, known):
        raise ValueError(
            f"{name} must have the labels that were fitted: give them to ranking.interactions as "
            "user_labels and item_labels"
        )


def rows_of_users(x: Any, users: npt.ArrayLike, item_labels: Labels | None) -> Any:
    """Of labelled interactions the rows of some users, in their order; anything else as it is."""
    if not isinstance(x, Interactions):
        return x
    check_same(x.item_labels, item_labels, "exclude")
    rows = numbers_of(users, "users of exclude", x.user_labels)
    return csr_pattern_of_rows(csr_pattern(x.ratings, "exclude"), rows)
