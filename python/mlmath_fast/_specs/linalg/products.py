"""Rows of matmul and gram."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import linalg as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._laws import permutation
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.linalg._products_cases import (
    gram_cases,
    gram_errors,
    matmul_cases,
    matmul_errors,
)
from mlmath_fast.reference import linalg as reference

Array = npt.NDArray[Any]
Product = Callable[..., Any]


def _transposes_swap(matmul: Product, rng: Generator) -> None:
    for m, k, n in ((3, 4, 5), (70, 300, 330), (200, 600, 50)):
        a, b = rng.standard_normal((m, k)), rng.standard_normal((k, n))
        assert_close(matmul(b.T, a.T), matmul(a, b).T, rtol=0, atol=1e-12)


def _it_is_linear(matmul: Product, rng: Generator) -> None:
    a, b, c = (rng.standard_normal((150, 150)) for _ in range(3))
    want = 2 * matmul(a, c) - 3 * matmul(b, c)
    assert_close(matmul(2 * a - 3 * b, c), want, rtol=0, atol=1e-11)


def _the_identity_changes_nothing(matmul: Product, rng: Generator) -> None:
    for n in straddle(8, 24, 320):
        a = rng.standard_normal((n, n))
        assert_close(matmul(a, np.eye(n)), a, rtol=0)
        assert_close(matmul(np.eye(n), a), a, rtol=0)


def _vectors_see_the_matrix(matmul: Product, rng: Generator) -> None:
    a, b, x = (rng.standard_normal(shape) for shape in ((130, 270), (270, 60), 60))
    assert_close(matmul(matmul(a, b), x), matmul(a, matmul(b, x)), rtol=0, atol=1e-11)


def _rows(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for shape in ((300, 30), (700, 520)):
        yield (rng.standard_normal(shape),)


def _whole_weights_repeat(gram: Product, rng: Generator) -> None:
    for n in (50, 3000):
        X, counts = rng.standard_normal((n, 20)), rng.integers(0, 4, n)
        for center in (False, True):
            want = gram(np.repeat(X, counts, axis=0), center=center)
            assert_close(gram(X, center=center, weights=counts), want, rtol=0, atol=1e-10)


def _means_do_not_matter_when_centred(gram: Product, rng: Generator) -> None:
    X, w = rng.standard_normal((3000, 30)), rng.random(3000)
    for weights in (None, w):
        want = gram(X, center=True, weights=weights)
        # X + 1000 is X to 1e-13, so centred squares agree to 1e-13 of their root mean.
        got = gram(X + 1000, center=True, weights=weights)
        assert_close(got, want, rtol=0, atol=1e-8)


def _it_is_symmetric_and_semidefinite(gram: Product, rng: Generator) -> None:
    for shape in ((40, 100), (600, 77), (300, 530)):
        X = rng.standard_normal(shape)
        for weights in (None, rng.random(shape[0])):
            G = gram(X, center=True, weights=weights)
            assert G.tolist() == G.T.tolist()
            assert np.linalg.eigvalsh(G)[0] > -1e-10


def _stack(rng: Generator, n: int) -> Callable[[], Call]:
    return lambda: call("", *(rng.random((200_000, n, n)) for _ in range(2)))


def _thin(rng: Generator, k: int, n: int, turned: bool) -> Callable[[], Call]:
    def make() -> Call:
        B = rng.random((n, k)).T if turned else rng.random((k, n))
        return call("", rng.random((1_000_000, k)), B)

    return make


def _matmul_bench(rng: Generator) -> Iterator[Bench]:
    # Positive entries: nothing cancels, so that the tolerance can be relative at any depth.
    def square(n: int, dtype: type) -> Callable[[], Call]:
        return lambda: call(
            "",
            rng.random((n, n)).astype(dtype),
            rng.random((n, n)).astype(dtype),
        )

    yield Bench(label="64 x 64, float64", make=square(64, np.float64), smoke=True)
    for n in (256, 512, 1024, 2048, 4096):
        for dtype in (np.float64, np.float32):
            label = f"{n:,} x {n:,}, {dtype.__name__}"
            yield Bench(label=label, make=square(n, dtype), quick=n in {256, 1024})
    yield Bench(
        label="transposed, 1,024 x 1,024",
        make=lambda: call("", *(rng.random((1024, 1024)).T for _ in range(2))),
    )
    yield Bench(
        label="20,000 of 16 x 16",
        make=lambda: call("", *(rng.random((20_000, 16, 16)) for _ in range(2))),
    )
    for k, n, turned in ((5, 5, False), (20, 3, False), (20, 10, True)):
        yield Bench(
            label=f"1,000,000 x {k} times {k} x {n}{', turned' if turned else ''}",
            make=_thin(rng, k, n, turned),
        )
    for n in (2, 4):
        yield Bench(
            label=f"200,000 of {n} x {n}",
            make=_stack(rng, n),
        )
    yield Bench(
        label="a vector, 4,096 x 4,096",
        make=lambda: call("", rng.random((4096, 4096)), rng.random(4096)),
    )


def _gram_bench(rng: Generator) -> Iterator[Bench]:
    def tall(n: int, p: int, dtype: type = np.float64, **options: Any) -> Callable[[], Call]:
        # A factor that all columns share: nothing cancels, centred or not.
        def make() -> Call:
            X = rng.standard_normal((n, 1)) + rng.standard_normal((n, p))
            return call("", X.astype(dtype), **options)

        return make

    yield Bench(label="2,000 x 20", make=tall(2000, 20), smoke=True)
    yield Bench(label="50,000 x 200", make=tall(50_000, 200), quick=True)
    yield Bench(label="50,000 x 200, centred", make=tall(50_000, 200, center=True), quick=True)
    yield Bench(label="50,000 x 200, float32", make=tall(50_000, 200, np.float32))
    yield Bench(label="5,000 x 1,000", make=tall(5000, 1000))
    yield Bench(label="5,000 x 1,000, float32", make=tall(5000, 1000, np.float32))
    yield Bench(
        label="50,000 x 200, centred and weighted",
        make=tall(50_000, 200, center=True, weights=rng.random(50_000)),
    )


def _matmul_cost(c: Call) -> Cost:
    a, b = (np.asarray(x) for x in c.args)
    inner = a.shape[-1]
    out = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    size = np.prod(out, dtype=float) * (a.shape[-2] if a.ndim > 1 else 1)
    size *= b.shape[-1] if b.ndim > 1 else 1
    return Cost(flops=2 * inner * size, bytes=a.nbytes + b.nbytes + size * a.itemsize)


def _gram_cost(c: Call) -> Cost:
    """Half of the products; one pass more for the means."""
    X = np.asarray(c.args[0])
    n, p = X.shape
    passes = 2 if c.kwargs.get("center") else 1
    return Cost(flops=float(n) * p * (p + 1), bytes=passes * X.nbytes)


def _numpy_gram(X: Array, *, center: bool = False, weights: Any = None) -> Array:
    """What one would write: `X.T @ X` (a SYRK inside) or `np.cov`."""
    if not center:
        return X.T @ X if weights is None else (X.T * weights) @ X
    covariance: Array = np.cov(X, rowvar=False, aweights=weights, ddof=0)
    return covariance * (len(X) if weights is None else np.sum(weights))


def _blas_syrk(X: Array, *, center: bool = False, weights: Any = None) -> Array:
    """BLAS called by hand: one triangle, mirrored."""
    from scipy.linalg.blas import dsyrk, ssyrk

    if center:
        X = X - np.average(X, axis=0, weights=weights)
    if weights is not None:
        X = X * np.sqrt(weights)[:, None]
    upper = (ssyrk if X.dtype == np.float32 else dsyrk)(1.0, X.T)
    result: Array = np.triu(upper) + np.triu(upper, 1).T
    return result


KERNELS = [
    Kernel(
        fast=fast.matmul,
        reference=reference.matmul,
        cases=matmul_cases,
        bench=_matmul_bench,
        errors=matmul_errors(),
        laws=[
            Law(name="transposes swap", check=_transposes_swap),
            Law(name="it is linear", check=_it_is_linear),
            Law(name="the identity changes nothing", check=_the_identity_changes_nothing),
            Law(name="vectors see the matrix", check=_vectors_see_the_matrix),
        ],
        # Rows and columns of the cases have norm 1: errors are relative to their product.
        tol={
            "float64": Tolerance(rtol=1e-13, atol=1e-14),
            "float32": Tolerance(rtol=1e-5, atol=2e-6),
        },
        cost=_matmul_cost,
        rivals={"np.matmul": np.matmul},
    ),
    Kernel(
        fast=fast.gram,
        reference=reference.gram,
        cases=gram_cases,
        bench=_gram_bench,
        errors=gram_errors(),
        laws=[
            permutation(_rows, tol=Tolerance(rtol=0.0, atol=1e-11)),
            Law(name="whole weights repeat rows", check=_whole_weights_repeat),
            Law(name="centred, means do not matter", check=_means_do_not_matter_when_centred),
            Law(name="symmetric and semidefinite", check=_it_is_symmetric_and_semidefinite),
        ],
        # Columns of the cases are of norm 1, or off by their mean: relative to the largest diagonal.
        tol={
            "float64": Tolerance(rtol=1e-12, atol=1e-13),
            "float32": Tolerance(rtol=1e-5, atol=2e-6),
        },
        cost=_gram_cost,
        rivals={"numpy": _numpy_gram, "scipy.linalg.blas.syrk": _blas_syrk},
    ),
]
