"""Facts of the topic ``convolution``."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

METHODS = ("auto", "direct", "fft")


def fact_polynomials_multiply(topic: ModuleType) -> None:
    """(1 + 2 z + 3 z^2)(4 + 5 z) = 4 + 13 z + 22 z^2 + 15 z^3."""
    for method in METHODS:
        product = topic.convolve([1.0, 2.0, 3.0], [4.0, 5.0], method=method)
        assert_close(product, [4.0, 13.0, 22.0, 15.0], rtol=1e-14)


def fact_powers_of_one_plus_z_are_binomial(topic: ModuleType) -> None:
    """(1 + z)^30 has the coefficients C(30, i): whole numbers, so direct sums are exact."""
    row = np.ones(1)
    for _ in range(30):
        row = topic.convolve(row, [1.0, 1.0], method="direct")
    assert row.tolist() == [math.comb(30, i) for i in range(31)]


def fact_a_moving_sum_of_whole_numbers_is_exact(topic: ModuleType) -> None:
    """100 consecutive numbers that begin with t sum to 100 t + 4950."""
    sums = topic.convolve(np.arange(1000.0), np.ones(100), "valid", method="direct")
    assert sums.tolist() == [100 * t + 4950 for t in range(901)]


def fact_two_boxes_make_a_triangle(topic: ModuleType) -> None:
    """k ones with k ones: 1, 2, ..., k, ..., 2, 1, also where the FFT does it in one block or several."""
    for k in (4, 300, 5000):
        up = np.arange(1.0, k + 1)
        for method in ("auto", "fft"):
            triangle = topic.convolve(np.ones(k), np.ones(k), method=method)
            assert_close(triangle, np.append(up, up[-2::-1]), rtol=0, atol=1e-15 * k * 10)


def fact_same_is_the_middle_and_leans_left(topic: ModuleType) -> None:
    """NumPy's documentation: [1, 2, 3] with [0, 1, 0.5], "same" and "valid" of 0, 1, 2.5, 4, 1.5."""
    for method in METHODS:
        same = topic.convolve([1.0, 2.0, 3.0], [0.0, 1.0, 0.5], "same", method=method)
        assert_close(same, [1.0, 2.5, 4.0], rtol=1e-14)
        valid = topic.convolve([1.0, 2.0, 3.0], [0.0, 1.0, 0.5], "valid", method=method)
        assert_close(valid, [2.5], rtol=1e-14)
        even = topic.convolve([1.0, 2.0, 3.0], [1.0, 1.0], "same", method=method)
        assert_close(even, [1.0, 3.0, 5.0], rtol=1e-14)


def fact_nan_stays_where_its_products_are(topic: ModuleType) -> None:
    """A NaN at i spoils outputs i to i + k - 1 and no other, by any method."""
    x = np.ones(5000)
    x[1000] = np.nan
    for method in METHODS:
        y = topic.convolve(x, np.ones(400), method=method)
        assert np.flatnonzero(np.isnan(y)).tolist() == list(range(1000, 1400))
