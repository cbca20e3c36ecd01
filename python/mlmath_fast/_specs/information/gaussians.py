"""Rows of ``information`` about normal distributions; cases are in `_gaussians_cases`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, symmetry
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.information._gaussians_cases import (
    covariance,
    covariance_errors,
    entropy_cases,
    information_cases,
    information_errors,
    pair_cases,
    pair_errors,
    standard_cases,
    standard_errors,
)
from mlmath_fast.compare.data import breast_cancer
from mlmath_fast.reference import information as reference

# Of well conditioned matrices; the twin takes the difference of determinants.
TOL = {"float64": Tolerance(rtol=1e-9, atol=1e-11), "float32": Tolerance(rtol=1e-6, atol=1e-11)}
SAME = Tolerance(rtol=1e-11, atol=1e-13)


def _one(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for n in (3, 20):
        yield (covariance(rng, n),)


def _two(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for n in (3, 20):
        m0, m1 = rng.standard_normal((2, n))
        yield (m0, covariance(rng, n), m1, covariance(rng, n))


def _split(rng: Generator) -> Iterator[tuple[Any, ...]]:
    for n, n_first in ((5, 2), (20, 15)):
        yield (covariance(rng, n), n_first)


def _rows(rng: Generator) -> Iterator[tuple[Any, ...]]:
    # One row: the order of its elements does not matter.
    yield tuple(rng.standard_normal((2, 50)))


def _units_add_up(entropy: Callable[..., Any], rng: Generator) -> None:
    """h(A X) = h(X) + log |det A|, here of units from 1e-150 to 1e150."""
    for (cov,) in _one(rng):
        units = 10.0 ** rng.uniform(-150, 150, len(cov))
        want = entropy(cov) + np.sum(np.log(units))
        assert_close(entropy(cov * np.outer(units, units)), want, rtol=1e-12)


def _independent_parts_add_up(entropy: Callable[..., Any], rng: Generator) -> None:
    A, B = covariance(rng, 3), covariance(rng, 4)
    both = np.block([[A, np.zeros((3, 4))], [np.zeros((4, 3)), B]])
    assert_close(entropy(both), entropy(A) + entropy(B), rtol=1e-13)


def _moved(rng: Generator, n: int) -> Any:
    return rng.standard_normal((n, n)) + 3 * np.eye(n)


def _units_do_not_count(divergence: Callable[..., Any], rng: Generator) -> None:
    for m0, C0, m1, C1 in _two(rng):
        A = _moved(rng, len(m0))
        symmetric = [(X + X.T) / 2 for X in (A @ C0 @ A.T, A @ C1 @ A.T)]
        got = divergence(A @ m0, symmetric[0], A @ m1, symmetric[1])
        assert_close(got, divergence(m0, C0, m1, C1), rtol=1e-9)


def _divergence_is_zero_of_equals(divergence: Callable[..., Any], rng: Generator) -> None:
    for m, C, _, _ in _two(rng):
        assert abs(divergence(m, C, m, C)) < 1e-13
        assert divergence(m, C, m, 1.01 * C) > 0


def _is_what_entropies_lack(information: Callable[..., Any], rng: Generator) -> None:
    h = reference.gaussian_entropy
    for cov, n in _split(rng):
        want = h(cov[:n, :n]) + h(cov[n:, n:]) - h(cov)
        assert_close(information(cov, n), want, rtol=1e-9)


def _swapped(cov: Any, n_first: int) -> tuple[Any, ...]:
    return cov[::-1, ::-1], len(cov) - n_first


def _is_a_metric(distance: Callable[..., Any], rng: Generator) -> None:
    for n in (1, 6):
        a, b, c = ((rng.standard_normal(n), covariance(rng, n)) for _ in range(3))
        assert distance(*a, *c) <= distance(*a, *b) + distance(*b, *c)
        assert distance(*a, *a) < 1e-6


def _turning_does_not_count(distance: Callable[..., Any], rng: Generator) -> None:
    for m0, C0, m1, C1 in _two(rng):
        Q = np.linalg.qr(rng.standard_normal(C0.shape))[0]
        turned = [(X + X.T) / 2 for X in (Q @ C0 @ Q.T, Q @ C1 @ Q.T)]
        got = distance(Q @ m0, turned[0], Q @ m1, turned[1])
        assert_close(got, distance(m0, C0, m1, C1), rtol=1e-9)


def _is_the_general_divergence(standard: Callable[..., Any], rng: Generator) -> None:
    m, v = rng.standard_normal((2, 6))
    want = reference.gaussian_kl(m, np.diag(np.exp(v)), np.zeros(6), np.eye(6))
    assert_close(standard(m, v), want, rtol=1e-11)


def _orders(make: Callable[[int], tuple[Any, ...]]) -> Iterator[Bench]:
    yield Bench(label="order 10", make=lambda: call("", *make(10)), smoke=True)
    yield Bench(label="order 200", make=lambda: call("", *make(200)), quick=True)
    yield Bench(label="order 1,000", make=lambda: call("", *make(1000)))
    yield Bench(
        label="breast cancer, 30 features",
        make=lambda: call("", *make(0)),
        quick=True,
    )


def _real(rng: Generator, n: int) -> Any:
    """A random covariance, or that of real data for order 0."""
    return covariance(rng, n) if n else np.cov(breast_cancer()[0].T)


def _one_bench(rng: Generator) -> Iterator[Bench]:
    return _orders(lambda n: (_real(rng, n),))


def _pair_bench(rng: Generator) -> Iterator[Bench]:
    def make(n: int) -> tuple[Any, ...]:
        if n:
            means = rng.standard_normal((2, n))
            return means[0], covariance(rng, n), means[1], covariance(rng, n)
        X, y = breast_cancer()
        parts = [X[y == label] for label in (0, 1)]
        return tuple(value for part in parts for value in (part.mean(0), np.cov(part.T)))

    return _orders(make)


def _information_bench(rng: Generator) -> Iterator[Bench]:
    def make(n: int) -> tuple[Any, ...]:
        cov = _real(rng, n)
        return cov, len(cov) // 2

    return _orders(make)


def _standard_bench(rng: Generator) -> Iterator[Bench]:
    def data(n_rows: int, dtype: type) -> Callable[[], Call]:
        return lambda: call("", *rng.standard_normal((2, n_rows, 32)).astype(dtype))

    yield Bench(label="1 k x 32", make=data(1_000, np.float64), smoke=True)
    yield Bench(label="100 k x 32", make=data(100_000, np.float64), quick=True)
    yield Bench(label="100 k x 32 float32", make=data(100_000, np.float32))


def _cost(products: float) -> Callable[[Call], Cost]:
    """Multiply-adds for each n^3, two flops each."""

    def cost(c: Call) -> Cost:
        matrix = next(x for x in c.args if np.ndim(x) == 2)
        return Cost(flops=2 * products * float(len(matrix)) ** 3)

    return cost


def _scipy_entropy(cov: Any) -> float:
    import scipy.stats

    return float(scipy.stats.multivariate_normal(cov=cov).entropy())


def _scipy_standard(mean: Any, logvar: Any) -> Any:
    """By SciPy's expm1, in one expression."""
    from scipy.special import expm1

    return 0.5 * np.sum(mean * mean + (expm1(logvar) - logvar), axis=-1)


