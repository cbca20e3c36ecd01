"""Rows of many small systems."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

import mlmath_fast
from mlmath_fast import linalg as fast
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Tolerance, call
from mlmath_fast._specs.linalg import _batched_cases as cases
from mlmath_fast._specs.linalg import _batched_errors as errors
from mlmath_fast._specs.linalg import _batched_laws as laws
from mlmath_fast._specs.linalg._batched_cases import Array
from mlmath_fast.reference import linalg as reference

# Relative to the largest number of a result (see the canons): 64 rounding errors and a condition of ten.
TOL = {
    "float64": Tolerance(rtol=1e-12, atol=2e-13),
    "float32": Tolerance(rtol=1e-4, atol=1e-4),
}


def _relative(result: Array) -> tuple[Array, Array]:
    """Every matrix (vector) in units of its largest number, and that number.

    Solutions are determined relative to their norm only: a number much smaller than its neighbours has
    fewer correct digits.
    """
    axes = tuple(range(-min(result.ndim, 2), 0))
    largest = np.abs(result).max(axis=axes, keepdims=True, initial=0)
    return largest, result / np.where(largest > 0, largest, 1)


def _without_basis(result: fast.EighBatchedResult) -> tuple[Array, ...]:
    """Relative eigenvalues, V diag(w) V^T and V^T V.

    Of equal eigenvalues no basis is the right one; what the columns span is in the products.
    """
    w, V = result
    largest, relative = _relative(w[..., None])
    # At least as exact as the results, and in their dtype, which is compared.
    w64, V64 = relative.astype(np.float64), V.astype(np.float64)
    transposed = V64.swapaxes(-1, -2)
    product = (V64 * w64.swapaxes(-1, -2)) @ transposed
    return largest, relative, product.astype(V.dtype), (transposed @ V64).astype(V.dtype)


def _bench(
    sizes: list[tuple[int, int]], make: Callable[..., tuple[Array, ...]], *, out: bool
) -> Callable[[Generator], Iterator[Bench]]:
    """The smallest is the smoke test, the last is left to a full run."""

    def bench(rng: Generator) -> Iterator[Bench]:
        def built(count: int, n: int, dtype: type = np.float64, *, given: bool = False) -> Call:
            arguments = make(rng, count, n, dtype)
            return call("", *arguments, **({"out": np.zeros_like(arguments[-1])} if given else {}))

        yield Bench(label="100 of 8 x 8", make=lambda: built(100, 8), smoke=True)
        for count, n in sizes:
            label, make_one = f"{count:,} of {n} x {n}", partial(built, count, n)
            yield Bench(label=label, make=make_one, quick=n < 32)
            if out and n == 16:
                given = partial(make_one, given=True)
                yield Bench(label=f"{label}, out given", make=given, quick=True)
        count, n = sizes[0]
        single = partial(built, count, n, np.float32)
        yield Bench(label=f"{count:,} of {n} x {n}, float32", make=single)

    return bench


def _cost(flops: Callable[[int, int], float]) -> Callable[[Call], Cost]:
    """`flops(n, k)` of a system; arguments read and results as large as the last written once."""

    def cost(c: Call) -> Cost:
        A, last = np.asarray(c.args[0]), np.asarray(c.args[-1])
        n, k = A.shape[-1], last.size / max(1, A[..., 0].size)
        n_bytes = sum(np.asarray(x).nbytes for x in c.args) + last.nbytes
        return Cost(flops=A[..., 0, 0].size * flops(n, int(k)), bytes=n_bytes)

    return cost


def _in_parts(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's loop over the stack, a part of it on each thread: it releases the GIL.

    Every thread writes its part where it belongs.
    """

    def rival(*args: Array, out: Array | None = None) -> Any:
        n_threads = mlmath_fast.get_num_threads()
        last = args[-1]
        if function is np.linalg.eigh:
            results = [np.empty(last.shape[:-1], last.dtype), np.empty_like(last)]
        else:
            results = [np.empty_like(last) if out is None else out]

        def part(of: tuple[list[Array], list[Array]]) -> None:
            given, places = of
            got = function(*given)
            for place, x in zip(places, got if isinstance(got, tuple) else [got], strict=True):
                place[...] = x

        pieces = [[np.array_split(x, n_threads) for x in arrays] for arrays in (args, results)]
        given, places = (list(map(list, zip(*arrays, strict=True))) for arrays in pieces)
        with ThreadPoolExecutor(n_threads) as pool:
            list(pool.map(part, zip(given, places, strict=True)))
        return fast.EighBatchedResult(*results) if len(results) == 2 else results[0]

    return rival


