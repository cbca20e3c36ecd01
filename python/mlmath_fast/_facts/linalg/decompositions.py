"""Facts of whole decompositions."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_eigenvalues_on_paper(topic: ModuleType) -> None:
    """[[0, 2], [2, 3]] has eigenvalues -1 and 4 with vectors (2, -1) and (1, 2), over root 5."""
    w, V = topic.eigh(np.array([[0.0, 2.0], [2.0, 3.0]]))
    assert_close(w, [-1.0, 4.0], rtol=1e-14)
    assert_close(V * np.sqrt(5), [[2.0, 1.0], [-1.0, 2.0]], rtol=1e-14)


def fact_singular_values_on_paper(topic: ModuleType) -> None:
    """[[3, 0], [4, 5]] has singular values 3 root 5 and root 5 (Strang, *Linear Algebra*, section 7.2).

    The first pair is (1, 3) / root 10 and (1, 1) / root 2, the second (3, -1) and (1, -1).
    """
    U, s, Vt = topic.svd(np.array([[3.0, 0.0], [4.0, 5.0]]))
    assert_close(s, [3 * np.sqrt(5), np.sqrt(5)], rtol=1e-14)
    assert_close(U * np.sqrt(10), [[1.0, 3.0], [3.0, -1.0]], rtol=1e-14)
    assert_close(Vt * np.sqrt(2), [[1.0, 1.0], [1.0, -1.0]], rtol=1e-14)


def fact_ties_go_to_the_first_entry(topic: ModuleType) -> None:
    """The vectors of [[0, 1], [1, 0]] are (1, -1) and (1, 1): equal in size, the first is positive."""
    V = topic.eigh(np.array([[0.0, 1.0], [1.0, 0.0]]))[1]
    assert_close(V * np.sqrt(2), [[1.0, 1.0], [-1.0, 1.0]], rtol=1e-14)
