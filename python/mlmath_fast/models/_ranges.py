"""Domains of the parameters of factor models, for what is saved and loaded."""

import math
import numbers
from typing import Any

import numpy as np

from mlmath_fast._arrays import F32, F64


def check_not_negative(value: Any, name: str) -> None:
    """A finite number from 0 on."""
    if (
        isinstance(value, bool)
        or not isinstance(value, numbers.Real)
        or not 0 <= float(value) < math.inf
    ):
        raise ValueError(f"{name} must be finite and not negative, got {value!r}")


def check_bool(value: Any, name: str) -> None:
    """One of two."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {value!r}")


def check_dtype(dtype: Any) -> None:
    """One of the two float types."""
    if dtype is None or np.dtype(dtype) not in (F32, F64):
        raise ValueError(f"dtype must be float32 or float64, got {dtype!r}")
