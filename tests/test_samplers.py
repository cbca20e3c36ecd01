"""The samplers that rows share: seeded, and with the shapes, ranges and order that they promise."""

import numpy as np
import pytest

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, rng_of, sparse, straddle, transposed


def dense(matrix: Csr) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    full = np.zeros(matrix.shape)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    full[rows, matrix.indices] = matrix.data
    return full


def test_generators_depend_on_the_names_alone() -> None:
    # A literal: every process, run and machine draws the same.
    assert rng_of("a", "b").integers(0, 1000, 3).tolist() == [788, 367, 912]
    assert rng_of("a", "b").integers(0, 2**60) != rng_of("a", "c").integers(0, 2**60)
    assert rng_of("ab").integers(0, 2**60) != rng_of("a", "b").integers(0, 2**60)


def test_sizes_lie_around_blocks() -> None:
    assert straddle(4, 8) == [3, 4, 5, 7, 8, 9]
    assert straddle(1, 2) == [1, 2, 3]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sparse_sample_is_a_clean_csr_matrix(dtype: type) -> None:
    matrix = sparse(rng_of("sparse"), (20, 30), 0.2, dtype)
    assert matrix.data.dtype == dtype
    assert np.diff(matrix.indptr).tolist() == [6] * 20
    assert set(matrix.data.tolist()) <= {i / 2 for i in range(1, 11)}
    for low, high in zip(matrix.indptr, matrix.indptr[1:], strict=False):
        assert (np.diff(matrix.indices[low:high]) > 0).all()
    assert matrix.indices.min() >= 0
    assert matrix.indices.max() < 30


def test_each_row_has_its_own_density() -> None:
    matrix = sparse(rng_of("rows"), (3, 10), np.array([0.0, 0.5, 1.0]))
    assert np.diff(matrix.indptr).tolist() == [0, 5, 10]


def test_entries_find_their_rows_and_keep_their_order() -> None:
    rows, cols = np.array([2, 0, 2]), np.array([1, 3, 0])
    matrix = coo_to_csr(rows, cols, np.array([5.0, 6.0, 7.0]), (3, 4))
    assert matrix.indptr.tolist() == [0, 1, 1, 3]
    assert matrix.indices.tolist() == [3, 1, 0]
    assert matrix.data.tolist() == [6.0, 5.0, 7.0]


def test_the_transpose_is_the_transpose() -> None:
    matrix = sparse(rng_of("transpose"), (7, 11), 0.3)
    assert np.array_equal(dense(transposed(matrix)), dense(matrix).T)
