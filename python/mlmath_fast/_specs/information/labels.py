"""Rows of ``information`` about labels; cases are in `_labels_cases`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import information as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import permutation, symmetry
from mlmath_fast._specs._spec import Call, Cost, Kernel, Law, Tolerance
from mlmath_fast._specs.information._labels_bench import (
    adjusted_bench,
    pair_bench,
    total_bench,
    transfer_bench,
    triple_bench,
)
from mlmath_fast._specs.information._labels_cases import (
    adjusted_cases,
    column_errors,
    conditional_cases,
    information_cases,
    information_errors,
    pair_cases,
    related,
    score_cases,
    score_errors,
    total_cases,
    total_errors,
    transfer_cases,
    transfer_errors,
)
from mlmath_fast.reference import information as reference

# The twin takes differences of entropies of some ten nats.
TOL = {"float64": Tolerance(rtol=1e-11, atol=1e-13)}
SAME = Tolerance(rtol=1e-12, atol=1e-14)


def _pairs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(related(rng, 500, 7, 4))
    yield tuple(related(rng, 300, 90, 60))


def _triples(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield tuple(related(rng, 500, 5, 4, 3))


def _table(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (np.transpose(related(rng, 500, 5, 4, 3)),)


def _names_do_not_count(score: Callable[..., Any], rng: Generator) -> None:
    for x, y in _pairs(rng):
        names = rng.permutation(100)
        assert_close(score(names[x], y.astype(str)), score(x, y), rtol=1e-12)


def _is_the_table_of_the_labels(mutual_info_score: Callable[..., Any], rng: Generator) -> None:
    for x, y in _pairs(rng):
        table = np.bincount(90 * x + y, minlength=8100).reshape(90, 90)
        assert_close(
            mutual_info_score(None, None, contingency=table), mutual_info_score(x, y), rtol=1e-11
        )


def _is_between_zero_and_one(score: Callable[..., Any], rng: Generator) -> None:
    for x, y in _pairs(rng):
        assert 0 < score(x, y) < 1
        assert score(x, x) == 1


def _chance_is_zero(adjusted: Callable[..., Any], rng: Generator) -> None:
    """The mean over permutations is 0: their standard error is some 0.002."""
    x, y = related(rng, 100, 12, 9)
    scores = [adjusted(x, rng.permutation(y)) for _ in range(100)]
    assert abs(np.mean(scores)) < 0.015


def _triangle(distance: Callable[..., Any], rng: Generator) -> None:
    for x, y, z in _triples(rng):
        assert distance(x, z) <= distance(x, y) + distance(y, z)
        assert distance(x, x) == 0


def _is_entropies_less_information(distance: Callable[..., Any], rng: Generator) -> None:
    """H(X) + H(Y) - 2 I(X; Y)."""
    for x, y in _pairs(rng):
        entropies = sum(reference.entropy(np.bincount(labels)) for labels in (x, y))
        want = entropies - 2 * reference.mutual_info_score(x, y)
        assert_close(distance(x, y), want, rtol=1e-11)


def _chain(conditional: Callable[..., Any], rng: Generator) -> None:
    """I(X; Y, Z) = I(X; Z) + I(X; Y | Z)."""
    for x, y, z in _triples(rng):
        together = reference.mutual_info_score(x, 10 * y + z)
        want = together - reference.mutual_info_score(x, z)
        assert_close(conditional(x, y, z), want, rtol=1e-10)


def _is_conditional_information(transfer: Callable[..., Any], rng: Generator) -> None:
    """Of embeddings made by hand, for every lag and history up to 3."""
    x, y = related(rng, 400, 3, 3)
    for lag in (1, 2, 3):
        for k in (1, 2, 3):
            for m in (1, 2, 3):
                t = np.arange(max(k, lag + m - 1), 400)
                own = sum(3 ** (i - 1) * y[t - i] for i in range(1, k + 1))
                others = sum(3**j * x[t - lag - j] for j in range(m))
                got = transfer(x, y, lag=lag, history=k, source_history=m)
                want = reference.conditional_mutual_info_score(others, y[t], own)
                assert_close(got, want, rtol=1e-10, atol=1e-13)


def _is_information_of_two(total: Callable[..., Any], rng: Generator) -> None:
    for x, y in _pairs(rng):
        want = reference.mutual_info_score(x, y)
        assert_close(total(np.transpose([x, y])), want, rtol=1e-11)


def _swapped_columns(table: Any) -> tuple[Any]:
    return (table[:, ::-1],)


def _cost(c: Call) -> Cost:
    """Labels read once as eight bytes, one logarithm a cell at most is nothing beside them."""
    return Cost(bytes=sum(8.0 * np.size(x) for x in c.args))


def _sklearn(name: str) -> Callable[..., Any]:
    def score(*labels: Any, **kwargs: Any) -> Any:
        import sklearn.metrics

        return getattr(sklearn.metrics, name)(*labels, **kwargs)

    return score


def _sklearn_distance(x: Any, y: Any) -> Any:
    """By SciPy's entropies."""
    import scipy.stats
    from sklearn.metrics import mutual_info_score

    n_x, n_y = (scipy.stats.entropy(np.unique(of, return_counts=True)[1]) for of in (x, y))
    return n_x + n_y - 2 * mutual_info_score(x, y)


