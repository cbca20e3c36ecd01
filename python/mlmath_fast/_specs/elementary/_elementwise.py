"""What rows of functions of each element share: cases, errors, benches, cost."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Tolerance, call

Array = npt.NDArray[Any]
Function = Callable[..., Any]
Sampler = Callable[[Generator, int], Array]

# Lanes at the SIMD levels and types, elements of a chunk for threads.
LANES = (2, 4, 8, 16)
CHUNK = 1 << 15

# NumPy's are up to 4 ulp off; subnormal results differ by units of the smallest number.
TOL = {
    "float64": Tolerance(rtol=1e-15, atol=1e-322),
    "float32": Tolerance(rtol=6e-7, atol=5e-45),
}

SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 1e-310, -1e-310, 1e-20, -1e-20, 1e300]


def normal(rng: Generator, n: int) -> Array:
    """Scores as a model gives them."""
    return 3 * rng.standard_normal(n)


def sizes(rng: Generator, n: int) -> Array:
    """Positive, of many magnitudes."""
    return np.exp(10 * rng.standard_normal(n))


def cases(sample: Sampler, *, ends: list[float], n_args: int = 1) -> Callable[..., Iterator[Call]]:
    """Sizes around the blocks, shapes, special values and the `ends` of the function's range."""

    def every(rng: Generator) -> Iterator[Call]:
        def args(*shape: int, dtype: type = np.float64) -> list[Array]:
            n = int(np.prod(shape))
            return [sample(rng, n).reshape(shape).astype(dtype) for _ in range(n_args)]

        def both_ways(values: Any) -> list[Array]:
            x = np.asarray(values)
            pairs = np.broadcast_arrays(x[:, None], x) if n_args == 2 else [x]
            return [np.array(part) for part in pairs]

        for dtype in (np.float64, np.float32):
            name = dtype.__name__
            for n in (*straddle(*LANES), *straddle(CHUNK), 3 * CHUNK + 5):
                yield call(f"{n} {name}", *args(n, dtype=dtype))
            yield call(f"three dimensions {name}", *args(3, 5, 7, dtype=dtype))
            yield call(f"empty {name}", *args(3, 0, 2, dtype=dtype))
            yield call(f"special values {name}", *both_ways(_as(SPECIAL, dtype)))
            yield call(f"ends {name}", *both_ways(_as(ends, dtype)))
            yield call(f"zeros {name}", *[np.zeros(20, dtype)] * n_args)
            yield call(f"no dimensions {name}", *[np.array(0.5, dtype)] * n_args)
        yield call("a number", *[1.25] * n_args)
        yield call("integers", *[np.arange(1, 20)] * n_args)
        yield call("a list of lists", *[[[0.25, 0.5], [1.0, 2.0]]] * n_args)

    return every


def _as(values: list[float], dtype: type) -> Array:
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(values).astype(dtype)


def errors(*others: Any) -> list[Failure]:
    """What every function refuses: bad `out`, before it bad data."""
    x = np.ones(3)
    args = (x, *(x for _ in others))
    return [
        Failure(
            call=call("out of another shape", *args, out=np.empty(4)),
            error=ValueError,
            match=r"out must have shape \(3,\), got \(4,\)",
        ),
        Failure(
            call=call("out of another dtype", *args, out=np.empty(3, np.float32)),
            error=TypeError,
            match="out must have dtype float64, got <f4",
        ),
        Failure(
            call=call("out is a list", *args, out=[0.0, 0.0, 0.0]),
            error=TypeError,
            match="out must be a numpy array, got list",
        ),
        Failure(
            call=call("text", ["a"] * 3, *args[1:]),
            error=TypeError,
            match="arrays of bytes/strings",
        ),
    ]


def bench(sample: Sampler, *, n_args: int = 1) -> Callable[[Generator], Iterator[Bench]]:
    """10 M and 1 M elements into an array that is there, so that no page is touched first."""

    def every(rng: Generator) -> Iterator[Bench]:
        def make(n: int, dtype: type = np.float64, *, out: bool = True) -> Callable[[], Call]:
            def arguments() -> Call:
                args: list[Array] = [sample(rng, n).astype(dtype) for _ in range(n_args)]
                return call("", *args, **({"out": np.zeros(n, dtype)} if out else {}))

            return arguments

        yield Bench(label="10 k, new array", make=make(10_000, out=False), smoke=True)
        yield Bench(label="1 M, out=", make=make(1_000_000), quick=True)
        yield Bench(label="1 M float32, out=", make=make(1_000_000, np.float32))
        yield Bench(label="10 M, out=", make=make(10_000_000))
        yield Bench(label="10 M, new array", make=make(10_000_000, out=False))
        yield Bench(label="10 M float32, out=", make=make(10_000_000, np.float32))

    return every


def cost(n_transcendentals: int = 1) -> Callable[[Call], Cost]:
    """Each array once through memory, and so many exponentials or logarithms an element."""

    def of(c: Call) -> Cost:
        arrays = [np.asarray(x) for x in c.args]
        n_bytes = sum(x.nbytes for x in arrays) + arrays[0].nbytes
        return Cost(bytes=n_bytes, transcendentals=n_transcendentals * arrays[0].size)

    return of


def scipy_special(name: str) -> Function:
    """A function of :mod:`scipy.special`."""

    def rival(*args: Any, **kwargs: Any) -> Any:
        import scipy.special

        return getattr(scipy.special, name)(*args, **kwargs)

    return rival
