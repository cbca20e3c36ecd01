"""Twins of capacity, rate and distortion, bottlenecks and code lengths."""

import heapq
import math

import numpy as np
import numpy.typing as npt

from mlmath_fast.information._results import (
    ChannelCapacityResult,
    CodeLengthBound,
    InformationBottleneckResult,
    RateDistortionResult,
)
from mlmath_fast.reference._philox import normals
from mlmath_fast.reference.linalg._operands import floats

_F64 = npt.NDArray[np.float64]


def channel_capacity(
    channel: npt.ArrayLike, *, max_iter: int = 10_000, tol: float = 1e-9
) -> ChannelCapacityResult:
    """``p <- p exp(D) / sum``, with D the divergences of the rows from their mixture."""
    data, W = floats(channel), _rows(channel)
    p = np.full(len(W), 1 / len(W))
    for n_iter in range(1, max_iter + 1):
        D = _xlogy(W, W).sum(1) - W @ _log(p @ W)
        weights = p * np.exp(D - D.max())
        lower, upper = max(float(D.max() + np.log(weights.sum())), 0.0), float(D.max())
        if upper - lower <= tol or n_iter == max_iter:
            break
        p = weights / weights.sum()
    return ChannelCapacityResult(
        capacity=lower,
        upper=upper,
        input_prob=p.astype(data.dtype),
        n_iter=n_iter,
        converged=upper - lower <= tol,
    )


def rate_distortion(
    p: npt.ArrayLike,
    distortion: npt.ArrayLike,
    *,
    beta: float,
    max_iter: int = 10_000,
    tol: float = 1e-9,
) -> RateDistortionResult:
    """``q <- q c``, with c the sums of ``p A / (A q)`` and ``A = exp(-beta d)``."""
    source, table = floats(p), floats(distortion)
    dtype = np.result_type(source, table)
    d = table.astype(np.float64)
    prob = source.astype(np.float64) / source.sum(dtype=np.float64)
    A = np.exp(-beta * (d - d.min(1, keepdims=True)))
    q = np.full(d.shape[1], 1 / d.shape[1])
    for n_iter in range(1, max_iter + 1):
        c = (prob / (A @ q)) @ A
        gap = max(float(np.log(c.max()) - np.sum(q * _xlogy(c, c))), 0.0)
        if gap <= tol or n_iter == max_iter:
            break
        q = q * c
    conditional = A * q
    conditional /= conditional.sum(1, keepdims=True)
    q = prob @ conditional
    return RateDistortionResult(
        rate=float(prob @ _divergences(conditional, q)),
        distortion=float(prob @ np.sum(conditional * d, 1)),
        gap=gap,
        conditional_prob=conditional.astype(dtype),
        output_prob=q.astype(dtype),
        n_iter=n_iter,
        converged=gap <= tol,
    )


def information_bottleneck(
    joint: npt.ArrayLike,
    n_clusters: int,
    *,
    beta: float,
    seed: int = 0,
    max_iter: int = 1000,
    tol: float = 1e-9,
) -> InformationBottleneckResult:
    """``p(t|x) <- p(t) exp(-beta D(p(y|x) || p(y|t))) / sum``, in turn with p(t) and p(y|t)."""
    data = floats(joint)
    pxy = data.astype(np.float64) / data.sum(dtype=np.float64)
    px, py = pxy.sum(1), pxy.sum(0)
    given = pxy / np.where(px > 0, px, 1)[:, np.newaxis]
    start = normals(seed, 0, 0, len(pxy) * n_clusters).reshape(len(pxy), n_clusters)
    r = _rows(np.abs(start))
    losses: list[float] = []
    converged = False
    while not converged:
        pty = r.T @ pxy
        pt = pty.sum(1)
        decoder = pty / np.where(pt > 0, pt, 1)[:, np.newaxis]
        complexity = float(px @ _divergences(r, pt))
        relevance = float(pt @ _divergences(decoder, py))
        losses.append(complexity - beta * relevance)
        converged = tol > 0 and len(losses) > 1 and losses[-2] - losses[-1] <= tol
        if len(losses) == max_iter:
            break
        if not converged:
            D = _xlogy(given, given).sum(1, keepdims=True) - given @ _log(decoder).T
            scores = _log(pt) - beta * D
            r = _rows(np.exp(scores - scores.max(1, keepdims=True)))
    return InformationBottleneckResult(
        assignment_prob=r.astype(data.dtype),
        cluster_prob=pt.astype(data.dtype),
        decoder_prob=decoder.astype(data.dtype),
        complexity=complexity,
        relevance=relevance,
        losses=np.array(losses),
        n_iter=len(losses),
        converged=converged,
    )


def code_length_bound(
    counts: npt.ArrayLike,
    model: npt.ArrayLike | None = None,
    *,
    precision: int = 12,
    base: float | None = None,
) -> CodeLengthBound:
    """``sum n log(2^b / m)``, the units of 2^b given out one by one to where they help most."""
    n = floats(counts).astype(np.float64)
    weights = n if model is None else floats(model).astype(np.float64)
    total, m = 2**precision, (weights > 0).astype(np.int64)
    weights = weights / weights.max(initial=0)
    heap = [(-w * math.log1p(1), i) for i, w in enumerate(weights) if w > 0]
    heapq.heapify(heap)
    for _ in range(total - int(m.sum())):
        i = heap[0][1]
        m[i] += 1
        heapq.heapreplace(heap, (-weights[i] * math.log1p(1 / m[i]), i))
    with np.errstate(divide="ignore", invalid="ignore"):
        lengths = np.where(n > 0, n * np.log(total / m), 0.0)
    shortest = -float(_xlogy(n, n / max(n.sum(), 1e-300)).sum())
    length = float(lengths.sum())
    unit = 1.0 if base is None else math.log(base)
    return CodeLengthBound(length / unit + 0.0, (length - shortest) / unit + 0.0, m)


def _rows(x: npt.ArrayLike) -> _F64:
    values = np.asarray(x, np.float64)
    rows: _F64 = values / values.sum(1, keepdims=True)
    return rows


def _log(x: _F64) -> _F64:
    """With a large number for infinity, that times 0 is 0."""
    return np.where(x > 0, np.log(np.where(x > 0, x, 1)), -1e300)


def _xlogy(x: _F64, y: _F64) -> _F64:
    """0 also where only `y` has vanished: their x is at most a subnormal number."""
    there = (x > 0) & (y > 0)
    return np.where(there, x * np.log(np.where(there, y, 1)), 0)


def _divergences(rows: _F64, q: _F64) -> _F64:
    """Of each row from q."""
    divergences: _F64 = np.sum(_xlogy(rows, rows) - _xlogy(rows, np.broadcast_to(q, rows.shape)), 1)
    return divergences
