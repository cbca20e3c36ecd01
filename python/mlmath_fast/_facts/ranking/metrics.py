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
