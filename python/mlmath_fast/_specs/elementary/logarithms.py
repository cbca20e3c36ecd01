"""Rows of ``log``, ``log1p`` and ``logaddexp``."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import elementary as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import symmetry
from mlmath_fast._specs._spec import EXACT, Bench, Call, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.elementary import _elementwise as elementwise
from mlmath_fast._specs.elementary._elementwise import TOL, Array, Function, normal, sizes
from mlmath_fast.compare.data import flights_column
from mlmath_fast.reference import elementary as reference

HALF_ROOT = np.sqrt(0.5)

# Where the exponent steps, the smallest and largest numbers of both types.
ENDS = [
    *(HALF_ROOT - 1e-15, HALF_ROOT, HALF_ROOT + 1e-15, 1 - 1e-16, 1 + 3e-16, 1 - 6e-8, 1 + 2e-7),
    *(5e-324, 2e-308, 2.3e-308, 1.7e308, 1e-45, 1.1e-38, 1.2e-38, 3.4e38),
]
ENDS_LOG1P = [
    *(HALF_ROOT - 1, 2 * HALF_ROOT - 1, -1 + 1e-16, -1 + 1e-7, -0.5, 1e-16, 2e-16, 1e-8, 6e-8),
    *(2.0**53, 2.0**54, 2.0**24, 1e30, 1.3e30, 1e301, 1.1e301, 1.7e308, 3.4e38, -2.0, -1e30),
]
ENDS_SUM = [0.0, -np.log(2), 700.0, -700.0, 745.0, 746.0, 1e-17, 37.0, -1e308, 1e308, 104.0, 17.0]

# Beside the ulps: where terms cancel, the error is that of the terms.
TOL_SUM = {
    "float64": Tolerance(rtol=1e-15, atol=3e-16),
    "float32": Tolerance(rtol=6e-7, atol=2e-7),
}


def _between(rng: Generator, n: int) -> Array:
    """From near -1 to large."""
    return np.expm1(normal(rng, n))


def _powers_of_two_add(log: Function, rng: Generator) -> None:
    x, k = sizes(rng, 1000), rng.integers(-900, 900, 1000)
    assert_close(log(np.ldexp(x, k)), log(x) + k * np.log(2), rtol=1e-15, atol=1e-13)


def _products_add(log: Function, rng: Generator) -> None:
    """Whole numbers, so that the products are exact."""
    a, b = rng.integers(1, 2**26, (2, 1000)).astype(float)
    assert_close(log(a * b), log(a) + log(b), rtol=1e-15)


def _undoes_the_exponential(log: Function, rng: Generator) -> None:
    x = normal(rng, 1000)
    assert_close(log(np.exp(x)), x, rtol=1e-15, atol=3e-16)


def _undoes_expm1(log1p: Function, rng: Generator) -> None:
    x = normal(rng, 1000) * np.logspace(-18, 0, 1000)
    assert_close(log1p(np.expm1(x)), x, rtol=1e-12)


def _is_the_logarithm(log1p: Function, rng: Generator) -> None:
    """Of whole numbers, for which 1 + x is exact."""
    x = rng.integers(0, 2**52, 1000).astype(float)
    assert_close(log1p(x), np.log(1 + x), rtol=1e-15)


def _pairs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield normal(rng, 1000), normal(rng, 1000)


def _a_common_factor_adds(logaddexp: Function, rng: Generator) -> None:
    """Multiples of 2^-10, so that the sums are exact; no cancellation beyond 40."""
    a, b, c = rng.integers(-(2**14), 2**14, (3, 1000)) / 2**10
    assert_close(logaddexp(a + c + 100, b + c + 100), logaddexp(a, b) + c + 100, rtol=1e-14)


def _equal_terms_double(logaddexp: Function, rng: Generator) -> None:
    x = 100 * rng.random(1000)
    assert_close(logaddexp(x, x), x + np.log(2), rtol=1e-15)


def _sum_cases(rng: Generator) -> Iterator[Call]:
    yield from elementwise.cases(normal, ends=ENDS_SUM, n_args=2)(rng)
    yield call("a column and a row", normal(rng, 7)[:, None], normal(rng, 5))
    yield call("an array and a number", normal(rng, 70), 0.5)
    yield call("float32 with float64", normal(rng, 9).astype(np.float32), normal(rng, 9))


def _log1p_bench(rng: Generator) -> Iterator[Bench]:
    yield from elementwise.bench(sizes)(rng)
    yield Bench(
        label="arrival delays of the flights, minutes",
        make=lambda: call("", np.abs(flights_column("arr_delay"))),
        quick=True,
    )


KERNELS = [
    Kernel(
        fast=fast.log,
        reference=reference.log,
        cases=elementwise.cases(sizes, ends=ENDS),
        errors=elementwise.errors(),
        laws=[
            Law(name="powers of two add", check=_powers_of_two_add),
            Law(name="products add", check=_products_add),
            Law(name="it undoes the exponential", check=_undoes_the_exponential),
        ],
        tol=TOL,
        bench=elementwise.bench(sizes),
        cost=elementwise.cost(),
        rivals={},  # NumPy's, which is Intel's SVML with AVX-512, is the twin.
    ),
    Kernel(
        fast=fast.log1p,
        reference=reference.log1p,
        cases=elementwise.cases(_between, ends=ENDS_LOG1P),
        errors=elementwise.errors(),
        laws=[
            Law(name="it undoes expm1", check=_undoes_expm1),
            Law(name="it is the logarithm", check=_is_the_logarithm),
        ],
        tol=TOL,
        bench=_log1p_bench,
        cost=elementwise.cost(),
        rivals={"scipy.special": elementwise.scipy_special("log1p")},
    ),
    Kernel(
        fast=fast.logaddexp,
        reference=reference.logaddexp,
        cases=_sum_cases,
        errors=[
            *elementwise.errors("b"),
            Failure(
                call=call("shapes that do not fit", np.ones(3), np.ones(4)),
                error=ValueError,
                match="shape mismatch",
            ),
        ],
        laws=[
            symmetry(_pairs, tol=EXACT),
            Law(name="a common factor adds", check=_a_common_factor_adds),
            Law(name="equal terms double", check=_equal_terms_double),
        ],
        tol=TOL_SUM,
        bench=elementwise.bench(normal, n_args=2),
        cost=elementwise.cost(2),
        rivals={},  # scipy.special.logsumexp stacks both first; NumPy's is the twin.
    ),
]
