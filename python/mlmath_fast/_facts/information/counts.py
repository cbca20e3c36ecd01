"""Facts about estimators of entropy from counts."""

import math
from collections.abc import Iterator
from types import ModuleType

from mlmath_fast._facts._close import assert_close

# Of the example of R's package entropy, and of ndd's documentation and tests.
R_EXAMPLE = [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1]
NDD_README = [4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2]
NDD_TEST = [7, 3, 5, 8, 9, 1, 3, 3, 1, 0, 2, 5, 2, 11, 4, 23, 5, 0, 8, 0]


def fact_estimates_of_five_counts(topic: ModuleType) -> None:
    """1, 2, 3, 2, 1: tests of DiscreteEntropy.jl, in part from R's package entropy, to six digits."""
    want = {
        "plugin": 1.5229550675,
        "miller_madow": 1.7451772898,
        "grassberger_1988": 1.8762920940,
        "grassberger_2003": 1.9120318672,
        "chao_shen": 1.8765476707,
        "chao_wang_jost": 1.8478704827,
        "shrinkage": 1.6094379124,
        "dirichlet": 1.5740973368,
        "nsb": 1.5090062278,
    }
    for estimator, nats in want.items():
        assert_close(
            topic.entropy_from_counts([1, 2, 3, 2, 1], estimator=estimator), nats, rtol=1e-10
        )


def fact_pseudocounts_with_names(topic: ModuleType) -> None:
    """The same: Jeffreys, Schürmann and Grassberger (1/K), minimax (sqrt(N) / K)."""
    for pseudocount, nats in ((0.5, 1.5569105681), (0.2, 1.5396984217), (0.6, 1.5612372355)):
        got = topic.entropy_from_counts(
            [1, 2, 3, 2, 1], estimator="dirichlet", pseudocount=pseudocount
        )
        assert_close(got, nats, rtol=1e-10)


def fact_estimates_of_the_example_of_r(topic: ModuleType) -> None:
    """R package entropy, the example of its manual, with zeros."""
    want = {
        "plugin": 1.9683824087,
        "miller_madow": 2.1525929350,
        "chao_shen": 2.2011371013,
        "shrinkage": 2.3796028953,
        "dirichlet": 2.2578755187,
        "nsb": 2.1877744631,
    }
    for estimator, nats in want.items():
        assert_close(topic.entropy_from_counts(R_EXAMPLE, estimator=estimator), nats, rtol=1e-10)
    for pseudocount, nats in (
        (0.5, 2.1794803827),
        (1 / 11, 2.0368878081),
        (math.sqrt(19) / 11, 2.1540911899),
    ):
        got = topic.entropy_from_counts(R_EXAMPLE, estimator="dirichlet", pseudocount=pseudocount)
        assert_close(got, nats, rtol=1e-10)


def fact_nsb_converged(topic: ModuleType) -> None:
    """The posterior mean by 200,001 nodes; ndd 1.10.6 prints 2.8060922530 of the first, to 5e-6."""
    cases = [
        (NDD_README, 100, 2.8060969160),
        (NDD_README, 19, 2.7250603283),
        (NDD_TEST, 20, 2.6236343448),
        ([1, 2, 3, 2, 1], 6, 1.6325847942),
        # infomeasure 0.6.1 has 0.9535 nats here, and 0.7915 and 0.8709 bits of the two below.
        ([3, 2, 1], 3, 0.9868481207),
        ([2, 1], 2, 0.8496661678 * math.log(2)),
        ([2, 2], 2, 0.9033969127 * math.log(2)),
    ]
    for counts, n_classes, nats in cases:
        got = topic.entropy_from_counts(counts, estimator="nsb", n_classes=n_classes)
        assert_close(got, nats, rtol=1e-10)


def fact_one_coin_of_two_seen_once(topic: ModuleType) -> None:
    """dit's data, 7 and 3: plug-in 0.8812908992 bits, Grassberger's of 2003 1.1920718932."""
    assert_close(topic.entropy_from_counts([7, 3], base=2), 0.8812908992, rtol=1e-9)
    got = topic.entropy_from_counts([7, 3], estimator="grassberger_2003", base=2)
    assert_close(got, 1.1920718932, rtol=1e-10)


