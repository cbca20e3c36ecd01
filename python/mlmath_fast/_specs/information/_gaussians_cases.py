"""Cases, errors and inputs of the rows about normal distributions."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

LinAlgError = np.linalg.LinAlgError

# Constants of rust/core/src/information/gaussians: right-hand sides and rows of a task; elements of a task
# of rows; and the block of columns of the factor.
COLUMNS = 8
CHUNK = 32_768
BLOCK = 192


def covariance(rng: Generator, n: int) -> Any:
    """Well conditioned, of variances around 2."""
    root = rng.standard_normal((n, 2 * n + 2)) / np.sqrt(n + 1)
    matrix = root @ root.T
    return (matrix + matrix.T) / 2


def _single(x: Any) -> Any:
    return x.astype(np.float32)


def _covariances(rng: Generator) -> Iterator[tuple[str, Any]]:
    for n in (1, 2, *straddle(COLUMNS, 2 * COLUMNS), 60, *straddle(BLOCK)):
        yield f"{n}", covariance(rng, n)
    yield "none", np.empty((0, 0))
    yield "identity", np.eye(5)
    yield "integers", np.diag([1, 2, 3])
    yield "float32", _single(covariance(rng, 20))
    yield "small", 1e-250 * covariance(rng, 12)
    yield "large", 1e250 * covariance(rng, 12)


def entropy_cases(rng: Generator) -> Iterator[Call]:
    for label, cov in _covariances(rng):
        yield call(label, cov)


def pair_cases(rng: Generator) -> Iterator[Call]:
    for label, cov in _covariances(rng):
        n, size = len(cov), np.sqrt(np.abs(np.diag(cov)).max(initial=0))
        means = (size * rng.standard_normal((2, n))).astype(cov.dtype)
        other = cov * 0.7 + np.diag(np.diag(cov)) * 0.6
        if label == "float32":
            other = _single(other)
        yield call(label, means[0], cov, means[1], other)
    cov = covariance(rng, 5)
    yield call("equal", np.ones(5), cov, np.ones(5), cov)


def information_cases(rng: Generator) -> Iterator[Call]:
    for label, cov in _covariances(rng):
        for n_first in sorted({0, len(cov) // 3, len(cov) - len(cov) // 3, len(cov)}):
            yield call(f"{label} split at {n_first}", cov, n_first)


def standard_cases(rng: Generator) -> Iterator[Call]:
    def data(*shape: int) -> Any:
        return rng.standard_normal((2, *shape))

    for width in straddle(16, 32):
        yield call(f"5 x {width}", *data(5, width))
    for n_rows in straddle(CHUNK // 16):
        yield call(f"{n_rows} x 16", *data(n_rows, 16))
    for width in straddle(CHUNK):
        yield call(f"3 x {width}", *data(3, width))
    yield call("one row", *data(7))
    yield call("one row float32", *_single(data(70)))
    yield call("float32", *_single(data(40, 8)))
    yield call("three dimensions", *data(3, 4, 5))
    yield call("no columns", *data(3, 0))
    yield call("no rows", *data(0, 3))
    yield call("integers", np.arange(6).reshape(2, 3), np.zeros((2, 3), int))
    yield call("standard", np.zeros((4, 5)), np.zeros((4, 5)))
    yield call("nearly standard", 1e-9 * data(4, 5)[0], 1e-5 * data(4, 5)[1])
    yield call("overflow", np.zeros((2, 2)), np.array([[0.0, 800.0], [0.0, -800.0]]))


def covariance_errors(name: str, *others: Any, before: tuple[Any, ...] = ()) -> list[Failure]:
    """What every function refuses in a covariance of order 2, `others` after it."""

    def failure(label: str, cov: Any, error: type[Exception], match: str) -> Failure:
        return Failure(call=call(label, *before, cov, *others), error=error, match=match)

    return [
        failure(
            "shape", np.ones((2, 3)), ValueError, rf"{name} must be square, got shape \(2, 3\)"
        ),
        failure("dimensions", np.ones(2), ValueError, f"{name}: Expected 2D array"),
        failure(
            "NaN", [[1, 0], [np.nan, 1]], ValueError, rf"{name} must be finite, got NaN at \(1"
        ),
        failure(
            "Inf", [[1, 0], [0, np.inf]], ValueError, rf"{name} must be finite, got inf at \(1"
        ),
        failure(
            "asymmetric",
            [[1.0, 0.5], [0.25, 1.0]],
            ValueError,
            rf"{name} must be symmetric, got 0.25 at \(1, 0\) and 0.5 at \(0, 1\)",
        ),
        failure("indefinite", [[1, 2], [2, 1]], LinAlgError, f"{name} must be positive definite"),
        failure("far off", [[1e-300, 1e99], [1e99, 1]], LinAlgError, "positive definite"),
        failure("semidefinite", [[0, 0], [0, 1]], LinAlgError, r"element \(0, 0\) is 0"),
    ]


def pair_errors() -> list[Failure]:
    m, C = np.zeros(2), np.eye(2)

    def failure(label: str, args: list[Any], match: str) -> Failure:
        return Failure(call=call(label, *args), error=ValueError, match=match)

    return [
        *covariance_errors("cov0", m, C, before=(m,)),
        failure("orders", [m, C, m, np.eye(3)], "must have the same order"),
        failure("mean", [m, C, np.zeros(3), C], "must have"),
        failure("mean NaN", [m, C, np.array([0, np.nan]), C], "mean1 must be finite"),
        Failure(
            call=call("second", m, C, m, -C),
            error=LinAlgError,
            match="cov1 must be positive definite",
        ),
    ]


def information_errors() -> list[Failure]:
    return [
        *covariance_errors("cov", 1),
        Failure(call=call("beyond", np.eye(2), 3), error=ValueError, match="at most 2, got 3"),
        Failure(call=call("negative", np.eye(2), -1), error=ValueError, match="at least 0"),
        Failure(call=call("half", np.eye(2), 0.5), error=TypeError, match="must be an integer"),
    ]


def standard_errors() -> list[Failure]:
    x = np.zeros((2, 3))
    bad = np.where(np.arange(6).reshape(2, 3) == 4, np.nan, 0.0)

    def failure(label: str, mean: Any, logvar: Any, match: str) -> Failure:
        return Failure(call=call(label, mean, logvar), error=ValueError, match=match)

    return [
        failure("shapes", x, x[:, :2], "the same shape"),
        failure("no dimension", 1.0, 1.0, "at least one dimension"),
        failure("NaN", bad, x, r"mean must be finite, got NaN at index \(1, 1\)"),
        failure("Inf", x, x - np.inf, r"logvar must be finite, got -inf at index \(0, 0\)"),
    ]
