"""What functions of many small systems refuse."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.linalg import LinAlgError

from mlmath_fast._specs._spec import Failure, call
from mlmath_fast._specs.linalg._batched_cases import Array


def _with(shape: tuple[int, ...], *places: tuple[tuple[int, ...], float]) -> Array:
    """Identities, with some numbers replaced."""
    A = np.array(np.broadcast_to(np.eye(shape[-1]), shape))
    for place, value in places:
        A[place] = value
    return A


def _failures(
    cases: Iterable[tuple[str, tuple[Any, ...], dict[str, Any], type[Exception], str]],
) -> list[Failure]:
    return [
        Failure(call=call(label, *args, **kwargs), error=error, match=match)
        for label, args, kwargs, error, match in cases
    ]


def _matrices(*more: Array) -> list[Failure]:
    """What every function refuses of its first argument; the others are `more`."""
    nan = _with((3, 5, 4, 4), ((1, 2, 3, 0), np.nan))
    return _failures(
        [
            ("a vector", (np.ones(3), *more), {}, ValueError, r"square|shape"),
            ("not square", (np.ones((2, 3, 4)), *more), {}, ValueError, r"square|shape"),
            ("too large", (np.eye(65)[None], *more), {}, ValueError, r"at most, got 65"),
            ("NaN", (nan, *more), {}, ValueError, r"A must be finite, got NaN at.*\(1, 2, 3, 0\)"),
            (
                "Inf in one matrix",
                (_with((4, 4), ((2, 1), np.inf)), *more),
                {},
                ValueError,
                r"got inf at index \(2, 1\)",
            ),
            (
                "NaN before Inf",
                (_with((30, 4, 4), ((28, 0, 0), np.inf), ((17, 1, 1), np.nan)), *more),
                {},
                ValueError,
                r"got NaN at index \(17, 1, 1\)",
            ),
        ]
    )


def _outs(*args: Array, shape: tuple[int, ...]) -> list[Failure]:
    read_only = np.empty(shape)
    read_only.flags.writeable = False
    return _failures(
        [
            ("out, shape", args, {"out": np.empty((1, *shape))}, ValueError, "out must have shape"),
            ("out, dtype", args, {"out": np.empty(shape, "f4")}, TypeError, "out must .* dtype"),
            ("out, a list", args, {"out": [1.0]}, TypeError, "out must be"),
            ("out, read-only", args, {"out": read_only}, ValueError, "out must be writeable"),
        ]
    )


def _indefinite(*more: Array) -> list[Failure]:
    """For Cholesky: the message names the first matrix."""
    many = _with((2, 40, 4, 4), ((0, 30, 3, 3), -1.0), ((1, 2, 0, 0), 0.0))
    return _failures(
        [
            ("zero", (np.zeros((4, 4)), *more), {}, LinAlgError, "^A is not positive definite"),
            ("many", (many, *more), {}, LinAlgError, r"index \(0, 30\) is not positive definite"),
            (
                "singular before NaN",
                (_with((30, 4, 4), ((9, 2, 2), 0.0), ((10, 0, 0), np.nan)), *more),
                {},
                LinAlgError,
                "A at batch index 9 is not positive definite",
            ),
            (
                "indefinite with a positive diagonal",
                (_with((3, 4, 4), ((2, 1, 0), 2.0)), *more),
                {},
                LinAlgError,
                "batch index 2",
            ),
        ]
    )


def cholesky() -> list[Failure]:
    """Of cholesky_batched."""
    return [*_matrices(), *_indefinite(), *_outs(_with((3, 4, 4)), shape=(3, 4, 4))]


def eigh() -> list[Failure]:
    """Of eigh_batched."""
    return _matrices()


def inv() -> list[Failure]:
    """Of inv_batched."""
    ones = np.ones((4, 4))
    singular = _failures(
        [
            ("zero", (np.zeros((3, 3)),), {}, LinAlgError, "^A is singular"),
            ("equal rows", (np.stack([np.eye(4)] * 20 + [ones]),), {}, LinAlgError, "index 20 is"),
            ("nearly zero", (np.eye(2)[None] * 1e-310,), {}, LinAlgError, "index 0 is singular"),
            (
                "NaN above the diagonal",
                (_with((3, 4, 4), ((2, 0, 3), np.nan)),),
                {},
                ValueError,
                r"\(2, 0, 3\)",
            ),
        ]
    )
    return [*_matrices(), *singular, *_outs(_with((3, 4, 4)), shape=(3, 4, 4))]


def solve() -> list[Failure]:
    """Of solve_batched."""
    A, b = _with((3, 4, 4)), np.ones((3, 4))
    nan = np.ones((3, 4, 2))
    nan[1, 2, 1] = -np.inf
    sides = _failures(
        [
            ("too few rows", (A, np.ones((3, 5))), {}, ValueError, "b must have 4 rows"),
            ("no axis", (np.eye(1), 1.0), {}, ValueError, r"b \(\.\.\., n\)"),
            ("batches", (A, np.ones((2, 4))), {}, ValueError, "broadcast"),
            ("NaN in b", (A, nan), {}, ValueError, r"b must be finite, got -inf.*\(1, 2, 1\)"),
        ]
    )
    one = np.ones(4)
    return [
        *(
            failure
            for failure in _matrices(one)
            if failure.call.label not in ("NaN", "NaN before Inf")
        ),
        *_indefinite(np.ones((4, 1))),
        *sides,
        *_outs(A, b, shape=(3, 4)),
    ]
