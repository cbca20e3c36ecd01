"""Information theory: entropies, divergences and mutual information."""

from mlmath_fast.information.densities import (
    copula_mutual_information,
    differential_entropy,
    kl_divergence_knn,
)
from mlmath_fast.information.neighbours import (
    conditional_mutual_info_knn,
    mutual_info_knn,
    transfer_entropy_knn,
)
from mlmath_fast.information.probabilities import entropy, kl_divergence, mutual_information

__all__ = [
    "conditional_mutual_info_knn",
    "copula_mutual_information",
    "differential_entropy",
    "entropy",
    "kl_divergence",
    "kl_divergence_knn",
    "mutual_info_knn",
    "mutual_information",
    "transfer_entropy_knn",
]
