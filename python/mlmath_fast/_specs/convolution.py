"""Rows of the topic ``convolution``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import convolution as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._laws import symmetry
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.compare import data
from mlmath_fast.reference import convolution as reference

Array = npt.NDArray[Any]
Convolve = Callable[..., Array]

# Outputs of a tile at the SIMD levels, of a chunk; taps of a block; the shortest transform.
TILES = (16, 32, 64, 128)
CHUNK = 8192
TAPS = 128
FFT = 256


def _unit(rng: Generator, n: int, dtype: type = np.float64) -> Array:
    """A signal of norm 1: then no output exceeds 1, and `atol` is relative to the norms."""
    x = rng.standard_normal(n)
    return (x / np.linalg.norm(x)).astype(dtype)


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__

        def pair(n: int, k: int, dtype: type = dtype) -> tuple[Array, Array]:
            return _unit(rng, n, dtype), _unit(rng, k, dtype)

        for n in (1, 2, *straddle(*TILES)):
            yield call(f"{n} * 3 {name}", *pair(n, min(n, 3)), method="direct")
            yield call(f"{n} * {n} {name}", *pair(n, n), "same", method="direct")
        for k in straddle(16, 32, 64, TAPS, 2 * TAPS):
            yield call(f"700 * {k} {name}", *pair(700, k), "valid", method="direct")
        for mode in ("full", "same", "valid"):
            yield call(f"700 * 300 {mode} fft {name}", *pair(700, 300), mode, method="fft")
            yield call(f"9000 * 299 {mode} fft {name}", *pair(9000, 299), mode, method="fft")
        for n in straddle(CHUNK):
            yield call(f"{n} * 301 {name}", *pair(n, 301), "same", method="direct")
        for n in (FFT - 3, FFT - 2, FFT - 1):
            yield call(f"one transform, just or not: {n} {name}", *pair(n, 3), method="fft")
        yield call(f"many blocks {name}", *pair(50_000, 500))
        yield call(f"parts of h {name}", *pair(10_000, 9001), "same")
        for mode in ("full", "same", "valid"):
            yield call(f"h longer, {mode} {name}", *pair(40, 101), mode)
            yield call(f"h even, {mode} {name}", *pair(101, 40), mode)
        for method in ("direct", "fft"):
            yield call(
                f"zeros {method} {name}", np.zeros(700, dtype), np.ones(9, dtype), method=method
            )
            x, h = pair(3000, 300)
            x[[5, 6, 1200]], x[1000], h[7], h[8] = np.nan, np.inf, 0.0, -np.inf
            yield call(
                f"NaN and Inf in x {method} {name}", x, np.abs(pair(1, 300)[1]), method=method
            )
            yield call(f"NaN and Inf in both {method} {name}", x, h, "same", method=method)
            yield call(f"Inf in h, at the border {method} {name}", pair(40, 1)[0], h, method=method)
    yield call("float32 with float64", _unit(rng, 50, np.float32), _unit(rng, 7))
    yield call("integers become float64", np.arange(50), np.array([1, -2, 1]))
    yield call("lists", [1.0, 2.0, 3.0], [0.0, 1.0, 0.5], "same")


def _errors() -> list[Failure]:
    x = np.array([1.0, 2.0, 3.0])
    return [
        Failure(
            call=call("no signal", [], x),
            error=ValueError,
            match="must not be empty, got a signal of 3 and",
        ),
        Failure(call=call("no filter", x, []), error=ValueError, match="must not be empty"),
        Failure(call=call("nothing", [], []), error=ValueError, match="of 0 and one of 0"),
        Failure(call=call("2-D", np.ones((2, 2)), x), error=ValueError, match="Expected 1D array"),
        Failure(call=call("0-D", x, 2.0), error=ValueError, match="Expected 1D array"),
        Failure(call=call("mode", x, x, "best"), error=ValueError, match="mode must be one of"),
        Failure(
            call=call("method", x, x, method="fast"), error=ValueError, match="method must be one"
        ),
        Failure(
            call=call("complex", x * 1j, x), error=TypeError, match="Complex data not supported"
        ),
        Failure(call=call("text", ["a"], x), error=TypeError, match="arrays of bytes/strings"),
    ]


# Each law with a few taps and with so many that "auto" takes the FFT.
LENGTHS = ((500, 7), (3000, 1001))


def _pairs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for n, k in LENGTHS:
        for mode in ("full", "same", "valid"):
            yield _unit(rng, n), _unit(rng, k), mode


def _is_linear(convolve: Convolve, rng: Generator) -> None:
    for n, k in LENGTHS:
        x, y, h = _unit(rng, n), _unit(rng, n), _unit(rng, k)
        want = 2 * convolve(x, h) - 3 * convolve(y, h)
        assert_close(convolve(2 * x - 3 * y, h), want, rtol=0, atol=1e-14)


def _an_impulse_changes_nothing(convolve: Convolve, rng: Generator) -> None:
    for n, k in LENGTHS:
        x, impulse = _unit(rng, n), np.zeros(k)
        impulse[k // 2] = 1
        assert_close(convolve(x, impulse, "same"), x, rtol=0, atol=1e-15)


def _a_shift_shifts(convolve: Convolve, rng: Generator) -> None:
    for n, k in LENGTHS:
        x, h, late = _unit(rng, n), _unit(rng, k), np.zeros(100)
        want = np.append(late, convolve(x, h))
        assert_close(convolve(np.append(late, x), h), want, rtol=0, atol=1e-15)


def _sums_multiply(convolve: Convolve, rng: Generator) -> None:
    for n, k in LENGTHS:
        x, h = rng.random(n), rng.random(k)
        assert_close(convolve(x, h).sum(), x.sum() * h.sum(), rtol=1e-12)


def _bench(rng: Generator) -> Iterator[Bench]:
    def pair(n: int, k: int, dtype: type = np.float64) -> Callable[[], Call]:
        return lambda: call("", _unit(rng, n, dtype), _unit(rng, k, dtype))

    yield Bench(label="1 k * 31", make=pair(1000, 31), smoke=True)
    yield Bench(label="1 M * 31", make=pair(1_000_000, 31), quick=True)
    yield Bench(label="1 M * 127", make=pair(1_000_000, 127), quick=True)
    yield Bench(label="1 M * 1,023", make=pair(1_000_000, 1023), quick=True)
    yield Bench(label="1 M * 10,001", make=pair(1_000_000, 10_001))
    yield Bench(label="1 M * 127, float32", make=pair(1_000_000, 127, np.float32))
    yield Bench(label="1 M * 10,001, float32", make=pair(1_000_000, 10_001, np.float32))
    yield Bench(label="100 k * 100 k", make=pair(100_000, 100_000))
    yield Bench(
        label="calls to a bank, moving average of a day",
        make=lambda: call("", data.calls(), np.full(169, 1 / 169), "valid"),
        quick=True,
    )


def _cost(c: Call) -> Cost:
    """Reading and writing once, and the lesser of the direct sum and one real transform of 4 k values.

    An FFT of N real values takes 2.5 N log2 N flops; two serve 3 k outputs.
    """
    x, h = np.asarray(c.args[0]), np.asarray(c.args[1])
    n, k = max(x.size, h.size), min(x.size, h.size)
    by_fft = n / (3 * k) * 2 * 2.5 * 4 * k * np.log2(4 * k)
    return Cost(flops=min(2.0 * n * k, by_fft), bytes=2 * x.nbytes + h.nbytes)


def _scipy(method: str) -> Callable[[Array, Array, str], Array]:
    def convolve(x: Array, h: Array, mode: str = "full") -> Array:
        import scipy.signal

        result: Array = scipy.signal.convolve(x, h, mode, method=method)
        return result

    return convolve


def _overlap_add(x: Array, h: Array, mode: str = "full") -> Array:
    import scipy.signal

    result: Array = scipy.signal.oaconvolve(x, h, mode)
    return result


KERNELS = [
    Kernel(
        fast=fast.convolve,
        reference=reference.convolve,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            symmetry(_pairs, tol=Tolerance(rtol=0.0, atol=1e-15)),
            Law(name="linear", check=_is_linear),
            Law(name="an impulse changes nothing", check=_an_impulse_changes_nothing),
            Law(name="a shift shifts", check=_a_shift_shifts),
            Law(name="sums multiply", check=_sums_multiply),
        ],
        # Relative to the norms, which are 1 (see `_unit`): a few roundings of the FFT.
        tol={
            "float64": Tolerance(rtol=1e-14, atol=1e-15),
            "float32": Tolerance(rtol=1e-6, atol=5e-7),
        },
        cost=_cost,
        rivals={
            "scipy.convolve direct": _scipy("direct"),
            "scipy.convolve fft": _scipy("fft"),
            "scipy.oaconvolve": _overlap_add,
        },
    )
]
