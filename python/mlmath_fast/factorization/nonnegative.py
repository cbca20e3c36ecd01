"""Non-negative matrix factorization: parts that add up, of dense and sparse data."""

from typing import Any

import numpy.typing as npt

from mlmath_fast._arrays import integer
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._nonnegative import given, mask_of, options_of, solved, start
from mlmath_fast.factorization._results import NmfResult
from mlmath_fast.linalg._matrix import dense_or_csr

__all__ = ["NmfResult", "nmf"]


def nmf(
    X: Any,
    n_components: int,
    *,
    solver: str = "cd",
    beta_loss: str = "frobenius",
    l1: float = 0.0,
    l2: float = 0.0,
    max_iter: int = 200,
    tol: float = 1e-4,
    inner_iter: int = 1,
    seed: int = 0,
    init: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    mask: npt.ArrayLike | None = None,
) -> NmfResult:
    r"""Factorize a non-negative matrix into two non-negative ones.

    .. math:: \min_{W, H \ge 0} D(X, W H) + \lambda_1 \Big(\sum W + \sum H\Big)
              + \frac{\lambda_2}{2} \big(\|W\|_F^2 + \|H\|_F^2\big)

    with :math:`D = \frac12 \|X - W H\|_F^2`, or the generalised Kullback-Leibler divergence
    :math:`D = \sum_{ij} x_{ij} \log (x_{ij} / (W H)_{ij}) - x_{ij} + (W H)_{ij}`.

    Parameters
    ----------
    X : array_like or CSR matrix of shape (n_samples, n_features)
        Not negative. What a sparse matrix does not store is zero.
    n_components : int
        Number of components k.
    solver : {"cd", "mu"}, default "cd"
        Coordinate descent, or multiplicative updates.
    beta_loss : {"frobenius", "kullback-leibler"}, default "frobenius"
        The distance D. Kullback-Leibler needs ``solver="mu"``.
    l1, l2 : float, default 0.0
        Penalties :math:`\lambda_1` and :math:`\lambda_2` of both factors, not negative.
    max_iter : int, default 200
        Iterations at most, each a turn of W and one of H.
    tol : float, default 1e-4
        When to stop. Coordinate descent: when the sum of the magnitudes of the projected gradients that
        an iteration met is at most `tol` times that of the first. Multiplicative updates: when the loss
        fell by at most `tol` times that at the start over the last ten iterations.
    inner_iter : int, default 1
        How often coordinate descent goes over the components of a factor in its turn, from 1 to 100; 1 for
        multiplicative updates. See Notes.
    seed : int, default 0
        Of the random start, in [0, 2^64).
    init : pair of array_like of shapes (n_samples, k) and (k, n_features), optional
        W and H to start with. By default both are ``sqrt(mean(X) / k) * abs(normal)``, the mean over
        what was observed, the normal numbers those of Philox with this seed, streams 0 and 1.
    mask : array_like of bool of shape (n_samples, n_features), optional
        True where `X`, which must be dense, was observed; what it holds elsewhere may be NaN. D is then
        the sum over what was observed.

    Returns
    -------
    result : NmfResult
        ``W``, ``H`` in the dtype of `X`, ``losses`` (the objective after each iteration), ``n_iter``,
        ``converged``.

    Raises
    ------
    ValueError
        If `X` or `init` is negative, NaN or infinite, shapes do not fit, or a parameter is outside its
        domain.
    TypeError
        If `X` holds no real numbers, `mask` no booleans, or `X` is sparse and there is a mask.

    Warns
    -----
    ConvergenceWarning
        If the rule of `tol`, unless that is 0, was not met after `max_iter` iterations.

    Notes
    -----
    An iteration costs O(k n_stored + k^2 (n_samples + n_features)). Coordinate descent takes the
    components in order and gives scikit-learn's iterates (without its shuffling); rows of a factor do
    not know each other, so that each takes all its steps at once. Objectives of both solvers do not
    increase, but for rounding. Without a mask the Frobenius distance comes from products that are there
    anyway: it is exact to about eps times the squared norm of `X`. In the Kullback-Leibler divergence
    the ratio x / (W H) counts as at most eps^-2. The same bits for any number of threads.

    With `inner_iter` r, a turn goes over its components r times with the same products with `X`, which are
    most of the work where `X` is dense: r times O(k^2 (n_samples + n_features)) for nearly r times fewer
    iterations to an objective (Gillis and Glineur). 5 is a good choice for dense data of many more rows
    and columns than components. The rule of `tol` looks at what the first time met.

    The minimum is one of many: rows of H may be scaled against columns of W, and reordered.

    References
    ----------
    D. D. Lee, H. S. Seung, "Algorithms for non-negative matrix factorization", NIPS 2000; A. Cichocki,
    A.-H. Phan, "Fast local algorithms for large scale nonnegative matrix and tensor factorizations",
    IEICE Trans. Fundamentals E92-A (2009), algorithm 2; N. Gillis, F. Glineur, "Accelerated multiplicative
    updates and hierarchical ALS algorithms for nonnegative matrix factorization", Neural Computation 24
    (2012), section 3.

    Examples
    --------
    >>> from mlmath_fast.factorization import nmf
    >>> result = nmf([[1.0, 2.0], [2.0, 4.0]], 1)
    >>> (result.W @ result.H).round(9)
    array([[1., 2.],
           [2., 4.]])
    """
    data = dense_or_csr(X, "X")
    observed = None if mask is None else mask_of(mask, data)
    k = integer(n_components, "n_components", minimum=1)
    options = options_of(solver, beta_loss, l1, l2, max_iter, tol, inner_iter)
    key = seed_of(seed)
    W, Ht = start(data, observed, k, key) if init is None else given(init, data, k)
    result, _ = solved(data, observed, options, W, Ht)
    return result
