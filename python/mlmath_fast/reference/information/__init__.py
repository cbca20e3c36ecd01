"""NumPy twins of the topic ``information``."""

from mlmath_fast.reference.information.probabilities import (
    entropy,
    kl_divergence,
    mutual_information,
)

__all__ = [
    "entropy",
    "kl_divergence",
    "mutual_information",
]
