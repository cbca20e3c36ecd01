"""NumPy twins of the topic ``ranking``."""

from mlmath_fast.reference.ranking.columns import interactions
from mlmath_fast.reference.ranking.evaluation import evaluate
from mlmath_fast.reference.ranking.lists import rank_items, recommend_all
from mlmath_fast.reference.ranking.metrics import (
    ndcg_at_k,
    precision_at_k,
    recall_at_k,
    truncated_recall_at_k,
)
from mlmath_fast.reference.ranking.orders import (
    auc,
    average_precision_at_k,
    hit_rate,
    reciprocal_rank,
)
from mlmath_fast.reference.ranking.splits import (
    leave_k_out,
    leave_last_out,
    strong_generalization,
)
from mlmath_fast.reference.ranking.top_n import recommend, similar_items
from mlmath_fast.reference.ranking.variety import coverage, novelty

__all__ = [
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
