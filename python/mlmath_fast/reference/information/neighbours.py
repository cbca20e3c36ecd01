"""Reference twins of :mod:`mlmath_fast.information`: what samples of variables say of each other."""

import math

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.information._distances import ball, digamma, distances, jittered, kth


def mutual_info_knn(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    n_neighbors: int = 3,
    method: str = "ksg1",
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    """Kraskov's two estimates, Gao's of mixtures, and Ross's with labels `y`."""
    if method == "ross":
        (data,) = jittered(jitter, seed, x)
        return _ross(data, y, n_neighbors)
    x, y = jittered(jitter, seed, x, y)
    of_x, of_y = distances(x), distances(y)
    joint = np.maximum(of_x, of_y)
    n, psi = len(joint), digamma(len(joint))
    radius = kth(joint, n_neighbors)
    if method == "ksg2":
        inside = joint <= radius
        k = inside.sum(1) - 1
        n_x, n_y = (
            (of <= np.where(inside, of, 0).max(1, keepdims=True)).sum(1) - 1 for of in (of_x, of_y)
        )
        return float((psi[k] - 1 / k + psi[n] - psi[n_x] - psi[n_y]).mean())
    k = np.where(radius[:, 0] > 0, n_neighbors, ball(joint, radius))
    whole = psi[n] if method == "ksg1" else math.log(n)
    return float((psi[k] + whole - psi[ball(of_x, radius)] - psi[ball(of_y, radius)]).mean())


def conditional_mutual_info_knn(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    z: npt.ArrayLike,
    *,
    n_neighbors: int = 3,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    """Frenzel and Pompe: counts in the spaces of (x, z), (y, z) and z."""
    of_x, of_y, of_z = (distances(part) for part in jittered(jitter, seed, x, y, z))
    xz, yz = np.maximum(of_x, of_z), np.maximum(of_y, of_z)
    joint = np.maximum(xz, of_y)
    radius, psi = kth(joint, n_neighbors), digamma(len(joint))
    k = np.where(radius[:, 0] > 0, n_neighbors, ball(joint, radius))
    n_xz, n_yz, n_z = (ball(of, radius) for of in (xz, yz, of_z))
    return float((psi[k] - psi[n_xz] - psi[n_yz] + psi[n_z]).mean())


def transfer_entropy_knn(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    lag: int = 1,
    history: int = 1,
    source_history: int = 1,
    n_neighbors: int = 3,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    """The conditional mutual information of the target now and the source's past, given its own."""
    x, y = jittered(jitter, seed, source, target)
    start, n = max(history, lag + source_history - 1), len(y)
    of_source = [x[start - back : n - back] for back in range(lag, lag + source_history)]
    of_target = [y[start - back : n - back] for back in range(1, history + 1)]
    return conditional_mutual_info_knn(
        np.stack(of_source, 1), y[start:], np.stack(of_target, 1), n_neighbors=n_neighbors
    )


def _ross(x: npt.ArrayLike, y: npt.ArrayLike, n_neighbors: int) -> float:
    labels, counts = np.unique(np.asarray(y), return_inverse=True, return_counts=True)[1:]
    size = counts[labels]
    keep = size > 1
    if not keep.any():
        return 0.0
    distance = distances(x)[keep][:, keep]
    same = labels[keep][:, None] == labels[keep]
    n, size, psi = len(distance), size[keep], digamma(len(distance))
    k = np.minimum(n_neighbors, size - 1)
    ordered = np.sort(np.where(same, distance, np.inf), 1)
    radius = np.take_along_axis(ordered, k[:, None], 1)
    centre = radius[:, 0] > 0
    inside, around = (
        of.sum(1) - centre for of in ((distance <= radius) & same, distance <= radius)
    )
    return float((psi[inside] - psi[around] + psi[n] - psi[size]).mean())
