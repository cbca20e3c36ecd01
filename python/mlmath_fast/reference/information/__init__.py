"""NumPy twins of the topic ``information``."""

from mlmath_fast.reference.information.pairs import cmi_given, mi_matrix, mi_significance
from mlmath_fast.reference.information.probabilities import (
    entropy,
    kl_divergence,
    mutual_information,
)

__all__ = [
    "cmi_given",
    "entropy",
    "kl_divergence",
    "mi_matrix",
    "mi_significance",
    "mutual_information",
]
