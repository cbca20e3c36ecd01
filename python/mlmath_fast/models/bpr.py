"""Bayesian personalised ranking, as an estimator."""

from collections.abc import Callable
from typing import IO, Any, ClassVar, Self

import numpy.typing as npt

from mlmath_fast import factorization
from mlmath_fast._arrays import integer
from mlmath_fast._random import seed_of
from mlmath_fast.models._ranges import check_dtype, check_not_negative
from mlmath_fast.models._recommender import Recommender
from mlmath_fast.models._savable import Attributes


class BPR(Recommender):
    r"""A recommender that learns to put what a user has before what the user has not.

    .. math:: \min_{U, V} \sum_{(u, i, j)} -\ln \sigma\big(u_u \cdot (v_i - v_j)\big)

    Parameters
    ----------
    n_components : int, default 64
        Number of factors d.
    learning_rate : float, default 0.05
        The length of a step.
    l2 : float, default 0.01
        Ridge of each sample.
    n_iter : int, default 100
        Number of epochs.
    seed : int, default 0
        Of the first factors and of all samples, in [0, 2^64).
    dtype : {float32, float64}, default float32
        Of the factors.

    Attributes
    ----------
    user_factors_ : ndarray of shape (n_users, n_components)
        U.
    item_factors_ : ndarray of shape (n_items, n_components)
        V.
    losses_ : ndarray of float64, shape (n_iter,)
        The mean loss of the samples of each epoch, up to the one whose factors are kept.
    validation_scores_ : ndarray of float64, shape (n_passes,)
        NDCG@10 of what was held out, after each pass; only with `validation`.
    user_labels_, item_labels_ : ndarray, shapes (n_users,) and (n_items,)
        Whose the factors are, ascending; only if fitted on :class:`~mlmath_fast.ranking.Interactions`.

    Notes
    -----
    :func:`mlmath_fast.factorization.bpr` does the work: see there for conventions. Pickle, joblib and
    deepcopy work; :meth:`save` needs no trust to be read.

    References
    ----------
    S. Rendle, C. Freudenthaler, Z. Gantner, L. Schmidt-Thieme, "BPR: Bayesian personalized ranking from
    implicit feedback", UAI 2009.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.models import BPR
    >>> ratings = SimpleNamespace(indptr=[0, 1, 2], indices=[0, 1], data=[1.0, 1.0], shape=(2, 2))
    >>> model = BPR(4, n_iter=500).fit(ratings)
    >>> model.recommend([0, 1], n=1)[0].tolist()
    [[0], [1]]
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
        learning_rate: float = 0.05,
        l2: float = 0.01,
        n_iter: int = 100,
        seed: int = 0,
        dtype: npt.DTypeLike = "float32",
    ) -> None:
        self.n_components = n_components
        self.learning_rate = learning_rate
        self.l2 = l2
        self.n_iter = n_iter
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
            Rows are users. Every entry that is not zero counts alike. ``data`` may be None: all are 1.
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
            Called with what is found so far, a ``factorization.BprResult``, after each pass over the
            ratings; a true value ends the fit.

        Returns
        -------
        Self
            The model itself.

        Raises
        ------
        ValueError
            For NaN, negative values, contradicting parts, parameters outside their domain, or a `validation`
            of another shape or with other labels.
        TypeError
            If `ratings` is not sparse.
        """

        def solve(matrix: Any, after_pass: Any) -> Any:
            return factorization.bpr(
                matrix,
                self.n_components,
                learning_rate=self.learning_rate,
                l2=self.l2,
                n_iter=self.n_iter,
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

    def _check_parameters(self) -> None:
        integer(self.n_components, "n_components", minimum=1)
        integer(self.n_iter, "n_iter", minimum=1)
        seed_of(self.seed)
        check_not_negative(self.learning_rate, "learning_rate")
        check_not_negative(self.l2, "l2")
        check_dtype(self.dtype)
