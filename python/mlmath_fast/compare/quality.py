"""Ranking quality of ALS on real ratings, beside time: ours, `implicit`'s and plain popularity."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast.compare.data import movielens
from mlmath_fast.compare.timing import timed

# The same for ours and for `implicit`. Confidence and penalty are the best of alpha in {1, 5, 20} and
# l2 in {0.01, 1, 10, 30, 100, 300} for `implicit` on seed 1 of the split, which is not shown.
N_COMPONENTS = 64
ALPHA = 1.0
L2 = 30.0
N_ITER = 15
SEED = 0

# Share of each user's ratings held out, at least one.
HELD_OUT = 0.2

I64 = npt.NDArray[np.int64]
Factors = tuple[npt.NDArray[Any], npt.NDArray[Any]]
Fit = Callable[[], Factors]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Means over users of a model's recommendations, films already rated left out."""

    model: str
    ndcg_at_10: float
    recall_at_20: float
    # Of fitting.
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Csr(NamedTuple):
    """All that our functions ask of a sparse matrix."""

    indptr: I64
    indices: I64
    data: npt.NDArray[np.float32]
    shape: tuple[int, int]


def csr(users: I64, items: I64, values: npt.NDArray[Any], shape: tuple[int, int]) -> Csr:
    """Sort triples into compressed rows."""
    order = np.lexsort((items, users))
    indptr = np.zeros(shape[0] + 1, np.int64)
    np.cumsum(np.bincount(users, minlength=shape[0]), out=indptr[1:])
    return Csr(indptr, items[order], values[order].astype(np.float32), shape)


def split(users: I64, seed: int) -> npt.NDArray[np.bool_]:
    """Which ratings are held out: of every user this share, at random, at least one."""
    rng = np.random.default_rng(seed)
    # Ratings in random order, then by user: a rating's rank within its user is random.
    order = np.lexsort((rng.random(len(users)), users))
    counts = np.bincount(users)
    starts = np.cumsum(counts) - counts
    rank = np.empty(len(users), np.int64)
    rank[order] = np.arange(len(users)) - starts[users[order]]
    return rank < np.maximum(1, np.round(HELD_OUT * counts))[users]


def scores(seed: int = SEED) -> list[Score]:
    """Fit each installed model on the same split and judge its recommendations.

    Raises
    ------
    DataMissing
        Where the ratings are not installed.
    """
    from mlmath_fast import ranking

    users, items, stars = movielens()
    shape = (int(users.max()) + 1, int(items.max()) + 1)
    held = split(users, seed)
    train = csr(users[~held], items[~held], stars[~held], shape)
    test = csr(users[held], items[held], stars[held], shape)
    results = []
    for name, prepare in MODELS.items():
        try:
            fit = prepare(train)
        except ImportError:
            continue
        (user_factors, item_factors), seconds = timed(fit)
        ids, _ = ranking.recommend(user_factors, item_factors, 20, exclude=train)
        results.append(
            Score(
                model=name,
                ndcg_at_10=float(np.nanmean(ranking.ndcg_at_k(ids, test, 10))),
                recall_at_20=float(np.nanmean(ranking.recall_at_k(ids, test, 20))),
                seconds=seconds,
            )
        )
    return results


def text(results: Sequence[Score]) -> list[str]:
    """A table in plain text."""
    return [
        f"Ranking on MovieLens, {HELD_OUT:.0%} of each user's ratings held out (seed {SEED}), "
        f"d = {N_COMPONENTS}, {N_ITER} iterations:",
        f"{'model':24}{'NDCG@10':>9}{'recall@20':>11}{'fit':>10}",
        *(
            f"{score.model:24}{score.ndcg_at_10:9.4f}{score.recall_at_20:11.4f}"
            f"{score.seconds * 1e3:7.0f} ms"
            for score in results
        ),
    ]


def _ours(train: Csr) -> Fit:
    from mlmath_fast import factorization

    def fit() -> Factors:
        result = factorization.als(
            train, N_COMPONENTS, alpha=ALPHA, l2=L2, n_iter=N_ITER, seed=SEED, dtype=np.float32
        )
        return result.user_factors, result.item_factors

    return fit


def _implicit(train: Csr) -> Fit:
    """It takes the stored value as the confidence, and begins here where ours begins."""
    import scipy.sparse
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    confidence = scipy.sparse.csr_matrix(
        (1 + ALPHA * train.data, train.indices, train.indptr), shape=train.shape
    )
    n_users, n_items = train.shape
    rng = np.random.Generator(np.random.Philox(key=SEED))
    start = rng.standard_normal((n_items, N_COMPONENTS)) * 0.1 / np.sqrt(N_COMPONENTS)

    def fit() -> Factors:
        # It has threads of its own, and asks for BLAS to have one.
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(
                factors=N_COMPONENTS, regularization=L2, alpha=1.0, iterations=N_ITER, use_cg=False
            )
            model.user_factors = np.zeros((n_users, N_COMPONENTS), np.float32)
            model.item_factors = start.astype(np.float32)
            model.fit(confidence, show_progress=False)
        return model.user_factors, model.item_factors

    return fit


def _popularity(train: Csr) -> Fit:
    """The same films to everyone: a model of one component, how often each was rated."""
    counts = np.bincount(train.indices, minlength=train.shape[1]).astype(np.float64)
    return lambda: (np.ones((train.shape[0], 1)), counts[:, None])


MODELS: dict[str, Callable[[Csr], Fit]] = {
    "mlmath_fast ALS": _ours,
    "implicit ALS (Cholesky)": _implicit,
    "popularity": _popularity,
}
