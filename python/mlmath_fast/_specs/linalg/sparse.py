"""Rows: products with sparse matrices."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import sparse, transposed
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.linalg._matrices import Array, scattered, scipy_csr
from mlmath_fast.linalg import sparse as fast
from mlmath_fast.reference.linalg import sparse as reference


def _cases(rng: Generator) -> Iterator[Call]:
    # Strips of 8, 4, 2 and 1 vectors of 2, 4, 8 or 16 elements, and the overlapping last one.
    for k in (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 129):
        A = sparse(rng, (7, 9), rng.random(7))
        yield call(f"{k} columns", A, rng.standard_normal((9, k)))
        single = A._replace(data=A.data.astype(np.float32))
        yield call(f"{k} columns, float32", single, rng.standard_normal((9, k)).astype(np.float32))
    A = sparse(rng, (30, 40), rng.random(30))
    yield call("vector", A, rng.standard_normal(40))
    yield call("vector, transposed", A, rng.standard_normal(30), transpose=True)
    for k in (16, 17):
        yield call(f"transposed, {k} columns", A, rng.standard_normal((30, k)), transpose=True)
    many = sparse(rng, (600, 3), rng.random(600))
    for k in (1, 17):
        yield call(f"tall, transposed, {k}", many, rng.standard_normal((600, k)), transpose=True)
    # From 64 entries a column on, entries are scattered.
    for n in (63, 64, 65):
        full = sparse(rng, (n, 4), 1.0)
        B = rng.standard_normal((n, 17))
        yield call(f"{n} entries a column, transposed", full, B, transpose=True)
    yield call("transposed", A, rng.standard_normal((30, 12)), transpose=True)
    wide = A._replace(indices=A.indices.astype(np.int64))
    yield call("int64 indices", wide, rng.standard_normal((40, 20)))
    yield call("float32 times float64", A, rng.standard_normal((40, 5)).astype(np.float32))
    yield call("several pieces", scattered(rng, (3000, 50), 9000), rng.standard_normal((50, 80)))
    yield call("rows of 0 to 9 entries", sparse(rng, (10, 9), np.arange(10) / 9), np.ones((9, 1)))
    yield call("empty rows and columns", sparse(rng, (4, 5), 0.0), rng.standard_normal((5, 3)))
    yield call("no rows", sparse(rng, (0, 5), 0.0), np.ones((5, 3)))
    yield call("no columns", sparse(rng, (5, 0), 0.0), np.ones((0, 3)))
    yield call("nothing to multiply", sparse(rng, (4, 5), 0.5), np.ones((5, 0)))
    yield call("NaN and Inf in B", sparse(rng, (4, 3), 1.0), np.array([np.nan, 1.0, np.inf]))


def _errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    A = sparse(rng, (3, 4), 0.5)
    shapes = [
        ("too few rows", call("", A, np.ones((3, 2))), "for each of the 4 columns of A, got 3"),
        ("transposed", call("", A, np.ones(4), transpose=True), "of the 3 rows of A, got 4"),
        ("three axes", call("", A, np.ones((4, 1, 1))), "Expected 1D or 2D array, got 3D"),
    ]
    return [
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in shapes
        ),
        *sparse_failures(np.ones((4, 2))),
    ]


def _transpose_is_the_adjoint(spmm: Callable[..., Any], rng: Generator) -> None:
    """x . A y = A^T x . y."""
    A, x, y = sparse(rng, (20, 30), 0.3), rng.standard_normal(20), rng.standard_normal(30)
    assert_close(x @ spmm(A, y), spmm(A, x, transpose=True) @ y, rtol=1e-12, atol=1e-12)


def _transposing_twice_is_nothing(spmm: Callable[..., Any], rng: Generator) -> None:
    A, B = sparse(rng, (20, 30), 0.3), rng.standard_normal((30, 5))
    assert_close(spmm(transposed(A), B, transpose=True), spmm(A, B), rtol=1e-13, atol=1e-13)


def _columns_do_not_know_each_other(spmm: Callable[..., Any], rng: Generator) -> None:
    A, B = sparse(rng, (20, 30), 0.3), rng.standard_normal((30, 70))
    assert np.array_equal(spmm(A, B[:, :64]), spmm(A, B)[:, :64])


def _it_is_linear(spmm: Callable[..., Any], rng: Generator) -> None:
    A, B, C = sparse(rng, (20, 30), 0.3), *rng.standard_normal((2, 30, 9))
    assert_close(spmm(A, B - 2 * C), spmm(A, B) - 2 * spmm(A, C), rtol=1e-12, atol=1e-12)


def _bench(rng: Generator) -> Iterator[Bench]:
    def random(n: int, nnz: int, k: int | None, dtype: Any, **kwargs: Any) -> Callable[[], Call]:
        def make() -> Call:
            B = rng.standard_normal(n if k is None else (n, k)).astype(dtype)
            return call("", scattered(rng, (n, n), nnz, dtype), B, **kwargs)

        return make

    double, single = np.float64, np.float32
    yield Bench(
        label="1,000 x 1,000, 1 %, 64 columns", make=random(1000, 10_000, 64, double), smoke=True
    )
    yield Bench(
        label="100,000 rows, 1 M entries, 64 columns",
        make=random(10**5, 10**6, 64, double),
        quick=True,
    )
    yield Bench(label="the same, float32", make=random(10**5, 10**6, 64, single), quick=True)
    yield Bench(label="the same, transposed", make=random(10**5, 10**6, 64, double, transpose=True))
    yield Bench(label="100,000 rows, 1 M entries, vector", make=random(10**5, 10**6, None, double))


def _cost(c: Call) -> Cost:
    A, B = c.args
    n_out = A.shape[1 if c.kwargs.get("transpose") else 0]
    k = 1 if B.ndim == 1 else B.shape[1]
    return Cost(
        flops=2.0 * len(A.indices) * k,
        bytes=A.data.nbytes + A.indices.nbytes + B.nbytes + n_out * k * B.itemsize,
    )


def _scipy(A: Any, B: Array, *, transpose: bool = False) -> Array:
    matrix = scipy_csr(A)
    product: Array = (matrix.T if transpose else matrix) @ B
    return product


KERNELS = [
    Kernel(
        fast=fast.spmm,
        reference=reference.spmm,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="the transpose is the adjoint", check=_transpose_is_the_adjoint),
            Law(name="transposing twice is nothing", check=_transposing_twice_is_nothing),
            Law(name="columns do not know each other", check=_columns_do_not_know_each_other),
            Law(name="it is linear", check=_it_is_linear),
        ],
        tol={
            "float64": Tolerance(rtol=1e-12, atol=1e-13),
            # The twin sums in double precision.
            "float32": Tolerance(rtol=1e-5, atol=1e-5),
        },
        cost=_cost,
        rivals={"scipy": _scipy},
    ),
]
