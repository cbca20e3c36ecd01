"""What models with factors of users and items answer."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import ranking
from mlmath_fast._arrays import FloatArray, index_array
from mlmath_fast.models._estimator import Estimator


class Recommender(Estimator):
    """An estimator that fits ``user_factors_`` and ``item_factors_``."""

    user_factors_: FloatArray
    item_factors_: FloatArray

    def _scored(self) -> tuple[FloatArray, FloatArray]:
        """Two matrices whose scalar products of rows are the scores."""
        return self.user_factors_, self.item_factors_

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
            Before ``fit``.
        ValueError
            For a user that does not exist, or an `exclude` of another shape.
        """
        self._check_fitted("user_factors_")
        wanted = index_array(users, "users", len(self.user_factors_))
        of_users, of_items = self._scored()
        return ranking.recommend(of_users[wanted], of_items, n, exclude=exclude)

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
            Before ``fit``.
        ValueError
            For an item that does not exist.
        """
        self._check_fitted("item_factors_")
        wanted = index_array(items, "items", len(self.item_factors_))
        return ranking.similar_items(self.item_factors_, wanted, n)

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn wants to know of a member of a pipeline; only scikit-learn asks."""
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            input_tags=InputTags(sparse=True),
        )
