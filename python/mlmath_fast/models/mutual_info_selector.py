"""Selection of features by mutual information, as an estimator."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray, float_array, integer, one_of
from mlmath_fast._csr import Csr, csr_columns, csr_like
from mlmath_fast.models._features import Features, Names
from mlmath_fast.models._saved import Arrays
from mlmath_fast.selection import mutual_info_classif, mutual_info_regression
from mlmath_fast.selection._features import check_discrete

_ESTIMATES = {"classes": mutual_info_classif, "numbers": mutual_info_regression}
_SEED_MAX = 2**32 - 1


class MutualInfoSelector(Features):
    r"""Keeps the features that tell most of a target, each by itself.

    .. math:: \text{keep the } n \text{ features } j \text{ with the largest } I(X_j; Y)

    Parameters
    ----------
    n_features : int, default 10
        How many to keep; all, if there are fewer.
    target : {"classes", "numbers"}, default "classes"
        What `y` holds: :func:`mlmath_fast.selection.mutual_info_classif` or
        :func:`~mlmath_fast.selection.mutual_info_regression` estimates.
    discrete_features : "auto", bool, or array_like, default "auto"
        Which features are discrete, a mask or indices among them, as in these functions.
    n_neighbors : int, default 3
        As in these functions.
    seed : int, default 0
        Of the noise that continuous features get, in [0, 2^32): scikit-learn's ``random_state``.

    Attributes
    ----------
    scores_ : ndarray of float64, shape (n_features_in_,)
        The mutual information of each feature and the target, in nats.
    ranking_ : ndarray of int64, shape (n_features_in_,)
        1 for the largest score, 2 for the next; of equal scores the first feature has the better rank.
    n_features_in_ : int
        How many features there were.
    feature_names_in_ : ndarray of str
        Names of the columns, if `X` had them.

    Notes
    -----
    Features that tell the same are all kept: see :func:`mlmath_fast.selection.select_features` for
    criteria that mind what has been picked. Kept columns stay in their order.

    References
    ----------
    B. C. Ross (2014) and A. Kraskov and others (2004), as named by these functions.

    Examples
    --------
    >>> from mlmath_fast.models import MutualInfoSelector
    >>> X = [[0, 5, 1], [1, 5, 1], [0, 5, 2], [1, 5, 2]]
    >>> model = MutualInfoSelector(1, discrete_features=True).fit(X, [0, 0, 1, 1])
    >>> model.ranking_.tolist(), model.transform(X)[:, 0].tolist()
    ([2, 3, 1], [1.0, 1.0, 2.0, 2.0])
    """

    scores_: npt.NDArray[np.float64]
    ranking_: npt.NDArray[np.int64]

    _attributes: ClassVar[Mapping[str, tuple[str, str]]] = {
        "scores": ("f", "p"),
        "ranking": ("int64", "p"),
        "n_features_in": ("int64", ""),
    }

    def __init__(
        self,
        n_features: int = 10,
        *,
        target: str = "classes",
        discrete_features: Any = "auto",
        n_neighbors: int = 3,
        seed: int = 0,
    ) -> None:
        self.n_features = n_features
        self.target = target
        self.discrete_features = discrete_features
        self.n_neighbors = n_neighbors
        self.seed = seed

    def _check_parameters(self) -> None:
        integer(self.n_features, "n_features", minimum=1)
        one_of(self.target, "target", list(_ESTIMATES))
        check_discrete(self.discrete_features)
        integer(self.n_neighbors, "n_neighbors", minimum=1)
        integer(self.seed, "seed", minimum=0, maximum=_SEED_MAX)

    @classmethod
    def _check_domains(cls, saved: Arrays, sizes: dict[str, int]) -> None:
        n_features = sizes["p"]
        if saved["n_features_in"] != n_features:
            raise ValueError(
                f"not a valid model: n_features_in must be {n_features}, as scores has, "
                f"got {saved['n_features_in']}"
            )
        if not (saved["scores"] >= 0).all():
            raise ValueError("not a valid model: scores must not be negative")
        if not np.array_equal(np.sort(saved["ranking"]), np.arange(1, n_features + 1)):
            raise ValueError(
                f"not a valid model: ranking must be a permutation of 1 to {n_features}"
            )

    def fit(self, X: Any, y: Any = None) -> Self:
        """Score the features.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n_samples, n_features)
            Features. Sparse ones must all be discrete.
        y : array_like of shape (n_samples,)
            Classes or numbers.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, infinity, a target that is missing or does not fit, or parameters outside their
            domain.
        TypeError
            For input that holds no numbers.
        """
        data, names = self._new_data(X)
        self._check_parameters()
        if y is None:
            raise ValueError(
                f"{type(self).__name__} requires y to be passed, but the target y is None."
            )
        self.scores_ = _ESTIMATES[self.target](
            data,
            y,
            discrete_features=self.discrete_features,
            n_neighbors=self.n_neighbors,
            random_state=self.seed,
        )
        order = np.argsort(-self.scores_, kind="stable")
        self.ranking_ = np.empty(len(order), np.int64)
        self.ranking_[order] = np.arange(1, len(order) + 1)
        self._know(data.shape[1], names)
        return self

    def get_support(self, indices: bool = False) -> npt.NDArray[Any]:
        """Which features are kept.

        Parameters
        ----------
        indices : bool, default False
            As indices, in ascending order, in place of a mask.

        Returns
        -------
        ndarray of bool, shape (n_features_in_,), or of int
        """
        self._check_fitted("scores_")
        n_features = integer(self.n_features, "n_features", minimum=1)
        support: npt.NDArray[np.bool_] = self.ranking_ <= n_features
        return np.flatnonzero(support) if indices else support

    def transform(self, X: Any) -> Any:
        """The kept columns.

        Parameters
        ----------
        X : array_like, sparse matrix or Interactions of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray, or a sparse matrix as `X` is
            float32 if `X` is, else float64. Of sparse matrices other than SciPy's, and of
            :class:`~mlmath_fast.ranking.Interactions`, a named tuple (indptr, indices, data, shape).

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For other columns than those that were fitted, or NaN.
        """
        support = self.get_support(indices=True)
        data = self._known_data(X)
        if isinstance(data, Csr):
            return csr_like(X, csr_columns(data, support))
        return data[:, support]

    def fit_transform(self, X: Any, y: Any = None) -> Any:
        """Score the features, and give the kept columns.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n_samples, n_features)
            Features.
        y : array_like of shape (n_samples,)
            Classes or numbers.

        Returns
        -------
        ndarray, or a sparse matrix as `X` is
        """
        return self.fit(X, y).transform(X)

    def inverse_transform(self, X: npt.ArrayLike) -> FloatArray:
        """The kept columns in their places, zeros elsewhere.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_kept)
            What ``transform`` gave.

        Returns
        -------
        ndarray of shape (n_samples, n_features_in_)

        Raises
        ------
        ValueError
            For another number of columns.
        """
        support = self.get_support(indices=True)
        data = float_array(X, "X", ndim=2)
        if data.shape[1] != len(support):
            raise ValueError(f"X must have {len(support)} columns, got {data.shape[1]}")
        whole: FloatArray = np.zeros((len(data), self.n_features_in_), data.dtype)
        whole[:, support] = data
        return whole

    def get_feature_names_out(self, input_features: npt.ArrayLike | None = None) -> Names:
        """Names of the kept columns: those of ``fit``, else those given, else x0, x1, ...

        Parameters
        ----------
        input_features : array_like of str, optional
            Names of all columns.

        Returns
        -------
        ndarray of str objects

        Raises
        ------
        ValueError
            If names were fitted and others are given, or their number is another.
        """
        support = self.get_support()
        known = getattr(self, "feature_names_in_", None)
        if input_features is None:
            default = [f"x{i}" for i in range(self.n_features_in_)]
            names = np.array(default, object) if known is None else known
        else:
            names = np.asarray(input_features, object)
            if known is not None and not np.array_equal(names, known):
                raise ValueError("input_features is not equal to feature_names_in_")
            if len(names) != self.n_features_in_:
                raise ValueError(
                    f"input_features should have length equal to number of features "
                    f"({self.n_features_in_}), got {len(names)}"
                )
        kept: Names = names[support]
        return kept

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=True),
            transformer_tags=TransformerTags(preserves_dtype=["float64", "float32"]),
            input_tags=InputTags(sparse=True),
        )
