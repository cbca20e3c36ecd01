"""Integer codes in: small, contiguous, unsigned, one column a feature."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import any_codes

CODES_MAX = 2**16 - 1
_SMALL = (np.dtype(np.uint8), np.dtype(np.uint16))

Codes = npt.NDArray[Any]
U64 = npt.NDArray[np.uint64]


def code_matrix(x: npt.ArrayLike, name: str) -> Codes:
    """Codes from 0 to 65,535 of shape (n_samples, n_features), as uint8 if that holds them.

    Raises
    ------
    TypeError
        For anything but integers and booleans.
    ValueError
        For other than two dimensions, or a code out of range.
    """
    return _codes(x, name, 2)


def code_column(x: npt.ArrayLike, name: str) -> Codes:
    """Codes of the samples, of shape (n_samples,), as a matrix of one column."""
    return _codes(x, name, 1).reshape(-1, 1)


def planes_room(codes: Codes, *, all_pairs: bool = False) -> U64:
    """Working memory for the bit planes of a matrix of codes, if it is worth having them.

    Tables of all pairs of features take some more.

    NumPy asks for large pages for its arrays, which planes in the core's own memory would not have.
    """
    (n_samples, n_features), n_bins = codes.shape, int(codes.max(initial=0)) + 1
    return np.empty(_mlmath.planes_room(n_samples, n_features, n_bins, all_pairs), np.uint64)


def _codes(x: npt.ArrayLike, name: str, ndim: int) -> Codes:
    array = any_codes(x, name, ndim=ndim)
    dtype = array.dtype
    if dtype not in _SMALL:
        largest = array.max(initial=0)
        if array.min(initial=0) < 0 or largest > CODES_MAX:
            at = tuple(np.argwhere((array < 0) | (array > CODES_MAX))[0].tolist())
            place = at if ndim > 1 else f"[{at[0]}]"
            raise ValueError(f"{name} must be in [0, {CODES_MAX}], got {array[at]} at {place}")
        dtype = _SMALL[int(largest > np.iinfo(np.uint8).max)]
    return np.require(array, dtype, ["C", "A", "E"])
