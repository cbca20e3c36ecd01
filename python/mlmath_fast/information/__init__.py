"""Information theory: entropies, divergences and mutual information."""

from mlmath_fast.information.probabilities import entropy, kl_divergence, mutual_information

__all__ = [
    "entropy",
    "kl_divergence",
    "mutual_information",
]
