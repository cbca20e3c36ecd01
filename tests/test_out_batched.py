"""``out=`` of many small systems: written, returned, in place where it is an argument."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs.linalg._batched_cases import positive

Array = np.ndarray[Any, Any]

DTYPES = [np.float64, np.float32]


def _solve(A: Array, *, out: Array | None = None) -> Array:
    """With a matrix of right-hand sides, as large as A."""
    return linalg.solve_batched(A, A[::-1].copy(), out=out)


FUNCTIONS: list[Callable[..., Array]] = [linalg.cholesky_batched, linalg.inv_batched, _solve]


def matrices(dtype: type = np.float64) -> Array:
    return positive(rng_of("out"), (2000,), 6).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_out_is_written_and_returned(function: Callable[..., Array], dtype: type) -> None:
    A = matrices(dtype)
    want, out = function(A), np.full_like(A, np.nan)
    assert function(A, out=out) is out
    assert np.array_equal(out, want)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_in_place_and_overlapping(function: Callable[..., Array]) -> None:
    A = matrices()
    want = function(A)
    both = np.concatenate([A, A[:1]])
    function(both[:-1], out=both[1:])
    assert np.array_equal(both[1:], want)
    assert function(A, out=A) is A
    assert np.array_equal(A, want)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_out_of_any_layout(function: Callable[..., Array]) -> None:
    A = matrices()
    want = function(A)
    for out in (np.zeros((2000, 6, 12))[..., ::2], np.zeros((6, 6, 2000)).T):
        assert function(A, out=out) is out
        assert np.array_equal(out, want)


def test_a_right_hand_side_may_be_the_result() -> None:
    A = matrices()
    b = A[:, 0].copy()
    want = linalg.solve_batched(A, b)
    assert linalg.solve_batched(A, b, out=b) is b
    assert np.array_equal(b, want)


@pytest.mark.parametrize("dtype", DTYPES)
def test_eigenvalues_and_vectors_have_an_out_each(dtype: type) -> None:
    A = matrices(dtype)
    want = linalg.eigh_batched(A)
    layouts: list[Array] = [np.empty_like(A), np.zeros((6, 6, 2000), dtype).T, A]
    for V in layouts:
        w: Array = np.empty((2000, 6), dtype)
        got = linalg.eigh_batched(A, out=(w, V))
        assert got.w is w
        assert got.V is V
        assert np.array_equal(w, want.w)
        assert np.array_equal(V, want.V)


def test_a_pair_that_is_none_is_refused() -> None:
    A = matrices()
    V = np.empty_like(A)
    with pytest.raises(TypeError, match="must be a pair"):
        linalg.eigh_batched(A, out=V)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="share no memory"):
        linalg.eigh_batched(A, out=(V[:, 0], V))
    with pytest.raises(ValueError, match="out must have shape"):
        linalg.eigh_batched(A, out=(np.empty((6, 2000)), V))


def test_a_read_only_result_is_refused() -> None:
    A, out = matrices(), np.zeros((2000, 6, 6))
    out.flags.writeable = False
    for function in FUNCTIONS:
        with pytest.raises(ValueError, match="out must be writeable"):
            function(A, out=out)
