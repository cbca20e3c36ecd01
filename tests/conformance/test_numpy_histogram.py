"""NumPy's own tests of `numpy.histogram`, run against ours, and bit-equality on generated input."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlmath_fast.histogram import histogram

theirs = pytest.importorskip(
    "numpy.lib.tests.test_histograms", reason="this NumPy ships without its tests"
)

# Theirs that ask for what our input gate does otherwise, by the house's rules.
OTHERWISE = {
    "test_bool_conversion": "NumPy warns when it converts bool; we just do it",
    "test_exotic_weights": "complex and Decimal weights are refused",
    "test_datetime": "datetimes are refused",
    "test_precision": "float16 data are binned in float64",
}


class TestTheirs(theirs.TestHistogram):  # type: ignore[misc, name-defined]
    """NumPy 2.4 has 26 tests in this class; four of them are OTHERWISE."""

    @pytest.fixture(autouse=True)
    def _ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(theirs, "histogram", histogram)
        monkeypatch.setattr(np, "histogram", histogram)


for name in OTHERWISE:
    setattr(TestTheirs, name, None)


def test_enough_of_theirs_ran() -> None:
    ran = [
        name for name in dir(TestTheirs) if name.startswith("test") and getattr(TestTheirs, name)
    ]
    assert len(ran) >= 20


# Often more than two blocks of the kernel.
data = st.builds(
    np.tile,
    hnp.arrays(
        dtype=st.sampled_from(["f4", "f8", ">f4", ">f8", "i1", "u2", "i4", "i8", "u8"]),
        shape=st.integers(0, 200),
    ),
    st.sampled_from([1, 1, 9]),
)
floats = st.floats(-1e6, 1e6, width=32)


def assert_same(got: Any, want: Any) -> None:
    for mine, numpys in zip(got, want, strict=True):
        assert mine.dtype == numpys.dtype.newbyteorder("=")
        assert np.array_equal(mine, numpys, equal_nan=True)


@given(data, st.integers(1, 300), st.tuples(floats, floats))
def test_bits_are_numpys_with_a_range(x: Any, bins: int, ends: tuple[float, float]) -> None:
    ends = (min(ends), max(ends))
    try:
        want = np.histogram(x, bins, ends)
    except ValueError:  # too many bins for the range
        with pytest.raises(ValueError, match="Too many bins"):
            histogram(x, bins, ends)
        return
    assert_same(histogram(x, bins, ends), want)


@given(data, st.integers(1, 300))
def test_bits_are_numpys_without_a_range(x: Any, bins: int) -> None:
    with np.errstate(all="ignore"):
        try:
            want = np.histogram(x, bins)
        except (ValueError, IndexError) as error:
            # NumPy's own arithmetic overflows where max - min does.
            assume(isinstance(error, ValueError) and "autodetected" in str(error))
            with pytest.raises(ValueError, match="autodetected range of"):
                histogram(x, bins)
            return
        assert_same(histogram(x, bins), want)


@given(data, st.lists(floats, min_size=2, max_size=40))
def test_bits_are_numpys_with_given_edges(x: Any, edges: list[float]) -> None:
    edges.sort()
    assert_same(histogram(x, edges), np.histogram(x, edges))


@given(data, st.integers(1, 40), st.sampled_from(["f4", "f8", "i2", "u8", "?"]), st.integers(0, 9))
def test_weighted_bits_are_numpys(x: Any, bins: int, dtype: str, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(0, 200, len(x)).astype(dtype)
    assert_same(
        histogram(x, bins, (-100.0, 100.0), weights=weights),
        np.histogram(x, bins, (-100.0, 100.0), weights=weights),
    )


@given(st.integers(1, 400), st.integers(-30, 60), st.sampled_from(["f4", "f8"]))
def test_bits_are_numpys_on_and_beside_the_edges(n_bins: int, scale: int, dtype: str) -> None:
    ends = (scale - 1.0, scale + 2.0)
    edges = np.linspace(*ends, n_bins + 1).astype(dtype)
    beside = [np.nextafter(edges, np.inf, dtype=dtype), np.nextafter(edges, -np.inf, dtype=dtype)]
    x = np.concatenate([edges, *beside])
    assert_same(histogram(x, n_bins, ends), np.histogram(x, n_bins, ends))
