"""Explicit matrix factorization on real ratings: the error of ratings it has not seen."""

import pytest
from benches.explicit_rmse import SEED, judged, ours

from mlmath_fast.compare.data import DataMissing


def test_five_folds_of_movielens() -> None:
    """Surprise's biased SVD has 0.897 on these folds."""
    try:
        error, _ = judged(ours(), SEED)
    except DataMissing as missing:
        pytest.skip(str(missing))
    assert error <= 0.885
