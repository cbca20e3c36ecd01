"""Eigenvalues of large matrices, from products with vectors."""

import warnings
from typing import Any, cast

import numpy as np

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, integer, one_of
from mlmath_fast._csr import Csr
from mlmath_fast._exceptions import ConvergenceWarning
from mlmath_fast._random import normals, seed_of
from mlmath_fast.linalg._lanczos import Applied, Which, lanczos
from mlmath_fast.linalg._operands import scaled_matrix
from mlmath_fast.linalg._results import LanczosEigshResult, PowerIterationResult
from mlmath_fast.linalg._signs import signs

__all__ = ["lanczos_eigsh", "power_iteration"]


def lanczos_eigsh(
    A: Any,
    n_components: int = 6,
    *,
    which: str = "LA",
    tol: float = 1e-10,
    max_iter: int | None = None,
    seed: int = 0,
    n: int | None = None,
) -> LanczosEigshResult:
    r"""Some eigenvalues and eigenvectors of a large symmetric matrix.

    .. math:: A V = V \operatorname{diag}(w), \qquad V^T V = I

    Parameters
    ----------
    A : array_like or CSR matrix of shape (n, n), or callable
        Finite and symmetric, of which only gross violations are noticed. A callable is called with a
        vector of shape (n,), a copy of its own, on the calling thread, and returns the product.
    n_components : int, default 6
        The number k of eigenvalues, from 1 to n.
    which : {"LA", "SA", "LM"}, default "LA"
        The largest, the smallest, or those largest in size.
    tol : float, default 1e-10
        Converged when every residual :math:`|A v - w v|` is at most this times the largest eigenvalue
        in size that was met.
    max_iter : int, optional
        Products with `A` after which to give up, when the basis is full next; by default 10 n, at
        least 10,000.
    seed : int, default 0
        Of the random vector to start with, in [0, 2^64).
    n : int, optional
        The order of a callable; not for others.

    Returns
    -------
    w : ndarray of shape (n_components,)
        Ascending, whatever `which` is, as of ``numpy.linalg.eigh`` and SciPy's ``eigsh``. float32 if
        `A` is, else float64.
    V : ndarray of shape (n, n_components)
        Orthonormal columns. The first of the largest entries of each, within the root of eps, is
        positive.
    n_iter : int
        Products with `A`.
    converged : bool
        Whether all residuals are within `tol`.

    Raises
    ------
    ValueError
        If `A` is not square, grossly asymmetric or holds NaN or infinities, an argument leaves its
        domain, or `n` is missing or too much.
    TypeError
        For masked, complex, string or object input, or integers that are none.

    Warns
    -----
    ConvergenceWarning
        If `max_iter` was reached. The result is what was found so far.

    Notes
    -----
    Thick-restart Lanczos with full reorthogonalisation, on a basis of max(2k + 10, 20) vectors, in
    double precision, scaled by a power of two where squares would leave the range. Copies of a multiple
    eigenvalue come one by one, and only where rounding or an invariant subspace brings them: as with
    other Krylov methods, some may be missed. The same bits come out for any number of threads.

    References
    ----------
    K. Wu, H. Simon, "Thick-restart Lanczos method for large symmetric eigenvalue problems", SIAM J.
    Matrix Anal. Appl. 22 (2000), 602-616, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.linalg import lanczos_eigsh
    >>> w, V, n_iter, converged = lanczos_eigsh(np.diag(np.arange(100.0)), 3)
    >>> w.round(8), converged
    (array([97., 98., 99.]), True)
    >>> lanczos_eigsh(lambda x: x[::-1], 2, which="SA", n=6).w.round(8)
    array([-1., -1.])
    """
    dtype: np.dtype[Any] = F64
    operand: Any
    if callable(A):
        if n is None:
            raise ValueError("n must be given where A is a callable")
        order = integer(n, "n", minimum=1)
        operand = Applied(A, order)
        exponent = operand.exponent
    else:
        if n is not None:
            raise ValueError("n must not be given where A is a matrix")
        operand, exponent = scaled_matrix(A, "A")
        order = _order(operand.shape)
        dtype = operand.data.dtype if isinstance(operand, Csr) else operand.dtype
    k = integer(n_components, "n_components", minimum=1, maximum=order)
    choice = cast(Which, one_of(which, "which", ("LA", "SA", "LM")))
    limit = (
        max(10 * order, 10_000) if max_iter is None else integer(max_iter, "max_iter", minimum=1)
    )
    _check_tol(tol)
    key = seed_of(seed)
    w, V, n_iter, converged = lanczos(operand, order, k, choice, tol, limit, key)
    if not converged:
        _warn(f"lanczos_eigsh: not converged to tol = {tol} after {n_iter} products")
    V = (V * signs(V)).astype(dtype, copy=False)
    return LanczosEigshResult(np.ldexp(w, exponent).astype(dtype, copy=False), V, n_iter, converged)


