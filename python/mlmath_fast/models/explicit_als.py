"""Explicit matrix factorization with biases, as an estimator."""

from collections.abc import Callable
from typing import IO, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast import factorization
from mlmath_fast._arrays import FloatArray, float_dtype, integer
from mlmath_fast._csr import Csr, csr_stored
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._stops import check_tol
from mlmath_fast.models._ranges import check_bool, check_dtype, check_not_negative
from mlmath_fast.models._recommender import Recommender
from mlmath_fast.models._savable import Attributes


class ExplicitALS(Recommender):
    r"""A recommender for explicit ratings: biases and factors by alternating least squares.

    .. math:: \hat r_{ui} = \mu + b_u + b_i + u_u \cdot v_i

    Parameters
    ----------
    n_components : int, default 20
        Number of factors d.
    l2 : float, default 0.1
        The penalty lambda.
    bias : bool, default True
        Whether to have biases and a mean.
    weighted_l2 : bool, default True
        Whether the ridge of a row is `l2` times the number of its ratings, or `l2` alone.
    n_iter : int, default 15
        Number of sweeps at most.
    tol : float, default 0.0
        If positive: stop after a sweep that lowers the loss by less than this part of it. Below 1.
    seed : int, default 0
        Of the first item factors, in [0, 2^64).
    dtype : {float32, float64}, default float32
        Of the factors and biases.

    Attributes
    ----------
    user_factors_ : ndarray of shape (n_users, n_components)
        U.
    item_factors_ : ndarray of shape (n_items, n_components)
        V.
    global_mean_ : float
        The mean of all ratings; 0 without biases.
    user_biases_ : ndarray of shape (n_users,)
        What users add.
    item_biases_ : ndarray of shape (n_items,)
        What items add.
    losses_ : ndarray of float64, shape (n_sweeps,)
        The loss after each sweep, up to the one whose factors are kept.
    validation_scores_ : ndarray of float64, shape (n_passes,)
        Minus the root mean squared error of what was held out, after each pass; only with `validation`.
    user_labels_, item_labels_ : ndarray, shapes (n_users,) and (n_items,)
        Whose the factors are, ascending; only if fitted on :class:`~mlmath_fast.ranking.Interactions`.

    Notes
    -----
    :func:`mlmath_fast.factorization.als_explicit` does the work: see there for conventions. A user or an
    item without ratings is predicted by the mean and the other's bias. Pickle, joblib and deepcopy work;
    :meth:`save` needs no trust to be read.

    References
    ----------
    Y. Koren, R. Bell, C. Volinsky, "Matrix factorization techniques for recommender systems",
    Computer 42(8), 2009.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.models import ExplicitALS
    >>> ratings = SimpleNamespace(
    ...     indptr=[0, 2, 4], indices=[0, 1, 0, 1], data=[1.0, 2.0, 4.0, 5.0], shape=(2, 2)
    ... )
    >>> model = ExplicitALS(1, l2=0.001, dtype="float64").fit(ratings)
    >>> model.predict([0, 1], [1, 0]).round(1)
    array([2., 4.])
    """

    _attributes: ClassVar[Attributes] = {
        "user_factors": ("f", "uk"),
        "item_factors": ("f", "ik"),
        "global_mean": ("float64", ""),
        "user_biases": ("f", "u"),
        "item_biases": ("f", "i"),
        "losses": ("float64", "s"),
    }

    global_mean_: float
    user_biases_: FloatArray
    item_biases_: FloatArray

    def __init__(
        self,
        n_components: int = 20,
        *,
        l2: float = 0.1,
        bias: bool = True,
        weighted_l2: bool = True,
        n_iter: int = 15,
        tol: float = 0.0,
        seed: int = 0,
        dtype: npt.DTypeLike = "float32",
    ) -> None:
        self.n_components = n_components
        self.l2 = l2
        self.bias = bias
        self.weighted_l2 = weighted_l2
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
        """Learn factors and biases.

        Parameters
        ----------
        ratings : CSR matrix of shape (n_users, n_items) or Interactions
            Rows are users. Every stored entry is a rating, zeros too.
        y : None
            Without effect.
        validation : CSR matrix of shape (n_users, n_items) or Interactions, optional
            Entries held out, of the same users and items, such as :func:`mlmath_fast.ranking.leave_k_out`
            gives; Interactions `d` are split by ``d.ratings``, and fitted as ``d._replace(ratings=train)``
            and ``d._replace(ratings=test)``. The model keeps the factors after the pass that predicts them
            best, by the root mean squared error.
        patience : int, default 5
            With `validation`: the fit ends after so many passes without a better score.
        progress : bool or text file, default False
            True: a line on ``sys.stderr`` tells how far the fit is, if that is a terminal. A file, such as
            ``sys.stdout``, gets a line a pass if it is none.
        callback : callable, optional
            Called with what is found so far, a ``factorization.AlsExplicitResult``, after each pass over the
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
            return factorization.als_explicit(
                matrix,
                self.n_components,
                l2=self.l2,
                bias=self.bias,
                weighted_l2=self.weighted_l2,
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
        self.global_mean_ = result.global_mean
        self.user_biases_ = result.user_biases
        self.item_biases_ = result.item_biases
        self.losses_ = result.losses
        return self

    def predict(self, users: npt.ArrayLike, items: npt.ArrayLike) -> FloatArray:
        """Predicted ratings of pairs of a user and an item.

        Parameters
        ----------
        users : array_like, shape (n_pairs,)
            The users: ids where the model was fitted on :class:`~mlmath_fast.ranking.Interactions`, else
            rows.
        items : array_like, shape (n_pairs,)
            The items, likewise.

        Returns
        -------
        predicted : ndarray of shape (n_pairs,)
            Not clipped to any scale.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        ValueError
            For a user or an item that the model does not know.
        TypeError
            For ids of another kind than those that were fitted.
        """
        self._check_fitted("user_factors_")
        return factorization.als_explicit_predict(
            self._users(users),
            self._items(items),
            self.user_factors_,
            self.item_factors_,
            user_biases=self.user_biases_,
            item_biases=self.item_biases_,
            global_mean=self.global_mean_,
        )

    def _entries(self, matrix: Any, name: str) -> Csr:
        """Zeros are ratings too."""
        super()._entries(matrix, name)  # checks the values
        return csr_stored(matrix, name, float_dtype(self.dtype))

    def _judge_by(self, known: Csr, held_out: Csr) -> Callable[[Any], float]:
        del known

        def negative_rmse(state: Any) -> float:
            squares = factorization.als_explicit_loss(
                held_out,
                state.user_factors,
                state.item_factors,
                user_biases=state.user_biases,
                item_biases=state.item_biases,
                global_mean=state.global_mean,
                l2=0.0,
            )
            return -float(np.sqrt(squares / len(held_out.data)))

        return negative_rmse

    def _scored(self) -> tuple[FloatArray, FloatArray]:
        """With the mean and the biases as factors: what :meth:`predict` predicts."""
        U, V = self.user_factors_, self.item_factors_
        mean = np.full(len(U), self.global_mean_, U.dtype)
        ones = np.ones(max(len(U), len(V)), U.dtype)
        of_users = np.column_stack([U, mean, self.user_biases_, ones[: len(U)]])
        of_items = np.column_stack([V, ones[: len(V)], ones[: len(V)], self.item_biases_])
        return of_users, of_items

    def _check_parameters(self) -> None:
        integer(self.n_components, "n_components", minimum=1)
        integer(self.n_iter, "n_iter", minimum=1)
        seed_of(self.seed)
        check_not_negative(self.l2, "l2")
        check_bool(self.bias, "bias")
        check_bool(self.weighted_l2, "weighted_l2")
        check_tol(self.tol)
        check_dtype(self.dtype)