KERNELS = [
    Kernel(
        fast=fast.gaussian_entropy,
        reference=reference.gaussian_entropy,
        cases=entropy_cases,
        bench=_one_bench,
        errors=covariance_errors("cov"),
        laws=[
            Law(name="units add up", check=_units_add_up),
            Law(name="independent parts add up", check=_independent_parts_add_up),
        ],
        tol=TOL,
        cost=_cost(1 / 6),
        rivals={"scipy": _scipy_entropy},
    ),
    Kernel(
        fast=fast.gaussian_kl,
        reference=reference.gaussian_kl,
        cases=pair_cases,
        bench=_pair_bench,
        errors=pair_errors(),
        laws=[
            Law(name="units do not count", check=_units_do_not_count),
            Law(name="is 0 of equals", check=_divergence_is_zero_of_equals),
        ],
        tol=TOL,
        cost=_cost(1 / 2),
        # torch.distributions has it; NumPy and SciPy have not.
        rivals={},
    ),
    Kernel(
        fast=fast.gaussian_mutual_information,
        reference=reference.gaussian_mutual_information,
        cases=information_cases,
        bench=_information_bench,
        errors=information_errors(),
        laws=[
            symmetry(_split, swap=_swapped, tol=SAME),
            Law(name="is what entropies lack", check=_is_what_entropies_lack),
        ],
        tol=TOL,
        cost=_cost(1 / 6),
        # frites and gcmi have it for samples only.
        rivals={},
    ),
    Kernel(
        fast=fast.gaussian_wasserstein2,
        reference=reference.gaussian_wasserstein2,
        cases=pair_cases,
        bench=_pair_bench,
        errors=pair_errors(),
        laws=[
            symmetry(_two, swap=lambda m0, C0, m1, C1: (m1, C1, m0, C0), tol=SAME),
            Law(name="is a metric", check=_is_a_metric),
            Law(name="turning does not count", check=_turning_does_not_count),
        ],
        # The twin's difference of traces leaves half the digits of equal distributions.
        tol={name: Tolerance(rtol=t.rtol, atol=1e-6) for name, t in TOL.items()},
        cost=_cost(10),
        # Python optimal transport (ot.gaussian) has it; not among the rivals that `compare` installs.
        rivals={},
    ),
    Kernel(
        fast=fast.gaussian_kl_standard,
        reference=reference.gaussian_kl_standard,
        cases=standard_cases,
        bench=_standard_bench,
        errors=standard_errors(),
        laws=[
            permutation(_rows, arrays=2, tol=SAME),
            Law(name="is the general divergence", check=_is_the_general_divergence),
        ],
        tol={
            "float64": Tolerance(rtol=1e-12, atol=1e-15),
            "float32": Tolerance(rtol=1e-6, atol=1e-15),
        },
        cost=lambda c: Cost(
            bytes=sum(np.asarray(x).nbytes for x in c.args), transcendentals=np.size(c.args[0])
        ),
        rivals={"scipy.special": _scipy_standard},
    ),
]
