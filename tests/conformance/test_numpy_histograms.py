"""Bit-equality with NumPy on generated input: counts of integers, histograms of several variables."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlmath_fast.histogram import bincount, histogram2d, histogramdd

floats = st.floats(-1e6, 1e6, width=32)
# Often more than two blocks of the kernel.
times = st.sampled_from([1, 1, 15])
dtypes = st.sampled_from(["f4", "f8", ">f4", ">f8", "i1", "u2", "i4", "i8", "u8"])


def assert_same(got: Any, want: Any) -> None:
    assert got.dtype == want.dtype.newbyteorder("=")
    assert np.array_equal(got, want, equal_nan=True)


@given(
    hnp.arrays(st.sampled_from(["u1", "u2", ">u2", "i2", "i4", ">i8", "i8"]), 50),
    st.integers(0, 50),
    st.integers(0, 300),
    st.booleans(),
)
def test_bincount(codes: Any, n: int, minlength: int, weighted: bool) -> None:
    codes = codes[:n] & 0xFF if codes.dtype.itemsize > 1 else codes[:n]
    weights = np.random.default_rng(n).standard_normal(n) if weighted else None
    assert_same(bincount(codes, weights, minlength), np.bincount(codes, weights, minlength))


@given(
    dtypes.flatmap(lambda dtype: hnp.arrays(dtype, st.tuples(st.integers(0, 100), st.just(2)))),
    times,
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
    st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)),
    st.booleans(),
)
def test_histogram2d_with_ranges(X: Any, times: int, bins: Any, ends: Any, density: bool) -> None:
    X = np.tile(X, (times, 1))
    # Every second sample near both ranges.
    X[::2] = np.random.default_rng(len(X)).integers(0, 9, X[::2].shape)
    ends = [(min(ends), max(ends)), (-5.0, 5.0)]
    with np.errstate(all="ignore"):
        got = histogram2d(X[:, 0], X[:, 1], bins, ends, density)
        want = np.histogram2d(X[:, 0], X[:, 1], bins, ends, density)
    for mine, numpys in zip(got, want, strict=True):
        assert_same(mine, numpys)


@given(
    hnp.arrays(st.sampled_from(["f4", "f8"]), (60, 3), elements=floats),
    times,
    st.lists(floats, min_size=2, max_size=20),
    st.integers(1, 30),
    st.booleans(),
    st.integers(0, 9),
)
def test_histogramdd_with_edges(
    X: Any, times: int, edges: Any, n: int, density: bool, seed: int
) -> None:
    X = np.tile(X, (times, 1))
    bins: Any = [sorted(edges), n, 2]
    weights = np.random.default_rng(seed).standard_normal(len(X))
    with np.errstate(all="ignore"):
        got, got_edges = histogramdd(X, bins, None, density, weights)
        want, want_edges = np.histogramdd(X, bins, None, density, weights)
    assert_same(got, want)
    for mine, numpys in zip(got_edges, want_edges, strict=True):
        assert_same(mine, numpys)


@given(st.integers(1, 400), st.integers(-30, 60), st.sampled_from(["f4", "f8"]))
def test_values_on_and_beside_the_edges(n_bins: int, scale: int, dtype: str) -> None:
    edges = np.linspace(-1.0, 2.0, n_bins + 1).astype(dtype)
    beside = [np.nextafter(edges, np.inf, dtype=dtype), np.nextafter(edges, -np.inf, dtype=dtype)]
    x = np.concatenate([edges, *beside]) + np.array(scale, dtype)
    ends = [(scale - 1.0, scale + 2.0), None]
    got, want = histogram2d(x, x, n_bins, ends), np.histogram2d(x, x, n_bins, ends)  # type: ignore[arg-type]
    assert_same(got[0], want[0])


def test_long_double_on_the_edges() -> None:
    x = np.arange(11, dtype=np.longdouble)
    assert_same(histogram2d(x, x, 10)[0], np.histogram2d(x, x, 10)[0])


def test_more_weights_than_wait_to_be_summed() -> None:
    x, y, weights = np.random.default_rng(0).standard_normal((3, (1 << 20) + 300))
    got, want = histogram2d(x, y, 5, weights=weights), np.histogram2d(x, y, 5, weights=weights)
    assert_same(got[0], want[0])


def test_given_edges_come_back_in_the_machines_byte_order() -> None:
    large = np.array([2**60, 2**60 + 2, 2**60 + 8], ">i8")
    for x, edges in ((np.arange(3.0), np.arange(3.0, dtype=">f8")), (large, large)):
        for mine in histogram2d(x, x, [edges, edges])[1:]:
            assert_same(mine, edges)
