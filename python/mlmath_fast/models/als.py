"""Matrix factorization by alternating least squares, as an estimator."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast import factorization, ranking
from mlmath_fast._arrays import FloatArray, index_array, integer
from mlmath_fast._random import seed_of
from mlmath_fast.models import _als_layout, _saved
from mlmath_fast.models._estimator import Estimator


class ALS(Estimator):
    r"""A recommender for implicit feedback: factors of users and items by alternating least squares.

    .. math:: \min_{U, V} \sum_{u,i} c_{ui} (p_{ui} - U_u \cdot V_i)^2 + \lambda (|U|^2 + |V|^2)

    with confidence :math:`c = 1 + \alpha |r|` and preference p = 1 where r > 0, else 0.

    Parameters
    ----------
    n_components : int, default 64
        Number of factors d.
    alpha : float, default 1.0
        Confidence per unit of rating.
    l2 : float, default 0.01
        The penalty lambda.
    n_iter : int, default 15
        Number of sweeps.
    seed : int, default 0
        Of the first item factors, in [0, 2^64).
    dtype : {float32, float64}, default float32
        Of the factors: float32 or float64.

    Attributes
    ----------
    user_factors_ : ndarray of shape (n_users, n_components)
        U.
    item_factors_ : ndarray of shape (n_items, n_components)
        V.
    losses_ : ndarray of float64, shape (n_iter,)
        The loss after each sweep.

    Notes
    -----
    :func:`mlmath_fast.factorization.als` and :func:`mlmath_fast.ranking.recommend` do the work: see
    there for conventions. Pickle, joblib and deepcopy work; :meth:`save` needs no trust to be read.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008.

    Examples
    --------
    Users 0 and 1 like items 0 and 1, user 2 item 2; user 1 does not know item 1 yet.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.models import ALS
    >>> ratings = SimpleNamespace(
    ...     indptr=[0, 2, 3, 4], indices=[0, 1, 0, 2], data=[1.0] * 4, shape=(3, 3)
    ... )
    >>> known = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1.0], shape=(1, 3))
    >>> model = ALS(n_components=2, alpha=9.0).fit(ratings)
    >>> ids, scores = model.recommend([1], n=1, exclude=known)
    >>> ids.tolist()
    [[1]]
    """

    user_factors_: FloatArray
    item_factors_: FloatArray
    losses_: npt.NDArray[np.float64]

    def __init__(
        self,
        n_components: int = 64,
        *,
        alpha: float = 1.0,
        l2: float = 0.01,
        n_iter: int = 15,
        seed: int = 0,
        dtype: npt.DTypeLike = "float32",
    ) -> None:
        self.n_components = n_components
        self.alpha = alpha
        self.l2 = l2
        self.n_iter = n_iter
        self.seed = seed
        self.dtype = dtype

    def fit(self, ratings: Any, y: Any = None) -> Self:  # noqa: ARG002 - pipelines pass it
        """Learn the factors.

        Parameters
        ----------
        ratings : CSR matrix of shape (n_users, n_items)
            Rows are users. Stored zeros are dropped, duplicates summed.
        y : None
            Without effect.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, contradicting parts, or parameters outside their domain.
        TypeError
            If `ratings` is not sparse.
        """
        result = factorization.als(
            ratings,
            self.n_components,
            alpha=self.alpha,
            l2=self.l2,
            n_iter=self.n_iter,
            seed=self.seed,
            dtype=self.dtype,
        )
        self.user_factors_ = result.user_factors
        self.item_factors_ = result.item_factors
        self.losses_ = result.losses
        return self

    def recommend(
        self, users: npt.ArrayLike, n: int = 10, *, exclude: Any = None
    ) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """The best items for some users.

        Parameters
        ----------
        users : array_like of int, shape (n_wanted,)
            The users.
        n : int, default 10
            How many items for each.
        exclude : CSR matrix of shape (n_wanted, n_items), optional
            Items that must not appear: one row for each entry of `users`, in their order. Of the ratings
            this is ``ratings[users]``.

        Returns
        -------
        ids : ndarray of int64, shape (n_wanted, n)
            Best item first; -1 where no item is left.
        scores : ndarray of shape (n_wanted, n)
            Descending; -inf where no item is left.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        ValueError
            For a user that does not exist, or an `exclude` of another shape.
        """
        self._check_fitted("user_factors_")
        wanted = index_array(users, "users", len(self.user_factors_))
        return ranking.recommend(self.user_factors_[wanted], self.item_factors_, n, exclude=exclude)

    def similar_items(
        self, items: npt.ArrayLike, n: int = 10
    ) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """The items whose factors point most nearly in the direction of those of some items.

        Parameters
        ----------
        items : array_like of int, shape (n_wanted,)
            The items.
        n : int, default 10
            How many similar items for each.

        Returns
        -------
        ids : ndarray of int64, shape (n_wanted, n)
            Most similar item first, the item itself left out; -1 where no item is left.
        cosines : ndarray of shape (n_wanted, n)
            Descending; -inf where no item is left.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        ValueError
            For an item that does not exist.
        """
        self._check_fitted("item_factors_")
        wanted = index_array(items, "items", len(self.item_factors_))
        return ranking.similar_items(self.item_factors_, wanted, n)

    def save(self, file: _saved.Place) -> None:
        """Write the fitted model as one npz archive.

        Entries of version 1: ``format`` ("mlmath_fast.models.ALS"), ``version``, the parameters
        ``n_components, alpha, l2, n_iter, seed, dtype`` as 0-d arrays, and ``user_factors``,
        ``item_factors``, ``losses``.

        Parameters
        ----------
        file : path or binary file
            A path is used as it is: no ending is added.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        TypeError, ValueError
            If a parameter, changed since, is not what :meth:`load` would take; nothing is written.
        """
        self._check_fitted("user_factors_")
        arrays: _saved.Arrays = {
            "format": np.array(_als_layout.FORMAT),
            "version": np.array(_als_layout.VERSION, np.int64),
            "n_components": np.array(
                integer(self.n_components, "n_components", minimum=1), np.int64
            ),
            "alpha": np.array(self.alpha, np.float64),
            "l2": np.array(self.l2, np.float64),
            "n_iter": np.array(integer(self.n_iter, "n_iter", minimum=1), np.int64),
            "seed": np.array(seed_of(self.seed), np.uint64),
            "dtype": np.array(np.dtype(self.dtype).name),
            "user_factors": np.ascontiguousarray(self.user_factors_),
            "item_factors": np.ascontiguousarray(self.item_factors_),
            "losses": self.losses_,
        }
        _als_layout.check(arrays)
        _saved.write(file, arrays)

    @classmethod
    def load(cls, file: _saved.Place) -> Self:
        """Read what :meth:`save` wrote. Every entry is checked, and nothing is executed.

        Parameters
        ----------
        file : path or binary file
            A file must be seekable.

        Returns
        -------
        ALS
            A fitted model.

        Raises
        ------
        ValueError
            If the file is no saved ALS model, is damaged, or was written by a later version.
        OSError
            If a path cannot be read.
        """
        saved = _saved.read(file, _als_layout.LAYOUT)
        _als_layout.check(saved)
        model = cls(
            int(saved["n_components"]),
            alpha=float(saved["alpha"]),
            l2=float(saved["l2"]),
            n_iter=int(saved["n_iter"]),
            seed=int(saved["seed"]),
            dtype=str(saved["dtype"]),
        )
        model.user_factors_ = saved["user_factors"]
        model.item_factors_ = saved["item_factors"]
        model.losses_ = saved["losses"]
        return model

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            input_tags=InputTags(sparse=True),
        )
