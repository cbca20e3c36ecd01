"""Edges of equal bins made without NumPy's care: where they are, they are NumPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlmath_fast.histogram._axes import equal_of_plain

_NUMBERS = st.floats(allow_nan=False) | st.integers(-(2**60), 2**60)


@given(_NUMBERS, _NUMBERS, st.integers(1, 300))
def test_equal_edges_are_those_of_numpy(first: float, last: float, n_bins: int) -> None:
    edges = equal_of_plain(first, last, n_bins)
    if edges is not None:
        wanted = np.histogram_bin_edges(np.zeros(1), n_bins, (first, last))
        assert edges.dtype == wanted.dtype
        np.testing.assert_array_equal(edges, wanted)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0.0, 5e-324),
        (1.0, 1.0 + 2.0**-52),
        (0.0, 1e-320),
        (-1.7e308, 1.7e308),
        (1, 1),
        (2**53, 2**53 + 3),
        (np.float64(0.0), 1.0),
    ],
)
def test_what_needs_care_is_left_to_numpy(first: float, last: float) -> None:
    assert equal_of_plain(first, last, 10) is None


def test_usual_ranges_need_no_care() -> None:
    for first, last in [(0, 1), (-4.0, 4.0), (1e-3, 5), (-(2**53), 2**53)]:
        assert equal_of_plain(first, last, 100) is not None
