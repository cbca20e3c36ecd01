"""Estimators with scikit-learn's manners. They keep state and call the topics; they compute nothing."""

from mlmath_fast.models._estimator import NotFittedError
from mlmath_fast.models.als import ALS

__all__ = ["ALS", "NotFittedError"]
