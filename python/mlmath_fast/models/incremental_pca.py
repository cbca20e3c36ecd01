"""Principal component analysis of data that come in batches, as an estimator."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F32, F64, integer
from mlmath_fast._csr import Csr
from mlmath_fast.linalg import _projection
from mlmath_fast.linalg._moments_pca import pca_of_moments
from mlmath_fast.models._features import Names
from mlmath_fast.models._projection import Projection
from mlmath_fast.models._ranges import check_bool

# Rows of a batch per feature: scikit-learn's.
BATCH_ROWS = 5


class IncrementalPCA(Projection):
    r"""Principal component analysis of data that come in batches.

    .. math:: G_{ab} = G_a + G_b + \frac{n_a n_b}{n_a + n_b} (m_b - m_a)(m_b - m_a)^\top

    Parameters
    ----------
    n_components : int or None, default None
        How many components; None takes min(n_samples, n_features) of what was seen.
    whiten : bool, default False
        Whether scores are divided by their standard deviations.
    batch_size : int or None, default None
        Rows that :meth:`fit` reads at a time; None takes 5 times as many as there are features.

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
    var_ : ndarray of shape (n_features_in_,)
        Population variance of each column.
    noise_variance_ : float
        Mean variance along the directions left out.
    gram_ : ndarray of float64, shape (n_features_in_, n_features_in_)
        The Gram matrix of the centred columns of all samples seen, in units of 4^exponent_.
    exact_mean_ : ndarray of float64, shape (n_features_in_,)
        Mean of each column, as batches are merged with it.
    rounding_ : float
        Share of the largest deviation below which whitening takes others for rounding.
    n_components_, n_features_in_, n_samples_seen_, batch_size_ : int
        Sizes.
    exponent_ : int
        0, but for data whose squares leave the range.
    feature_names_in_ : ndarray of str
        Names of the columns, if `X` had them.

    Notes
    -----
    The Gram matrix of all samples is kept, not only the components of those so far: the result is that
    of :class:`~mlmath_fast.models.PCA` with ``solver="gram"`` on all of them, whatever the batches. It
    takes n_features^2 doubles; a batch of n rows costs n n_features^2 flops and one eigen-decomposition.

    References
    ----------
    T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance" (1983),
    eqs. 2.1.

    Examples
    --------
    >>> from mlmath_fast.models import IncrementalPCA
    >>> model = IncrementalPCA(n_components=1)
    >>> model = model.partial_fit([[0.0, 0.0], [1.0, 2.0]]).partial_fit([[2.0, 4.0]])
    >>> model.mean_.tolist(), model.explained_variance_.round(12).tolist(), model.n_samples_seen_
    ([1.0, 2.0], [5.0], 3)
    """

    var_: npt.NDArray[Any]
    gram_: npt.NDArray[np.float64]
    n_samples_seen_: int
    exponent_: int
    batch_size_: int

    _takes_sparse: ClassVar[bool] = False
    _attributes: ClassVar[Mapping[str, tuple[str, str]]] = {
        **Projection._attributes,
        "var": ("f", "p"),
        "gram": ("float64", "pp"),
        "n_samples_seen": ("int64", ""),
        "batch_size": ("int64", ""),
        "exponent": ("int32", ""),
    }

    def __init__(
        self,
        n_components: int | None = None,
        *,
        whiten: bool = False,
        batch_size: int | None = None,
    ) -> None:
        self.n_components = n_components
        self.whiten = whiten
        self.batch_size = batch_size

    def _check_parameters(self) -> None:
        if self.n_components is not None:
            integer(self.n_components, "n_components", minimum=1)
        if self.batch_size is not None:
            integer(self.batch_size, "batch_size", minimum=1)
        check_bool(self.whiten, "whiten")

    def _n_fitted(self) -> int:
        return self.n_samples_seen_

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - pipelines pass it
        """Forget what was seen, and read all of `X` in batches.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
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
            For input that holds no numbers, or is sparse.
        """
        data, names = self._new_dense(X)
        if len(data) < 2:
            raise ValueError(f"X must have at least 2 rows, got n_samples = {len(data)}")
        rows = self._rows(data)
        seen = _projection.moments(data[:rows])
        for start in range(rows, len(data), rows):
            seen = seen.merged(_projection.moments(data[start : start + rows]))
        self._fitted(seen, data.dtype)
        self._know(data.shape[1], names)
        self.batch_size_ = rows
        return self

    def partial_fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - as in fit
        """Add a batch to what was seen.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Samples; one is enough.
        y : None
            Without effect.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, infinity, other columns than before, or parameters outside their domain.
        TypeError
            For input that holds no numbers, or is sparse.
        """
        if not hasattr(self, "n_samples_seen_"):
            data, names = self._new_dense(X)
            rows = self._rows(data)
            self._fitted(_projection.moments(data), data.dtype)
            self._know(data.shape[1], names)
            self.batch_size_ = rows
            return self
        data = _dense(self._known_data(X))
        if not len(data):
            raise ValueError(f"Found array with 0 sample(s) (shape={data.shape}), need at least 1.")
        seen = _projection.Moments(
            self.n_samples_seen_, self.exact_mean_, self.gram_, self.exponent_
        )
        dtype = F32 if data.dtype == self.components_.dtype == F32 else F64
        return self._fitted(seen.merged(_projection.moments(data)), dtype)

    def _new_dense(self, X: Any) -> tuple[npt.NDArray[Any], Names | None]:
        data, names = self._new_data(X)
        return _dense(data), names

    def _rows(self, data: npt.NDArray[Any]) -> int:
        if self.batch_size is None:
            return BATCH_ROWS * int(data.shape[1])
        rows: int = integer(self.batch_size, "batch_size", minimum=1)
        return rows

    def _fitted(self, seen: _projection.Moments, dtype: np.dtype[Any]) -> Self:
        directions = min(seen.n, len(seen.gram))
        k = directions
        if self.n_components is not None:
            k = integer(self.n_components, "n_components", minimum=1, maximum=len(seen.gram))
        self._take(pca_of_moments(seen, k, dtype), seen.means, float(np.finfo(dtype).eps) ** 0.5)
        self.gram_, self.exponent_ = seen.gram, seen.exponent
        self.n_samples_seen_ = seen.n
        self.var_ = seen.variances(dtype)
        return self


def _dense(data: npt.NDArray[Any] | Csr) -> npt.NDArray[Any]:
    if isinstance(data, Csr):
        raise TypeError(
            "X: Sparse data was passed, but dense data is required. "
            "Use '.toarray()' to convert to a dense numpy array."
        )
    return data
