"""The input gate: array-likes in, native aligned C-contiguous arrays of a common float dtype out.

The only coercion of the library. It does no arithmetic; shapes and domains are the core's business.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

F32 = np.dtype(np.float32)
F64 = np.dtype(np.float64)
_FLOATS = (F64, F32)
_INT64_MAX = 2**63 - 1

FloatArray = npt.NDArray[np.floating[Any]]


def float_dtype(dtype: npt.DTypeLike) -> np.dtype[Any]:
    """The dtype asked for, which must be float32 or float64."""
    # NumPy takes None for float64.
    if dtype is None or np.dtype(dtype) not in _FLOATS:
        raise TypeError(f"dtype must be float32 or float64, got {dtype}")
    return np.dtype(dtype)


def float_array(x: npt.ArrayLike, name: str, *, ndim: int | None = None) -> FloatArray:
    """``x`` as float32 if it is float32, else as float64; ``ndim`` dimensions if given."""
    if type(x) is np.ndarray and x.dtype in _FLOATS and _is_plain(x):
        array: FloatArray = x
    else:
        raw = as_ndarray(x, name)
        array = _require(raw, F32 if _is_single(raw) else F64)
    return array if ndim is None else check_ndim(array, name, ndim)


def float_arrays(*arguments: tuple[npt.ArrayLike, str, int | None]) -> list[FloatArray]:
    """Several data arguments ``(x, name, ndim)`` in their common dtype: float32 if all are."""
    first = arguments[0][0]
    if type(first) is np.ndarray and first.dtype in _FLOATS:
        dtype = first.dtype
        if all(
            type(x) is np.ndarray and x.dtype is dtype and _is_plain(x) and ndim in (None, x.ndim)
            for x, _, ndim in arguments
        ):
            return [x for x, _, _ in arguments]  # type: ignore[misc]
    raws = [(as_ndarray(x, name), name, ndim) for x, name, ndim in arguments]
    dtype = F32 if all(_is_single(raw) for raw, _, _ in raws) else F64
    return [check_ndim(_require(raw, dtype), name, ndim) for raw, name, ndim in raws]


def float_matrices(*arguments: tuple[npt.ArrayLike, str]) -> list[tuple[FloatArray, bool]]:
    """Data arguments ``(x, name)`` in their common dtype, each with whether it is transposed.

    What lies by columns (``x.T`` of a plain array) comes as its plain transpose of the last two axes,
    uncopied.
    """
    first = arguments[0][0]
    if type(first) is np.ndarray and first.dtype in _FLOATS:
        dtype = first.dtype
        if all(type(x) is np.ndarray and x.dtype is dtype and _is_plain(x) for x, _ in arguments):
            return [(x, False) for x, _ in arguments]  # type: ignore[misc]
    raws = [as_ndarray(x, name) for x, name in arguments]
    dtype = F32 if all(map(_is_single, raws)) else F64
    return [_by_rows_or_columns(raw, dtype) for raw in raws]


def follow(x: npt.ArrayLike, name: str, dtype: np.dtype[Any], *, ndim: int) -> npt.NDArray[Any]:
    """An argument that follows the data: coefficients, weights, initial values."""
    if type(x) is np.ndarray and x.dtype is dtype and _is_plain(x):
        return check_ndim(x, name, ndim)
    return check_ndim(_require(as_ndarray(x, name), dtype), name, ndim)


def as_ndarray(x: Any, name: str) -> npt.NDArray[Any]:
    """A plain numeric array of any dtype and layout; refuses what would be silently misread.

    Raises
    ------
    TypeError
        For masked, sparse, complex, string, datetime and object input.
    ValueError
        For ragged nested sequences.
    """
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            f"{name}: masked arrays are not supported, fill or drop the masked values first"
        )
    if hasattr(x, "indptr") or (hasattr(x, "tocsr") and hasattr(x, "toarray")):
        raise TypeError(
            f"{name}: Sparse data was passed, but dense data is required. "
            "Use '.toarray()' to convert to a dense numpy array."
        )
    if not isinstance(x, np.ndarray) and not hasattr(x, "__array__") and hasattr(x, "__dlpack__"):
        x = np.from_dlpack(x)
    array = np.asarray(x)
    kind = array.dtype.kind
    if kind in "fiub":
        return array
    if kind == "c":
        raise TypeError(f"{name}: Complex data not supported, got dtype {array.dtype}")
    if kind == "O" and not isinstance(x, np.ndarray):
        # Containers of Python numbers (Fraction, Decimal, nullable columns): cast once.
        try:
            # Not array.astype: that makes NaN of None.
            return np.fromiter(map(float, array.flat), F64, array.size).reshape(array.shape)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{name}: must hold numbers: {error}") from None
    if kind in "SU":
        raise TypeError(
            f"{name}: dtype='numeric' is not compatible with arrays of bytes/strings. "
            "Convert your data to numeric values explicitly instead."
        )
    raise TypeError(f"{name}: must hold real numbers, got dtype {array.dtype}")


def native(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``array`` in the machine's byte order."""
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def check_ndim(array: FloatArray, name: str, ndim: int | None) -> FloatArray:
    """``array`` itself, if it has ``ndim`` dimensions; scikit-learn's wording if it has not."""
    if ndim is not None and array.ndim != ndim:
        hint = " Reshape your data." if ndim == 2 else ""
        raise ValueError(f"{name}: Expected {ndim}D array, got {array.ndim}D array instead.{hint}")
    return array