def fact_a_sample_without_repeats(topic: ModuleType) -> None:
    """On paper: Miller and Madow give log n + (n - 1) / 2n of n classes seen once."""
    got = topic.entropy_from_counts([1] * 8, estimator="miller_madow")
    assert_close(got, math.log(8) + 7 / 16, rtol=1e-14)


def fact_one_class_seen_once_is_no_accident(topic: ModuleType) -> None:
    """f1 = 1 and f2 = 0, where the printed form of Chao, Wang and Jost is 0 times infinity: on paper
    3/4 [psi(4) - psi(3)] + 1/4 [psi(4) - psi(1)] = 1/4 + 11/24."""
    got = topic.entropy_from_counts([3, 1], estimator="chao_wang_jost")
    assert_close(got, 1 / 4 + 11 / 24, rtol=1e-14)


def fact_expected_plugin_entropy(topic: ModuleType) -> None:
    """Exact expectations over all samples of N from K equal classes: the bias is -(K - 1) / 2N and more."""
    cases = [
        (2, 10, -0.0530267707),
        (4, 16, -0.1006770495),
        (10, 50, -0.0944619543),
        (16, 64, -0.1250325275),
        (64, 64, -0.5672524315),
        (256, 1024, -0.1325598435),
    ]
    for n_classes, n, bias in cases:
        mean = sum(prob * _plugin_term(topic, k, n) for k, prob in _binomial(n, 1 / n_classes))
        assert_close(n_classes * mean - math.log(n_classes), bias, rtol=1e-8)


def fact_expected_corrected_entropy(topic: ModuleType) -> None:
    """The same over all samples of two classes. Miller and Madow add 1/20, but nothing where one class alone
    was seen, twice in 2^10. Chao, Wang and Jost leave a hundredth of that bias. Grassberger's of 2003 is
    for a random N: log N is 1/2N more than digamma(N)."""
    expected = dict.fromkeys(
        ("plugin", "miller_madow", "chao_wang_jost", "grassberger_2003"), -math.log(2)
    )
    for k, prob in _binomial(10, 0.5):
        for estimator in expected:
            expected[estimator] += prob * topic.entropy_from_counts(
                [k, 10 - k], estimator=estimator
            )
    assert_close(expected["plugin"], -0.0530267707, rtol=1e-8)
    added = 1 / 20 * (1 - 2 / 1024)
    assert_close(expected["miller_madow"], expected["plugin"] + added, rtol=1e-10)
    assert -2e-4 < expected["chao_wang_jost"] < 0
    assert_close(expected["grassberger_2003"], 1 / 20, rtol=0.02)


def fact_certain_and_empty(topic: ModuleType) -> None:
    for estimator in ("plugin", "miller_madow", "chao_shen", "chao_wang_jost"):
        assert topic.entropy_from_counts([0, 9], estimator=estimator) == 0.0
    for estimator in ("plugin", "chao_wang_jost", "shrinkage", "dirichlet", "nsb"):
        assert math.isnan(topic.entropy_from_counts([0, 0], estimator=estimator))
    assert topic.entropy_from_counts([7], estimator="nsb") == 0.0


def fact_mutual_information_of_a_five_by_five_table(topic: ModuleType) -> None:
    """The table of DiscreteEntropy.jl's tests. Miller and Madow: (25 - 5 - 5 + 1) / 2N less."""
    table = [[4, 9, 4, 5, 8], [10, 2, 7, 9, 6], [3, 5, 6, 9, 6], [4, 2, 1, 5, 8], [4, 5, 43, 8, 3]]
    n = sum(map(sum, table))
    plugin = topic.mutual_information_from_counts(table)
    assert_close(plugin, 0.1947348101, rtol=1e-9)
    got = topic.mutual_information_from_counts(table, estimator="miller_madow")
    assert_close(got, plugin - 16 / (2 * n), rtol=1e-12)


def _binomial(n: int, p: float) -> Iterator[tuple[int, float]]:
    for k in range(n + 1):
        yield k, math.comb(n, k) * p**k * (1 - p) ** (n - k)


def _plugin_term(topic: ModuleType, k: int, n: int) -> float:
    """-k/n log k/n, as the entropy of k and of n - k that are seen once each has it."""
    if k in (0, n):
        return 0.0
    rest = n - k
    entropy: float = topic.entropy_from_counts([k] + [1] * rest)
    return entropy - rest / n * math.log(n)
