"""Ranking: the best items of every user, the most similar items, and how good a ranking is."""

from mlmath_fast.ranking.metrics import ndcg_at_k, precision_at_k, recall_at_k
from mlmath_fast.ranking.top_n import recommend, similar_items

__all__ = ["ndcg_at_k", "precision_at_k", "recall_at_k", "recommend", "similar_items"]
