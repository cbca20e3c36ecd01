"""Thick-restart Lanczos: what happens between stretches of steps, which the core makes."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, FloatArray, follow
from mlmath_fast._csr import Csr
from mlmath_fast._random import normals
from mlmath_fast.linalg._operands import times
from mlmath_fast.linalg._results import LanczosEigshResult

Which = Literal["LA", "SA", "LM"]
Doubles = npt.NDArray[np.float64]


class Applied:
    """A callable as a matrix: what it does to a vector, checked, times a power of two.

    The first product sets that power, so that squares of later ones stay in range.
    """

    def __init__(self, function: Callable[[FloatArray], Any], n: int) -> None:
        self._function, self._n = function, n
        first = self._call(normals(0, 0, (n,)))
        self.exponent = int(np.frexp(np.abs(first).max(initial=0))[1])

    def __call__(self, x: Doubles) -> Doubles:
        product: Doubles = np.ldexp(self._call(x), -self.exponent)
        return product

    def _call(self, x: FloatArray) -> FloatArray:
        product = follow(self._function(x.copy()), "the product of A", F64, ndim=1)
        if product.shape != (self._n,):
            raise ValueError(f"A must return a vector of shape ({self._n},), got {product.shape}")
        if not np.isfinite(product).all():
            raise ValueError("products with A must be finite")
        return product


class ThickRestart:
    """A basis of m vectors (the rows of `basis`), and A on it."""

    def __init__(self, A: FloatArray | Csr | Applied, n: int, m: int, seed: int) -> None:
        self._A, self._m, self._seed = A, m, seed
        self._basis = np.empty((m + 1, n))
        self._projection = np.zeros((m, m))
        self._rest = 0.0
        self._n_random = 0
        self.n_iter = 0
        #: Whether a new random vector was needed since the last restart.
        self.was_invariant = False
        self._put_random(0)

    def fill(self, start: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Steps from vector `start` to the last; Ritz values, coefficients, and residuals."""
        self.was_invariant = False
        while start < self._m:
            reached, self._rest = self._extend(start)
            self.n_iter += reached - start
            start = reached
            if self._rest == 0 and start < self._m:
                self._put_random(start)
                self.was_invariant = True
        values, coefficients = np.empty(self._m), self._projection.copy()
        _mlmath.symmetric_eigen(coefficients, values)
        return values, coefficients, self._rest * np.abs(coefficients[-1])

    def keep(self, values: FloatArray, coefficients: FloatArray) -> int:
        """Starts again from some Ritz vectors and what the last product left."""
        kept = len(values)
        self._basis[:kept] = self.vectors(coefficients)
        if self._rest > 0:
            self._basis[kept] = self._basis[self._m]
        else:
            self._put_random(kept)
        self._projection[:] = 0
        self._projection[range(kept), range(kept)] = values
        border = self._rest * coefficients[-1]
        self._projection[kept, :kept] = self._projection[:kept, kept] = border
        return kept

    def vectors(self, coefficients: FloatArray) -> FloatArray:
        """Ritz vectors, one a row."""
        return times(coefficients.T, self._basis[: self._m])

    def _extend(self, start: int) -> tuple[int, float]:
        if not isinstance(self._A, Applied):
            return _mlmath.lanczos_extend(self._A, self._basis, self._projection, start)
        for j in range(start, self._m):
            product = self._A(self._basis[j])
            rest = _mlmath.lanczos_step(product, self._basis, self._projection, j)
            if rest == 0:
                return j + 1, rest
        return self._m, rest

    def _put_random(self, j: int) -> None:
        """A random unit vector orthogonal to those before, as vector `j`."""
        known = self._basis[:j]
        x = normals(self._seed, self._n_random, (self._basis.shape[1], 1))
        self._n_random += 1
        for _ in range(3):
            x -= times(known.T, times(known, x))
            x /= np.sqrt(np.square(x).sum())
        self._basis[j] = x[:, 0]


def wanted_first(values: FloatArray, which: Which) -> npt.NDArray[np.intp]:
    """The order in which Ritz values matter."""
    keys = {"LA": -values, "SA": values, "LM": -np.abs(values)}
    order: npt.NDArray[np.intp] = np.argsort(keys[which], kind="stable")
    return order


def lanczos(
    A: FloatArray | Csr | Applied,
    n: int,
    k: int,
    which: Which,
    tol: float,
    max_iter: int,
    seed: int,
) -> LanczosEigshResult:
    """`k` eigenpairs of a matrix whose elements are in range, in float64."""
    m = min(n, max(2 * k + 10, 20))
    state = ThickRestart(A, n, m, seed)
    start, before = 0, np.full(k, np.inf)
    while True:
        values, coefficients, residuals = state.fill(start)
        order = wanted_first(values, which)
        leading, scale = order[:k], np.abs(values).max()
        found = np.sort(values[leading])
        converged = bool((residuals[leading] <= tol * scale).all())
        # Invariant subspaces hold one vector of each eigenvalue; the next random vector brings more.
        if state.was_invariant and m < n:
            converged &= bool((np.abs(found - before) <= tol * scale).all())
        # A basis of k vectors spans all there is: nothing to start again with.
        if converged or state.n_iter >= max_iter or m == k:
            break
        before = found
        kept = order[: k + (m - k) // 2]
        start = state.keep(values[kept], coefficients[:, kept])
    ascending = leading[np.argsort(values[leading], kind="stable")]
    V = np.ascontiguousarray(state.vectors(coefficients[:, ascending]).T)
    return LanczosEigshResult(values[ascending], V, state.n_iter, converged)
