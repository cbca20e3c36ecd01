"""The compiled core. Arrays must be native, aligned and C-contiguous; outputs are filled in place."""

from typing import Any

import numpy as np
import numpy.typing as npt

_Float = npt.NDArray[np.floating[Any]]
_F64 = npt.NDArray[np.float64]
_I64 = npt.NDArray[np.int64]

__version__: str

# machine and gate
def always_pool(on: bool) -> None: ...
def available_parallelism() -> int: ...
def measure_bandwidth(n_bytes: int, n_threads: int) -> float: ...
def measure_flops(double: bool, n_threads: int) -> float: ...
def measure_transcendentals(double: bool, n_threads: int) -> float: ...
def panic_on_purpose(on_worker: bool) -> None: ...
def simd_level() -> str: ...

# convolution
def convolve(x: _Float, h: _Float, fft: bool | None, out: _Float) -> None: ...

# histogram
def min_max(x: _Float) -> tuple[float, float]: ...
def histogram_counts(
    x: _Float, edges: _F64, equal: tuple[float, float, float] | None, counts: _I64
) -> None: ...
def histogram_weighted(
    x: _Float,
    weights: _F64,
    edges: _F64,
    equal: tuple[float, float, float] | None,
    sums: npt.NDArray[Any],
) -> None: ...
