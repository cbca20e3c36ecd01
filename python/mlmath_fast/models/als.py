"""Matrix factorization by alternating least squares, as an estimator."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast import factorization
from mlmath_fast._arrays import index_array
from mlmath_fast.models._als_saved import SavableALS


class ALS(SavableALS):
    r"""A recommender for implicit feedback: factors of users and items by alternating least squares.

    .. math:: \min_{U, V} \sum_{u,i} c_{ui} (p_{ui} - U_u \cdot V_i)^2 + \lambda (|U|^2 + |V|^2)

    with confidence :math:`c = 1 + \alpha |r|` and preference p = 1 where r > 0, else 0.

    Parameters
    ----------
    n_components : int, default 64
        Number of factors d.
    loss : {"original", "ials"}, default "original"
        That above, or that of Rendle et al.: see :func:`mlmath_fast.factorization.als_loss`.
    alpha : float, default 1.0
        Confidence per unit of rating; only of "original".
    l2 : float, default 0.01
        The penalty lambda.
    alpha0 : float, default 0.1
        Of "ials": the weight of all pairs.
    nu : float, default 1.0
        Of "ials": how the penalty grows with the weight of a row.
    solver : {"auto", "cholesky", "cg"}, default "auto"
        How half a sweep is done: see :func:`mlmath_fast.factorization.als_half_step`.
    n_iter : int, default 15
        Number of sweeps, at most.
    tol : float, default 0.0
        Stop when a sweep has lowered the loss by less than this part of it; 0 never stops.
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

    def fit(
        self,
        ratings: Any,
        y: Any = None,  # noqa: ARG002 - pipelines pass it
        *,
        callback: Callable[[Any], Any] | None = None,
    ) -> Self:
        """Learn the factors.

        Parameters
        ----------
        ratings : CSR matrix of shape (n_users, n_items)
            Rows are users. Stored zeros are dropped, duplicates summed.
        y : None
            Without effect.
        callback : callable, optional
            Called with what is found so far, a ``factorization.AlsResult``, after each pass over the
            ratings; a true value ends the fit. For progress, or to stop when
            :func:`mlmath_fast.ranking.evaluate` on held-out entries no longer rises.

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
            **self._objective(),
            solver=self.solver,
            n_iter=self.n_iter,
            tol=self.tol,
            seed=self.seed,
            dtype=self.dtype,
            callback=callback,
        )
        self.user_factors_ = result.user_factors
        self.item_factors_ = result.item_factors
        self.losses_ = result.losses
        return self

    def partial_fit(self, ratings: Any, users: npt.ArrayLike) -> Self:
        """Fold users in: new ones, or known ones whose ratings have changed. Items stay as they are.

        Parameters
        ----------
        ratings : CSR matrix of shape (n_changed, n_items)
            All ratings of these users, not only the latest.
        users : array_like of int, shape (n_changed,)
            Which users they are, each once. One beyond the last known is new; users between, of whom
            nothing is known, have zero factors.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        ValueError
            If the shape of `ratings` does not fit, users are negative or repeated, or as :meth:`fit`; the
            model stays as it was.
        """
        self._check_fitted("user_factors_")
        wanted = index_array(users, "users", 2**63 - 1)
        if len(np.unique(wanted)) < len(wanted):
            raise ValueError("users must be distinct")
        factors = factorization.fold_in(ratings, self.item_factors_, **self._objective())
        if len(factors) != len(wanted):
            raise ValueError(
                f"ratings must have one row for each of {len(wanted)} users, got {len(factors)}"
            )
        n_users = max(len(self.user_factors_), int(wanted.max(initial=-1)) + 1)
        grown = np.zeros((n_users, factors.shape[1]), factors.dtype)
        grown[: len(self.user_factors_)] = self.user_factors_
        grown[wanted] = factors
        self.user_factors_ = grown
        return self

    def _objective(self) -> Any:
        return {name: getattr(self, name) for name in ("loss", "alpha", "l2", "alpha0", "nu")}
