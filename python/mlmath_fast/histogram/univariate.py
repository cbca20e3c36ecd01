"""Histograms of one variable, bit-equal to NumPy's and several times faster."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, as_ndarray, axis_of, float_array, follow, native
from mlmath_fast._out import accumulated
from mlmath_fast.histogram._axes import beyond_double, equal_of_plain, extremes, rounding_step

__all__ = ["histogram"]


# First, last, and last - first in NumPy's arithmetic; the rounding step of the edges.
_Equal = tuple[float, float, float, float | None]


def histogram(
    x: npt.ArrayLike,
    bins: int | str | npt.ArrayLike = 10,
    range: tuple[float, float] | None = None,
    *,
    weights: npt.ArrayLike | None = None,
    density: bool = False,
    axis: int | None = None,
    out: npt.NDArray[Any] | None = None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    r"""Count how many values fall into each bin.

    .. math:: c_i = \sum_j w_j [e_i \le x_j < e_{i+1}]

    with the last bin closed on the right. The result is that of :func:`numpy.histogram`, bit for bit.

    Parameters
    ----------
    x : array_like
        Data. float32 is binned in float32, all else in float64.
    bins : int, str or sequence of float, default 10
        Number of equal bins, a rule of :func:`numpy.histogram_bin_edges` (``"auto"``, ``"fd"`` ...),
        or monotone edges.
    range : (float, float), optional
        Lower and upper end of equal bins; values outside, and NaN, are dropped. By default the
        smallest and the largest value.
    weights : array_like of the shape of `x`, optional
        Weight of each value.
    density : bool, default False
        Return the probability density: the integral over the range is 1.
    axis : int, optional
        Count along this axis, all slices between the same edges. By default all elements are one
        histogram.
    out : ndarray of the shape and dtype of the counts, optional
        The counts are added to what it holds, and it is returned in their place. Not for densities.

    Returns
    -------
    counts : ndarray of shape (n_bins,)
        int64; the dtype of `weights` if given; float64 for a density (unit: 1 / unit of `x`), which is
        NaN, with a RuntimeWarning, where no value is in the range, as NumPy's is. With `axis` the shape
        of `x`, n_bins in the place of that axis.
    edges : ndarray of shape (n_bins + 1,)
        The edges, in the unit of `x`; given ones in the machine's byte order.

    Raises
    ------
    ValueError
        If the automatic range holds NaN or Inf, `range` or `bins` decrease, shapes differ, `axis` is
        out of bounds, or a density is asked for with `out`.
    TypeError
        For masked, sparse, complex, string or object data or weights, and `out` of another dtype.

    Notes
    -----
    One pass of O(n); O(n log n_bins) with given edges. Bit-equality holds for counts, for edges, and
    for weights with equal bins; with given edges weighted sums agree to 1e-12. float16 and long
    double data are binned in float64, where NumPy keeps their dtype.

    References
    ----------
    C. R. Harris et al., "Array programming with NumPy", Nature 585 (2020), 357-362.

    Examples
    --------
    >>> from mlmath_fast.histogram import histogram
    >>> counts, edges = histogram([0.0, 1.0, 1.0, 4.0], bins=4)
    >>> counts.tolist(), edges.tolist()
    ([1, 2, 0, 1], [0.0, 1.0, 2.0, 3.0, 4.0])
    """
    data, shape = _values(x), np.shape(x)
    weight = None if weights is None else native(as_ndarray(weights, "weights"))
    if weight is not None and weight.shape != shape:
        raise ValueError(f"weights should have the same shape as x, got {weight.shape} for {shape}")
    if density and out is not None:
        raise ValueError("out must be None for a density: densities do not add up")
    at = axis_of(axis, len(shape))
    edges, equal = _edges(data, bins, range, weighted=weight is not None)
    rows = data.reshape(1, -1) if at is None else _slices(data.reshape(shape), at)
    parts = None
    if weight is not None:
        parts = weight.reshape(1, -1) if at is None else _slices(weight, at)
    table = _counts(rows, parts, edges, equal)
    if density:
        table = table / np.diff(edges).astype(F64) / table.sum(-1, keepdims=True)
    if at is None:
        return accumulated(out, table[0]), edges
    others = shape[:at] + shape[at + 1 :]
    table = table.reshape(*others, table.shape[1])
    return accumulated(out, np.ascontiguousarray(np.moveaxis(table, -1, at))), edges


def _slices(x: npt.NDArray[Any], axis: int) -> npt.NDArray[Any]:
    """What lies along the axis, a row a slice."""
    # Their number is said, for it cannot be inferred where slices are empty.
    n_slices = math.prod(x.shape[:axis] + x.shape[axis + 1 :])
    return np.moveaxis(x, axis, -1).reshape(n_slices, x.shape[axis])


def _counts(
    rows: npt.NDArray[Any],
    weights: npt.NDArray[Any] | None,
    edges: npt.NDArray[Any],
    equal: _Equal | None,
) -> npt.NDArray[Any]:
    """The histogram of every row."""
    shape = len(rows), max(len(edges) - 1, 0)
    counts: npt.NDArray[Any] = np.empty(shape, np.int64 if weights is None else weights.dtype)
    if equal is None and beyond_double(rows, edges):
        for at, row in enumerate(rows):
            part = None if weights is None else weights[at]
            counts[at] = np.histogram(row, edges, weights=part)[0]
        return counts
    in_single = rows.dtype == F32 and (equal is None or edges.dtype == F32)
    plain = follow(rows, "x", F32 if in_single else F64, ndim=2)
    plain_edges = follow(edges, "bins", F64, ndim=1)
    if weights is None:
        flat = plain.reshape(-1), plain.shape[1]
        _mlmath.histogram_rows(*flat, plain_edges, equal, counts.reshape(-1))
        return counts
    sums = np.empty(shape[1], _sum_dtype(weights.dtype))
    plain_weights = follow(weights, "weights", F64, ndim=2)
    for at, row in enumerate(plain):
        _mlmath.histogram_weighted(row, plain_weights[at], plain_edges, equal, sums)
        counts[at] = sums
    return counts


def _values(x: npt.ArrayLike) -> npt.NDArray[Any]:
    """The data, flat: floats by the dtype rule, integers as they are."""
    if type(x) is np.ndarray and x.dtype in (F64, F32):
        return float_array(x, "x").ravel()
    raw = native(as_ndarray(x, "x"))
    if raw.dtype.kind == "f":
        return float_array(raw, "x").ravel()
    return raw.ravel().view(np.uint8) if raw.dtype == np.bool_ else raw.ravel()


def _edges(
    data: npt.NDArray[Any],
    bins: int | str | npt.ArrayLike,
    range: tuple[float, float] | None,
    *,
    weighted: bool,
) -> tuple[npt.NDArray[Any], _Equal | None]:
    """NumPy's edges and, of equal bins, what the core takes of them."""
    if np.ndim(bins) != 0:
        edges = np.histogram_bin_edges(data[:0], native(as_ndarray(bins, "bins")))
        if np.isnan(edges).any():
            raise ValueError("bins must not hold NaN")
        return edges, None
    if isinstance(bins, str):
        edges = np.histogram_bin_edges(data, bins, range, weights=data if weighted else None)
        first, last = extremes(data) if range is None else range
    else:
        first, last = extremes(data) if range is None else range
        quick = None
        if type(bins) is int and bins > 0 and data.dtype == F64:
            quick = equal_of_plain(first, last, bins)
        edges = np.histogram_bin_edges(data[:1], bins, (first, last)) if quick is None else quick
    if first == last:
        first, last = first - 0.5, last + 0.5
    whole = isinstance(first, (int, np.integer)) and isinstance(last, (int, np.integer))
    width = int(last) - int(first) if whole else last - first
    return edges, (float(first), float(last), float(width), rounding_step(edges))


def _sum_dtype(weight: np.dtype[Any]) -> np.dtype[Any]:
    """Blocks are added in the dtype of the weights: see rust/core/src/histogram/weighted.rs."""
    if weight.kind != "f":
        return np.dtype(np.int64)
    return F32 if weight == F32 else F64
