"""Our random words are NumPy's; uniform and normal numbers are the twin's."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import _mlmath
from mlmath_fast.reference import _philox as twin

Array = np.ndarray[Any, Any]

SEEDS = [0, 1, 2**53 + 1, 2**64 - 1]


def drawn(function: Any, n: int, *, seed: int, stream: int = 0, first: int = 0) -> Array:
    out = np.empty(n, np.uint64 if function is _mlmath.philox_words else np.float64)
    function(seed, stream, first, out)
    return out


@pytest.mark.parametrize("seed", SEEDS)
def test_words_are_those_of_a_new_numpy_generator(seed: int) -> None:
    want = np.random.Philox(key=seed).random_raw(1001)
    assert np.array_equal(drawn(_mlmath.philox_words, 1001, seed=seed), want)


@pytest.mark.parametrize("stream", [1, 7, 2**64 - 1])
def test_the_stream_is_the_second_word_of_the_counter(stream: int) -> None:
    counter = np.array([0, stream, 0, 0], np.uint64)
    want = np.random.Philox(key=3, counter=counter).random_raw(99)
    assert np.array_equal(drawn(_mlmath.philox_words, 99, seed=3, stream=stream), want)


@pytest.mark.parametrize("first", [0, 1, 2, 3, 4, 5, 998, 2**40 + 3])
def test_any_part_can_be_asked_for(first: int) -> None:
    for n in (0, 1, 2, 3, 4, 5, 77):
        got = drawn(_mlmath.philox_words, n, seed=5, stream=2, first=first)
        assert np.array_equal(got, twin.words(5, 2, first, n))


def test_uniform_numbers_are_those_of_numpy() -> None:
    want = np.random.Generator(np.random.Philox(key=9)).random(1001)
    assert np.array_equal(drawn(_mlmath.philox_uniforms, 1001, seed=9), want)
    assert np.array_equal(twin.uniforms(9, 0, 0, 1001), want)


@pytest.mark.parametrize("seed", SEEDS)
def test_normal_numbers_are_those_of_the_twin(seed: int) -> None:
    """Bit by bit, at every SIMD level."""
    got = drawn(_mlmath.philox_normals, 1_000_003, seed=seed, stream=4, first=3)
    assert np.array_equal(got, twin.normals(seed, 4, 3, 1_000_003))


def test_normal_numbers_are_quantiles() -> None:
    special = pytest.importorskip("scipy.special")
    p = ((twin.words(1, 0, 0, 100_000) >> np.uint64(12)) + 0.5) * 2.0**-52
    assert np.max(np.abs(twin.normals(1, 0, 0, 100_000) - special.ndtri(p))) < 1e-14
