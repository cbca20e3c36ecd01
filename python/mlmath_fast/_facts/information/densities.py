"""Facts of estimates of densities and copulas."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_entropy_of_three_points(topic: ModuleType) -> None:
    """On paper: 0, 1, 3 have neighbours at 1, 1, 2: psi(3) - psi(1) + (4/3) log 2."""
    got = topic.differential_entropy([0.0, 1.0, 3.0], n_neighbors=1)
    assert_close(got, 3 / 2 + 4 / 3 * math.log(2), rtol=1e-14)


def fact_spacings_of_three_points(topic: ModuleType) -> None:
    """On paper, of 1, 2, 4 with a window of 1."""
    paper = {
        "vasicek": math.log(1.5**3 * 6) / 3,
        "ebrahimi": math.log(81) / 3,
        "correa": math.log(112 / 3) / 3,
        "van_es": math.log(32) / 2 + 11 / 6 - math.log(4),
    }
    for method, want in paper.items():
        got = topic.differential_entropy([2.0, 4.0, 1.0], method=method, window=1)
        assert_close(got, want, rtol=1e-14)


# 2^-1074 and 2^1004 times these are doubles, 2^108 times are single.
_WHOLE = [-700_000, -31_004, -2_000, -1, 0, 3, 21, 1_007, 1_000_000]


def fact_entropies_at_the_ends_of_the_range(topic: ModuleType) -> None:
    """H(a x) = H(x) + log |a|, with distances and squares that no double can hold."""
    for method in ("knn", "vasicek", "ebrahimi", "correa", "van_es"):
        near = topic.differential_entropy(_WHOLE, method=method)
        for exponent in (-1074, 1004):
            x = np.ldexp(_WHOLE, exponent)
            want = near + exponent * math.log(2)
            assert_close(topic.differential_entropy(x, method=method), want, rtol=1e-14)
        x = np.ldexp(np.array(_WHOLE, np.float32), 108)
        want = near + 108 * math.log(2)
        assert_close(topic.differential_entropy(x, method=method), want, rtol=1e-14)


def fact_divergence_at_the_ends_of_the_range(topic: ModuleType) -> None:
    """One scale for both samples changes nothing."""
    others = [-999_999, 17, 900_000]
    near = topic.kl_divergence_knn(_WHOLE, others)
    for exponent in (-1074, 1004):
        far = topic.kl_divergence_knn(np.ldexp(_WHOLE, exponent), np.ldexp(others, exponent))
        assert_close(far, near, rtol=1e-13)


def fact_entropies_of_known_densities(topic: ModuleType) -> None:
    """Closed forms, by 2,000 points to three standard errors or so."""
    rng = np.random.default_rng(11)
    known = [
        (rng.standard_normal(2000), 1.4189385332),
        (rng.exponential(size=2000), 1.0),
        (2 * rng.random(2000), math.log(2)),
        (rng.laplace(size=2000), 1.6931471806),
        (rng.logistic(size=2000), 2.0),
        (rng.gamma(2.5, size=2000), 1.7299479095),
        (rng.beta(2, 3, size=2000), -0.2349066498),
    ]
    for x, want in known:
        assert_close(topic.differential_entropy(x), want, rtol=0, atol=0.1)
        for method in ("ebrahimi", "correa", "van_es", "vasicek"):
            got = topic.differential_entropy(x, method=method)
            assert_close(got, want, rtol=0, atol=0.1)


def fact_entropy_of_a_plane(topic: ModuleType) -> None:
    """Two independent standard normal numbers have twice the entropy of one."""
    x = np.random.default_rng(11).standard_normal((2000, 2))
    assert_close(topic.differential_entropy(x), 2 * 1.4189385332, rtol=0, atol=0.1)


def fact_divergence_of_two_points(topic: ModuleType) -> None:
    """On paper: 0 and 1 are 1 apart, and 1/2 from 1/2: log(1/2) + log(1 / 1)."""
    got = topic.kl_divergence_knn([0.0, 1.0], [0.5], n_neighbors=1)
    assert_close(got, -math.log(2), rtol=1e-15)


def fact_divergences_of_gaussians(topic: ModuleType) -> None:
    """N(1, 1) from N(0, 1): 1/2. N(0, 1) from N(0, 4): log 2 - 3/8."""
    rng = np.random.default_rng(11)
    standard = rng.standard_normal(2000)
    shifted = topic.kl_divergence_knn(rng.standard_normal(2000) + 1, standard)
    assert_close(shifted, 0.5, rtol=0, atol=0.15)
    from_wide = topic.kl_divergence_knn(standard, 2 * rng.standard_normal(2000))
    assert_close(from_wide, math.log(2) - 3 / 8, rtol=0, atol=0.1)


def fact_copula_of_three_points(topic: ModuleType) -> None:
    """On paper: scores (-a, 0, a) and (-a, a, 0) have correlation 1/2, whatever a."""
    got = topic.copula_mutual_information([1.0, 2.0, 30.0], [-5.0, 7.0, 0.0])
    assert_close(got, -math.log(3 / 4) / 2, rtol=1e-14)


def fact_copula_of_transformed_gaussians(topic: ModuleType) -> None:
    """Correlation 0.75, cubes and exponentials of it: 0.4133392866."""
    x, noise = np.random.default_rng(11).standard_normal((2, 20_000))
    y = 0.75 * x + math.sqrt(1 - 0.75**2) * noise
    got = topic.copula_mutual_information(x**3, np.exp(y))
    assert_close(got, 0.4133392866, rtol=0, atol=0.02)


def fact_jitter_gives_tied_samples_a_density(topic: ModuleType) -> None:
    """Of numbers of mean 0 and deviation 1, each four times: finite, and as far apart as the noise."""
    x = np.repeat([-1.0, 1.0], 4)
    assert topic.differential_entropy(x) == -math.inf
    for method in ("knn", "vasicek"):
        small = topic.differential_entropy(x, method=method, jitter=1e-6, seed=3)
        smaller = topic.differential_entropy(x, method=method, jitter=1e-8, seed=3)
        assert small == topic.differential_entropy(x, method=method, jitter=1e-6, seed=3)
        assert small != topic.differential_entropy(x, method=method, jitter=1e-6)
        assert -math.inf < smaller < small
    got = topic.differential_entropy(x, n_neighbors=2, jitter=1e-6, seed=3)
    less = topic.differential_entropy(x, n_neighbors=2, jitter=1e-8, seed=3)
    # All neighbours are among the four: their distances have the scale of the noise.
    assert_close(got - less, math.log(100), rtol=1e-6)
    large = topic.differential_entropy(1e308 * x, n_neighbors=2, jitter=1e-6, seed=3)
    assert_close(large, got + math.log(1e308), rtol=1e-9)
    assert math.isfinite(topic.kl_divergence_knn(x, x, jitter=1e-6))
    assert not math.isfinite(topic.kl_divergence_knn(x, x))
