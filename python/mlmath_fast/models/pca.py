"""Principal component analysis, as an estimator."""

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any, ClassVar, Self

from mlmath_fast._arrays import integer, one_of
from mlmath_fast._random import seed_of
from mlmath_fast.linalg._pca_units import explaining
from mlmath_fast.linalg.principal import SOLVERS, pca_and_means
from mlmath_fast.models._projection import Projection
from mlmath_fast.models._ranges import check_bool


def _is_share(n_components: Any) -> bool:
    return isinstance(n_components, Real) and not isinstance(n_components, Integral)


class PCA(Projection):
    r"""Principal component analysis: the directions in which data vary most.

    .. math:: X - 1 m^\top = U S V^\top, \qquad \text{variances } S^2 / (n - 1),
        \qquad \text{components } V^\top

    Parameters
    ----------
    n_components : int, float or None, default None
        How many components; a float between 0 and 1 takes as many as explain that share of the
        variance; None takes min(n_samples, n_features).
    whiten : bool, default False
        Whether scores are divided by their standard deviations.
    solver : {"auto", "gram", "randomized", "full"}, default "auto"
        As in :func:`mlmath_fast.linalg.pca`.
    seed : int, default 0
        Of the randomized solver, in [0, 2^64).

    Attributes
    ----------
    components_ : ndarray of shape (n_components_, n_features_in_)
        Orthonormal rows, in order of descending variance.
    explained_variance_ : ndarray of shape (n_components_,)
        Variance along each.
    explained_variance_ratio_ : ndarray of shape (n_components_,)
        As shares of the total variance.
    singular_values_ : ndarray of shape (n_components_,)
        Of the centred data.
    mean_ : ndarray of shape (n_features_in_,)
        Mean of each column.
    exact_mean_ : ndarray of float64, shape (n_features_in_,)
        The same before it was rounded to float32: scores subtract it.
    noise_variance_ : float
        Mean variance along the directions left out.
    rounding_ : float
        Share of the largest deviation below which whitening takes others for rounding.
    n_components_, n_features_in_, n_samples_ : int
        Sizes.
    feature_names_in_ : ndarray of str
        Names of the columns, if `X` had them.

    Notes
    -----
    :func:`mlmath_fast.linalg.pca` does the work: see there for conventions. Attributes have
    scikit-learn's names; `solver` and `seed` are its ``svd_solver`` and ``random_state``.

    References
    ----------
    M. E. Tipping, C. M. Bishop, "Probabilistic principal component analysis" (1999).

    Examples
    --------
    >>> from mlmath_fast.models import PCA
    >>> model = PCA(n_components=1).fit([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]])
    >>> model.explained_variance_ratio_.round(12).tolist()
    [1.0]
    >>> model.inverse_transform(model.transform([[3.0, 6.0]])).round(12).tolist()
    [[3.0, 6.0]]
    """

    n_samples_: int

    _attributes: ClassVar[Mapping[str, tuple[str, str]]] = {
        **Projection._attributes,
        "n_samples": ("int64", ""),
    }

    def __init__(
        self,
        n_components: float | None = None,
        *,
        whiten: bool = False,
        solver: str = "auto",
        seed: int = 0,
    ) -> None:
        self.n_components = n_components
        self.whiten = whiten
        self.solver = solver
        self.seed = seed

    def _check_parameters(self) -> None:
        share: Any = self.n_components
        if _is_share(share):
            if not 0 < share < 1:
                raise ValueError(f"n_components must be an integer or between 0 and 1, got {share}")
        elif share is not None:
            integer(share, "n_components", minimum=1)
        one_of(self.solver, "solver", SOLVERS)
        seed_of(self.seed)
        check_bool(self.whiten, "whiten")

    def _n_fitted(self) -> int:
        return self.n_samples_

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - pipelines pass it
        """Find the components.

        Parameters
        ----------
        X : array_like or CSR matrix of shape (n_samples, n_features)
            Samples, at least 2.
        y : None
            Without effect.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, infinity, too few samples, or parameters outside their domain.
        TypeError
            For input that holds no numbers.
        """
        data, names = self._new_data(X)
        self._check_parameters()
        share: Any = self.n_components
        part = _is_share(share)
        k = max(min(data.shape), 1) if share is None or part else share
        result, means, rounding = pca_and_means(data, k, self.solver, False, self.seed)
        if part:
            result = explaining(result, float(share), min(data.shape))
        self._know(data.shape[1], names)
        self._take(result, means, rounding)
        self.n_samples_ = data.shape[0]
        return self
