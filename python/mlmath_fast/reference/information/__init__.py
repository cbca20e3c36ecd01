"""NumPy twins of the topic ``information``."""

from mlmath_fast.reference.information.coding import (
    channel_capacity,
    code_length_bound,
    information_bottleneck,
    rate_distortion,
)
from mlmath_fast.reference.information.gaussians import (
    gaussian_entropy,
    gaussian_kl,
    gaussian_kl_standard,
    gaussian_mutual_information,
    gaussian_wasserstein2,
)
from mlmath_fast.reference.information.labels import (
    adjusted_mutual_info_score,
    conditional_mutual_info_score,
    mutual_info_score,
    normalized_mutual_info_score,
    total_correlation,
    transfer_entropy,
    variation_of_information,
)
from mlmath_fast.reference.information.probabilities import (
    entropy,
    kl_divergence,
    mutual_information,
)

__all__ = [
    "adjusted_mutual_info_score",
    "channel_capacity",
    "code_length_bound",
    "conditional_mutual_info_score",
    "entropy",
    "gaussian_entropy",
    "gaussian_kl",
    "gaussian_kl_standard",
    "gaussian_mutual_information",
    "gaussian_wasserstein2",
    "information_bottleneck",
    "kl_divergence",
    "mutual_info_score",
    "mutual_information",
    "normalized_mutual_info_score",
    "rate_distortion",
    "total_correlation",
    "transfer_entropy",
    "variation_of_information",
]
