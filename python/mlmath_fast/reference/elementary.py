"""Reference twins of :mod:`mlmath_fast.elementary`."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

_Out = npt.NDArray[Any] | None
_Result = float | npt.NDArray[Any]


def exp(x: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """NumPy's own."""
    return _applied(np.exp, x, out)


def expm1(x: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """NumPy's own."""
    return _applied(np.expm1, x, out)


def log(x: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """NumPy's own."""
    return _applied(np.log, x, out)


def log1p(x: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """NumPy's own."""
    return _applied(np.log1p, x, out)


def tanh(x: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """NumPy's own."""
    return _applied(np.tanh, x, out)


def logaddexp(a: npt.ArrayLike, b: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """NumPy's own."""
    with np.errstate(all="ignore"):
        x, y = _floats(a, b)
        return _result(np.logaddexp(x, y, out=out), out)


def sigmoid(x: npt.ArrayLike, *, out: _Out = None) -> _Result:
    """``1 / (1 + e^-x)``, below 0 as ``e^x / (1 + e^x)``."""
    (x,) = _floats(x)
    e = np.exp(-np.abs(x))
    return _result(np.divide(np.where(x < 0, e, 1), 1 + e, out=out), out)


def softmax(x: npt.ArrayLike, axis: int | None = -1, *, out: _Out = None) -> _Result:
    """Exponentials of the differences from the largest, divided by their sum."""
    (x,) = _floats(x)
    with np.errstate(all="ignore"):
        y = np.subtract(x, x.max(axis, keepdims=True, initial=-np.inf), out=out)
        y = np.exp(y, out=out)
        total = y.sum(axis, keepdims=True, dtype=np.float64)
        return _result(np.divide(y, total.astype(x.dtype), out=out), out)


def _applied(function: Callable[..., Any], x: npt.ArrayLike, out: _Out) -> _Result:
    with np.errstate(all="ignore"):
        return _result(function(*_floats(x), out=out), out)


def _floats(*arrays: npt.ArrayLike) -> list[npt.NDArray[Any]]:
    raws = [np.asarray(x) for x in arrays]
    single = all(x.dtype == np.float32 for x in raws)
    return [x.astype(np.float32 if single else np.float64, copy=False) for x in raws]


def _result(y: Any, out: _Out) -> _Result:
    return y if out is not None or np.ndim(y) else float(y)
