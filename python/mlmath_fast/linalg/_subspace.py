"""Orthonormal bases, and what a matrix is on them."""

import numpy as np

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray
from mlmath_fast._random import normals
from mlmath_fast.linalg._operands import Products, times

# Columns and rounds of the error estimate: a block finds the largest of many like values sooner than
# as many rounds with one vector, at little more cost.
_PROBES = 8
_ROUNDS = 4


def orthonormal(X: FloatArray, *, rough: bool = False) -> FloatArray:
    """An orthonormal basis of the columns of X, of which there are no more than rows; in the place of X
    where that is contiguous."""
    basis = np.ascontiguousarray(X)
    _mlmath.orthonormalize(basis, rough)
    return basis


def outside(V: FloatArray, X: FloatArray, seed: int) -> FloatArray:
    """An orthonormal basis of the columns of X less what V spans; random where nothing is left."""
    size = np.linalg.norm(X, axis=0)
    chance = normals(seed, V.shape[1] + 2, X.shape).astype(X.dtype)
    X = np.where(size > 0, X / np.where(size > 0, size, 1), chance)
    for _ in range(3):
        X = orthonormal(X - times(V, times(V.T, X)))
    return X


def svd_of_tall(W: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The thin singular value decomposition, by way of a small square one."""
    Q = orthonormal(W.copy())
    U, s, Vt = np.linalg.svd(times(Q.T, W), full_matrices=False)
    return times(Q, U), s, Vt


def residual_norm(A: Products, U: FloatArray, s: FloatArray, Vt: FloatArray, seed: int) -> float:
    """About the largest singular value of ``A - U diag(s) Vt``, from below, by subspace iteration."""
    n_probes = min(_PROBES, *A.shape)
    X = normals(seed, 1, (A.shape[1], n_probes)).astype(A.dtype)
    for _ in range(_ROUNDS):
        Y = orthonormal(_residual(A, U, s, Vt, orthonormal(X)))
        X = _residual(A.transposed(), Vt.T, s, U.T, Y)
    return float(np.linalg.norm(_residual(A, U, s, Vt, orthonormal(X)), 2))


def _residual(
    A: Products, U: FloatArray, s: FloatArray, Vt: FloatArray, X: FloatArray
) -> FloatArray:
    difference: FloatArray = A @ X - times(U, s[:, None] * times(Vt, X))
    return difference
