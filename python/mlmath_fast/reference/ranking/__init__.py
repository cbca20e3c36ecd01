"""NumPy twins of the topic ``ranking``."""

from mlmath_fast.reference.ranking.metrics import ndcg_at_k, precision_at_k, recall_at_k
from mlmath_fast.reference.ranking.top_n import recommend, similar_items

__all__ = ["ndcg_at_k", "precision_at_k", "recall_at_k", "recommend", "similar_items"]
