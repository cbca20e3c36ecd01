"""Bin once, count often: values as small integers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import float_array, integer, one_of
from mlmath_fast.histogram._axes import Axis, axis_of_bins, extremes
from mlmath_fast.linalg._finite import refuse_non_finite

__all__ = ["digitize_codes"]

_BYTE, _SHORT = 1 << 8, 1 << 16


def digitize_codes(X: npt.ArrayLike, bins: Any, *, method: str = "uniform") -> npt.NDArray[Any]:
    r"""Replace every value by the number of its bin, column by column.

    .. math:: c_{ij} = \sum_{k=1}^{b-1} [e_{jk} \le x_{ij}], \qquad e_{j0} \le \dots \le e_{jb}

    What lies below the first edge gets code 0, what lies above the last the last code.

    Parameters
    ----------
    X : array_like of shape (n_samples, n_features)
        Data.
    bins : int, or with ``method="edges"`` sequence of n_features sequences of float
        The number of bins of every column, at most 65,536, or the monotone edges of each, one more
        than bins.
    method : {"uniform", "quantile", "edges"}, default "uniform"
        Bins of equal width between the smallest and the largest value of a column; bins of about as
        many values each (edges by :func:`numpy.quantile`); given edges.

    Returns
    -------
    codes : ndarray of shape (n_samples, n_features)
        uint8 if no column has more than 256 bins, else uint16.

    Raises
    ------
    ValueError
        If `X` has not two dimensions or holds NaN (with "uniform" and "quantile" also Inf), edges
        decrease or are not one array a column, there are too many bins, or `method` is unknown.
    TypeError
        For masked, sparse, complex, string or object data, and if `bins` is not an integer.

    Notes
    -----
    O(n) a column for equal bins, O(n log n_bins) for edges, after a partial sort for quantiles. With
    "uniform" a column of equal values gets bins of width 1 / n_bins around it, as in :func:`histogram`. Where
    quantiles coincide, bins between them stay empty: equal values all get the last code.

    References
    ----------
    J. Dougherty, R. Kohavi and M. Sahami, "Supervised and Unsupervised Discretization of Continuous
    Features", ICML (1995), 194-202, section 2.

    Examples
    --------
    >>> from mlmath_fast.histogram import digitize_codes
    >>> X = [[0.0, 5.0], [1.0, 6.0], [4.0, 100.0]]
    >>> digitize_codes(X, 2).tolist()
    [[0, 0], [0, 0], [1, 1]]
    >>> digitize_codes(X, 3, method="quantile").tolist()
    [[0, 0], [1, 1], [2, 2]]
    """
    data = float_array(X, "X", ndim=2)
    axes = _axes(data, bins, one_of(method, "method", ("uniform", "quantile", "edges")))
    most = max((len(axis.edges) - 1 for axis in axes), default=1)
    if most > _SHORT:
        raise ValueError(f"bins must be at most {_SHORT}, got {most}")
    codes = np.empty(data.shape, np.uint8 if most <= _BYTE else np.uint16)
    if codes.size:
        _mlmath.digitize(data.reshape(-1), [axis.plain for axis in axes], codes.reshape(-1))
    return codes


def _axes(data: npt.NDArray[Any], bins: Any, method: str) -> list[Axis]:
    if method == "edges":
        if not hasattr(bins, "__len__") or len(bins) != data.shape[1]:
            raise ValueError("bins must hold the edges of each column of X")
        axes = [axis_of_bins(data[:0, at], edges, None) for at, edges in enumerate(bins)]
        if any(len(axis.edges) < 2 for axis in axes):
            raise ValueError("bins must hold two edges a column at least")
        return axes
    n_bins = integer(bins, "bins", minimum=1)
    try:
        ends = [extremes(column) for column in data.T]
    except ValueError:
        refuse_non_finite(data, "X")
        raise
    if method == "uniform":
        return [axis_of_bins(data[:0, 0], n_bins, (float(low), float(high))) for low, high in ends]
    levels = np.linspace(0.0, 1.0, n_bins + 1)
    doubles = data.astype(np.float64, copy=False)
    return [Axis(np.quantile(x, levels) if x.size else levels, None) for x in doubles.T]