def _numpy(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's own and no more."""

    def rival(*args: Array, out: Array | None = None) -> Any:  # noqa: ARG001 - NumPy has no `out`
        got = function(*args)
        return fast.EighBatchedResult(*got) if isinstance(got, tuple) else got

    return rival


def _numpy_solve(A: Array, b: Array) -> Array:
    return np.linalg.solve(A, b[..., None])[..., 0]


def _scipy(name: str) -> Callable[..., Array]:
    """SciPy's, which loops over batches in C since 1.17."""

    def rival(*args: Array, out: Array | None = None) -> Array:  # noqa: ARG001 - nor has SciPy
        import scipy.linalg

        if name == "solve":
            A, b = args
            x: Array = scipy.linalg.solve(A, b[..., None], assume_a="pos", lower=True)
            return x[..., 0]
        options = {"lower": True} if name == "cholesky" else {}
        result: Array = getattr(scipy.linalg, name)(*args, **options)
        return result

    return rival


KERNELS = [
    Kernel(
        fast=fast.cholesky_batched,
        reference=reference.cholesky_batched,
        cases=cases.of_matrices(cases.positive),
        bench=_bench([(100_000, 16), (100_000, 4), (20_000, 32)], cases.positive_args, out=True),
        errors=errors.cholesky(),
        laws=laws.CHOLESKY,
        canon=_relative,
        tol=TOL,
        cost=_cost(lambda n, _: n**3 / 3),
        rivals={
            "numpy": _numpy(np.linalg.cholesky),
            "numpy in parts": _in_parts(np.linalg.cholesky),
            "scipy": _scipy("cholesky"),
        },
    ),
    Kernel(
        fast=fast.eigh_batched,
        reference=reference.eigh_batched,
        cases=cases.of_eigh,
        bench=_bench([(100_000, 8), (20_000, 32), (2_000, 64)], cases.symmetric_args, out=False),
        errors=errors.eigh(),
        laws=laws.EIGH,
        canon=_without_basis,
        tol=TOL,
        # Tridiagonal QR with vectors: Golub and Van Loan, section 8.3.
        cost=_cost(lambda n, _: 9 * n**3),
        rivals={
            "numpy": _numpy(np.linalg.eigh),
            "numpy in parts": _in_parts(np.linalg.eigh),
        },
    ),
    Kernel(
        fast=fast.inv_batched,
        reference=reference.inv_batched,
        cases=cases.of_matrices(cases.general),
        bench=_bench([(100_000, 16), (100_000, 4), (20_000, 32)], cases.general_args, out=True),
        errors=errors.inv(),
        laws=laws.INV,
        canon=_relative,
        tol=TOL,
        cost=_cost(lambda n, _: 2 * n**3),
        rivals={
            "numpy": _numpy(np.linalg.inv),
            "numpy in parts": _in_parts(np.linalg.inv),
            "scipy": _scipy("inv"),
        },
    ),
    Kernel(
        fast=fast.solve_batched,
        reference=reference.solve_batched,
        cases=cases.of_solve,
        bench=_bench([(100_000, 16), (100_000, 4), (20_000, 32)], cases.solve_args, out=True),
        errors=errors.solve(),
        laws=laws.SOLVE,
        canon=_relative,
        tol=TOL,
        cost=_cost(lambda n, k: n**3 / 3 + 2 * n * n * max(1, k)),
        rivals={
            "numpy": _numpy(_numpy_solve),
            "numpy in parts": _in_parts(_numpy_solve),
            "scipy, pos": _scipy("solve"),
        },
    ),
]
