"""Facts of the topic ``factorization``: new rows and explanations."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close
from mlmath_fast._facts.linalg._csr import csr


def fact_an_explanation_on_paper(topic: ModuleType) -> None:
    """V = I, l2 = 1, alpha 1, r = (1, 3): each item explains itself, 2 / 3 and 4 / 5, and no other."""
    ratings = csr([[1.0, 3.0, 0.0]])
    score, ids, contributions = topic.explain(ratings, np.eye(3), 0, 1, alpha=1.0, l2=1.0)
    assert_close(score, 4.0 / 5.0, rtol=1e-15)
    assert ids.tolist() == [1, 0]
    assert_close(contributions, [4.0 / 5.0, 0.0], rtol=1e-15)


def fact_an_ials_explanation_on_paper(topic: ModuleType) -> None:
    """d = 1, V = (1, 2, 3), rated 0 and 1: the score of 2 is 3 (1 + 2) / 36.5, in parts of 1 to 2."""
    ratings = csr([[2.0, -4.0, 0.0]])
    V = [[1.0], [2.0], [3.0]]
    options = {"loss": "ials", "l2": 2.0, "alpha0": 0.5, "nu": 2.0}
    score, ids, contributions = topic.explain(ratings, V, 0, 2, **options)
    assert_close(score, 9.0 / 36.5, rtol=1e-14)
    assert ids.tolist() == [1, 0]
    assert_close(contributions, [6.0 / 36.5, 3.0 / 36.5], rtol=1e-14)


def fact_who_has_rated_nothing_has_no_score(topic: ModuleType) -> None:
    score, ids, contributions = topic.explain(csr([[0.0, 0.0]]), np.eye(2), 0, 1)
    assert score == 0.0
    assert len(ids) == len(contributions) == 0


def fact_a_user_folded_in_is_as_if_always_there(topic: ModuleType) -> None:
    """V = I, l2 = 1, alpha 1, r = (1, 3): 2 / 3 and 4 / 5, as in the half step."""
    factors = topic.fold_in(csr([[1.0, 3.0]]), np.eye(2), alpha=1.0, l2=1.0)
    assert_close(factors, [[2.0 / 3.0, 4.0 / 5.0]], rtol=1e-14)
