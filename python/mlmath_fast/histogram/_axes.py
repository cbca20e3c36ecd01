"""The bins of one variable of a histogram, by NumPy's rules."""

import math
import operator
import sys
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, as_ndarray, follow, native


class Axis(NamedTuple):
    """Edges as NumPy returns them; of equal bins their rounding step."""

    edges: npt.NDArray[Any]
    equal: float | None

    @property
    def plain(self) -> tuple[npt.NDArray[Any], float | None]:
        """What the core takes."""
        return follow(self.edges, "bins", F64, ndim=1), self.equal


def axis_of_bins(x: npt.NDArray[Any], bins: Any, range: tuple[float, float] | None) -> Axis:
    """The axis of the values `x` from a number of bins, or from edges."""
    # Most calls give a number: np.ndim would take longer than this look at the type.
    if type(bins) is not int and np.ndim(bins) > 0:
        return Axis(_given(bins), None)
    try:
        n_bins = operator.index(bins)
    except TypeError:
        raise TypeError(f"bins must be an integer, or an array, got {bins!r}") from None
    if n_bins < 1:
        raise ValueError(f"bins must be positive, when an integer, got {n_bins}")
    first, last = extremes(x) if range is None else _checked(range)
    if first == last:
        first, last = first - 0.5, last + 0.5
    edges = _equal(first, last, n_bins)
    return Axis(edges, rounding_step(edges))


def rounding_step(edges: npt.NDArray[Any]) -> float | None:
    """The rounding step relative to which NumPy's edges of equal bins are equally spaced.

    None where they are not apart by a number with all its digits.
    """
    info = np.finfo(edges.dtype)
    with np.errstate(over="ignore"):
        apart = (edges[-1] - edges[0]) / (len(edges) - 1) >= info.tiny
    return float(info.eps) if apart else None


def _given(bins: Any) -> npt.NDArray[Any]:
    if np.ndim(bins) > 1:
        raise ValueError("bins must be integers, or arrays of one dimension")
    edges = native(as_ndarray(bins, "bins"))
    if np.any(edges[:-1] > edges[1:]) or np.isnan(edges).any():
        raise ValueError("bins must be monotonically increasing, when an array")
    if len(edges) == 0:
        raise ValueError("bins must hold an edge at least")
    return edges


def _equal(first: Any, last: Any, n_bins: int) -> npt.NDArray[Any]:
    """NumPy's edges of equal bins."""
    quick = equal_of_plain(first, last, n_bins)
    if quick is not None:
        return quick
    with np.errstate(over="ignore", invalid="ignore"):
        edges: npt.NDArray[Any] = np.linspace(first, last, n_bins + 1)
    if not np.isfinite(edges).all():
        raise ValueError(
            f"Too many bins for data range. Cannot create {n_bins} finite-sized bins "
            f"from {first} to {last}."
        )
    return edges


def equal_of_plain(first: Any, last: Any, n_bins: int) -> npt.NDArray[np.float64] | None:
    """What :func:`numpy.linspace` does of Python's numbers, in a third of its time.

    None of NumPy's numbers, and where edges may fall on each other or overflow.
    """
    if not (_is_plain(first) and _is_plain(last)):
        return None
    low, high = float(first), float(last)
    step = (high - low) / n_bins
    # Far more than rounding apart, with all digits, and finite.
    rounding = sys.float_info.epsilon * max(abs(low), abs(high))
    if not max(8.0 * rounding, sys.float_info.min) < step < math.inf:
        return None
    edges: npt.NDArray[np.float64] = np.arange(n_bins + 1.0) * step + low
    edges[-1] = high
    return edges


def _is_plain(x: Any) -> bool:
    """A float, or an integer that is one exactly."""
    return type(x) is float or (type(x) is int and abs(x) <= 2**53)


def column(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values of one variable, plain: float32 as they are, all else as float64."""
    return follow(x, "sample", F32 if native(x).dtype == F32 else F64, ndim=1)


def extremes(data: npt.NDArray[Any]) -> tuple[Any, Any]:
    """The range of data, which must be finite; (0, 1) of nothing."""
    if data.size == 0:
        return 0, 1
    if data.dtype not in (F32, F64):
        low, high = data.min(), data.max()
    else:
        low, high = _mlmath.min_max(np.require(data, data.dtype, ["C", "A"]))
        if data.dtype == F32:
            low, high = np.float32(low), np.float32(high)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"autodetected range of [{low}, {high}] is not finite")
    return low, high


def beyond_double(data: npt.NDArray[Any], edges: npt.NDArray[Any]) -> bool:
    """Integers between integer edges that double precision cannot tell apart: NumPy's work."""
    if data.dtype.kind not in "iu" or edges.dtype.kind not in "iu" or not edges.size:
        return False
    return max(abs(int(edges[0])), abs(int(edges[-1]))) >= 2**53


def _checked(range: tuple[float, float]) -> tuple[float, float]:
    first, last = range
    if first > last:
        raise ValueError("max must be larger than min in range parameter.")
    if not (math.isfinite(first) and math.isfinite(last)):
        raise ValueError(f"supplied range of [{first}, {last}] is not finite")
    return first, last
