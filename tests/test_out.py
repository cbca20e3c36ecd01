"""``out=``: written, returned, in place where it is the input, and never half overwritten."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import elementary, histogram
from mlmath_fast._specs._inputs import rng_of

Array = np.ndarray[Any, Any]

UNARY = ["exp", "expm1", "log", "log1p", "sigmoid", "softmax", "tanh"]
DTYPES = [np.float64, np.float32]
# Several chunks, blocks of a chunk, and a tail.
N = 70_001


def positive(dtype: type = np.float64, n: int = N) -> Array:
    return (rng_of("out").random(n) + 0.5).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", UNARY)
def test_out_is_written_and_returned(name: str, dtype: type) -> None:
    function, x = getattr(elementary, name), positive(dtype)
    want, out = function(x), np.zeros_like(x)
    assert function(x, out=out) is out
    assert np.array_equal(out, want)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", UNARY)
def test_in_place(name: str, dtype: type) -> None:
    function, x = getattr(elementary, name), positive(dtype)
    want = function(x)
    assert function(x, out=x) is x
    assert np.array_equal(x, want)


@pytest.mark.parametrize("axis", [0, 1, 2, None])
def test_softmax_in_place_along_every_axis(axis: int | None) -> None:
    for shape in ((3, 170, 131), (40, 5, 7)):
        x = positive(n=int(np.prod(shape))).reshape(shape)
        want = elementary.softmax(x, axis)
        elementary.softmax(x, axis, out=x)
        assert np.array_equal(x, want)


@pytest.mark.parametrize("name", UNARY)
def test_what_overlaps_is_computed_from_a_copy(name: str) -> None:
    function, buffer = getattr(elementary, name), positive(n=N + 1)
    for x, out in ((slice(0, N), slice(1, None)), (slice(1, None), slice(0, N))):
        both = buffer.copy()
        want = function(buffer[x])
        function(both[x], out=both[out])
        assert np.array_equal(both[out], want)


@pytest.mark.parametrize("name", UNARY)
def test_out_of_any_layout(name: str) -> None:
    function, x = getattr(elementary, name), positive(n=120).reshape(10, 12)
    want = function(x)
    for out in (np.zeros((12, 10)).T, np.zeros((10, 24))[:, ::2]):
        assert function(x, out=out) is out
        assert np.array_equal(out, want)
    backwards = x[::-1, ::-1]
    function(x, out=backwards)
    assert np.array_equal(backwards, want)


@pytest.mark.parametrize("dtype", DTYPES)
def test_logaddexp_over_either_argument(dtype: type) -> None:
    a, b = positive(dtype), positive(dtype)[::-1].copy()
    want = elementary.logaddexp(a, b)
    for which in (0, 1):
        args = [a.copy(), b.copy()]
        assert elementary.logaddexp(*args, out=args[which]) is args[which]
        assert np.array_equal(args[which], want)
    x = a.copy()
    assert np.array_equal(elementary.logaddexp(x, x, out=x), elementary.logaddexp(a, a))
    shifted = np.append(a, b[:1])
    elementary.logaddexp(shifted[:-1], b, out=shifted[1:])
    assert np.array_equal(shifted[1:], want)


@pytest.mark.parametrize("name", UNARY)
def test_read_only_and_masked_out_are_refused(name: str) -> None:
    function, x = getattr(elementary, name), np.ones(3)
    fixed = np.zeros(3)
    fixed.flags.writeable = False
    with pytest.raises(ValueError, match="out must be writeable"):
        function(x, out=fixed)
    with pytest.raises(TypeError, match="out must be a numpy array, got MaskedArray"):
        function(x, out=np.ma.zeros(3))
    with pytest.raises(TypeError, match="out must have dtype float64, got >f8"):
        function(x, out=np.zeros(3, ">f8"))


@pytest.mark.parametrize("name", ["bincount", "histogram", "histogram2d", "histogramdd"])
def test_counts_are_not_added_to_what_is_fixed(name: str) -> None:
    codes = np.array([0, 1, 1])
    args = {"bincount": (codes,), "histogram2d": (codes, codes, 2)}.get(name, (codes, 2))
    first = getattr(histogram, name)(*args)
    counts = first if name == "bincount" else first[0]
    fixed = np.broadcast_to(counts, counts.shape)
    with pytest.raises(ValueError, match="out must be writeable"):
        getattr(histogram, name)(*args, out=fixed)
    assert fixed.sum() == 3
