"""Rows of ``sigmoid`` and ``tanh``."""

import numpy as np
from numpy.random import Generator

from mlmath_fast import elementary as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Kernel, Law
from mlmath_fast._specs.elementary import _elementwise as elementwise
from mlmath_fast._specs.elementary._elementwise import TOL, Function, normal
from mlmath_fast.reference import elementary as reference

# Where results become 1, subnormal or 0, and where lanes stop being ordinary; both types.
ENDS = [
    *(708.0, 708.1, -708.0, -708.1, -709.9, -745.1, -745.2, 36.0, 37.0, 19.0, 19.1, -19.0, -19.1),
    *(87.0, 87.1, -87.0, -87.1, -103.9, -104.1, 16.0, 17.0, 9.0, 9.1, -9.0, -9.1, 1e30, -1e30),
]


def _opposite_odds(sigmoid: Function, rng: Generator) -> None:
    x = normal(rng, 1000)
    assert_close(sigmoid(-x), 1 - sigmoid(x), rtol=0, atol=3e-16)


def _odds_are_exponential(sigmoid: Function, rng: Generator) -> None:
    """p(-x) / p(x) = e^-x, also where both are nearly 0 or 1."""
    x = 10 * normal(rng, 1000)
    assert_close(sigmoid(-x) / sigmoid(x), np.exp(-x), rtol=2e-15)


def _is_a_scaled_sigmoid(tanh: Function, rng: Generator) -> None:
    x = normal(rng, 1000)
    assert_close(tanh(x), 2 * reference.sigmoid(2 * x) - 1, rtol=0, atol=5e-16)


def _is_odd(tanh: Function, rng: Generator) -> None:
    x = normal(rng, 1000)
    assert np.array_equal(tanh(-x), -tanh(x))


def _doubles(tanh: Function, rng: Generator) -> None:
    """tanh 2x = 2 t / (1 + t^2)."""
    x = normal(rng, 1000)
    t = tanh(x)
    assert_close(tanh(2 * x), 2 * t / (1 + t * t), rtol=2e-15)


KERNELS = [
    Kernel(
        fast=fast.sigmoid,
        reference=reference.sigmoid,
        cases=elementwise.cases(normal, ends=ENDS),
        errors=elementwise.errors(),
        laws=[
            Law(name="opposite odds", check=_opposite_odds),
            Law(name="odds are exponential", check=_odds_are_exponential),
        ],
        tol=TOL,
        bench=elementwise.bench(normal),
        cost=elementwise.cost(),
        rivals={"scipy.special.expit": elementwise.scipy_special("expit")},
    ),
    Kernel(
        fast=fast.tanh,
        reference=reference.tanh,
        cases=elementwise.cases(normal, ends=ENDS),
        errors=elementwise.errors(),
        laws=[
            Law(name="it is odd", check=_is_odd),
            Law(name="it is a scaled sigmoid", check=_is_a_scaled_sigmoid),
            Law(name="doubled arguments", check=_doubles),
        ],
        tol=TOL,
        bench=elementwise.bench(normal),
        cost=elementwise.cost(),
        rivals={},  # NumPy's, which is Intel's SVML with AVX-512, is the twin.
    ),
]
