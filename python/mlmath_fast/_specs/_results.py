"""How results are compared, in tests, in ``compare`` and in benches alike.

A result is a float, an array, a tuple, a NamedTuple or a frozen dataclass. It is taken apart into
named arrays; text (a solver's message) and None are no numbers and stay out.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._facts._close import assert_close, blocks
from mlmath_fast._specs._spec import EXACT, Call, Kernel, Tolerance

Arrays = dict[str, npt.NDArray[Any]]

# A rival computes the same thing if it agrees to this share of the largest value: it never promised
# our digits, and solvers stop at different places.
RIVAL_SHARE = 1e-3


def flatten(result: Any) -> Arrays:
    """Named arrays of a result: ``{"": x}`` of one array, else ``"[0]"`` or ``".loss"``, nested."""
    return dict(_leaves("", result))


def _leaves(place: str, value: Any) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    if value is None or isinstance(value, str):
        return
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _leaves(f"{place}.{field.name}", getattr(value, field.name))
    elif hasattr(value, "_fields"):
        for name in value._fields:
            yield from _leaves(f"{place}.{name}", getattr(value, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _leaves(f"{place}[{index}]", item)
    else:
        yield place, np.asarray(value)


def canonical(kernel: Kernel, result: Any) -> Any:
    """The result without its legitimate freedom: what two implementations must agree in."""
    return kernel.canon(result) if kernel.canon else result


def agree(got: Any, want: Any, tol: Mapping[str, Tolerance], *, call: Call | None = None) -> None:
    """Equal places, shapes and dtypes, and values within the tolerance of the dtype.

    Float scalars are float64 whatever the data are. They get the tolerance of float32 where single
    precision went in: the arrays beside them are float32 or, of scalars alone, an argument of
    `call` is.

    Raises
    ------
    AssertionError
        That names the place.
    """
    have, expect = flatten(got), flatten(want)
    assert have.keys() == expect.keys(), f"result holds {[*have]}, want {[*expect]}"
    single = is_single(want, call)
    for place, array in expect.items():
        name, mine = place or "result", have[place]
        assert mine.dtype == array.dtype, f"{name}: dtype {mine.dtype}, want {array.dtype}"
        assert mine.shape == array.shape, f"{name}: shape {mine.shape}, want {array.shape}"
        tolerance = _tolerance(array, tol, single=single)
        try:
            if tolerance == EXACT:
                _assert_same_bits(mine, array)
            else:
                assert_close(mine, array, rtol=tolerance.rtol, atol=tolerance.atol)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None


def agree_rival(kernel: Kernel, got: Any, ours: Any, call: Call) -> None:
    """A rival computes what we compute, to :data:`RIVAL_SHARE` of the largest value, in any dtype.

    Or an approximation that the row's `as_good` finds as good.

    It may return the whole result, what `canon` leaves of it, or a part: named fields (a solver's
    ``loss`` alone, where its coefficients are not unique to three digits), or the first arrays.

    Raises
    ------
    AssertionError
        That names the place.
    """
    if kernel.as_good is not None:
        kernel.as_good(call, ours, got)
        return
    have = flatten(canonical(kernel, got) if type(got) is type(ours) else got)
    expect = flatten(canonical(kernel, ours))
    assert 0 < len(have) <= len(expect), f"rival returns {[*have]}, want a part of {[*expect]}"
    if not have.keys() <= expect.keys():
        have = dict(zip(expect, have.values(), strict=False))
    for place, mine in have.items():
        name, array = place or "result", expect[place]
        assert mine.shape == array.shape, f"{name}: shape {mine.shape}, want {array.shape}"
        share = _share(mine, array)
        assert share <= RIVAL_SHARE, f"{name}: differs by {share:.1e} of the largest value"


def largest_difference(got: Any, want: Any, tol: Mapping[str, Tolerance] | None = None) -> float:
    """The largest |got - want| of any array, as a share of the largest |want| of that array.

    0 for equal results (NaN equals NaN, Inf equals Inf), inf where places or shapes differ. Where a
    tolerance is given, values so small that its absolute part rules count as large as it makes them:
    two gradients of 1e-15 and 2e-15 at a minimum do not differ by half.
    """
    have, expect = flatten(got), flatten(want)
    if have.keys() != expect.keys():
        return np.inf
    return max(
        (_share(have[place], array, _floor(array, tol or {})) for place, array in expect.items()),
        default=0.0,
    )


def _floor(array: npt.NDArray[Any], tol: Mapping[str, Tolerance]) -> float:
    tolerance = tol.get(array.dtype.name, EXACT)
    return tolerance.atol / tolerance.rtol if tolerance.rtol else 0.0


def is_single(result: Any, call: Call | None = None) -> bool:
    """Was this computed in single precision? Its arrays say so, else the arguments of the call."""
    parts = flatten(result).values()
    floats = [array.dtype for array in parts if array.ndim and array.dtype.kind == "f"]
    if floats or call is None:
        return bool(floats) and all(dtype == np.float32 for dtype in floats)
    return any(_dtype(value) == np.float32 for value in (*call.args, *call.kwargs.values()))


def _share(got: npt.NDArray[Any], want: npt.NDArray[Any], floor: float = 0.0) -> float:
    if got.shape != want.shape:
        return np.inf
    error, scale = 0.0, floor
    for mine, array in blocks(got, want):
        different = ~_equal(mine, array)
        with np.errstate(invalid="ignore"):
            errors = np.abs(_float64(mine[different]) - _float64(array[different]))
        if np.isnan(errors).any():
            return np.inf
        error = errors.max(initial=error)
        scale = np.abs(_float64(array[np.isfinite(array)])).max(initial=scale)
    return float(error / scale if scale > 0 else error)


def _assert_same_bits(got: npt.NDArray[Any], want: npt.NDArray[Any]) -> None:
    if not all(_same_bits(*pair).all() for pair in blocks(got, want)):
        same = _same_bits(got, want)
        first = tuple(map(int, np.argwhere(~same)[0]))
        raise AssertionError(
            f"{np.count_nonzero(~same)} of {want.size} differ in bits; first at {first}: "
            f"got {got[first]!r}, want {want[first]!r}"
        )


def _same_bits(got: npt.NDArray[Any], want: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    same = _equal(got, want)
    if want.dtype.kind == "f":
        same &= (np.signbit(got) == np.signbit(want)) | np.isnan(want)
    return same


def _equal(got: npt.NDArray[Any], want: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.asarray((got == want) | ((got != got) & (want != want)))


def _float64(x: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return x.astype(np.float64)


def _dtype(value: Any) -> Any:
    """Of an array, or of the values of a CSR matrix; None of anything else."""
    values = value if isinstance(value, np.ndarray) else getattr(value, "data", None)
    return getattr(values, "dtype", None)


def _tolerance(array: npt.NDArray[Any], tol: Mapping[str, Tolerance], *, single: bool) -> Tolerance:
    """That of the dtype; integers and booleans are exact unless the row says otherwise."""
    scalar_of_single = single and array.ndim == 0 and array.dtype == np.float64
    name = "float32" if scalar_of_single else array.dtype.name
    return tol[name] if name in tol or array.dtype.kind == "f" else EXACT
