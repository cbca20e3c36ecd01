"""The compiled core. Arrays must be native, aligned and C-contiguous; outputs are filled in place."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._csr import Csr

_Float = npt.NDArray[np.floating[Any]]
_F64 = npt.NDArray[np.float64]
_I64 = npt.NDArray[np.int64]
_Labels = tuple[_I64, int]
_U8 = npt.NDArray[np.uint8]
_U64 = npt.NDArray[np.uint64]
_Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
_Bool = npt.NDArray[np.bool_]

__version__: str

# machine and gate
def always_pool(on: bool) -> None: ...
def available_parallelism() -> int: ...
def measure_bandwidth(n_bytes: int, n_threads: int) -> float: ...
def measure_flops(double: bool, n_threads: int) -> float: ...
def measure_transcendentals(double: bool, n_threads: int) -> float: ...
def panic_on_purpose(on_helper: bool) -> None: ...
def philox_normals(seed: int, stream: int, first: int, out: _F64) -> None: ...
def philox_uniforms(seed: int, stream: int, first: int, out: _F64) -> None: ...
def philox_words(seed: int, stream: int, first: int, out: npt.NDArray[np.uint64]) -> None: ...
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

# elementary
def exp(x: _Float | None, out: _Float) -> None: ...
def expm1(x: _Float | None, out: _Float) -> None: ...
def log(x: _Float | None, out: _Float) -> None: ...
def log1p(x: _Float | None, out: _Float) -> None: ...
def logaddexp(a: _Float | None, b: _Float, out: _Float) -> None: ...
def sigmoid(x: _Float | None, out: _Float) -> None: ...
def softmax(x: _Float | None, len: int, step: int, out: _Float) -> None: ...
def tanh(x: _Float | None, out: _Float) -> None: ...

# sparse matrices
def csr_check(name: str, csr: Csr, with_values: bool) -> bool: ...
def csr_canonical(name: str, csr: Csr, with_values: bool, out: Csr) -> int: ...
def csr_transpose(name: str, csr: Csr, with_values: bool, out: Csr) -> None: ...
def csr_from_triplets(
    rows: _I64, cols: _I64, values: _Float, shape: tuple[int, int], duplicates: str, out: Csr
) -> int: ...

# factorization
def als_explicit_half_step(
    ratings: Csr,
    name: str,
    fixed: _Float,
    mean: float,
    bias: bool,
    l2: float,
    weighted: bool,
    out: _Float,
) -> None: ...
def als_explicit_loss(
    ratings: Csr,
    users: _Float,
    items: _Float,
    mean: float,
    bias: bool,
    l2: float,
    weighted: bool,
) -> float: ...
def bpr_epoch(
    ratings: Csr,
    users: _Float,
    items: _Float,
    learning_rate: float,
    l2: float,
    seed: int,
    epoch: int,
) -> float: ...
def explicit_mean(ratings: Csr) -> float: ...
def explicit_predict(
    pairs: tuple[_I64, _I64],
    users: _Float,
    items: _Float,
    mean: float,
    bias: bool,
    out: _Float,
) -> None: ...
def als_room(n_columns: int, d: int) -> int: ...
def als_half_step(
    ratings: Csr,
    name: str,
    fixed: _Float,
    objective: tuple[str, float, float, float, float],
    solver: str,
    room: _Float,
    out: _Float,
) -> None: ...
def als_sweep(
    ratings: tuple[Csr, Csr],
    name: str,
    factors: tuple[_Float, _Float],
    objective: tuple[str, float, float, float, float],
    solver: str,
    room: _Float,
    gram: _F64,
) -> tuple[float, _F64]: ...
def als_explain(
    ratings: Csr,
    name: str,
    item_factors: _Float,
    objective: tuple[str, float, float, float, float],
    place: tuple[int, int],
    ids: _I64,
    contributions: _Float,
) -> float: ...
def als_loss(
    ratings: Csr,
    user_factors: _Float,
    item_factors: _Float,
    objective: tuple[str, float, float, float, float],
) -> float: ...
def nmf(
    data: _Float | Csr,
    mask: npt.NDArray[np.bool_] | None,
    options: tuple[bool, bool, float, float, int, float, int, bool],
    w: _Float,
    ht: _Float,
) -> tuple[list[float], float, bool]: ...

# histogram
def min_max(x: _Float) -> tuple[float, float]: ...
def histogram_rows(
    x: _Float,
    len: int,
    edges: _F64,
    equal: tuple[float, float, float, float | None] | None,
    counts: _I64,
) -> None: ...
def histogram_weighted(
    x: _Float,
    weights: _F64,
    edges: _F64,
    equal: tuple[float, float, float, float | None] | None,
    sums: npt.NDArray[Any],
) -> None: ...
def largest_code(codes: npt.NDArray[Any]) -> int: ...
def count_bytes(codes: npt.NDArray[np.uint8], counts: _I64) -> int: ...
def count_codes(codes: npt.NDArray[Any], counts: _I64) -> None: ...
def count_pairs(columns: npt.NDArray[Any], n_columns: int, n_bins: int, counts: _I64) -> None: ...
def sum_codes(codes: _I64, weights: _F64, sums: _F64) -> None: ...
def histogram_cells(
    n: int,
    data: list[_Float],
    by_rows: bool,
    edges: list[tuple[_F64, float | None]],
    counts: _I64,
) -> None: ...
def histogram_cells_weighted(
    weights: _F64,
    data: list[_Float],
    by_rows: bool,
    edges: list[tuple[_F64, float | None]],
    sums: _F64,
) -> None: ...
def digitize(
    data: _Float, edges: list[tuple[_F64, float | None]], out: npt.NDArray[Any]
) -> None: ...

# information
def entropy(p: _Float, axis: int | None, base: float | None, out: _F64) -> None: ...
def kl_divergence(
    p: _Float, q: _Float, axis: int | None, base: float | None, out: _F64
) -> None: ...
def mutual_information(table: _Float, base: float | None) -> float: ...

# information: entropies
def conditional_entropy(table: _Float, base: float | None) -> float: ...
def renyi_entropy(
    p: _Float, axis: int | None, order: float, base: float | None, out: _F64
) -> None: ...
def tsallis_entropy(p: _Float, axis: int | None, order: float, out: _F64) -> None: ...

# information: counts
def entropy_from_counts(
    counts: _I64,
    axis: int | None,
    estimator: str,
    pseudocount: float,
    n_classes: int,
    base: float | None,
    out: _F64,
) -> None: ...
def mutual_information_from_counts(
    table: _I64, estimator: str, pseudocount: float, base: float | None
) -> float: ...

# information: divergences
def cross_entropy(
    p: _Float, q: _Float, axis: int | None, base: float | None, out: _F64
) -> None: ...
def renyi_divergence(
    p: _Float, q: _Float, axis: int | None, order: float, base: float | None, out: _F64
) -> None: ...
def f_divergence(
    p: _Float, q: _Float, kind: str, axis: int | None, base: float | None, out: _F64
) -> None: ...

# information: labels
def mutual_info_score(x: _Labels, y: _Labels) -> float: ...
def normalized_mutual_info_score(x: _Labels, y: _Labels, average: str) -> float: ...
def adjusted_mutual_info_score(x: _Labels, y: _Labels, average: str) -> float: ...
def contingency_information(table: Csr) -> float: ...
def variation_of_information(x: _Labels, y: _Labels) -> float: ...
def conditional_mutual_info_score(x: _Labels, y: _Labels, z: _Labels) -> float: ...
def transfer_entropy(
    source: _Labels, target: _Labels, embedding: tuple[int, int, int]
) -> float: ...
def total_correlation(columns: list[_Labels]) -> float: ...

# information: gaussians
def covariance_factor(cov: _Float, name: str, out: _F64) -> None: ...
def gaussian_entropy(cov: _Float) -> float: ...
def gaussian_kl(mean0: _Float, cov0: _Float, mean1: _Float, cov1: _Float) -> float: ...
def gaussian_mutual_information(cov: _Float, n_first: int) -> float: ...
def gaussian_kl_standard(mean: _Float, logvar: _Float, out: _F64) -> None: ...

# information: coding
def channel_capacity(
    channel: _Float, stop: tuple[float, int], inputs: _F64
) -> tuple[float, float, int, bool]: ...
def rate_distortion(
    p: _Float,
    distortion: _Float,
    beta: float,
    stop: tuple[float, int],
    conditional: _F64,
    outputs: _F64,
) -> tuple[float, float, float, int, bool]: ...
def information_bottleneck(
    joint: _Float,
    beta: float,
    stop: tuple[float, int],
    assignment: _F64,
    clusters: _F64,
    decoder: _F64,
) -> tuple[float, float, list[float], bool]: ...
def code_length_bound(
    counts: _Float, model: _Float, precision: int, base: float | None, frequencies: _I64
) -> tuple[float, float]: ...

# information: pairs
def planes_room(n_samples: int, n_features: int, n_bins: int, all_pairs: bool) -> int: ...
def mi_matrix(
    codes: _Codes, n_bins: int | None, normalized: bool, room: _U64, out: _F64
) -> None: ...
def cmi_given(codes: _Codes, given: _Codes, room: _U64, out: _F64) -> None: ...
def mi_significance(
    codes: _Codes,
    y: _Codes,
    n_permutations: int,
    seed: int,
    room: _U64,
    mi: _F64,
    p_values: _F64,
) -> None: ...

# information: neighbours
def entropy_knn(x: _Float, n_neighbors: int) -> float: ...
def entropy_spacings(sorted: _Float, window: int, method: str) -> float: ...
def mutual_info_knn(x: _Float, y: _Float, n_neighbors: int, method: str) -> float: ...
def mutual_info_knn_labels(x: _Float, labels: _I64, n_neighbors: int) -> float: ...
def conditional_mutual_info_knn(x: _Float, y: _Float, z: _Float, n_neighbors: int) -> float: ...
def transfer_entropy_knn(
    source: _Float, target: _Float, past: tuple[int, int, int], n_neighbors: int
) -> float: ...
def kl_divergence_knn(x: _Float, y: _Float, n_neighbors: int) -> float: ...
def copula_mutual_information(x: _Float, y: _Float) -> float: ...

# linalg: dense
def cholesky(a: _Float, transposed: bool, out: _Float) -> None: ...
def symmetric_eigen(a: _F64, w: _F64) -> None: ...

# linalg: products
def dot(a: _Float, b: _Float) -> float: ...
def matmul(a: tuple[_Float, bool, _I64], b: tuple[_Float, bool, _I64], out: _Float) -> None: ...
def gram(
    x: _Float, transposed: bool, weights: _F64 | None, mean: _F64 | None, out: _Float
) -> None: ...

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

# linalg, small systems
def cholesky_batched(a: _Float, out: _Float) -> None: ...
def eigh_batched(a: _Float, w: _Float, v: _Float) -> None: ...
def inv_batched(a: _Float, out: _Float) -> None: ...
def solve_batched(a: _Float, b: _Float, axes: int, x: _Float) -> None: ...

# ranking
def recommend(
    user_factors: _Float, item_factors: _Float, exclude: Csr | None, ids: _I64, scores: _Float
) -> None: ...
def similar_items(array: _Float, rows: _I64, ids: _I64, cosines: _Float) -> None: ...
def rank_items(
    user_factors: _Float, item_factors: _Float, chosen: _I64, ids: _I64, scores: _Float
) -> None: ...
def metric_of_lists(
    metric: str, ids: _I64, relevant: Csr, exclude: Csr | None, k: int, out: _F64
) -> None: ...
def metric_of_places(
    metric: str, places: _I64, test: Csr, exclude: Csr | None, k: int, out: _F64
) -> None: ...
def places(
    user_factors: _Float,
    item_factors: _Float,
    test: Csr,
    exclude: Csr | None,
    limit: int,
    out: _I64,
) -> None: ...
def coverage(ids: _I64, n_items: int, k: int) -> float: ...
def novelty(ids: _I64, known: Csr, k: int, out: _F64) -> None: ...
def leave_k_out(ratings: Csr, k: int, seed: int, parts: _U8) -> None: ...
def leave_last_out(ratings: Csr, timestamps: _I64 | _F64, k: int, parts: _U8) -> None: ...
def strong_generalization(
    ratings: Csr, n_users: int, holdout: float, seed: int, drawn: _Bool, parts: _U8
) -> None: ...
def part_indptr(ratings: Csr, parts: _U8, part: int, indptr: _I64) -> None: ...

# selection
def select_features(
    codes: _Codes,
    y: _Codes,
    criterion: str,
    beta: float,
    room: _U64,
    picks: _I64,
    scores: _F64,
) -> None: ...
def relevance_to_labels(
    features: _F64, discrete: _Bool, labels: tuple[_I64, int], n_neighbors: int, out: _F64
) -> None: ...
def relevance_to_values(
    features: _F64, discrete: _Bool, values: _F64, n_neighbors: int, out: _F64
) -> None: ...