def integer(value: Any, name: str, *, minimum: int, maximum: int = _INT64_MAX) -> int:
    """``value`` as a Python integer from ``minimum`` to ``maximum``."""
    if isinstance(value, (bool, np.bool_)) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    result: int = value.__index__()
    if result < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {result}")
    if result > maximum:
        raise ValueError(f"{name} must be at most {maximum}, got {result}")
    return result


def integer_array(x: npt.ArrayLike, name: str, *, ndim: int | None) -> npt.NDArray[np.int64]:
    """``x`` as int64, if it holds integers (or nothing); ``ndim`` dimensions if given."""
    return np.require(any_integers(x, name, ndim=ndim), np.int64, ["C", "A", "E"])


def any_integers(x: npt.ArrayLike, name: str, *, ndim: int | None) -> npt.NDArray[Any]:
    """``x`` as it is, if it holds integers that int64 can hold (or nothing)."""
    array = as_ndarray(x, name)
    if array.dtype.kind not in "iu" and array.size:
        raise TypeError(f"{name}: must hold integers, got dtype {array.dtype}")
    if ndim is not None and array.ndim != ndim:
        raise ValueError(f"{name}: Expected {ndim}D array, got {array.ndim}D array instead.")
    if array.dtype.kind == "u" and array.itemsize == 8 and array.size and array.max() > _INT64_MAX:
        raise ValueError(f"{name} must be at most {_INT64_MAX}, got {array.max()}")
    return array


def any_codes(x: npt.ArrayLike, name: str, *, ndim: int) -> npt.NDArray[Any]:
    """:func:`any_integers`, or booleans as bytes: 0 and 1."""
    array = as_ndarray(x, name)
    return any_integers(array.view(np.uint8) if array.dtype == np.bool_ else array, name, ndim=ndim)


def index_array(x: npt.ArrayLike, name: str, size: int) -> npt.NDArray[np.int64]:
    """``x`` as a list of positions in [0, `size`); negative ones do not count from the end."""
    array = integer_array(x, name, ndim=1)
    outside = np.flatnonzero((array < 0) | (array >= size))
    if outside.size:
        at = int(outside[0])
        raise ValueError(f"{name} must be in [0, {size}), got {array[at]} at [{at}]")
    return array


def axis_of(axis: Any, ndim: int) -> int | None:
    """``axis`` counted from the front, or None."""
    if axis is None:
        return None
    if isinstance(axis, (bool, np.bool_)) or not hasattr(axis, "__index__"):
        raise TypeError(f"axis must be an integer or None, got {axis!r}")
    index: int = axis.__index__()
    if not -ndim <= index < ndim:
        raise np.exceptions.AxisError(index, ndim)
    return index % ndim


def one_of(value: Any, name: str, choices: Sequence[str]) -> str:
    """``value``, if it is one of ``choices``."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value


def _is_plain(x: npt.NDArray[Any]) -> bool:
    flags = x.flags
    return flags.c_contiguous and flags.aligned


def _by_rows_or_columns(x: npt.NDArray[Any], dtype: np.dtype[Any]) -> tuple[FloatArray, bool]:
    if x.ndim >= 2 and x.dtype == dtype and not _is_plain(x):
        turned = x.swapaxes(-1, -2)
        if _is_plain(turned):
            return turned, True
    return _require(x, dtype), False


def _is_single(x: npt.NDArray[Any]) -> bool:
    return x.dtype.kind == "f" and x.dtype.itemsize == 4


def _require(x: npt.NDArray[Any], dtype: np.dtype[Any]) -> FloatArray:
    # Not np.ascontiguousarray: that keeps misaligned arrays, and makes 0-d arrays 1-d.
    return np.require(x, dtype, ["C", "A", "E"])
