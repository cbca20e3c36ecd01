"""What the tests of the models share: small ratings, and a model that learnt them."""

from typing import Any

import numpy as np

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs.ranking._inputs import pattern, rows_of
from mlmath_fast.models import ALS

N_USERS, N_ITEMS = 30, 40


def ratings() -> Csr:
    """Eight items a user, or a little less."""
    return pattern(rng_of("ratings"), N_USERS, N_ITEMS, 8)


def rows_of_ratings(users: list[int]) -> Csr:
    """Those of some users."""
    known = ratings()
    return rows_of([known.indices[slice(*known.indptr[u : u + 2])] for u in users], N_ITEMS)


def fitted() -> ALS:
    """A small model."""
    return ALS(4, alpha=2.0, n_iter=3, seed=7).fit(ratings())


def same_model(got: ALS, want: ALS) -> None:
    """Equal parameters and bits."""
    assert _params(got) == _params(want)
    assert np.array_equal(got.user_factors_, want.user_factors_)
    assert np.array_equal(got.item_factors_, want.item_factors_)
    assert np.array_equal(got.losses_, want.losses_)
    assert got.user_factors_.dtype == want.user_factors_.dtype


def _params(model: ALS) -> dict[str, Any]:
    """float32 has many names: NumPy's type, a dtype, a text."""
    return {**model.get_params(), "dtype": np.dtype(model.dtype)}
