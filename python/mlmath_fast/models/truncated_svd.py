"""Truncated singular value decomposition, as an estimator."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast import linalg
from mlmath_fast._arrays import FloatArray, float_array, float_arrays, integer
from mlmath_fast._csr import Csr
from mlmath_fast._random import seed_of
from mlmath_fast.linalg import _projection
from mlmath_fast.linalg.sparse import spmm
from mlmath_fast.models._features import Features


class TruncatedSVD(Features):
    r"""Truncated singular value decomposition: latent semantic analysis, PCA without centring.

    .. math:: X \approx U_k S_k V_k^\top, \qquad \text{components } V_k^\top

    Parameters
    ----------
    n_components : int, default 2
        How many singular values k, at most min(n_samples, n_features).
    seed : int, default 0
        Of the starting vectors, in [0, 2^64).

    Attributes
    ----------
    components_ : ndarray of shape (n_components, n_features_in_)
        Right singular vectors, as rows.
    singular_values_ : ndarray of shape (n_components,)
        Descending.
    explained_variance_ : ndarray of shape (n_components,)
        Population variance of the scores.
    explained_variance_ratio_ : ndarray of shape (n_components,)
        The same as shares of the sum of the columns' variances.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of str
        Names of the columns, if `X` had them.

    Notes
    -----
    :func:`mlmath_fast.linalg.truncated_svd` does the work, on dense and CSR matrices.

    References
    ----------
    S. Deerwester et al., "Indexing by latent semantic analysis" (1990).

    Examples
    --------
    >>> from mlmath_fast.models import TruncatedSVD
    >>> model = TruncatedSVD(n_components=1).fit([[3.0, 0.0], [0.0, 1.0]])
    >>> model.singular_values_.round(9).tolist()
    [3.0]
    """

    components_: FloatArray
    singular_values_: FloatArray
    explained_variance_: FloatArray
    explained_variance_ratio_: FloatArray

    _attributes: ClassVar[Mapping[str, tuple[str, str]]] = {
        "components": ("f", "kp"),
        "explained_variance": ("f", "k"),
        "explained_variance_ratio": ("f", "k"),
        "singular_values": ("f", "k"),
        "n_features_in": ("int64", ""),
    }

    def __init__(self, n_components: int = 2, *, seed: int = 0) -> None:
        self.n_components = n_components
        self.seed = seed

    def _check_parameters(self) -> None:
        integer(self.n_components, "n_components", minimum=1)
        seed_of(self.seed)

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the singular vectors.

        Parameters
        ----------
        X : array_like or CSR matrix of shape (n_samples, n_features)
            Samples.
        y : None
            Without effect.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, infinity, or parameters outside their domain.
        TypeError
            For input that holds no numbers.
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> FloatArray:  # noqa: ARG002 - pipelines pass it
        """Find the singular vectors, and give the scores of the samples.

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
        data, names = self._new_data(X)
        k = integer(self.n_components, "n_components", minimum=1)
        _, s, Vt = linalg.truncated_svd(data, k, seed=self.seed)
        scores = _scores(data, Vt)
        found = _projection.variances_of_scores(scores, data)
        self._know(data.shape[1], names)
        self.components_, self.singular_values_ = Vt, s
        self.explained_variance_, self.explained_variance_ratio_ = found
        return scores

    def transform(self, X: Any) -> FloatArray:
        """Scores: coordinates along the components.

        Parameters
        ----------
        X : array_like or CSR matrix of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples, n_components)

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For other columns than those that were fitted, or NaN.
        """
        self._check_fitted("components_")
        return _scores(self._known_data(X), self.components_)

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
        return scores @ self.components_

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=["float64", "float32"]),
            input_tags=InputTags(sparse=True),
        )


def _scores(data: npt.NDArray[Any] | Csr, components: FloatArray) -> FloatArray:
    if isinstance(data, Csr):
        return spmm(data, np.ascontiguousarray(components.T))
    rows, basis = float_arrays((data, "X", 2), (components, "components_", 2))
    return rows @ basis.T
