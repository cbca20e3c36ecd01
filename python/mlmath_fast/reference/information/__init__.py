"""NumPy twins of the topic ``information``."""

from mlmath_fast.reference.information.counts import (
    entropy_from_counts,
    mutual_information_from_counts,
)
from mlmath_fast.reference.information.divergences import (
    f_divergence,
    js_divergence,
    renyi_divergence,
)
from mlmath_fast.reference.information.entropies import (
    conditional_entropy,
    cross_entropy,
    renyi_entropy,
    tsallis_entropy,
)
from mlmath_fast.reference.information.probabilities import (
    entropy,
    kl_divergence,
    mutual_information,
)

__all__ = [
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "entropy_from_counts",
    "f_divergence",
    "js_divergence",
    "kl_divergence",
    "mutual_information",
    "mutual_information_from_counts",
    "renyi_divergence",
    "renyi_entropy",
    "tsallis_entropy",
]
