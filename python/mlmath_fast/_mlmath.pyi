"""The compiled core. Arrays must be native, aligned and C-contiguous; outputs are filled in place."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._csr import Csr

_Float = npt.NDArray[np.floating[Any]]
_F64 = npt.NDArray[np.float64]
_I64 = npt.NDArray[np.int64]

__version__: str

# machine and gate
def always_pool(on: bool) -> None: ...
def available_parallelism() -> int: ...
def exp_array(x: _Float, out: _Float) -> None: ...
def log1p_array(x: _F64, out: _F64) -> None: ...
def measure_bandwidth(n_bytes: int, n_threads: int) -> float: ...
def measure_flops(double: bool, n_threads: int) -> float: ...
def measure_transcendentals(double: bool, n_threads: int) -> float: ...
def log_array(x: _Float, out: _Float) -> None: ...
def panic_on_purpose(on_worker: bool) -> None: ...
def simd_level() -> str: ...

# convolution
def convolve(x: _Float, h: _Float, fft: bool | None, out: _Float) -> None: ...

# descent
def logistic_loss_grad(
    x: _Float,
    y: _F64,
    coef: _F64,
    intercept: float,
    l2: float,
    sample_weight: _F64 | None,
    gradient: _Float,
) -> tuple[float, float]: ...
def logistic_regression(
    x: _Float,
    y: _F64,
    l2: float,
    fit_intercept: bool,
    newton: bool,
    tol: float,
    max_iter: int,
    coef_init: _F64 | None,
    sample_weight: _F64 | None,
    theta: _F64,
) -> tuple[float, float, int, bool, str]: ...
def gradient_descent(
    loss_grad: Callable[[Any], tuple[float, _Float]],
    theta: _Float,
    learning_rate: float | None,
    momentum: float,
    tol: float,
    max_iter: int,
    observe: Callable[[Any, float, float, int], bool] | None,
) -> tuple[float, float, int, bool, str]: ...

# sparse matrices
def csr_check(name: str, csr: Csr, with_values: bool) -> bool: ...
def csr_canonical(name: str, csr: Csr, with_values: bool, out: Csr) -> int: ...
def csr_transpose(name: str, csr: Csr, out: Csr) -> None: ...

# factorization
def als_half_step(
    ratings: Csr, name: str, fixed: _Float, alpha: float, l2: float, out: _Float
) -> None: ...
def als_loss(
    ratings: Csr, user_factors: _Float, item_factors: _Float, alpha: float, l2: float
) -> float: ...

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

# information
def entropy(p: _Float, axis: int | None, base: float | None, out: _F64) -> None: ...
def kl_divergence(
    p: _Float, q: _Float, axis: int | None, base: float | None, out: _F64
) -> None: ...
def mutual_information(table: _Float, base: float | None) -> float: ...

# linalg: sparse
def spmm(a: Csr, b: _Float, transpose: bool, out: _Float) -> None: ...

# linalg: truncated decompositions
def lanczos_extend(
    a: Csr | _Float, basis: _F64, projection: _F64, start: int
) -> tuple[int, float]: ...
def lanczos_step(product: _F64, basis: _F64, projection: _F64, j: int) -> float: ...
def orthonormalize(x: _Float, rough: bool) -> None: ...
def power_iteration(
    a: Csr | _Float, tol: float, max_iter: int, vector: _F64
) -> tuple[float, int, bool]: ...

# ranking
def recommend(
    user_factors: _Float, item_factors: _Float, exclude: Csr | None, ids: _I64, scores: _Float
) -> None: ...
def similar_items(array: _Float, rows: _I64, ids: _I64, cosines: _Float) -> None: ...
def ndcg_at_k(ids: _I64, relevant: Csr, k: int, out: _F64) -> None: ...
def precision_at_k(ids: _I64, relevant: Csr, k: int, out: _F64) -> None: ...
def recall_at_k(ids: _I64, relevant: Csr, k: int, out: _F64) -> None: ...
