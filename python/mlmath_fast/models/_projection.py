"""What PCA and IncrementalPCA share: fitted components, projections, likelihoods, saved models."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray, float_array, float_arrays
from mlmath_fast._csr import Csr
from mlmath_fast.linalg import PCAResult, _projection
from mlmath_fast.linalg.sparse import spmm
from mlmath_fast.models._features import Features


class Projection(Features):
    """A fitted basis of principal components."""

    whiten: bool
    components_: FloatArray
    explained_variance_: FloatArray
    explained_variance_ratio_: FloatArray
    singular_values_: FloatArray
    mean_: FloatArray
    exact_mean_: npt.NDArray[np.float64]
    noise_variance_: float
    rounding_: float
    n_components_: int

    def transform(self, X: Any) -> FloatArray:
        """Scores: coordinates along the components, divided by their deviations if whitened.

        Parameters
        ----------
        X : array_like or CSR matrix of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples, n_components)
            float32 if `X` and the fitted data are, else float64.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For other columns than those that were fitted, or NaN.
        """
        self._check_fitted("components_")
        data = self._known_data(X)
        if isinstance(data, Csr):
            basis = self.components_.astype(data.data.dtype, copy=False)
            scores: FloatArray = spmm(data, np.ascontiguousarray(basis.T))
            scores = (scores - self.exact_mean_ @ self.components_.T).astype(scores.dtype)
        else:
            data, components = float_arrays((data, "X", 2), (self.components_, "components_", 2))
            scores = _projection.project(data, self.exact_mean_, components)
        if self.whiten:
            scores /= self._deviations()
        return scores

    def fit_transform(self, X: Any, y: Any = None) -> FloatArray:
        """Fit to samples, and give their scores.

        Parameters
        ----------
        X : array_like or CSR matrix of shape (n_samples, n_features)
            Samples.
        y : None
            Without effect.

        Returns
        -------
        ndarray of shape (n_samples, n_components)
        """
        return self.fit(X, y).transform(X)  # type: ignore[attr-defined, no-any-return]

    def inverse_transform(self, X: npt.ArrayLike) -> FloatArray:
        """The samples that have given scores, and nothing beside the components.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_components)
            Scores.

        Returns
        -------
        ndarray of shape (n_samples, n_features)

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For another number of columns.
        """
        self._check_fitted("components_")
        scores = float_array(X, "X", ndim=2)
        if scores.shape[1] != len(self.components_):
            raise ValueError(f"X must have {len(self.components_)} columns, got {scores.shape[1]}")
        if self.whiten:
            scores = scores * self._deviations()
        return scores @ self.components_ + self.mean_

    def get_covariance(self) -> npt.NDArray[np.float64]:
        """The covariance of the model: components with their variances, noise in all other directions.

        Returns
        -------
        ndarray of shape (n_features, n_features)

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._check_fitted("components_")
        return _projection.covariance(
            self.components_, self.explained_variance_, self.noise_variance_
        )

    def get_precision(self) -> FloatArray:
        """The inverse of :meth:`get_covariance`, its pseudo-inverse where there is none.

        Returns
        -------
        ndarray of shape (n_features, n_features)

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        return np.linalg.pinv(self.get_covariance(), hermitian=True)

    def score_samples(self, X: Any) -> npt.NDArray[np.float64]:
        """The log density of each sample under a Gaussian with the model's covariance, in nats.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples,)

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._check_fitted("components_")
        data = self._known_data(X)
        if isinstance(data, Csr):
            raise TypeError("X: Sparse data was passed, but dense data is required.")
        return _projection.log_likelihoods(
            data, self.exact_mean_, self.components_, self.explained_variance_, self.noise_variance_
        )

    def score(self, X: Any, y: Any = None) -> float:  # noqa: ARG002 - scikit-learn passes it
        """The mean of :meth:`score_samples`.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Samples.
        y : None
            Without effect.

        Returns
        -------
        float
        """
        return float(self.score_samples(X).mean())

    def _deviations(self) -> npt.NDArray[Any]:
        return _projection.deviations(self.singular_values_, self._n_fitted(), self.rounding_)

    def _n_fitted(self) -> int:
        raise NotImplementedError

    def _take(self, result: PCAResult, means: npt.NDArray[np.float64], rounding: float) -> None:
        self.exact_mean_, self.rounding_ = means, rounding
        self.components_ = result.components
        self.explained_variance_ = result.explained_variance
        self.explained_variance_ratio_ = result.explained_variance_ratio
        self.singular_values_ = result.singular_values
        self.mean_ = result.mean
        self.noise_variance_ = result.noise_variance
        self.n_components_ = len(result.components)

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=["float64", "float32"]),
            input_tags=InputTags(sparse=self._takes_sparse),
        )

    _takes_sparse: ClassVar[bool] = True
    _attributes: ClassVar[Mapping[str, tuple[str, str]]] = {
        "components": ("f", "kp"),
        "explained_variance": ("f", "k"),
        "explained_variance_ratio": ("f", "k"),
        "singular_values": ("f", "k"),
        "mean": ("f", "p"),
        "exact_mean": ("float64", "p"),
        "rounding": ("float64", ""),
        "noise_variance": ("float64", ""),
        "n_components": ("int64", ""),
        "n_features_in": ("int64", ""),
    }
