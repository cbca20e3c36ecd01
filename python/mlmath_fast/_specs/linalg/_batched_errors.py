"""What functions of many small systems refuse."""

from typing import Any

import numpy as np
from numpy.linalg import LinAlgError

from mlmath_fast._specs._spec import Failure, call
from mlmath_fast._specs.linalg._batched_cases import Array

# A label, the matrices, and what they raise.
Refusal = tuple[str, Array, type[Exception], str]


def _with(shape: tuple[int, ...], *places: tuple[tuple[int, ...], float]) -> Array:
    """Identities, with some numbers replaced."""
    A = np.array(np.broadcast_to(np.eye(shape[-1]), shape))
    for place, value in places:
        A[place] = value
    return A


def _failures(refusals: list[Refusal], *, sides: bool = False) -> list[Failure]:
    """With one right-hand side a matrix if the function takes `sides`."""
    return [
        Failure(
            call=call(label, A, *([np.ones(A.shape[:-1])] if sides else [])),
            error=error,
            match=match,
        )
        for label, A, error, match in refusals
    ]


MATRICES: list[Refusal] = [
    ("a vector", np.ones(3), ValueError, r"square|shape"),
    ("not square", np.ones((2, 3, 4)), ValueError, r"square|rows"),
    ("too large", np.eye(65)[None], ValueError, "order 64 at most, got 65"),
    (
        "NaN",
        _with((3, 5, 4, 4), ((1, 2, 3, 0), np.nan)),
        ValueError,
        r"A must be finite, got NaN at index \(1, 2, 3, 0\)",
    ),
    (
        "Inf in one matrix",
        _with((4, 4), ((2, 1), np.inf)),
        ValueError,
        r"got inf at index \(2, 1\)",
    ),
    (
        "NaN before Inf",
        _with((30, 4, 4), ((28, 0, 0), np.inf), ((17, 1, 1), np.nan)),
        ValueError,
        r"got NaN at index \(17, 1, 1\)",
    ),
]

INDEFINITE: list[Refusal] = [
    ("zero", np.zeros((4, 4)), LinAlgError, "^A is not positive definite"),
    (
        "many axes",
        _with((2, 40, 4, 4), ((0, 30, 3, 3), -1.0), ((1, 2, 0, 0), 0.0)),
        LinAlgError,
        r"A at batch index \(0, 30\) is not positive definite",
    ),
    (
        "singular before NaN",
        _with((30, 4, 4), ((9, 2, 2), 0.0), ((10, 0, 0), np.nan)),
        LinAlgError,
        "A at batch index 9 is not positive definite",
    ),
    (
        "indefinite with a positive diagonal",
        _with((3, 4, 4), ((2, 1, 0), 2.0)),
        LinAlgError,
        "A at batch index 2 is",
    ),
]

SINGULAR: list[Refusal] = [
    ("zero", np.zeros((3, 3)), LinAlgError, "^A is singular"),
    (
        "equal rows",
        np.stack([np.eye(4)] * 20 + [np.ones((4, 4))]),
        LinAlgError,
        "A at batch index 20 is singular",
    ),
    ("nearly zero", np.eye(2)[None] * 1e-310, LinAlgError, "A at batch index 0 is singular"),
    (
        "NaN above the diagonal",
        _with((3, 4, 4), ((2, 0, 3), np.nan)),
        ValueError,
        r"got NaN at index \(2, 0, 3\)",
    ),
]


def _outs(*args: Array, shape: tuple[int, ...]) -> list[Failure]:
    bad: list[tuple[str, Any, type[Exception], str]] = [
        ("out, shape", np.empty((1, *shape)), ValueError, "out must have shape"),
        ("out, dtype", np.empty(shape, np.float32), TypeError, "out must have dtype float64"),
        ("out, a list", [1.0], TypeError, "out must be a numpy array, got list"),
    ]
    return [
        Failure(call=call(label, *args, out=out), error=error, match=match)
        for label, out, error, match in bad
    ]


def cholesky() -> list[Failure]:
    """Of cholesky_batched."""
    return [*_failures([*MATRICES, *INDEFINITE]), *_outs(_with((3, 4, 4)), shape=(3, 4, 4))]


def eigh() -> list[Failure]:
    """Of eigh_batched."""
    return _failures(MATRICES)


def inv() -> list[Failure]:
    """Of inv_batched."""
    return [*_failures([*MATRICES, *SINGULAR]), *_outs(_with((3, 4, 4)), shape=(3, 4, 4))]


def solve() -> list[Failure]:
    """Of solve_batched."""
    A, b, infinite = _with((3, 4, 4)), np.ones((3, 4)), np.ones((3, 4, 2))
    infinite[1, 2, 1] = -np.inf
    sides: list[tuple[str, Array, Any, str]] = [
        ("too few rows", A, np.ones((3, 5)), "b must have 4 rows"),
        ("no axis", np.eye(1), 1.0, r"b \(\.\.\., n\) or"),
        ("batches", A, np.ones((2, 4)), "broadcast"),
        ("Inf in b", A, infinite, r"b must be finite, got -inf at index \(1, 2, 1\)"),
    ]
    return [
        *_failures([*MATRICES, *INDEFINITE], sides=True),
        *(
            Failure(call=call(label, A, b), error=ValueError, match=match)
            for label, A, b, match in sides
        ),
        *_outs(A, b, shape=(3, 4)),
    ]
