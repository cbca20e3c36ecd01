"""Matrix factorization by alternating least squares, as an estimator."""

from collections.abc import Callable
from typing import IO, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast import factorization
from mlmath_fast._arrays import integer, one_of
from mlmath_fast._csr import csr_interactions
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._stops import check_tol
from mlmath_fast.factorization.implicit import SOLVERS, Loss, Solver
from mlmath_fast.models._labels import check_same, positions
from mlmath_fast.models._ranges import check_dtype, check_not_negative
from mlmath_fast.models._recommender import Recommender
from mlmath_fast.models._savable import Attributes
from mlmath_fast.ranking.columns import Interactions, joined


class ALS(Recommender):
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
    solver : {"auto", "cholesky", "cg", "block"}, default "auto"
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
        The loss after each sweep, up to the one whose factors are kept.
    validation_scores_ : ndarray of float64, shape (n_passes,)
        NDCG@10 of what was held out, after each pass; only with `validation`.
    user_labels_, item_labels_ : ndarray, shapes (n_users,) and (n_items,)
        Whose the factors are, ascending; only if fitted on :class:`~mlmath_fast.ranking.Interactions`.

    Notes
    -----
    :func:`mlmath_fast.factorization.als` and :func:`mlmath_fast.ranking.recommend` do the work: see
    there for conventions. Pickle, joblib and deepcopy work; :meth:`save` needs no trust to be read.

    Ratings that are all the same take the memory of one, beside their indices: ``data`` of ones, or None.

    Ratings whose ``indptr, indices, data`` lie in files (``numpy.load(..., mmap_mode="r")``) are read there
    and not copied, if rows are in order without duplicates and zeros, `data` has the dtype of the factors,
    and indices are int32 or int64. Their transpose is made in memory.

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

    The same with names, in which the answer comes:

    >>> from mlmath_fast.ranking import interactions
    >>> data = interactions(["ann", "ann", "bob", "zoe"], ["tea", "cake", "tea", "nails"])
    >>> model = ALS(n_components=2, alpha=9.0).fit(data)
    >>> model.recommend(["bob"], n=1, exclude=data)[0].tolist()
    [['cake']]
    """

    _attributes: ClassVar[Attributes] = {
        "user_factors": ("f", "uk"),
        "item_factors": ("f", "ik"),
        "losses": ("float64", "s"),
    }

    def __init__(
        self,
        n_components: int = 64,
        *,
        loss: Loss = "original",
        alpha: float = 1.0,
        l2: float = 0.01,
        alpha0: float = 0.1,
        nu: float = 1.0,
        solver: Solver = "auto",
        n_iter: int = 15,
        tol: float = 0.0,
        seed: int = 0,
        dtype: npt.DTypeLike = "float32",
    ) -> None:
        self.n_components = n_components
        self.loss = loss
        self.alpha = alpha
        self.l2 = l2
        self.alpha0 = alpha0
        self.nu = nu
        self.solver = solver
        self.n_iter = n_iter
        self.tol = tol
        self.seed = seed
        self.dtype = dtype

    def fit(
        self,
        ratings: Any,
        y: Any = None,  # noqa: ARG002 - pipelines pass it
        *,
        validation: Any = None,
        patience: int = 5,
        progress: bool | IO[str] = False,
        callback: Callable[[Any], Any] | None = None,
    ) -> Self:
        """Learn the factors.

        Parameters
        ----------
        ratings : CSR matrix of shape (n_users, n_items) or Interactions
            Rows are users. Stored zeros are dropped, duplicates summed. ``data`` may be None: all are 1.
        y : None
            Without effect.
        validation : CSR matrix of shape (n_users, n_items) or Interactions, optional
            Entries held out, of the same users and items, such as :func:`mlmath_fast.ranking.leave_k_out`
            gives; Interactions `d` are split by ``d.ratings``, and fitted as ``d._replace(ratings=train)``
            and ``d._replace(ratings=test)``. The model keeps the factors after the pass that ranks them best:
            by NDCG@10 among all items but those of `ratings`.
        patience : int, default 5
            With `validation`: the fit ends after so many passes without a better score.
        progress : bool or text file, default False
            True: a line on ``sys.stderr`` tells how far the fit is, if that is a terminal. A file, such as
            ``sys.stdout``, gets a line a pass if it is none.
        callback : callable, optional
            Called with what is found so far, a ``factorization.AlsResult``, after each pass over the
            ratings; a true value ends the fit.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, contradicting parts, parameters outside their domain, or a `validation` of another shape
            or with other labels.
        TypeError
            If `ratings` is not sparse.
        """

        def solve(matrix: Any, after_pass: Any) -> Any:
            return factorization.als(
                matrix,
                self.n_components,
                **self._objective(),
                solver=self.solver,
                n_iter=self.n_iter,
                tol=self.tol,
                seed=self.seed,
                dtype=self.dtype,
                callback=after_pass,
            )

        result = self._learn(
            solve,
            ratings,
            validation=validation,
            patience=patience,
            progress=progress,
            callback=callback,
        )
        self.user_factors_ = result.user_factors
        self.item_factors_ = result.item_factors
        self.losses_ = result.losses
        return self

    def partial_fit(self, ratings: Any, users: npt.ArrayLike | None = None) -> Self:
        """Fold users in: new ones, or known ones whose ratings have changed. Items stay as they are.

        Parameters
        ----------
        ratings : CSR matrix of shape (n_changed, n_items) or Interactions
            All ratings of these users, not only the latest. The labels of the items must be those that
            were fitted: ``interactions(..., item_labels=model.item_labels_)``.
        users : array_like, shape (n_changed,)
            Which users they are, each once; left out with Interactions. Where the model has labels these
            are ids, known or new. Else they are rows: one beyond the last known is new, and users between,
            of whom nothing is known, have zero factors.

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
        TypeError
            If `users` are missing, there twice, or of another kind than those that were fitted.
        """
        self._check_fitted("user_factors_")
        labels = getattr(self, "user_labels_", None)
        if isinstance(ratings, Interactions) == (users is not None):
            raise TypeError("users must be given with a CSR matrix, and left out with Interactions")
        if isinstance(ratings, Interactions):
            check_same(ratings.item_labels, getattr(self, "item_labels_", None), "ratings")
            ratings, users, _ = ratings
        ids: Any = users
        known: Any = labels if labels is None else joined(labels, ids, "users")
        wanted = positions(ids, "users", known, 2**63 - 1)
        if len(np.unique(wanted)) < len(wanted):
            raise ValueError("users must be distinct")
        rows = csr_interactions(ratings, "ratings", self.item_factors_.dtype)
        if rows.shape[1] != len(self.item_factors_):
            raise ValueError(
                f"ratings must have {len(self.item_factors_)} columns, one for each item that was "
                f"fitted, got {rows.shape[1]}"
            )
        factors = factorization.fold_in(rows, self.item_factors_, **self._objective())
        if len(factors) != len(wanted):
            raise ValueError(
                f"ratings must have one row for each of {len(wanted)} users, got {len(factors)}"
            )
        before = len(self.user_factors_)
        n_users = max(before, int(wanted.max(initial=-1)) + 1) if known is None else len(known)
        grown = np.zeros((n_users, factors.shape[1]), factors.dtype)
        old = np.arange(before) if labels is None else positions(labels, "users", known, n_users)
        grown[old] = self.user_factors_
        grown[wanted] = factors
        self.user_factors_ = grown
        if known is not None:
            self.user_labels_ = known
        return self

    def _objective(self) -> Any:
        return {name: getattr(self, name) for name in ("loss", "alpha", "l2", "alpha0", "nu")}

    def _check_parameters(self) -> None:
        integer(self.n_components, "n_components", minimum=1)
        integer(self.n_iter, "n_iter", minimum=1)
        seed_of(self.seed)
        one_of(self.loss, "loss", ("original", "ials"))
        one_of(self.solver, "solver", SOLVERS)
        for name in ("alpha", "l2", "alpha0", "nu"):
            check_not_negative(getattr(self, name), name)
        check_tol(self.tol)
        check_dtype(self.dtype)
