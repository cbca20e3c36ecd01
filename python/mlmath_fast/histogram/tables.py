"""Joint tables of codes that come in pieces: the same bits for any pieces, merged in any order."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import any_codes, integer
from mlmath_fast.histogram.integers import bincount

__all__ = ["JointCounts", "PairCounts"]

# So many codes two bytes can tell apart.
_SHORT = 1 << 16


class _Tables:
    """What both tables share: the number of codes of each column, and `counts`, an int64 array."""

    counts: npt.NDArray[np.int64]

    def __init__(self, n_bins: Sequence[int]) -> None:
        self.n_bins = tuple(integer(n, "n_bins", minimum=1) for n in n_bins)
        if not self.n_bins:
            raise ValueError("n_bins must name a column at least")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(n_bins={self.n_bins})"

    def merge(self, other: Self) -> Self:
        """Add the counts of another object of the same columns; returns the object itself."""
        if type(other) is not type(self) or other.n_bins != self.n_bins:
            raise ValueError(f"only tables of the same n_bins can be merged, got {other!r}")
        self.counts += other.counts
        return self

    def finalize(self) -> npt.NDArray[np.int64]:
        """A copy of the counts."""
        return self.counts.copy()

    def _checked(self, codes: npt.ArrayLike) -> npt.NDArray[Any]:
        columns = any_codes(codes, "codes", ndim=2)
        if columns.shape[1] != len(self.n_bins):
            raise ValueError(
                f"codes should have {len(self.n_bins)} columns, got shape {columns.shape}"
            )
        if len(columns):
            low, high = columns.min(0), columns.max(0)
            for at, n in enumerate(self.n_bins):
                if low[at] < 0 or high[at] >= n:
                    raise ValueError(
                        f"codes of column {at} must be in [0, {n}), got {low[at]} to {high[at]}"
                    )
        return columns


class JointCounts(_Tables):
    """One table over all columns of codes, fed piece by piece.

    Parameters
    ----------
    n_bins : sequence of int
        The number of codes of each column.

    Examples
    --------
    >>> from mlmath_fast.histogram import JointCounts
    >>> JointCounts([2, 3]).update([[0, 2], [1, 0], [0, 2]]).finalize()
    array([[0, 0, 2],
           [1, 0, 0]])
    """

    def __init__(self, n_bins: Sequence[int]) -> None:
        super().__init__(n_bins)
        self.counts = np.zeros(self.n_bins, np.int64)

    def update(self, codes: npt.ArrayLike) -> "JointCounts":
        """Count more rows, codes of shape (n_samples, n_columns); returns the object itself."""
        columns = self._checked(codes)
        cells = np.ravel_multi_index(tuple(columns.T.astype(np.int64)), self.n_bins)
        self.counts += bincount(cells, minlength=self.counts.size).reshape(self.n_bins)
        return self


class PairCounts(_Tables):
    """The tables of all pairs of columns of codes, fed piece by piece.

    `counts` has the shape (n_pairs, most, most), where most is the largest of `n_bins`; the pairs come
    in the order of ``numpy.triu_indices(n_columns, 1)``: (0, 1), (0, 2) ... (1, 2) ...

    Parameters
    ----------
    n_bins : sequence of int
        The number of codes of each column.

    Examples
    --------
    >>> from mlmath_fast.histogram import PairCounts
    >>> PairCounts([2, 2, 2]).update([[0, 1, 1], [0, 1, 0]]).finalize()
    array([[[0, 2],
            [0, 0]],
    <BLANKLINE>
           [[1, 1],
            [0, 0]],
    <BLANKLINE>
           [[0, 0],
            [1, 1]]])
    """

    def __init__(self, n_bins: Sequence[int]) -> None:
        super().__init__(n_bins)
        most, n = max(self.n_bins), len(self.n_bins)
        self.counts = np.zeros((n * (n - 1) // 2, most, most), np.int64)

    def update(self, codes: npt.ArrayLike) -> "PairCounts":
        """Count more rows, codes of shape (n_samples, n_columns); returns the object itself."""
        columns = self._checked(codes)
        most = max(self.n_bins)
        kind = np.min_scalar_type(most - 1) if most <= _SHORT else np.int64
        columns = columns.T.astype(kind, order="C")
        new = np.zeros(self.counts.shape, np.int64)
        _mlmath.count_pairs(columns.reshape(-1), len(self.n_bins), most, new.reshape(-1))
        self.counts = self.counts + new
        return self
