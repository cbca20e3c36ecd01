"""Rows of ``information`` about channels, codes and bottlenecks; cases are in `_coding_cases`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._coding_cases import (
    bottleneck_cases,
    bottleneck_errors,
    channel,
    channel_cases,
    code_cases,
    code_errors,
    domain_errors,
    rate_cases,
    rate_errors,
    related,
)
from mlmath_fast.compare.data import flights_columns
from mlmath_fast.reference import information as reference

# Solvers stop where their bounds are near: by 1e-9 here and there.
TOL = {"float64": Tolerance(rtol=1e-7, atol=1e-8), "float32": Tolerance(rtol=1e-5, atol=1e-6)}


def _random_channels(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (channel(rng, 5, 7),)


def _is_between_what_inputs_reach_and_the_bound(
    capacity: Callable[..., Any], rng: Generator
) -> None:
    for (W,) in _random_channels(rng):
        result = capacity(W)
        reached = reference.mutual_information(result.input_prob[:, np.newaxis] * W)
        assert_close(result.capacity, reached, rtol=1e-6)
        assert result.capacity <= result.upper <= result.capacity + 1e-9
        for p in rng.dirichlet(np.ones(len(W)), 50):
            assert reference.mutual_information(p[:, np.newaxis] * W) <= result.upper


def _two_channels_at_once(capacity: Callable[..., Any], rng: Generator) -> None:
    """Capacities of independent channels add."""
    A, B = channel(rng, 3, 4), channel(rng, 2, 3)
    want = capacity(A).capacity + capacity(B).capacity
    assert_close(capacity(np.kron(A, B)).capacity, want, rtol=1e-7)


def _curve_falls_with_its_slope(rate: Callable[..., Any], rng: Generator) -> None:
    p, d = rng.random(6), 1.0 - np.eye(6)
    points = [rate(p, d, beta=beta, tol=1e-10) for beta in (0.5, 2.0, 2.001, 4.0)]
    rates, distortions = [x.rate for x in points], [x.distortion for x in points]
    assert rates == sorted(rates)
    assert distortions == sorted(distortions, reverse=True)
    slope = (rates[2] - rates[1]) / (distortions[2] - distortions[1])
    assert_close(slope, -2.0, rtol=1e-3)


def _is_information_of_its_code(rate: Callable[..., Any], rng: Generator) -> None:
    p, d = rng.random(6), rng.random((6, 4))
    result = rate(p, d, beta=8.0, tol=1e-6)
    joint = (p / p.sum())[:, np.newaxis] * result.conditional_prob
    assert_close(result.rate, reference.mutual_information(joint), rtol=1e-9)
    assert_close(result.distortion, np.sum(joint * d), rtol=1e-12)
    assert_close(result.output_prob, joint.sum(0), rtol=1e-9)


def _objective_falls(bottleneck: Callable[..., Any], rng: Generator) -> None:
    for seed in range(5):
        result = bottleneck(related(rng, 20, 8), 4, beta=3.0, seed=seed, max_iter=200, tol=1e-6)
        assert np.all(np.diff(result.losses) <= 1e-12)


def _nothing_is_learned_on_the_way(bottleneck: Callable[..., Any], rng: Generator) -> None:
    """I(T; Y) is at most I(X; Y), and at most I(X; T)."""
    joint = related(rng, 20, 8)
    result = bottleneck(joint, 4, beta=10.0, tol=1e-6)
    limit = min(reference.mutual_information(joint), result.complexity)
    assert 0 < result.relevance <= limit
    assert_close(result.assignment_prob.sum(1), np.ones(20), rtol=1e-12)
    assert_close(
        result.cluster_prob, joint.sum(1) / joint.sum() @ result.assignment_prob, rtol=1e-9
    )


def _cannot_be_beaten(bound: Callable[..., Any], rng: Generator) -> None:
    """No exchange of a unit between two symbols makes the length less, and it is a length of a code."""
    counts = rng.zipf(1.6, 30).astype(float)
    result = bound(counts, precision=8)
    m = result.frequencies.astype(float)
    assert m.sum() == 256
    assert_close(result.length, np.sum(counts * np.log(256 / m)), rtol=1e-12)
    gain = counts * np.log1p(1 / m)
    loss = np.where(m > 1, counts * -np.log1p(-1 / np.maximum(m, 2)), np.inf)
    assert gain.max() <= loss.min() * (1 + 1e-12)
    entropy = counts.sum() * reference.entropy(counts)
    assert_close(result.overhead, result.length - entropy, rtol=1e-9, atol=1e-9)


def _twice_the_data(bound: Callable[..., Any], rng: Generator) -> None:
    counts = rng.zipf(1.6, 30).astype(float)
    once, twice = bound(counts), bound(2 * counts)
    assert_close(twice.length, 2 * once.length, rtol=1e-13)
    assert np.array_equal(twice.frequencies, once.frequencies)


def _fine_precision_costs_nothing(bound: Callable[..., Any], rng: Generator) -> None:
    counts = rng.random(20) + 0.1
    overheads = [bound(counts, precision=bits).overhead for bits in (6, 9, 12)]
    assert overheads[0] > overheads[1] > overheads[2]
    assert 0 <= overheads[2] < 1e-4


def _channel_bench(rng: Generator) -> Iterator[Bench]:
    def random(n: int) -> Callable[[], Call]:
        return lambda: call("", channel(rng, n, n), tol=1e-6)

    yield Bench(label="10 x 10", make=random(10), smoke=True)
    yield Bench(label="100 x 100", make=random(100), quick=True)
    yield Bench(label="500 x 500", make=random(500))


def _rate_bench(rng: Generator) -> Iterator[Bench]:
    def random(n: int) -> Callable[[], Call]:
        return lambda: call("", rng.random(n) + 0.5, 1.0 - np.eye(n), beta=6.0, tol=1e-6)

    yield Bench(label="10 symbols", make=random(10), smoke=True)
    yield Bench(label="100 symbols", make=random(100), quick=True)
    yield Bench(label="500 symbols", make=random(500))


def _bottleneck_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_x: int, n_y: int, k: int) -> Callable[[], Call]:
        options = {"beta": 5.0, "max_iter": 50, "tol": 0.0}
        return lambda: call("", related(rng, n_x, n_y), k, **options)

    def flights() -> Call:
        hour, minutes = flights_columns("hour", "dep_delay")
        delay = np.clip(minutes // 10 + 3, 0, 15)
        counts = np.bincount((16 * hour + delay).astype(int), minlength=24 * 16).reshape(24, 16)
        return call("", counts, 4, beta=20.0, max_iter=100, tol=0.0)

    yield Bench(label="20 x 10, 3 clusters", make=random(20, 10, 3), smoke=True)
    yield Bench(label="1,000 x 100, 10 clusters", make=random(1000, 100, 10), quick=True)
    yield Bench(label="hour and delay of the flights", make=flights, quick=True)
    yield Bench(label="5,000 x 1,000, 20 clusters", make=random(5000, 1000, 20))


def _code_bench(rng: Generator) -> Iterator[Bench]:
    def random(n: int, bits: int) -> Callable[[], Call]:
        return lambda: call("", rng.zipf(1.3, n).astype(float), precision=bits)

    yield Bench(label="256 symbols, 12 bits", make=random(256, 12), smoke=True)
    yield Bench(label="10,000 symbols, 16 bits", make=random(10_000, 16), quick=True)


def _alternation_cost(c: Call) -> Cost:
    """One iteration at least."""
    return Cost(flops=4.0 * np.size(c.args[-1]))


KERNELS = [
    Kernel(
        fast=fast.channel_capacity,
        reference=reference.channel_capacity,
        cases=channel_cases,
        bench=_channel_bench,
        errors=domain_errors("channel"),
        laws=[
            Law(name="is what its inputs reach", check=_is_between_what_inputs_reach_and_the_bound),
            Law(name="adds up over channels", check=_two_channels_at_once),
        ],
        tol=TOL,
        cost=_alternation_cost,
        # dit has it; not among the rivals that `compare` installs.
        rivals={},
    ),
    Kernel(
        fast=fast.rate_distortion,
        reference=reference.rate_distortion,
        cases=rate_cases,
        bench=_rate_bench,
        errors=rate_errors(),
        laws=[
            Law(name="falls with its slope", check=_curve_falls_with_its_slope),
            Law(name="is the information of its code", check=_is_information_of_its_code),
        ],
        tol=TOL,
        cost=_alternation_cost,
        # dit has it; not among the rivals that `compare` installs.
        rivals={},
    ),
    Kernel(
        fast=fast.information_bottleneck,
        reference=reference.information_bottleneck,
        cases=bottleneck_cases,
        bench=_bottleneck_bench,
        errors=bottleneck_errors(),
        laws=[
            Law(name="its objective falls", check=_objective_falls),
            Law(name="nothing is learned on the way", check=_nothing_is_learned_on_the_way),
        ],
        tol=TOL,
        cost=lambda c: Cost(flops=4.0 * np.size(c.args[0]) * c.args[1]),
        # dit has it; not among the rivals that `compare` installs.
        rivals={},
    ),
    Kernel(
        fast=fast.code_length_bound,
        reference=reference.code_length_bound,
        cases=code_cases,
        bench=_code_bench,
        errors=code_errors(),
        laws=[
            Law(name="no exchange helps", check=_cannot_be_beaten),
            Law(name="fine precision costs nothing", check=_fine_precision_costs_nothing),
            Law(name="twice the data are twice as long", check=_twice_the_data),
        ],
        # The overhead is the difference of two lengths.
        tol=dict.fromkeys(("float64", "float32"), Tolerance(rtol=1e-11, atol=1e-12)),
        cost=lambda c: Cost(transcendentals=3.0 * np.size(c.args[0])),
        # constriction has the coder, not the bound.
        rivals={},
    ),
]
