"""The information bottleneck: clusters that keep what counts."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import float_array, integer
from mlmath_fast._exceptions import warn_unless
from mlmath_fast._random import normals, seed_of
from mlmath_fast.information._ends import checked_stop
from mlmath_fast.information._results import InformationBottleneckResult

__all__ = ["InformationBottleneckResult", "information_bottleneck"]


def information_bottleneck(
    joint: npt.ArrayLike,
    n_clusters: int,
    *,
    beta: float,
    seed: int = 0,
    max_iter: int = 1000,
    tol: float = 1e-9,
) -> InformationBottleneckResult:
    r"""Soft clusters of X that keep what it knows of Y (Tishby, Pereira and Bialek).

    .. math:: \min_{p(t \mid x)} I(X; T) - \beta \, I(T; Y)

    Parameters
    ----------
    joint : array_like of shape (n_x, n_y)
        Joint probabilities or counts of X and Y; normalised.
    n_clusters : int
        How many values T may have, at least 1.
    beta : float
        What a nat about Y is worth, in nats about X; not negative. From 0 (one cluster) to large (hard
        clusters).
    seed : int, default 0
        Of the random start, in [0, 2^64): rows of ``abs(normal)``, the normal numbers those of Philox
        with this seed, stream 0.
    max_iter : int, default 1000
        Iterations at most.
    tol : float, default 1e-9
        It stops where an iteration lowers the objective by at most this, in nats; 0: only after
        `max_iter`.

    Returns
    -------
    result : InformationBottleneckResult
        ``assignment_prob`` p(t|x), ``cluster_prob`` p(t) and ``decoder_prob`` p(y|t) in the dtype of
        `joint`, ``complexity`` I(X; T) and ``relevance`` I(T; Y) in nats, ``losses``, ``n_iter``,
        ``converged``.

    Raises
    ------
    ValueError
        If `joint` is not two-dimensional, an element is negative, NaN or infinite, none is positive, or a
        parameter is out of range.
    TypeError
        For masked, sparse, complex, string or object data, or parameters that are no integers.

    Warns
    -----
    ConvergenceWarning
        If the rule of `tol`, unless that is 0, was not met after `max_iter` iterations.

    Notes
    -----
    An iteration costs O(n_x n_y n_clusters), threaded; the objective does not increase. It has many local
    minima: the best of several seeds is a better answer than more iterations, and slow stretches near
    saddle points may look like convergence. An x of probability 0 is assigned as the clusters are.

    References
    ----------
    N. Tishby, F. C. Pereira, W. Bialek, "The information bottleneck method", Proceedings of the 37th
    Allerton Conference (1999), equations 15-17 and theorem 5.

    Examples
    --------
    >>> from mlmath_fast.information import information_bottleneck
    >>> joint = [[4, 1], [4, 1], [1, 4], [1, 4]]
    >>> result = information_bottleneck(joint, 2, beta=20.0)
    >>> hard = result.assignment_prob.round(3)
    >>> (hard[0] == hard[1]).all(), (hard[2] == hard[3]).all(), (hard[0] == hard[2]).any()
    (np.True_, np.True_, np.False_)
    """
    data = float_array(joint, "joint", ndim=2)
    k = integer(n_clusters, "n_clusters", minimum=1)
    stop = checked_stop(tol, max_iter)
    assignment = np.abs(normals(seed_of(seed), 0, (len(data), k)))
    clusters, decoder = np.empty(k), np.empty((k, data.shape[1]))
    complexity, relevance, losses, converged = _mlmath.information_bottleneck(
        data, float(beta), stop, assignment, clusters, decoder
    )
    warn_unless(converged or tol == 0, "information_bottleneck", len(losses))
    return InformationBottleneckResult(
        assignment_prob=assignment.astype(data.dtype, copy=False),
        cluster_prob=clusters.astype(data.dtype, copy=False),
        decoder_prob=decoder.astype(data.dtype, copy=False),
        complexity=complexity,
        relevance=relevance,
        losses=np.array(losses),
        n_iter=len(losses),
        converged=converged,
    )
