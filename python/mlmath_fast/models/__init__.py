"""Estimators with scikit-learn's manners. They keep state and call the topics; they compute nothing."""

from mlmath_fast.models._estimator import NotFittedError
from mlmath_fast.models.als import ALS
from mlmath_fast.models.bpr import BPR
from mlmath_fast.models.explicit_als import ExplicitALS
from mlmath_fast.models.incremental_pca import IncrementalPCA
from mlmath_fast.models.mutual_info_selector import MutualInfoSelector
from mlmath_fast.models.nmf import NMF
from mlmath_fast.models.pca import PCA
from mlmath_fast.models.truncated_svd import TruncatedSVD

__all__ = [
    "ALS",
    "BPR",
    "NMF",
    "PCA",
    "ExplicitALS",
    "IncrementalPCA",
    "MutualInfoSelector",
    "NotFittedError",
    "TruncatedSVD",
]
