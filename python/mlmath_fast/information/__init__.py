"""Information theory: entropies, divergences and mutual information."""

from mlmath_fast.information.bottlenecks import InformationBottleneckResult, information_bottleneck
from mlmath_fast.information.coding import (
    ChannelCapacityResult,
    CodeLengthBound,
    RateDistortionResult,
    channel_capacity,
    code_length_bound,
    rate_distortion,
)
from mlmath_fast.information.counts import entropy_from_counts, mutual_information_from_counts
from mlmath_fast.information.densities import (
    copula_mutual_information,
    differential_entropy,
    kl_divergence_knn,
)
from mlmath_fast.information.dependence import (
    conditional_mutual_info_score,
    total_correlation,
    transfer_entropy,
)
from mlmath_fast.information.divergences import f_divergence, js_divergence, renyi_divergence
from mlmath_fast.information.entropies import (
    conditional_entropy,
    cross_entropy,
    renyi_entropy,
    tsallis_entropy,
)
from mlmath_fast.information.gaussians import (
    gaussian_entropy,
    gaussian_kl,
    gaussian_kl_standard,
    gaussian_mutual_information,
    gaussian_wasserstein2,
)
from mlmath_fast.information.labels import (
    adjusted_mutual_info_score,
    mutual_info_score,
    normalized_mutual_info_score,
    variation_of_information,
)
from mlmath_fast.information.neighbours import (
    conditional_mutual_info_knn,
    mutual_info_knn,
    transfer_entropy_knn,
)
from mlmath_fast.information.pairs import Significance, cmi_given, mi_matrix, mi_significance
from mlmath_fast.information.probabilities import entropy, kl_divergence, mutual_information

__all__ = [
    "ChannelCapacityResult",
    "CodeLengthBound",
    "InformationBottleneckResult",
    "RateDistortionResult",
    "Significance",
    "adjusted_mutual_info_score",
    "channel_capacity",
    "cmi_given",
    "code_length_bound",
    "conditional_entropy",
    "conditional_mutual_info_knn",
    "conditional_mutual_info_score",
    "copula_mutual_information",
    "cross_entropy",
    "differential_entropy",
    "entropy",
    "entropy_from_counts",
    "f_divergence",
    "gaussian_entropy",
    "gaussian_kl",
    "gaussian_kl_standard",
    "gaussian_mutual_information",
    "gaussian_wasserstein2",
    "information_bottleneck",
    "js_divergence",
    "kl_divergence",
    "kl_divergence_knn",
    "mi_matrix",
    "mi_significance",
    "mutual_info_knn",
    "mutual_info_score",
    "mutual_information",
    "mutual_information_from_counts",
    "normalized_mutual_info_score",
    "rate_distortion",
    "renyi_divergence",
    "renyi_entropy",
    "total_correlation",
    "transfer_entropy",
    "transfer_entropy_knn",
    "tsallis_entropy",
    "variation_of_information",
]
