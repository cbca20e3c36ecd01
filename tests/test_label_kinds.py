"""Labels of every kind are numbered: objects without an order, dates, and what is missing in them."""

import numpy as np
import pytest

from mlmath_fast import information
from mlmath_fast._facts._close import assert_close

X = [0, 1, 2, 1, 0, 2, 2, 1]
Y = [1, 1, 0, 1, 0, 0, 0, 1]


def test_objects_need_no_order() -> None:
    kinds = [frozenset({1}), 3, "three"]
    mixed = np.array([kinds[x] for x in X], object)
    assert_close(
        information.mutual_info_score(mixed, Y), information.mutual_info_score(X, Y), rtol=1e-15
    )


def test_dates_are_labels() -> None:
    days = np.array(["2024-01-01", "2024-01-02", "2024-01-03"], "M8[D]")[X]
    got = information.variation_of_information(days, Y)
    assert got == information.variation_of_information(X, Y)
    days[5] = np.datetime64("NaT")
    with pytest.raises(ValueError, match=r"must not be missing, got none at \[5\]"):
        information.variation_of_information(days, Y)


def test_the_ends_of_the_integers_are_labels() -> None:
    for dtype in (np.int8, np.int64, np.uint64):
        info = np.iinfo(dtype)
        ends = np.array([info.min, info.max, 1], dtype)[X]
        assert information.mutual_info_score(ends, Y) == information.mutual_info_score(X, Y)
