"""Facts of the topic ``ranking``."""

import math
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from mlmath_fast._facts._close import assert_close


def _rows(*rows: list[int], n_items: int) -> Any:
    """A CSR pattern, row by row."""
    return SimpleNamespace(
        indptr=np.cumsum([0, *map(len, rows)]),
        indices=np.array([item for row in rows for item in row], np.int64),
        data=np.ones(sum(map(len, rows))),
        shape=(len(rows), n_items),
    )


def fact_a_hit_at_rank_two_gains_one_over_log2_of_three(topic: ModuleType) -> None:
    """DCG = 1 / log2(2 + 1), and the ideal of one relevant item is 1: 0.63093."""
    ndcg = topic.ndcg_at_k([[7, 4, 9]], _rows([4], n_items=10))
    assert_close(ndcg, [1 / math.log2(3)], rtol=1e-15)
    assert_close(ndcg, [0.6309297535714574], rtol=1e-15)


def fact_the_ideal_is_cut_at_k(topic: ModuleType) -> None:
    """Three relevant items, two places: hits at ranks 1 and 2 are perfect; at 2 alone, not."""
    relevant = _rows([0, 1, 2], [0, 1, 2], n_items=5)
    ndcg = topic.ndcg_at_k([[2, 0], [4, 0]], relevant, 2)
    half = (1 / math.log2(3)) / (1 + 1 / math.log2(3))
    assert_close(ndcg, [1.0, half], rtol=1e-15)


def fact_precision_counts_hits_over_places(topic: ModuleType) -> None:
    """One of two places holds one of four relevant items; asked for four, two places stay empty."""
    relevant = _rows([0, 1, 2, 3], [], n_items=10)
    assert_close(topic.precision_at_k([[3, 9], [1, 2]], relevant, 2), [0.5, math.nan], rtol=0.0)
    assert_close(topic.precision_at_k([[3, 9], [1, 2]], relevant, 4), [0.25, math.nan], rtol=0.0)


def fact_recall_counts_hits_over_all_relevant(topic: ModuleType) -> None:
    """One of four is found, though a list of two could hold no more than two; nobody has none."""
    recall = topic.recall_at_k([[3, 9], [1, 2]], _rows([0, 1, 2, 3], [], n_items=10), 2)
    assert_close(recall, [0.25, math.nan], rtol=0.0)


def fact_truncated_recall_divides_by_what_a_list_can_hold(topic: ModuleType) -> None:
    """One hit of four relevant items in a list of two, which holds two at most: 1/2; of one: 1."""
    relevant = _rows([0, 1, 2, 3], [1], n_items=10)
    recall = topic.truncated_recall_at_k([[3, 9], [1, 2]], relevant, 2)
    assert_close(recall, [0.5, 1.0], rtol=0.0)


def fact_average_precision_of_hits_at_one_and_three(topic: ModuleType) -> None:
    """Manning et al. 2008, section 8.4: (1/1 + 2/3) / 2; of five relevant, a list of three: over 3."""
    relevant = _rows([4, 7], [4, 7, 0, 1, 2], [], n_items=10)
    precision = topic.average_precision_at_k([[7, 9, 4]] * 3, relevant, 3)
    assert_close(precision, [5 / 6, 5 / 9, math.nan], rtol=1e-15)


def fact_the_first_hit_decides(topic: ModuleType) -> None:
    """First hits at ranks 3, 1, none among two, nobody's."""
    ids, relevant = (
        [[7, 9, 4], [4, 7, 9], [7, 4, 9], [1, 2, 3]],
        _rows([4], [4], [9], [], n_items=10),
    )
    assert_close(topic.reciprocal_rank(ids, relevant), [1 / 3, 1, 1 / 3, math.nan], rtol=0.0)
    assert_close(topic.reciprocal_rank(ids, relevant, 2), [0, 1, 0, math.nan], rtol=0.0)
    assert_close(topic.hit_rate(ids, relevant, 2), [0, 1, 0, math.nan], rtol=0.0)


def fact_auc_counts_pairs_in_order(topic: ModuleType) -> None:
    """Relevant 1 and 3 of five in the order 3, 0, 1, 2, 4: 3 + 2 of 2 * 3 pairs. Excluding 4, below
    both, leaves 2 + 1 of 4. What is not in the list comes last: 3 of 6.
    """
    relevant, last = _rows([1, 3], n_items=5), _rows([4], n_items=5)
    assert_close(topic.auc([[3, 0, 1, 2, 4]], relevant), [5 / 6], rtol=1e-15)
    assert_close(topic.auc([[3, 0, 1, 2]], relevant, exclude=last), [3 / 4], rtol=1e-15)
    assert_close(topic.auc([[3, 0]], relevant), [1 / 2], rtol=1e-15)


def fact_coverage_counts_different_items(topic: ModuleType) -> None:
    assert topic.coverage([[0, 1, 2], [1, 0, -1]], 8) == 3 / 8
    assert topic.coverage([[0, 1, 2], [1, 0, -1]], 8, 1) == 2 / 8
    assert math.isnan(topic.coverage([[]], 0))


def fact_novelty_is_in_bits(topic: ModuleType) -> None:
    """Of eight users all know item 0, four item 1, one item 2, nobody item 3: 0, 1, 3 and 3 bits."""
    known = _rows([0, 1, 2], *[[0, 1]] * 3, *[[0]] * 4, n_items=4)
    novelty = topic.novelty([[0, 1, 2, 3], [2, -1, -1, -1], [-1] * 4], known)
    assert_close(novelty, [7 / 4, 3.0, math.nan], rtol=1e-15)
    assert_close(topic.novelty([[0, 1, 2, 3]], known, 2), [0.5], rtol=1e-15)


def fact_ties_are_pessimistic(topic: ModuleType) -> None:
    """Four equal scores, of which one is relevant: rank 4, whichever it is."""
    for item in range(4):
        values = topic.evaluate(
            [[1.0]], [[2.0]] * 4, _rows([item], n_items=4), k=(3, 4), metrics=("recall", "auc")
        )
        assert {name: value.tolist() for name, value in values.items()} == {
            "recall@3": [0.0],
            "recall@4": [1.0],
            "auc": [0.0],
        }


def fact_evaluation_ranks_without_what_is_excluded(topic: ModuleType) -> None:
    """Scores 5, 4, 3, 2: the relevant 3 has rank 3; without the 5, rank 2."""
    V, relevant = [[5.0], [4.0], [3.0], [2.0]], _rows([2], n_items=4)
    of = topic.evaluate([[1.0]], V, relevant, k=9, metrics=["reciprocal_rank"])
    assert_close(of["reciprocal_rank@9"], [1 / 3], rtol=0.0)
    known = _rows([0], n_items=4)
    of = topic.evaluate([[1.0]], V, relevant, exclude=known, k=9, metrics=["reciprocal_rank"])
    assert_close(of["reciprocal_rank@9"], [1 / 2], rtol=0.0)
