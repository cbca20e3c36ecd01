"""What decompositions return."""

from typing import NamedTuple

from mlmath_fast._arrays import FloatArray


class SVDResult(NamedTuple):
    """Singular values, descending, with their vectors: ``A ~ U @ diag(s) @ Vt``."""

    U: FloatArray
    s: FloatArray
    Vt: FloatArray


class RandomizedSVDResult(NamedTuple):
    """The same, and an estimate of the 2-norm of ``A - U @ diag(s) @ Vt``."""

    U: FloatArray
    s: FloatArray
    Vt: FloatArray
    error: float


class EighResult(NamedTuple):
    """Eigenvalues, ascending, and eigenvectors, one a column: ``A @ V = V * w``."""

    w: FloatArray
    V: FloatArray


class PowerIterationResult(NamedTuple):
    """The eigenvalue of largest size and its vector, as far as they were found."""

    value: float
    vector: FloatArray
    n_iter: int
    converged: bool


class LanczosEigshResult(NamedTuple):
    """Some eigenvalues, ascending, their vectors, one a column, and how they were found."""

    w: FloatArray
    V: FloatArray
    n_iter: int
    converged: bool
