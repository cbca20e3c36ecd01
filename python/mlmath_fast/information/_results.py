"""What functions of :mod:`mlmath_fast.information` return."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


@dataclass(frozen=True, kw_only=True)
class ChannelCapacityResult:
    """What :func:`~mlmath_fast.information.channel_capacity` found."""

    #: What the inputs below are known to reach, in nats: not more than the capacity.
    capacity: float
    #: Not less than the capacity, in nats.
    upper: float
    #: Probabilities of inputs, shape (n_inputs,).
    input_prob: FloatArray
    #: Iterations done.
    n_iter: int
    #: ``upper - capacity <= tol``.
    converged: bool


@dataclass(frozen=True, kw_only=True)
class RateDistortionResult:
    """What :func:`~mlmath_fast.information.rate_distortion` found."""

    #: Information of input and output, in nats.
    rate: float
    #: Mean distortion, in the unit of the table.
    distortion: float
    #: How much lower ``rate + beta * distortion`` may be at most, in nats.
    gap: float
    #: Probabilities of outputs for each input, shape (n_inputs, n_outputs).
    conditional_prob: FloatArray
    #: Probabilities of outputs, shape (n_outputs,).
    output_prob: FloatArray
    #: Iterations done.
    n_iter: int
    #: ``gap <= tol``.
    converged: bool


@dataclass(frozen=True, kw_only=True)
class InformationBottleneckResult:
    """What :func:`~mlmath_fast.information.information_bottleneck` found."""

    #: Probabilities p(t|x) of clusters for each x, shape (n_x, n_clusters).
    assignment_prob: FloatArray
    #: Probabilities p(t) of clusters, shape (n_clusters,).
    cluster_prob: FloatArray
    #: Probabilities p(y|t) for each cluster, shape (n_clusters, n_y); zero for a cluster of probability 0.
    decoder_prob: FloatArray
    #: I(X; T), in nats.
    complexity: float
    #: I(T; Y), in nats.
    relevance: float
    #: ``complexity - beta * relevance`` after each iteration, float64, shape (n_iter,).
    losses: npt.NDArray[np.float64]
    #: Iterations done.
    n_iter: int
    #: Whether the last one lowered it by at most `tol`; never if that is 0.
    converged: bool


class CodeLengthBound(NamedTuple):
    """What :func:`~mlmath_fast.information.code_length_bound` found."""

    #: The length of all data under the quantised model, in nats or the unit of `base`.
    length: float
    #: Its excess over the number of data times their entropy.
    overhead: float
    #: The quantised model: whole numbers that sum to 2^precision, int64.
    frequencies: npt.NDArray[np.int64]