KERNELS = [
    Kernel(
        fast=fast.mutual_info_score,
        reference=reference.mutual_info_score,
        cases=information_cases,
        bench=pair_bench,
        errors=information_errors(),
        laws=[
            symmetry(_pairs, tol=SAME),
            permutation(_pairs, arrays=2, tol=SAME),
            Law(name="names do not count", check=_names_do_not_count),
            Law(name="is that of the table", check=_is_the_table_of_the_labels),
        ],
        tol=TOL,
        cost=_cost,
        rivals={"scikit-learn": _sklearn("mutual_info_score")},
    ),
    Kernel(
        fast=fast.normalized_mutual_info_score,
        reference=reference.normalized_mutual_info_score,
        cases=score_cases,
        bench=pair_bench,
        errors=score_errors(),
        laws=[
            symmetry(_pairs, tol=SAME),
            permutation(_pairs, arrays=2, tol=SAME),
            Law(name="names do not count", check=_names_do_not_count),
            Law(name="lies between 0 and 1", check=_is_between_zero_and_one),
        ],
        tol=TOL,
        cost=_cost,
        rivals={"scikit-learn": _sklearn("normalized_mutual_info_score")},
    ),
    Kernel(
        fast=fast.adjusted_mutual_info_score,
        reference=reference.adjusted_mutual_info_score,
        cases=adjusted_cases,
        bench=adjusted_bench,
        errors=score_errors(),
        laws=[
            symmetry(_pairs, tol=Tolerance(rtol=1e-9, atol=1e-13)),
            permutation(_pairs, arrays=2, tol=SAME),
            Law(name="names do not count", check=_names_do_not_count),
            Law(name="is 0 by chance", check=_chance_is_zero),
        ],
        # And here of two informations, which are nearly equal where labels agree by chance.
        tol={"float64": Tolerance(rtol=1e-11, atol=1e-13)},
        cost=_cost,
        rivals={"scikit-learn": _sklearn("adjusted_mutual_info_score")},
    ),
    Kernel(
        fast=fast.variation_of_information,
        reference=reference.variation_of_information,
        cases=pair_cases,
        bench=pair_bench,
        errors=column_errors(2),
        laws=[
            symmetry(_pairs, tol=SAME),
            permutation(_pairs, arrays=2, tol=SAME),
            Law(name="names do not count", check=_names_do_not_count),
            Law(name="is a metric", check=_triangle),
            Law(name="is what information lacks", check=_is_entropies_less_information),
        ],
        tol=TOL,
        cost=_cost,
        rivals={"scikit-learn": _sklearn_distance},
    ),
    Kernel(
        fast=fast.conditional_mutual_info_score,
        reference=reference.conditional_mutual_info_score,
        cases=conditional_cases,
        bench=triple_bench,
        errors=column_errors(3),
        laws=[
            symmetry(_triples, tol=SAME),
            permutation(_triples, arrays=3, tol=SAME),
            Law(name="chain rule", check=_chain),
        ],
        tol=TOL,
        cost=_cost,
        # infomeasure has it, under the AGPL; pyitlib and JIDT ask for more than a wheel.
        rivals={},
    ),
    Kernel(
        fast=fast.transfer_entropy,
        reference=reference.transfer_entropy,
        cases=transfer_cases,
        bench=transfer_bench,
        errors=transfer_errors(),
        laws=[Law(name="is that of embeddings", check=_is_conditional_information)],
        tol=TOL,
        cost=_cost,
        # infomeasure has it, under the AGPL; JIDT, IDTxl (Java) and PyInform (C) ask for more than a wheel.
        rivals={},
    ),
    Kernel(
        fast=fast.total_correlation,
        reference=reference.total_correlation,
        cases=total_cases,
        bench=total_bench,
        errors=total_errors(),
        laws=[
            permutation(_table, tol=SAME),
            symmetry(_table, swap=_swapped_columns, tol=SAME),
            Law(name="is information of two", check=_is_information_of_two),
        ],
        tol=TOL,
        cost=_cost,
        # infomeasure has it, under the AGPL.
        rivals={},
    ),
]
