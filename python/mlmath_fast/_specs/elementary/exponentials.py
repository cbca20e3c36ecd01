"""Rows of ``exp`` and ``expm1``."""

import numpy as np
from numpy.random import Generator

from mlmath_fast import elementary as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Kernel, Law
from mlmath_fast._specs.elementary import _elementwise as elementwise
from mlmath_fast._specs.elementary._elementwise import TOL, Function, normal, sizes
from mlmath_fast.reference import elementary as reference

# Where results overflow, become subnormal or 0, and where lanes stop being ordinary; both types.
ENDS = [
    *(709.7, 709.8, 708.0, 708.1, -708.0, -708.1, -708.4, -745.1, -745.2, -746.1, 800.0, -800.0),
    *(88.7, 88.8, 87.0, 87.1, -87.0, -87.1, -87.4, -103.9, -104.1, -1e30, 1e30),
    *(0.34, 0.35, -0.34, -0.35, 36.7, 37.5, -36.7, -37.5),
]


def _adds_and_multiplies(exp: Function, rng: Generator) -> None:
    """e^(a + b) = e^a e^b, for sums that are exact."""
    a, b = rng.integers(-(2**20), 2**20, (2, 1000)) / 2**14
    assert_close(exp(a + b), exp(a) * exp(b), rtol=1e-15)


def _undoes_the_logarithm(exp: Function, rng: Generator) -> None:
    """Within the rounding of the logarithm, which is up to 70 here."""
    x = sizes(rng, 1000)
    assert_close(exp(np.log(x)), x, rtol=2e-14)


def _is_never_negative(exp: Function, rng: Generator) -> None:
    assert np.all(exp(np.linspace(-1000, 700, 5001)) >= 0)
    assert np.all(np.diff(exp(np.sort(normal(rng, 1000)))) >= 0)


def _opposite_arguments(expm1: Function, rng: Generator) -> None:
    """(1 + y(x)) (1 + y(-x)) = 1."""
    x = normal(rng, 1000)
    y, opposite = expm1(x), expm1(-x)
    assert_close(y * opposite, -(y + opposite), rtol=1e-12, atol=1e-15)


def _undoes_log1p(expm1: Function, rng: Generator) -> None:
    x = sizes(rng, 1000)
    assert_close(expm1(np.log1p(x)), x, rtol=2e-14)


KERNELS = [
    Kernel(
        fast=fast.exp,
        reference=reference.exp,
        cases=elementwise.cases(normal, ends=ENDS),
        errors=elementwise.errors(),
        laws=[
            Law(name="sums become products", check=_adds_and_multiplies),
            Law(name="it undoes the logarithm", check=_undoes_the_logarithm),
            Law(name="it is never negative, and rises", check=_is_never_negative),
        ],
        tol=TOL,
        bench=elementwise.bench(normal),
        cost=elementwise.cost(),
        rivals={},  # NumPy's, which is Intel's SVML with AVX-512, is the twin.
    ),
    Kernel(
        fast=fast.expm1,
        reference=reference.expm1,
        cases=elementwise.cases(normal, ends=ENDS),
        errors=elementwise.errors(),
        laws=[
            Law(name="opposite arguments", check=_opposite_arguments),
            Law(name="it undoes log1p", check=_undoes_log1p),
        ],
        tol=TOL,
        bench=elementwise.bench(normal),
        cost=elementwise.cost(),
        rivals={"scipy.special": elementwise.scipy_special("expm1")},
    ),
]
