"""Information theory: entropies, divergences and mutual information."""

from mlmath_fast.information.pairs import Significance, cmi_given, mi_matrix, mi_significance
from mlmath_fast.information.probabilities import entropy, kl_divergence, mutual_information

__all__ = [
    "Significance",
    "cmi_given",
    "entropy",
    "kl_divergence",
    "mi_matrix",
    "mi_significance",
    "mutual_information",
]
