"""Cases, errors and inputs of the rows about channels, codes and bottlenecks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

# Constants of the core: rows of a task of the bottleneck, and vectors a product takes together.
ROWS = 32
PAIR = 16


def _single(x: Any) -> Any:
    return np.asarray(x).astype(np.float32)


def channel(rng: Generator, n_inputs: int, n_outputs: int) -> Any:
    """Every input prefers some outputs: none of the probabilities of the best ones is close to 0."""
    table = rng.random((n_inputs, n_outputs)) + 5 * np.eye(n_inputs, n_outputs)
    return table / table.sum(1, keepdims=True)


def channel_cases(rng: Generator) -> Iterator[Call]:
    for n in (1, 2, 3, *straddle(PAIR)):
        yield call(f"{n} x {n}", channel(rng, n, n))
    yield call("more outputs", channel(rng, 3, 20))
    yield call("counts", rng.poisson(3.0, (2, 5)) + 1)
    yield call("float32", _single(channel(rng, 6, 6)))
    yield call("one output", np.ones((4, 1)))
    yield call("outputs that never come", np.array([[0.8, 0.0, 0.2], [0.3, 0.0, 0.7]]))
    yield call("without noise", np.eye(6))
    yield call("without use", np.ones((3, 3)))
    yield call("an input without use", np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]))
    yield call("loose", channel(rng, 5, 5), tol=1e-2)
    yield call("large counts", 1e308 * channel(rng, 3, 3))


def rate_cases(rng: Generator) -> Iterator[Call]:
    def distances(n: int, m: int) -> Any:
        x, y = np.linspace(0, 1, n), np.linspace(0, 1, m)
        return (x[:, np.newaxis] - y) ** 2

    for beta in (0.0, 0.5, 3.0, 50.0):
        yield call(f"Hamming {beta}", rng.random(5) + 0.5, 1.0 - np.eye(5), beta=beta)
    for n in (1, 2, *straddle(PAIR)):
        yield call(f"{n}", rng.random(n) + 0.1, 1.0 - np.eye(n), beta=2.0)
    yield call("squares", np.ones(6), distances(6, 4), beta=3.0, tol=1e-6)
    yield call("one output", np.ones(6), distances(6, 1), beta=3.0)
    yield call("counts", np.array([3, 0, 5]), 1 - np.eye(3, dtype=int), beta=2.0)
    yield call("float32", _single(rng.random(5) + 0.5), _single(1 - np.eye(5)), beta=2.0)
    yield call("far", np.ones(3), 1e6 * (1 - np.eye(3)), beta=1.0)
    yield call("shifted", np.ones(3), 1e5 + (1 - np.eye(3)), beta=1.0)


def related(rng: Generator, n_x: int, n_y: int) -> Any:
    """Joint counts of two groups of rows."""
    profiles = rng.gamma(1.0, size=(2, n_y)) + 0.1
    return rng.poisson(20 * profiles[np.arange(n_x) % 2]) + 1.0


def bottleneck_cases(rng: Generator) -> Iterator[Call]:
    for n_x in (1, 2, *straddle(ROWS)):
        yield call(f"{n_x} rows", related(rng, n_x, 5), 2, beta=5.0, max_iter=20, tol=0.0)
    for n_y in (1, *straddle(PAIR)):
        yield call(f"{n_y} columns", related(rng, 10, n_y), 3, beta=2.0, max_iter=20, tol=0.0)
    yield call("one cluster", related(rng, 6, 5), 1, beta=5.0)
    yield call("more clusters than rows", related(rng, 3, 5), 7, beta=5.0, max_iter=30, tol=0.0)
    yield call("beta 0", related(rng, 6, 5), 3, beta=0.0)
    yield call("identity", np.eye(3), 3, beta=10.0, seed=2)
    yield call("empty rows and columns", np.diag([1.0, 0.0, 2.0]), 2, beta=4.0, max_iter=9, tol=0.0)
    yield call("float32", _single(related(rng, 8, 5)), 2, beta=5.0, max_iter=9, tol=0.0)
    yield call("seed", related(rng, 8, 5), 3, beta=3.0, seed=2**64 - 1, max_iter=9, tol=0.0)
    yield call("hard", related(rng, 12, 6), 2, beta=1e6, max_iter=30)


def code_cases(rng: Generator) -> Iterator[Call]:
    for n in (1, 2, 17, 300):
        counts = rng.zipf(1.5, n).astype(float)
        yield call(f"{n} symbols", counts)
        yield call(f"{n} symbols in bits", counts, precision=10, base=2)
        yield call(f"{n} symbols, model", counts, rng.random(n) + 0.01, precision=9)
    yield call("integers", rng.integers(0, 50, 40))
    yield call("float32", _single(rng.integers(0, 50, 40)), precision=8)
    yield call("zeros", np.array([0.0, 5.0, 0.0, 1.0]), precision=3)
    yield call("no code", np.array([1.0, 1.0]), np.array([1.0, 0.0]))
    yield call("no data", np.zeros(3), np.ones(3), precision=4)
    yield call("just room", np.ones(8), precision=3)
    yield call("ties", np.full(7, 3.0), precision=6)
    yield call("skewed", np.array([1e9, 1.0, 1.0, 1.0]), precision=5)
    yield call("large", 1e306 * rng.random(60), precision=7)


def domain_errors(name: str, *rest: Any, **kwargs: Any) -> list[Failure]:
    """What every solver refuses in its first argument, a matrix."""

    def failure(label: str, x: Any, match: str) -> Failure:
        return Failure(call=call(label, x, *rest, **kwargs), error=ValueError, match=match)

    message = f"{name} must hold finite numbers that are not negative, got "
    return [
        failure("negative", [[1.0, 2.0], [-1.0, 2.0]], message + r"-1 at index \(1, 0\)"),
        failure("NaN", [[1.0, 2.0], [1.0, np.nan]], message + r"NaN at index \(1, 1\)"),
        failure("Inf", [[1.0, np.inf], [1.0, 2.0]], message + r"inf at index \(0, 1\)"),
        failure("zeros", np.zeros((2, 2)), f"{name} must have a positive element"),
        failure("empty", np.empty((0, 2)), f"{name} must have a positive element"),
        failure("dimensions", [1.0, 2.0], f"{name}: Expected 2D array"),
        Failure(
            call=call("max_iter", np.eye(2), *rest, max_iter=0, **kwargs),
            error=ValueError,
            match="max_iter must be at least 1",
        ),
        Failure(
            call=call("tol", np.eye(2), *rest, tol=-1.0, **kwargs),
            error=ValueError,
            match="tol must not be negative",
        ),
    ]


def rate_errors() -> list[Failure]:
    d = 1.0 - np.eye(2)

    def failure(label: str, p: Any, table: Any, match: str, **kwargs: Any) -> Failure:
        kwargs = {"beta": 1.0, **kwargs}
        return Failure(call=call(label, p, table, **kwargs), error=ValueError, match=match)

    return [
        failure("negative p", [1, -1], d, "p must hold .* got -1 at index 1"),
        failure("zero p", [0, 0], d, "p must have a positive element"),
        failure("negative", [1, 1], -d, r"distortion must hold .* got -1 at index \(0, 1\)"),
        failure("shapes", [1, 1, 1], d, "shapes"),
        failure("no outputs", [1, 1], d[:, :0], "shapes"),
        failure("beta", [1, 1], d, "beta must be finite and not negative", beta=-1.0),
        failure("beta NaN", [1, 1], d, "beta must be finite", beta=np.nan),
        failure("max_iter", [1, 1], d, "max_iter must be at least 1", max_iter=0),
    ]


def bottleneck_errors() -> list[Failure]:
    return [
        *domain_errors("joint", 2, beta=1.0),
        Failure(
            call=call("clusters", np.eye(2), 0, beta=1.0),
            error=ValueError,
            match="n_clusters must be at least 1",
        ),
        Failure(
            call=call("beta", np.eye(2), 2, beta=-1.0),
            error=ValueError,
            match="beta must be finite and not negative",
        ),
        Failure(
            call=call("seed", np.eye(2), 2, beta=1.0, seed=0.5),
            error=TypeError,
            match="seed must be an integer",
        ),
    ]


def code_errors() -> list[Failure]:
    def failure(label: str, match: str, *args: Any, **kwargs: Any) -> Failure:
        return Failure(call=call(label, *args, **kwargs), error=ValueError, match=match)

    return [
        failure("negative", "counts must hold .* got -1 at index 1", [1, -1]),
        failure("model NaN", "model must hold", [1, 1], [1, np.nan]),
        failure("shapes", "the same shape", [1, 1], [1, 1, 1]),
        failure("dimensions", "counts: Expected 1D array", [[1, 1]]),
        failure("nothing", "from 1 to 4096 positive elements at this precision, got 0", [0, 0]),
        failure("no room", "from 1 to 2 positive elements", [1, 1, 1], precision=1),
        failure("precision", "precision must be at most 52", [1], precision=53),
        failure("base", "base must be positive", [1], base=1.0),
        Failure(call=call("bits", [1], precision=1.5), error=TypeError, match="precision must be"),
    ]
