"""Histograms of two and of several variables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, as_ndarray, check_ndim, follow
from mlmath_fast._out import accumulated
from mlmath_fast.histogram._axes import Axis, axis_of_bins, beyond_double, column

__all__ = ["histogram2d", "histogramdd"]

_Range = tuple[float, float] | None


def histogram2d(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    bins: Any = 10,
    range: Sequence[_Range] | None = None,
    density: bool = False,
    weights: npt.ArrayLike | None = None,
    *,
    out: npt.NDArray[Any] | None = None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    r"""Count how many points fall into each cell of a grid.

    .. math:: c_{ij} = \sum_k w_k [a_i \le x_k < a_{i+1}] [b_j \le y_k < b_{j+1}]

    with the last bin of both axes closed. The result is that of :func:`numpy.histogram2d`, bit for
    bit.

    Parameters
    ----------
    x, y : array_like of shape (n,)
        Coordinates of the points.
    bins : int, sequence of float, or a pair of these, default 10
        The number of equal bins or the monotone edges: of both axes, or of each.
    range : pair of (float, float) or None, optional
        Lower and upper end of equal bins of each axis; by default the smallest and the largest value.
    density : bool, default False
        Return the probability density: the integral over the grid is 1.
    weights : array_like of shape (n,), optional
        Weight of each point.
    out : ndarray of the shape of the counts, float64, optional
        The counts are added to what it holds, and it is returned in their place. Not for densities.

    Returns
    -------
    counts : ndarray of shape (n_x, n_y)
        float64; x along the rows. A density has the unit 1 / (unit of x times unit of y).
    x_edges : ndarray of shape (n_x + 1,)
        Edges of the first axis; given ones in the machine's byte order.
    y_edges : ndarray of shape (n_y + 1,)
        Edges of the second axis, likewise.

    Raises
    ------
    ValueError
        If an automatic range holds NaN or Inf, a range or edges decrease, lengths differ, `x` or `y`
        has not one dimension, a density is asked for with `out`, or that is of another shape or read-only.
    TypeError
        For masked, sparse, complex, string or object data or weights, and `out` of another dtype.

    Notes
    -----
    One pass of O(n), counted by all threads; weighted sums are added from left to right by one.
    NaN, and what is outside a given range, is dropped.

    References
    ----------
    C. R. Harris et al., "Array programming with NumPy", Nature 585 (2020), 357-362.

    Examples
    --------
    >>> from mlmath_fast.histogram import histogram2d
    >>> counts, x_edges, y_edges = histogram2d([0.0, 1.0, 2.0], [0.0, 0.0, 4.0], bins=2)
    >>> counts.tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    >>> x_edges.tolist(), y_edges.tolist()
    ([0.0, 1.0, 2.0], [0.0, 2.0, 4.0])
    """
    samples = [check_ndim(as_ndarray(*part), part[1], 1) for part in ((x, "x"), (y, "y"))]
    if len(samples[0]) != len(samples[1]):
        raise ValueError("x and y must have the same length.")
    if _length(bins) not in (1, 2):
        bins = [bins, bins]
    counts, edges = _histogram(_common(samples), None, bins, range, density, weights, out)
    return counts, edges[0], edges[1]


def histogramdd(
    sample: npt.ArrayLike,
    bins: Any = 10,
    range: Sequence[_Range] | None = None,
    density: bool = False,
    weights: npt.ArrayLike | None = None,
    *,
    out: npt.NDArray[Any] | None = None,
) -> tuple[npt.NDArray[Any], tuple[npt.NDArray[Any], ...]]:
    r"""Count how many samples fall into each cell of a grid of several dimensions.

    .. math:: c_{i_1 \dots i_d} = \sum_k w_k \prod_{a=1}^d [e_{a, i_a} \le x_{ka} < e_{a, i_a + 1}]

    with the last bin of every axis closed. The result is that of :func:`numpy.histogramdd`, bit for
    bit.

    Parameters
    ----------
    sample : ndarray of shape (n_samples, d), or sequence of d arrays of shape (n_samples,)
        Coordinates. As in NumPy a list is a list of columns; one of numbers is one column.
    bins : int, or sequence of d ints or sequences of float, default 10
        The number of equal bins of all axes, or of each, or its monotone edges.
    range : sequence of d (float, float) or None, optional
        Lower and upper end of equal bins of each axis; by default the smallest and the largest value.
    density : bool, default False
        Return the probability density: the integral over the grid is 1.
    weights : array_like of shape (n_samples,), optional
        Weight of each sample.
    out : ndarray of the shape of the counts, float64, optional
        The counts are added to what it holds, and it is returned in their place. Not for densities.

    Returns
    -------
    counts : ndarray of shape (n_1, ..., n_d)
        float64. A density has the unit 1 / (product of the units).
    edges : tuple of d ndarrays
        The edges of each axis; given ones in the machine's byte order.

    Raises
    ------
    ValueError
        If an automatic range holds NaN or Inf, a range or edges decrease, lengths differ, `sample`
        has no column or more than two dimensions, a density is asked for with `out`, or that is of
        another shape or read-only.
    TypeError
        For masked, sparse, complex, string or object data or weights, and `out` of another dtype.

    Notes
    -----
    One pass of O(n d), counted by all threads; weighted sums are added from left to right by one.
    NaN, and what is outside a given range, is dropped. Memory is that of the cells, (n_1 + 1) ...
    (n_d + 1) of them.

    References
    ----------
    C. R. Harris et al., "Array programming with NumPy", Nature 585 (2020), 357-362.

    Examples
    --------
    >>> from mlmath_fast.histogram import histogramdd
    >>> x, y = [0.0, 1.0, 2.0], [0.0, 0.0, 4.0]
    >>> counts, edges = histogramdd([x, y], bins=(2, 1))
    >>> counts.tolist()
    [[1.0], [2.0]]
    >>> [axis.tolist() for axis in edges]
    [[0.0, 1.0, 2.0], [0.0, 4.0]]
    """
    table = None
    if isinstance(sample, (list, tuple)):
        parts = [as_ndarray(part, "sample") for part in sample]
        if all(part.ndim == 0 for part in parts):
            parts = [as_ndarray(sample, "sample")]
        columns = _common([check_ndim(part, "sample", 1) for part in parts])
    else:
        table = as_ndarray(sample, "sample")
        table = table if table.ndim > 1 else np.atleast_2d(table).T
        columns = list(check_ndim(table, "sample", 2).T)
        if not columns:
            raise ValueError(f"sample must have a column at least, got shape {table.shape}")
    counts, edges = _histogram(columns, table, bins, range, density, weights, out)
    return counts, tuple(edges)


def _common(columns: list[npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    """Columns in one dtype, as in the array that NumPy makes of them."""
    if len({len(part) for part in columns}) > 1:
        raise ValueError("all columns must have the same length")
    dtype = np.result_type(*columns)
    return [part.astype(dtype, copy=False) for part in columns]


def _length(bins: Any) -> int:
    """How many axes the bins are for; 1 for a number."""
    return len(bins) if _is_sequence(bins) else 1


def _is_sequence(bins: Any) -> bool:
    """Arrays without dimensions are numbers. Not by np.ndim: the axes may have unlike edges."""
    return hasattr(bins, "__len__") and getattr(bins, "ndim", 1) > 0


def _histogram(
    columns: list[npt.NDArray[Any]],
    table: npt.NDArray[Any] | None,
    bins: Any,
    range: Sequence[_Range] | None,
    density: bool,
    weights: npt.ArrayLike | None,
    out: npt.NDArray[Any] | None,
) -> tuple[npt.NDArray[Any], list[npt.NDArray[Any]]]:
    if density and out is not None:
        raise ValueError("out must be None for a density: densities do not add up")
    d = len(columns)
    each = list(bins) if _is_sequence(bins) else [bins] * d
    if len(each) != d:
        raise ValueError("The dimension of bins must be equal to the dimension of the sample x.")
    ranges = [None] * d if range is None else list(range)
    if len(ranges) != d:
        raise ValueError("range argument must have one entry per dimension")
    axes = [axis_of_bins(*of_axis) for of_axis in zip(columns, each, ranges, strict=True)]
    if any(beyond_double(x, axis.edges) for x, axis in zip(columns, axes, strict=True)):
        counts = np.histogramdd(columns, each, ranges, density, weights)[0]  # type: ignore[arg-type]
        return accumulated(out, counts), [axis.edges for axis in axes]
    counts = _counts(columns, table, axes, weights)
    if density:
        total = _sum(counts)
        for at, axis in enumerate(axes):
            shape = np.ones(d, int)
            shape[at] = len(axis.edges) - 1
            counts = counts / np.diff(axis.edges).reshape(shape)
        counts /= total
    return accumulated(out, counts), [axis.edges for axis in axes]


def _counts(
    columns: list[npt.NDArray[Any]],
    table: npt.NDArray[Any] | None,
    axes: list[Axis],
    weights: npt.ArrayLike | None,
) -> npt.NDArray[Any]:
    shape = [len(axis.edges) - 1 for axis in axes]
    edges = [axis.plain for axis in axes]
    n = len(columns[0])
    flat = None if table is None else _flat(table)
    by_rows = flat is not None
    data = list(map(column, columns)) if flat is None else [flat] * len(axes)
    if weights is None:
        counts = np.empty(shape, np.int64)
        _mlmath.histogram_cells(n, data, by_rows, edges, counts.reshape(-1))
        return counts.astype(F64)
    weight = follow(weights, "weights", F64, ndim=1)
    if len(weight) != n:
        raise ValueError(f"weights should have one entry per sample, got {len(weight)} for {n}")
    sums = np.empty(shape, F64)
    _mlmath.histogram_cells_weighted(weight, data, by_rows, edges, sums.reshape(-1))
    return sums


def _flat(table: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    """The rows one after the other, if they lie so."""
    plain = table.dtype in (F32, F64) and table.flags.c_contiguous and table.flags.aligned
    return table.reshape(-1) if plain else None


def _sum(counts: npt.NDArray[Any]) -> Any:
    """The sum in NumPy's order: of the inner part of a larger array."""
    padded = np.pad(counts, 1)
    return padded[(slice(1, -1),) * counts.ndim].sum()
