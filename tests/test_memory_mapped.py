"""Ratings that lie in read-only files are read where they are, and stay as they are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlmath_fast import factorization, ranking
from mlmath_fast._csr import Csr, csr_numbers
from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import ALS, BPR, ExplicitALS

RATINGS = sparse(rng_of("memory mapped"), (200, 90), 0.1)


def mapped(path: Path, ratings: Csr) -> Csr:
    """The same matrix in three files."""
    arrays = {}
    for name in ("indptr", "indices", "data"):
        np.save(path / f"{name}.npy", getattr(ratings, name))
        arrays[name] = np.load(path / f"{name}.npy", mmap_mode="r")
        assert isinstance(arrays[name], np.memmap)
    return ratings._replace(**arrays)


def _factors(model: Any) -> Any:
    return np.concatenate([model.user_factors_, model.item_factors_])


RNG = rng_of("factors of memory mapped")
U, V = RNG.standard_normal((200, 4)), RNG.standard_normal((90, 4))
CALLS: dict[str, Callable[[Csr], Any]] = {
    "als": lambda ratings: factorization.als(ratings, 4, n_iter=2).user_factors,
    "als_explicit": lambda ratings: factorization.als_explicit(ratings, 4).item_biases,
    "fold_in": lambda ratings: factorization.fold_in(ratings, V),
    "recommend": lambda ratings: ranking.recommend(U, V, 5, exclude=ratings)[0],
    "evaluate": lambda ratings: ranking.evaluate(U, V, ratings)["ndcg@10"],
    "ALS": lambda ratings: _factors(ALS(4, n_iter=2).fit(ratings, validation=ratings)),
    "BPR": lambda ratings: _factors(BPR(4, n_iter=2).fit(ratings)),
    "ExplicitALS": lambda ratings: _factors(ExplicitALS(4, n_iter=2).fit(ratings)),
}


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("name", CALLS)
def test_results_are_those_of_arrays_in_memory(name: str, narrow: bool, tmp_path: Path) -> None:
    index: Any = np.int32 if narrow else np.int64
    ratings = RATINGS._replace(
        indices=RATINGS.indices.astype(index), data=RATINGS.data.astype(np.float32)
    )
    files = mapped(tmp_path, ratings)
    before = [file.read_bytes() for file in sorted(tmp_path.iterdir())]
    assert np.array_equal(CALLS[name](files), CALLS[name](ratings))
    assert [file.read_bytes() for file in sorted(tmp_path.iterdir())] == before


def test_what_is_in_order_is_not_copied(tmp_path: Path) -> None:
    files = mapped(tmp_path, RATINGS._replace(data=RATINGS.data.astype(np.float32)))
    read = csr_numbers(files, "ratings", np.dtype(np.float32))
    for name in ("indptr", "indices", "data"):
        assert np.shares_memory(getattr(read, name), getattr(files, name))


def test_the_parts_of_scipys_matrix_may_lie_in_files(tmp_path: Path) -> None:
    scipy = pytest.importorskip("scipy.sparse")
    files = mapped(tmp_path, RATINGS)
    matrix = scipy.csr_array((files.data, files.indices, files.indptr), shape=files.shape)
    want = ALS(4, n_iter=2).fit(RATINGS).item_factors_
    assert np.array_equal(ALS(4, n_iter=2).fit(matrix).item_factors_, want)
