"""Facts of products."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_a_product_by_hand(topic: ModuleType) -> None:
    """(1 2; 3 4)(5 6; 7 8) = (19 22; 43 50)."""
    product = topic.matmul([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
    assert product.tolist() == [[19.0, 22.0], [43.0, 50.0]]


def fact_powers_of_the_fibonacci_matrix(topic: ModuleType) -> None:
    """(1 1; 1 0)^70 holds the Fibonacci numbers 71, 70, 69: whole numbers below 2^53 are exact."""
    power = np.eye(2)
    for _ in range(70):
        power = topic.matmul(power, [[1.0, 1.0], [1.0, 0.0]])
    assert power[0].tolist() == [308061521170129.0, 190392490709135.0]


def fact_products_of_whole_numbers_are_exact(topic: ModuleType) -> None:
    """a[i, k] = i + k times b[k, j] = k - j: n i (n-1)/2 - n i j + sum k^2 - j n (n-1)/2."""
    for n in (20, 70, 400):
        i = np.arange(float(n))
        sums, squares = n * (n - 1) / 2, (n - 1) * n * (2 * n - 1) / 6
        want = i[:, None] * sums - n * np.outer(i, i) + squares - i * sums
        product = topic.matmul(i[:, None] + i, i[:, None] - i)
        assert product.tolist() == want.tolist()


def fact_an_inner_product_of_two_vectors_is_a_float(topic: ModuleType) -> None:
    """1 * 3 + 2 * 4 = 11; of single numbers, too, summed in double precision."""
    assert topic.matmul([1.0, 2.0], [3.0, 4.0]) == 11.0
    many = np.full(100_000, 0.1, np.float32)
    assert_close(topic.matmul(many, many), 100_000 * float(np.float32(0.1)) ** 2, rtol=1e-12)


def fact_gram_by_hand(topic: ModuleType) -> None:
    """Of (1 2), (3 4), (5 9): 35, 59, 101; their means are 3 and 5, which leaves 8, 14, 26."""
    X = [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]
    assert topic.gram(X).tolist() == [[35.0, 59.0], [59.0, 101.0]]
    assert topic.gram(X, center=True).tolist() == [[8.0, 14.0], [14.0, 26.0]]


def fact_a_weighted_gram_by_hand(topic: ModuleType) -> None:
    """Rows 0 and 4 with weights 3 and 1: mean 1, 3 * 1 + 1 * 9 = 12."""
    assert topic.gram([[0.0], [4.0]], weights=[3.0, 1.0], center=True).tolist() == [[12.0]]
    assert topic.gram([[0.0], [4.0]], weights=[3.0, 1.0]).tolist() == [[16.0]]


def fact_weights_may_be_beyond_the_range_of_the_data(topic: ModuleType) -> None:
    """1e-50 (1e10)^2 = 1e-30 and 1e40 (1e-10)^2 = 1e20, in single precision; 1e308 twice, about a mean."""
    for x, weight, want in ((1e10, 1e-50, 1e-30), (1e-10, 1e40, 1e20)):
        column = np.array([[x]], np.float32)
        assert_close(topic.gram(column, weights=[weight]), [[want]], rtol=1e-6)
    # 0 and 0.002 have the mean 0.001, and squares about it of 1e-6 each.
    got = topic.gram([[0.0], [0.002]], weights=[1e308, 1e308], center=True)
    assert_close(got, [[2e302]], rtol=1e-14)


def fact_the_variance_of_the_first_whole_numbers(topic: ModuleType) -> None:
    """Squares of 1..n about their mean sum to n (n^2 - 1) / 12, far from zero as near."""
    for n, far in ((9, 0.0), (1001, 0.0), (1001, 1e9)):
        column = far + np.arange(1.0, n + 1)[:, None]
        assert_close(topic.gram(column, center=True), [[n * (n**2 - 1) / 12]], rtol=1e-13)
