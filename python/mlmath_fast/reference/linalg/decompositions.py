"""NumPy twins: whole decompositions of one matrix."""

import numpy as np
import numpy.typing as npt

from mlmath_fast.linalg._results import EighResult, SVDResult
from mlmath_fast.reference.linalg._operands import floats
from mlmath_fast.reference.linalg._signs import signs


def eigh(A: npt.ArrayLike) -> EighResult:
    """A = V diag(w) V^T."""
    w, V = np.linalg.eigh(floats(A))
    return EighResult(w, V * signs(V))


def svd(A: npt.ArrayLike) -> SVDResult:
    """A = U diag(s) V^T."""
    U, s, Vt = np.linalg.svd(floats(A), full_matrices=False)
    sign = signs(U)
    return SVDResult(U * sign, s, sign.T * Vt)
