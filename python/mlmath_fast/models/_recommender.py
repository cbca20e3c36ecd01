"""What models with factors of users and items learn, answer, and keep."""

from collections.abc import Callable
from contextlib import closing
from typing import IO, Any, ClassVar

import numpy as np
import numpy.typing as npt

from mlmath_fast import ranking
from mlmath_fast._arrays import FloatArray, float_dtype
from mlmath_fast._csr import Csr, csr_interactions, csr_pattern_of_rows
from mlmath_fast.models import _saved
from mlmath_fast.models._labels import check_same, ids_at, positions, rows_of_users
from mlmath_fast.models._progress import Progress
from mlmath_fast.models._savable import Attributes, Savable
from mlmath_fast.models._watch import Watch
from mlmath_fast.ranking.columns import Interactions, Labels, plain

# As long a list is what is held out looked for in.
_LENGTH = 10


class Recommender(Savable):
    """An estimator that fits ``user_factors_`` and ``item_factors_``, and perhaps more arrays."""

    user_factors_: FloatArray
    item_factors_: FloatArray
    losses_: npt.NDArray[np.float64]
    user_labels_: Labels
    item_labels_: Labels
    validation_scores_: npt.NDArray[np.float64]

    n_iter: int
    dtype: npt.DTypeLike

    _optional: ClassVar[Attributes] = {
        "user_labels": (_saved.IDS, "u"),
        "item_labels": (_saved.IDS, "i"),
        "validation_scores": ("float64", "v"),
    }

    def _learn(
        self,
        solve: Callable[[Any, Any], Any],
        ratings: Any,
        *,
        validation: Any,
        patience: int,
        progress: bool | IO[str],
        callback: Callable[[Any], Any] | None,
    ) -> Any:
        """The result of ``solve(matrix, callback)`` that is to be kept; labels and scores are set."""
        matrix, labels = ratings, None
        if isinstance(ratings, Interactions):
            matrix, labels = ratings.ratings, (ratings.user_labels, ratings.item_labels)
        score = None if validation is None else self._judge(matrix, labels, validation)
        with closing(Progress(progress, type(self).__name__, self.n_iter)) as shown:
            watch = Watch(shown, score, patience, callback)
            result = watch.of_best(solve(matrix, watch.callback))
        for name in self._optional:
            self.__dict__.pop(f"{name}_", None)
        if labels is not None:
            self.user_labels_, self.item_labels_ = map(plain, labels)
        if watch.scores:
            self.validation_scores_ = np.array(watch.scores)
        return result

    def _judge(
        self, matrix: Any, labels: tuple[Labels, Labels] | None, validation: Any
    ) -> Callable[[Any], float]:
        """What tells how well a state finds what was held out."""
        if isinstance(validation, Interactions):
            for i, given in enumerate(validation[1:]):
                check_same(given, None if labels is None else labels[i], "validation")
            validation = validation.ratings
        known = self._entries(matrix, "ratings")
        held_out = self._entries(validation, "validation")
        if held_out.shape != known.shape or not len(held_out.indices):
            raise ValueError(
                f"validation must have the shape of ratings, {known.shape}, and an entry at least, "
                f"got {held_out.shape} and {len(held_out.indices)} entries"
            )
        return self._judge_by(known, held_out)

    def _entries(self, matrix: Any, name: str) -> Csr:
        """What the fit takes for interactions: entries that are not zero."""
        return csr_interactions(matrix, name, float_dtype(self.dtype))

    def _judge_by(self, known: Csr, held_out: Csr) -> Callable[[Any], float]:
        # Other users have nothing to be found.
        users = np.flatnonzero(np.diff(held_out.indptr))
        relevant, others = (csr_pattern_of_rows(rows, users) for rows in (held_out, known))

        def ndcg(state: Any) -> float:
            U, V = state.user_factors[users], state.item_factors
            found = ranking.evaluate(U, V, relevant, exclude=others, k=_LENGTH, metrics=["ndcg"])
            return float(found[f"ndcg@{_LENGTH}"].mean())

        return ndcg

    def _scored(self) -> tuple[FloatArray, FloatArray]:
        """Two matrices whose scalar products of rows are the scores."""
        return self.user_factors_, self.item_factors_

    def _users(self, ids: npt.ArrayLike) -> npt.NDArray[np.int64]:
        labels = getattr(self, "user_labels_", None)
        return positions(ids, "users", labels, len(self.user_factors_))

    def _items(self, ids: npt.ArrayLike) -> npt.NDArray[np.int64]:
        labels = getattr(self, "item_labels_", None)
        return positions(ids, "items", labels, len(self.item_factors_))

    def recommend(
        self, users: npt.ArrayLike, n: int = 10, *, exclude: Any = None
    ) -> tuple[npt.NDArray[Any], FloatArray]:
        """The best items for some users.

        Parameters
        ----------
        users : array_like, shape (n_wanted,)
            The users: their ids where the model was fitted on :class:`~mlmath_fast.ranking.Interactions`,
            else their rows.
        n : int, default 10
            How many items for each.
        exclude : CSR matrix of shape (n_wanted, n_items) or Interactions, optional
            Items that must not appear: one row for each entry of `users`, in their order, which of the
            ratings is ``ratings[users]``. Of :class:`~mlmath_fast.ranking.Interactions`, such as those
            that were fitted, the rows of these users are found.

        Returns
        -------
        ids : ndarray, shape (n_wanted, n)
            Best item first: ids if the model has labels, else columns as int64. Where no item is left:
            -1; of other labels than signed integers NaN, NaT, an empty text, None, or the largest integer.
        scores : ndarray of shape (n_wanted, n)
            Descending; -inf where no item is left.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For a user that the model does not know, or an `exclude` of another shape or other items.
        TypeError
            For ids of another kind than those that were fitted.
        """
        self._check_fitted("user_factors_")
        wanted, labels = self._users(users), getattr(self, "item_labels_", None)
        of_users, of_items = self._scored()
        known = rows_of_users(exclude, users, labels)
        ids, scores = ranking.recommend(of_users[wanted], of_items, n, exclude=known)
        return ids_at(ids, labels), scores

    def similar_items(
        self, items: npt.ArrayLike, n: int = 10
    ) -> tuple[npt.NDArray[Any], FloatArray]:
        """The items whose factors point most nearly in the direction of those of some items.

        Parameters
        ----------
        items : array_like, shape (n_wanted,)
            The items: ids if the model has labels, else columns.
        n : int, default 10
            How many similar items for each.

        Returns
        -------
        ids : ndarray, shape (n_wanted, n)
            Most similar item first, the item itself left out, as :meth:`recommend` has them.
        cosines : ndarray of shape (n_wanted, n)
            Descending; -inf where no item is left.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            For an item that the model does not know.
        TypeError
            For ids of another kind than those that were fitted.
        """
        self._check_fitted("item_factors_")
        ids, cosines = ranking.similar_items(self.item_factors_, self._items(items), n)
        return ids_at(ids, getattr(self, "item_labels_", None)), cosines

    @classmethod
    def _check_domains(cls, saved: _saved.Arrays, sizes: dict[str, int]) -> None:
        if sizes["k"] == 0 or sizes["s"] == 0:
            raise ValueError("not a valid model: it must have a factor and a sweep at least")
        for name in ("user_labels", "item_labels"):
            if name in saved and not (saved[name][:-1] < saved[name][1:]).all():
                raise ValueError(f"not a valid model: {name} must ascend strictly")
        if ("user_labels" in saved) != ("item_labels" in saved):
            raise ValueError("not a valid model: users and items must both have labels, or neither")

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            input_tags=InputTags(sparse=True),
        )