def power_iteration(
    A: Any, *, tol: float = 1e-10, max_iter: int = 1000, seed: int = 0
) -> PowerIterationResult:
    r"""The eigenvalue of largest size and its eigenvector, by repeated products.

    .. math:: v_{t+1} = \frac{A v_t}{|A v_t|}, \qquad \lambda = v_t^T A v_t

    Parameters
    ----------
    A : array_like or CSR matrix of shape (n, n)
        Finite; need not be symmetric.
    tol : float, default 1e-10
        Converged when :math:`|A v - \lambda v| \le` `tol` :math:`|\lambda|`.
    max_iter : int, default 1000
        Products at most.
    seed : int, default 0
        Of the random vector to start with, in [0, 2^64).

    Returns
    -------
    value : float
        The Rayleigh quotient :math:`\lambda`.
    vector : ndarray of shape (n,)
        Of length 1, in the dtype of `A`. The first of its largest entries, within the root of eps, is
        positive.
    n_iter : int
        Products done.
    converged : bool
        Whether the residual is within `tol`.

    Raises
    ------
    ValueError
        If `A` is not square, empty, or holds NaN or infinities, or an argument leaves its domain.
    TypeError
        For masked, complex, string or object input, or integers that are none.

    Warns
    -----
    ConvergenceWarning
        If `max_iter` was reached: eigenvalues of equal size and unlike signs, or a complex pair, never
        converge, and like sizes do so slowly, by the factor :math:`|\lambda_2 / \lambda_1|` a step.

    Notes
    -----
    In double precision, scaled by a power of two where squares would leave the range. The same bits for
    any number of threads. :func:`lanczos_eigsh` needs far fewer products where `A` is symmetric.

    References
    ----------
    R. von Mises, H. Pollaczek-Geiringer, "Praktische Verfahren der Gleichungsauflösung", ZAMM 9 (1929),
    152-164; G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), section 7.3.1.

    Examples
    --------
    >>> from mlmath_fast.linalg import power_iteration
    >>> value, vector, n_iter, converged = power_iteration([[2.0, 1.0], [1.0, 2.0]])
    >>> round(value, 10), (vector * 2**0.5).round(8), converged
    (3.0, array([1., 1.]), True)
    """
    matrix, exponent = scaled_matrix(A, "A")
    order = _order(matrix.shape)
    _check_tol(tol)
    limit = integer(max_iter, "max_iter", minimum=1)
    vector = normals(seed_of(seed), 0, (order,))
    value, n_iter, converged = _mlmath.power_iteration(matrix, tol, limit, vector)
    if not converged:
        _warn(f"power_iteration: not converged to tol = {tol} after {n_iter} products")
    dtype = matrix.data.dtype if isinstance(matrix, Csr) else matrix.dtype
    vector = (vector * signs(vector, axis=-1)).astype(dtype, copy=False)
    return PowerIterationResult(float(np.ldexp(value, exponent)), vector, n_iter, converged)


def _order(shape: tuple[int, ...]) -> int:
    if shape[0] != shape[1] or not shape[0]:
        raise ValueError(f"A must be square and not empty, got shape {shape}")
    return shape[0]


def _check_tol(tol: float) -> None:
    if not 0 <= tol < np.inf:
        raise ValueError(f"tol must be finite and not negative, got {tol}")


def _warn(message: str) -> None:
    warnings.warn(message, ConvergenceWarning, stacklevel=3)
