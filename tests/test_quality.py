"""The judge of recommendations: its split, its matrices, and that better models get better marks."""

import numpy as np
import pytest

import mlmath_fast
from mlmath_fast.compare import quality
from mlmath_fast.compare.data import DataMissing


def test_split_holds_out_a_fifth_of_each_user() -> None:
    users = np.repeat(np.arange(4), [1, 5, 20, 7])
    users = np.random.default_rng(0).permutation(users)
    held = quality.split(users, seed=3)
    assert np.bincount(users[held], minlength=4).tolist() == [1, 1, 4, 1]
    assert np.array_equal(held, quality.split(users, seed=3))
    assert not np.array_equal(held, quality.split(users, seed=4))


def test_split_is_random_within_a_user() -> None:
    users = np.zeros(10, np.int64)
    times = sum(quality.split(users, seed).astype(int) for seed in range(2000))
    # Binomial(2000, 0.2): mean 400, standard deviation 18.
    assert np.all(np.abs(times - 400) < 90)


def test_csr() -> None:
    matrix = quality.csr(
        np.array([2, 0, 2]), np.array([1, 3, 0]), np.array([5.0, 1.0, 2.0]), (4, 4)
    )
    assert matrix.indptr.tolist() == [0, 1, 1, 3, 3]
    assert matrix.indices.tolist() == [3, 0, 1]
    assert matrix.data.tolist() == [1.0, 2.0, 5.0]
    assert matrix.data.dtype == np.float32


def test_popularity_ranks_by_count() -> None:
    train = quality.csr(np.array([0, 1, 2, 0]), np.array([1, 1, 1, 0]), np.ones(4), (3, 3))
    user_factors, item_factors = quality._popularity(train)()
    assert (user_factors @ item_factors.T).tolist() == [[1.0, 3.0, 0.0]] * 3


@pytest.mark.skipif(
    not {"factorization", "ranking"} <= set(mlmath_fast._TOPICS), reason="topics not built yet"
)
def test_als_beats_popularity_and_equals_implicit() -> None:
    try:
        scores = {score.model: score for score in quality.scores()}
    except DataMissing as missing:
        pytest.skip(str(missing))
    ours, popularity = scores["mlmath_fast ALS"], scores["popularity"]
    assert ours.ndcg_at_10 > 1.5 * popularity.ndcg_at_10
    assert ours.recall_at_20 > 1.5 * popularity.recall_at_20
    rival = scores.get("implicit ALS (Cholesky)")
    if rival is None:
        pytest.skip("implicit is not installed")
    assert ours.ndcg_at_10 == pytest.approx(rival.ndcg_at_10, rel=0.02)
