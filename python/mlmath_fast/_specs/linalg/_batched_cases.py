"""Inputs of many small systems."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._specs._spec import Call, call

Array = npt.NDArray[Any]

# Around the tiles (2 and 4), the vectors (2 to 16) and the largest order.
ORDERS = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64)

# Around the lanes of a group.
BATCHES = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17)


def symmetric(rng: Generator, shape: tuple[int, ...], n: int) -> Array:
    """Any symmetric matrices."""
    X = rng.standard_normal((*shape, n, n))
    A: Array = X + X.swapaxes(-1, -2)
    return A


def positive(rng: Generator, shape: tuple[int, ...], n: int) -> Array:
    """Positive definite matrices with condition numbers below ten or so."""
    X = rng.standard_normal((*shape, n, n))
    A: Array = X @ X.swapaxes(-1, -2) / max(n, 1) + np.eye(n)
    return A


def general(rng: Generator, shape: tuple[int, ...], n: int) -> Array:
    """Matrices near a permuted diagonal: well conditioned, and pivots lie anywhere."""
    X = rng.uniform(-0.5, 0.5, (*shape, n, n)) / np.sqrt(max(n, 1))
    A: Array = X + 2 * _permutations(rng, shape, n)
    return A


def _permutations(rng: Generator, shape: tuple[int, ...], n: int) -> Array:
    order = np.argsort(rng.random((*shape, n)), axis=-1)
    eyes: Array = np.eye(n)[order]
    return eyes


Sampler = Callable[[Generator, tuple[int, ...], int], Array]


def _stacks(rng: Generator, sample: Sampler) -> Iterator[tuple[str, Array]]:
    """What every function meets: all orders, batches, scales, nothing."""
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n in ORDERS:
            yield f"3 of {n} {name}", sample(rng, (3,), n).astype(dtype)
        for count in BATCHES:
            yield f"{count} of 6 {name}", sample(rng, (count,), 6).astype(dtype)
        for count in (17, 33):
            yield f"{count} of 64, in tasks of 16 {name}", sample(rng, (count,), 64).astype(dtype)
        yield f"many, in several tasks {name}", sample(rng, (2100,), 5).astype(dtype)
        yield f"two axes of batch {name}", sample(rng, (3, 5), 4).astype(dtype)
        yield f"a single matrix {name}", sample(rng, (), 8).astype(dtype)
        yield f"no matrix {name}", np.empty((0, 3, 3), dtype)
        yield f"order 0 {name}", np.empty((4, 0, 0), dtype)
        for scale in (1e-200, 1e200) if dtype == np.float64 else (1e-25, 1e25):
            yield f"in units of {scale:g} {name}", (sample(rng, (9,), 7) * scale).astype(dtype)
        # Units differ from lane to lane.
        units = np.logspace(-100, 100, 17) if dtype == np.float64 else np.logspace(-15, 15, 17)
        A = sample(rng, (17,), 5) * units[:, None, None]
        yield f"units from lane to lane {name}", A.astype(dtype)
    yield "integers become float64", np.eye(3, dtype=int)[None].repeat(5, 0)
    yield "diagonal", np.eye(9) * np.arange(1.0, 10)


def _above_the_diagonal(A: Array, value: float) -> Array:
    """What is not read is anything."""
    A = A.copy()
    A[..., *np.triu_indices(A.shape[-1], 1)] = value
    return A


def of_matrices(sample: Sampler) -> Callable[[Generator], Iterator[Call]]:
    """Cases of functions of one argument."""

    def made(rng: Generator) -> Iterator[Call]:
        for label, A in _stacks(rng, sample):
            yield call(label, A)
        if sample is positive:
            yield call("NaN above the diagonal", _above_the_diagonal(sample(rng, (5,), 6), np.nan))
            yield call("7 above the diagonal", _above_the_diagonal(sample(rng, (5,), 9), 7.0))
        else:
            triangular = np.tril(sample(rng, (5,), 6)) + 3 * np.eye(6)
            yield call("triangular", triangular)
            yield call("permutations", _permutations(rng, (20,), 16))

    return made


def of_eigh(rng: Generator) -> Iterator[Call]:
    """Symmetric matrices; those with equal, clustered, tiny and huge eigenvalues."""
    for label, A in _stacks(rng, symmetric):
        yield call(label, A)
    yield call("zeros", np.zeros((9, 5, 5)))
    yield call("ones", np.ones((9, 17, 17)))
    yield call("the identity", np.eye(8)[None].repeat(3, 0))
    yield call("the identity, float32", np.eye(33, dtype=np.float32)[None].repeat(3, 0))
    Q = np.linalg.qr(rng.standard_normal((12, 12)))[0]
    spectra = {
        "two eigenvalues": np.repeat([1.0, 2.0], 6),
        "a cluster": 1 + 1e-13 * np.arange(12),
        "opposite pairs": np.tile([1.0, -1.0], 6) * np.repeat(np.arange(1.0, 7), 2),
        "many magnitudes": 10.0 ** -np.arange(0, 36, 3),
        "rank one": np.append(np.zeros(11), 3.0),
        "negative": -np.arange(1.0, 13),
    }
    for label, w in spectra.items():
        A = (Q * w) @ Q.T
        yield call(label, np.stack([A, A[::-1, ::-1], np.diag(w)]))
    yield call("all spectra at once", np.stack([(Q * w) @ Q.T for w in spectra.values()]))
    graded = 10.0 ** -(3.0 * np.add.outer(np.arange(9), np.arange(9)))
    yield call("graded down and up", np.stack([graded, graded[::-1, ::-1]]))
    wilkinson = np.diag(np.abs(np.arange(-10.0, 11))) + np.eye(21, k=1) + np.eye(21, k=-1)
    yield call("Wilkinson's 21", wilkinson[None])
    blocks = np.kron(np.diag([1.0, 2.0, 3.0]), np.ones((3, 3)))
    yield call("blocks", np.stack([blocks, np.eye(9)]))
    yield call("NaN above the diagonal", _above_the_diagonal(symmetric(rng, (5,), 6), np.nan))
    for extreme in (np.finfo(float).tiny, 5e-324, 1e308):
        yield call(f"around {extreme:g}", np.eye(3) * extreme * np.array([1.0, -0.5, 0.25]))


def of_solve(rng: Generator) -> Iterator[Call]:
    """Every stack with vectors and with several right-hand sides; batches that broadcast."""
    for label, A in _stacks(rng, positive):
        dtype = np.float32 if A.dtype == np.float32 else np.float64
        yield call(label, A, rng.standard_normal(A.shape[:-1]).astype(dtype))
    A = positive(rng, (9,), 7)
    for k in (0, 1, 2, 3, 4, 5, 8, 9):
        yield call(f"{k} right-hand sides", A, rng.standard_normal((9, 7, k)))
    # Beyond 8192 elements of sides in blocks of 2^15 of them, of 9 vectors.
    for n, k in ((1, 8192), (1, 8193), (1, 33_000), (7, 1170), (7, 1171), (7, 4700), (64, 129)):
        for dtype in (np.float64, np.float32):
            sides = rng.standard_normal((2, n, k)).astype(dtype)
            label = f"order {n}, {k} sides, {dtype.__name__}"
            yield call(label, positive(rng, (2,), n).astype(dtype), sides)
    yield call("one matrix, wide", A[:1], rng.standard_normal((3, 7, 1300)))
    yield call("one matrix, many vectors", A[:1], rng.standard_normal((20, 7)))
    yield call("a matrix alone, many sides", A[0], rng.standard_normal((20, 7, 2)))
    yield call("many matrices, one side", A, rng.standard_normal((1, 7)))
    yield call("many matrices, a side alone", A, rng.standard_normal((7, 3))[None])
    yield call("across", A[:3, None], rng.standard_normal((1, 4, 7)))
    yield call("a vector alone", A[0], rng.standard_normal(7))
    yield call("float32 with float64", A.astype(np.float32), rng.standard_normal((9, 7)))
    yield call("zeros", A, np.zeros((9, 7)))
    yield call(
        "NaN above the diagonal", _above_the_diagonal(A, np.nan), rng.standard_normal((9, 7))
    )


def _args(sample: Sampler) -> Callable[..., tuple[Array, ...]]:
    def made(rng: Generator, count: int, n: int, dtype: type) -> tuple[Array, ...]:
        return (sample(rng, (count,), n).astype(dtype),)

    return made


symmetric_args, positive_args, general_args = _args(symmetric), _args(positive), _args(general)


def solve_args(rng: Generator, count: int, n: int, dtype: type) -> tuple[Array, ...]:
    """Matrices and a right-hand side each."""
    A = positive(rng, (count,), n)
    return A.astype(dtype), rng.standard_normal((count, n)).astype(dtype)
