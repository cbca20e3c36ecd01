"""Rows of the topic ``ranking``."""

from mlmath_fast._specs import _ranking_metrics, _ranking_top_n

KERNELS = [*_ranking_metrics.KERNELS, *_ranking_top_n.KERNELS]
