"""Histograms of data that come in pieces: the same bits for any pieces, merged in any order."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import as_ndarray, float_array, integer
from mlmath_fast.histogram._axes import extremes
from mlmath_fast.histogram.univariate import histogram

__all__ = ["Histogram"]

# A bin's number is exact as a double.
_DIGITS = 52
# Larger values may need an edge that no double can hold.
_LARGEST = 2.0**1022


class Histogram:
    r"""A histogram of one variable that is fed piece by piece.

    With a range, or with edges, each piece is counted as by :func:`histogram`. Without a range the bins
    are :math:`[k 2^e, (k + 1) 2^e)`, with the smallest :math:`e` for which all data need at most `bins`
    of them: where a new value does not fit, pairs of neighbours become one. That is exact, so the
    result depends on the data alone, not on the pieces nor on their order, and one pass is enough.

    The state is `counts`, an int64 array, and of an automatic range `exponent` (e) and `start` (the
    number k of the first bin): objects can be pickled, sent and merged.

    Parameters
    ----------
    bins : int, or sequence of float
        The number of bins, without a range the largest number (2 at least), or monotone edges.
    range : (float, float), optional
        Lower and upper end of equal bins; values outside, and NaN, are dropped.

    Notes
    -----
    Without a range NaN, Inf and values beyond 2^1022 are refused.

    Examples
    --------
    >>> from mlmath_fast.histogram import Histogram
    >>> first, second = Histogram(4), Histogram(4)
    >>> first.update([0.25, 0.75]).finalize()
    (array([1, 0, 1]), array([0.25, 0.5 , 0.75, 1.  ]))
    >>> second.update([2.5])
    Histogram(bins=4, range=None)
    >>> first.merge(second).finalize()
    (array([2, 0, 1]), array([0., 1., 2., 3.]))
    """

    def __init__(self, bins: Any, range: tuple[float, float] | None = None) -> None:
        if isinstance(bins, str):
            raise TypeError(f"bins must be a number or edges: a rule needs all data, got {bins!r}")
        self.range = None if range is None else _pair(range)
        if np.ndim(bins):
            self.bins: Any = as_ndarray(bins, "bins").copy()
        else:
            self.bins = integer(bins, "bins", minimum=2 if range is None else 1)
        self.exponent: int | None = None
        self.start = 0
        if self._is_automatic:
            self.counts = np.zeros(0, np.int64)
        else:
            self.counts, self._edges = histogram(np.empty(0), self.bins, self.range)

    def __repr__(self) -> str:
        return f"Histogram(bins={self.bins!r}, range={self.range!r})"

    def update(self, x: npt.ArrayLike) -> "Histogram":
        """Count one more piece of the data; returns the object itself."""
        if not self._is_automatic:
            data = as_ndarray(x, "x")
            # In double precision: the edges are doubles, whatever a piece is.
            plain = data.astype(np.float64, copy=False) if data.dtype.kind == "f" else data
            self.counts += histogram(plain, self.bins, self.range)[0]
            return self
        data = float_array(x, "x").ravel()
        if data.size:
            low, high = map(float, extremes(data))
            if max(-low, high) >= _LARGEST:
                raise ValueError(f"x must lie within 2^1022 of zero, got {low} to {high}")
            exponent = self._exponent_for(low, high)
            first, last = _floor(low, exponent), _floor(high, exponent)
            ends = math.ldexp(first, exponent), math.ldexp(last + 1, exponent)
            # In double precision: the edges may not be exact in single.
            counts, _ = histogram(data.astype(np.float64, copy=False), last + 1 - first, ends)
            self._add(exponent, first, counts)
        return self

    def merge(self, other: "Histogram") -> "Histogram":
        """Add the counts of another histogram with the same bins; returns the object itself."""
        same = isinstance(other, Histogram) and np.array_equal(self.bins, other.bins)
        if not same or self.range != other.range:
            raise ValueError(f"only histograms of the same bins can be merged, got {other!r}")
        if not self._is_automatic:
            self.counts += other.counts
        elif other.exponent is not None:
            self._add(other.exponent, other.start, other.counts)
        return self

    def finalize(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
        """``(counts, edges)`` as :func:`histogram` returns them; of no data, no bins."""
        if not self._is_automatic:
            return self.counts.copy(), self._edges.copy()
        numbers = self.start + np.arange(len(self.counts) + 1, dtype=np.float64)
        return self.counts.copy(), np.ldexp(numbers, self.exponent or 0)

    @property
    def _is_automatic(self) -> bool:
        return self.range is None and np.ndim(self.bins) == 0

    def _exponent_for(self, low: float, high: float) -> int:
        """The smallest exponent with which `low` to `high` need no more than `bins` bins."""
        largest = max(abs(low), abs(high))
        # Zeros fit into the narrowest bin, whatever comes after them.
        exponent = max(math.frexp(largest)[1] - _DIGITS, -1074) if largest else -1074
        if width := high / self.bins - low / self.bins:
            # A little below: the loop finds the smallest.
            exponent = max(exponent, math.frexp(width)[1] - 2)
        while _floor(high, exponent) - _floor(low, exponent) >= self.bins:
            exponent += 1
        return exponent

    def _add(self, exponent: int, start: int, counts: npt.NDArray[np.int64]) -> None:
        """Bring both to common bins, which hold all counts with the smallest exponent, and add."""
        if self.exponent is None:
            self.exponent, self.start, self.counts = exponent, start, counts.copy()
            return
        to = max(exponent, self.exponent)
        ends = start, start + len(counts) - 1
        own = self.start, self.start + len(self.counts) - 1
        while True:
            low = min(ends[0] >> (to - exponent), own[0] >> (to - self.exponent))
            high = max(ends[1] >> (to - exponent), own[1] >> (to - self.exponent))
            if high - low < self.bins:
                break
            to += 1
        total = np.zeros(high - low + 1, np.int64)
        for e, first, part in ((exponent, start, counts), (self.exponent, self.start, self.counts)):
            places = (first + np.arange(len(part), dtype=np.int64)) >> (to - e)
            np.add.at(total, places - low, part)
        self.exponent, self.start, self.counts = to, low, total


def _pair(range: tuple[float, float]) -> tuple[float, float]:
    first, last = range
    return float(first), float(last)


def _floor(x: float, exponent: int) -> int:
    """The number of the bin of `x`: exact, however far the exponents lie apart."""
    numerator, denominator = x.as_integer_ratio()
    if exponent >= 0:
        return numerator // (denominator << exponent)
    return (numerator << -exponent) // denominator
