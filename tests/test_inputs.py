"""The input gate: what it takes, what it makes of it, what it refuses."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import _arrays

F32, F64 = np.dtype("f4"), np.dtype("f8")


def is_plain(x: Any, dtype: np.dtype[Any]) -> bool:
    return type(x) is np.ndarray and x.dtype is dtype and x.flags.c_contiguous and x.flags.aligned


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        ([1, 2], F64),
        ((1.5, 2), F64),
        ([], F64),
        (np.array([1, 2], "i2"), F64),
        (np.array([True, False]), F64),
        (np.array([1, 2], "f2"), F64),
        (np.array([1, 2], "f4"), F32),
        (np.array([1, 2], ">f4"), F32),
        (np.array([1, 2], np.longdouble), F64),
        (range(3), F64),
    ],
)
def test_the_dtype_rule(given: Any, dtype: np.dtype[Any]) -> None:
    got = _arrays.float_array(given, "x")
    assert is_plain(got, dtype)
    assert got.tolist() == np.asarray(given).astype(float).tolist()


def test_float32_needs_all_data_in_float32() -> None:
    a, b = np.zeros(2, "f4"), np.zeros((2, 2), "f4")
    assert [x.dtype for x in _arrays.float_arrays((a, "a", 1), (b, "b", 2))] == [F32, F32]
    assert [x.dtype for x in _arrays.float_arrays((a, "a", 1), (b * 1.0, "b", 2))] == [F32, F32]
    wide = _arrays.float_arrays((a, "a", 1), (b.astype("f8"), "b", 2))
    assert [x.dtype for x in wide] == [F64, F64]
    assert _arrays.follow([1.0, 2.0], "coef", F32, ndim=1).dtype is F32


def test_a_plain_array_is_not_copied() -> None:
    for dtype in (F32, F64):
        x = np.zeros(3, dtype)
        x.flags.writeable = False
        assert _arrays.float_array(x, "x") is x
        assert _arrays.float_arrays((x, "x", 1))[0] is x


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_columns_of_frames(library: str) -> None:
    frames = pytest.importorskip(library, reason=f"{library} is not installed")
    column = frames.Series([1, 2, 3])
    assert _arrays.float_array(column, "x").tolist() == [1.0, 2.0, 3.0]
    table = frames.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    assert _arrays.float_array(table, "X", ndim=2).tolist() == [[1.0, 3.0], [2.0, 4.0]]


def test_dlpack_on_the_cpu() -> None:
    class Tensor:
        def __init__(self, array: Any) -> None:
            self._array = array

        def __dlpack__(self, **options: Any) -> Any:
            return self._array.__dlpack__(**options)

        def __dlpack_device__(self) -> Any:
            return self._array.__dlpack_device__()

    got = _arrays.float_array(Tensor(np.arange(3, dtype="f4")), "x")  # type: ignore[arg-type]
    assert is_plain(got, F32)
    assert got.tolist() == [0, 1, 2]


def test_memory_mapped(tmp_path: Any) -> None:
    np.save(tmp_path / "x.npy", np.arange(4.0))
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert is_plain(_arrays.float_array(mapped, "x"), F64)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (np.ma.masked_array([1.0], [True]), TypeError, "x: masked arrays are not supported"),
        (np.array([1j]), TypeError, "x: Complex data not supported"),
        (["a"], TypeError, "x: dtype='numeric' is not compatible with arrays of bytes/strings"),
        ([None], TypeError, "x: must hold numbers"),
        (np.array([1.0], object), TypeError, "x: must hold real numbers, got dtype object"),
        (np.array(["2020"], "M8[Y]"), TypeError, "x: must hold real numbers"),
        ([[1.0], [1.0, 2.0]], ValueError, "inhomogeneous"),
    ],
)
def test_refusals(given: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        _arrays.float_array(given, "x")


def test_sparse_is_refused_where_dense_is_meant() -> None:
    sparse = pytest.importorskip("scipy.sparse", reason="SciPy is not installed")
    for matrix in (sparse.csr_array([[1.0]]), sparse.coo_matrix([[1.0]])):
        with pytest.raises(TypeError, match="Sparse data was passed, but dense data is required"):
            _arrays.float_array(matrix, "X")


def test_wrong_dimensions_say_what_was_got() -> None:
    with pytest.raises(ValueError, match="X: Expected 2D array, got 1D array instead"):
        _arrays.float_array([1.0], "X", ndim=2)


def test_integers_and_choices() -> None:
    assert _arrays.integer(np.int64(3), "k", minimum=1) == 3
    for bad in (1.0, True, "3", None):
        with pytest.raises(TypeError, match="k must be an integer"):
            _arrays.integer(bad, "k", minimum=1)
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        _arrays.integer(0, "k", minimum=1)
    for huge in (2**63, 2**70):
        with pytest.raises(ValueError, match=f"k must be at most {2**63 - 1}, got {huge}"):
            _arrays.integer(huge, "k", minimum=1)
    with pytest.raises(ValueError, match="mode must be one of 'full', 'same', got 'half'"):
        _arrays.one_of("half", "mode", ("full", "same"))


def test_integers_that_int64_cannot_hold_are_refused() -> None:
    largest = np.array([0, 2**63 - 1], np.uint64)
    assert _arrays.integer_array(largest, "rows", ndim=1).tolist() == [0, 2**63 - 1]
    with pytest.raises(ValueError, match=f"rows must be at most {2**63 - 1}, got {2**63}"):
        _arrays.integer_array(largest + np.uint64(1), "rows", ndim=1)
