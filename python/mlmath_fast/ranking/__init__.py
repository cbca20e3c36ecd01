"""Ranking: the best items of every user, the most similar items, and how good a ranking is."""

from mlmath_fast.ranking.columns import Interactions, interactions
from mlmath_fast.ranking.evaluation import evaluate
from mlmath_fast.ranking.lists import rank_items, recommend_all
from mlmath_fast.ranking.metrics import (
    ndcg_at_k,
    precision_at_k,
    recall_at_k,
    truncated_recall_at_k,
)
from mlmath_fast.ranking.orders import auc, average_precision_at_k, hit_rate, reciprocal_rank
from mlmath_fast.ranking.splits import leave_k_out, leave_last_out, strong_generalization
from mlmath_fast.ranking.top_n import recommend, similar_items
from mlmath_fast.ranking.variety import coverage, novelty

__all__ = [
    "Interactions",
    "auc",
    "average_precision_at_k",
    "coverage",
    "evaluate",
    "hit_rate",
    "interactions",
    "leave_k_out",
    "leave_last_out",
    "ndcg_at_k",
    "novelty",
    "precision_at_k",
    "rank_items",
    "recall_at_k",
    "reciprocal_rank",
    "recommend",
    "recommend_all",
    "similar_items",
    "strong_generalization",
    "truncated_recall_at_k",
]
