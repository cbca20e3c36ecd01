"""Non-negative matrix factorization, as an estimator."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray, float_array, integer
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._nonnegative import Options, options_of, solved, start, weights
from mlmath_fast.models._features import Features


class NMF(Features):
    r"""Non-negative matrix factorization: samples as sums of parts.

    .. math:: X \approx W H, \qquad W, H \ge 0, \qquad \text{components } H

    Parameters
    ----------
    n_components : int, default 2
        How many components.
    solver : {"cd", "mu"}, default "cd"
        Coordinate descent, or multiplicative updates.
    beta_loss : {"frobenius", "kullback-leibler"}, default "frobenius"
        The distance; Kullback-Leibler needs ``solver="mu"``.
    l1, l2 : float, default 0.0
        Penalties of both factors.
    max_iter : int, default 200
        Iterations at most.
    tol : float, default 1e-4
        When to stop, as in :func:`mlmath_fast.factorization.nmf`.
    inner_iter : int, default 1
        How often coordinate descent goes over the components of a factor in its turn: 5 is faster where
        there are many more rows and columns than components.
    seed : int, default 0
        Of the random start, in [0, 2^64).

    Attributes
    ----------
    components_ : ndarray of shape (n_components, n_features_in_)
        The parts H, as rows.
    reconstruction_err_ : float
        The Frobenius norm of X - W H, or the root of twice the Kullback-Leibler divergence.
    n_iter_ : int
        Iterations done.
    n_components_, n_features_in_ : int
        Sizes.
    feature_names_in_ : ndarray of str
        Names of the columns, if `X` had them; of :class:`~mlmath_fast.ranking.Interactions` the items, if
        they are texts.

    Notes
    -----
    :func:`mlmath_fast.factorization.nmf` does the work, on dense and CSR matrices. ``transform`` finds
    the weights of new samples with the components as they are. `l1` and `l2` are plain factors of the
    penalties: scikit-learn's are multiplied by numbers of rows or columns.

    References
    ----------
    D. D. Lee, H. S. Seung, "Learning the parts of objects by non-negative matrix factorization", Nature
    401 (1999).

    Examples
    --------
    >>> from mlmath_fast.models import NMF
    >>> model = NMF(n_components=1).fit([[1.0, 2.0], [2.0, 4.0]])
    >>> model.inverse_transform(model.transform([[3.0, 6.0]])).round(9).tolist()
    [[3.0, 6.0]]
    """

    components_: FloatArray
    reconstruction_err_: float
    n_iter_: int
    n_components_: int

    _attributes: ClassVar[Mapping[str, tuple[str, str]]] = {
        "components": ("f", "kp"),
        "reconstruction_err": ("float64", ""),
        "n_iter": ("int64", ""),
        "n_components": ("int64", ""),
        "n_features_in": ("int64", ""),
    }

    def __init__(
        self,
        n_components: int = 2,
        *,
        solver: str = "cd",
        beta_loss: str = "frobenius",
        l1: float = 0.0,
        l2: float = 0.0,
        max_iter: int = 200,
        tol: float = 1e-4,
        inner_iter: int = 1,
        seed: int = 0,
    ) -> None:
        self.n_components = n_components
        self.solver = solver
        self.beta_loss = beta_loss
        self.l1 = l1
        self.l2 = l2
        self.max_iter = max_iter
        self.tol = tol
        self.inner_iter = inner_iter
        self.seed = seed

    def _check_parameters(self) -> None:
        integer(self.n_components, "n_components", minimum=1)
        seed_of(self.seed)
        self._options()

    def _options(self) -> Options:
        return options_of(
            self.solver,
            self.beta_loss,
            self.l1,
            self.l2,
            self.max_iter,
            self.tol,
            self.inner_iter,
        )

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the components.

        Parameters
        ----------
        X : array_like, CSR matrix or Interactions of shape (n_samples, n_features)
            Samples, not negative.
        y : None
            Without effect.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For negative values, NaN, infinity, or parameters outside their domain.
        TypeError
            For input that holds no numbers.
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> FloatArray:  # noqa: ARG002 - pipelines pass it
        """Find the components, and give the weights of the samples.

        Parameters
        ----------
        X : array_like, CSR matrix or Interactions of shape (n_samples, n_features)
            Samples, not negative.
        y : None
            Without effect.

        Returns
        -------
        ndarray of shape (n_samples, n_components)
        """
        data, names = self._new_data(X)
        k = integer(self.n_components, "n_components", minimum=1)
        W, Ht = start(data, None, k, seed_of(self.seed))
        result, distance = solved(data, None, self._options(), W, Ht)
        self._know(data.shape[1], names)
        self.components_, self.n_components_ = result.H, k
        self.n_iter_, self.reconstruction_err_ = result.n_iter, float(np.sqrt(2 * distance))
        return result.W

    def transform(self, X: Any) -> FloatArray:
        """The weights of the components in each sample.

        The samples stop together, and "mu" starts from their mean: within what `tol` leaves open, the
        weights of one depend on the others of the call.

        Parameters
        ----------
        X : array_like, CSR matrix or Interactions of shape (n_samples, n_features)
            Samples, not negative.

        Returns
        -------
        ndarray of shape (n_samples, n_components)
            float32 if `X` is, else float64.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For other columns than those that were fitted, negative values, or NaN.
        """
        self._check_fitted("components_")
        return weights(self._known_data(X), self.components_, self._options())

    def inverse_transform(self, X: npt.ArrayLike) -> FloatArray:
        """The samples that have given weights.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_components)
            Weights.

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
        W = float_array(X, "X", ndim=2)
        if W.shape[1] != len(self.components_):
            raise ValueError(f"X must have {len(self.components_)} columns, got {W.shape[1]}")
        return W @ self.components_

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=["float64", "float32"]),
            input_tags=InputTags(sparse=True, positive_only=True),
        )
