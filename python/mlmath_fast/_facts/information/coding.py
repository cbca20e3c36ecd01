"""Facts about capacities, rates, bottlenecks and code lengths."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

LN2 = math.log(2)


def fact_capacity_of_the_binary_symmetric_channel(topic: ModuleType) -> None:
    """Cover and Thomas, section 7.1.4: 1 - H(0.1) = 0.5310044064 bits."""
    result = topic.channel_capacity([[0.9, 0.1], [0.1, 0.9]])
    assert_close(result.capacity, 0.5310044064 * LN2, rtol=1e-9)
    assert result.converged


def fact_capacity_of_the_erasure_channel(topic: ModuleType) -> None:
    """Cover and Thomas, section 7.1.5: what is not erased."""
    result = topic.channel_capacity([[0.75, 0.0, 0.25], [0.0, 0.75, 0.25]])
    assert_close(result.capacity, 0.75 * LN2, rtol=1e-9)


def fact_capacity_of_the_z_channel(topic: ModuleType) -> None:
    """MacKay, "Information Theory, Inference, and Learning Algorithms" (2003), exercise 9.15: at f = 1/2
    log2(5/4) bits, with the noisy input 2/5 of the time.
    """
    result = topic.channel_capacity([[1.0, 0.0], [0.5, 0.5]], tol=1e-12)
    assert_close(result.capacity, math.log(1.25), rtol=1e-10)
    assert_close(result.input_prob, [0.6, 0.4], rtol=1e-5)


def fact_capacity_of_extremes(topic: ModuleType) -> None:
    """Without noise log n; where outputs do not tell inputs apart, nothing."""
    assert_close(topic.channel_capacity(np.eye(7)).capacity, math.log(7), rtol=1e-14)
    assert topic.channel_capacity(np.ones((5, 3))).capacity < 1e-12


def fact_rate_of_a_binary_source(topic: ModuleType) -> None:
    """Cover and Thomas, theorem 10.3.1: R(D) = H(p) - H(D), of slope log(D / (1 - D))."""
    p, D = 0.3, 0.1
    result = topic.rate_distortion([p, 1 - p], 1.0 - np.eye(2), beta=math.log((1 - D) / D))
    H = [-x * math.log(x) - (1 - x) * math.log(1 - x) for x in (p, D)]
    assert_close(result.distortion, D, rtol=1e-6)
    assert_close(result.rate, H[0] - H[1], rtol=1e-6)


def fact_no_distortion_costs_the_entropy(topic: ModuleType) -> None:
    """And a distortion that costs nothing needs no rate."""
    p = [0.5, 0.25, 0.25]
    assert_close(topic.rate_distortion(p, 1.0 - np.eye(3), beta=60.0).rate, 1.5 * LN2, rtol=1e-9)
    assert topic.rate_distortion(p, 1.0 - np.eye(3), beta=0.0).rate < 1e-12


def fact_bottleneck_that_pays_nothing_forgets_all(topic: ModuleType) -> None:
    """dit's test: at beta = 0 complexity and relevance are 0."""
    result = topic.information_bottleneck([[3, 1], [1, 3]], 2, beta=0.0)
    assert abs(result.complexity) < 1e-12
    assert abs(result.relevance) < 1e-12


def fact_bottleneck_of_a_clear_channel(topic: ModuleType) -> None:
    """dit's test: of the identity both are one bit, once beta is large."""
    result = topic.information_bottleneck(np.eye(2), 2, beta=10.0)
    assert_close([result.complexity, result.relevance], [LN2, LN2], rtol=1e-9)


def fact_dyadic_data_have_their_entropy(topic: ModuleType) -> None:
    """On paper: 1, 1, 2 of 4 take 2 + 2 + 2 x 1 bits."""
    bound = topic.code_length_bound([1, 1, 2], precision=2, base=2)
    assert_close(bound.length, 6.0, rtol=1e-15)
    assert abs(bound.overhead) < 1e-14
    assert bound.frequencies.tolist() == [1, 1, 2]


def fact_no_overhead_has_no_sign(topic: ModuleType) -> None:
    """Two equal counts take two halves, exactly, also where the sign turns."""
    bound = topic.code_length_bound([1, 1], precision=2, base=0.5)
    assert math.copysign(1, bound.overhead) == 1


def fact_one_bit_of_precision(topic: ModuleType) -> None:
    """On paper: two symbols have probability 1/2 each whatever their counts, 16 bits for 16 symbols."""
    bound = topic.code_length_bound([15, 1], precision=1, base=2)
    assert_close(bound.length, 16.0, rtol=1e-15)
    entropy = 16 * topic.entropy([15, 1], base=2)
    assert_close(bound.overhead, 16 - entropy, rtol=1e-13)


def fact_a_wrong_model_costs_the_divergence(topic: ModuleType) -> None:
    """Cover and Thomas, theorem 5.4.3."""
    counts, model = [8, 4, 2, 2], [1, 1, 1, 1]
    bound = topic.code_length_bound(counts, model, precision=2)
    assert_close(bound.overhead, 16 * topic.kl_divergence(counts, model), rtol=1e-13)
    assert topic.code_length_bound([1, 1], [1, 0]).length == math.inf
