"""Facts of products with sparse matrices."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts.linalg._csr import csr


def fact_a_sparse_product_on_paper(topic: ModuleType) -> None:
    """[[0, 0, 2], [1, 3, 0]] times (1, 10, 100) is (200, 31); its transpose times (1, 10) (10, 30, 2)."""
    A = csr([[0.0, 0.0, 2.0], [1.0, 3.0, 0.0]])
    assert topic.spmm(A, np.array([1.0, 10.0, 100.0])).tolist() == [200.0, 31.0]
    assert topic.spmm(A, np.array([1.0, 10.0]), transpose=True).tolist() == [10.0, 30.0, 2.0]


def fact_a_selection_of_rows_is_a_sparse_product(topic: ModuleType) -> None:
    B = np.arange(12.0).reshape(4, 3)
    selection = csr(np.eye(4)[[3, 0, 3]])
    assert np.array_equal(topic.spmm(selection, B), B[[3, 0, 3]])
