"""How much of the catalogue rankings show, and how little known their items are."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer, integer_array
from mlmath_fast._csr import csr_pattern

__all__ = ["coverage", "novelty"]


def coverage(ids: npt.ArrayLike, n_items: int, k: int = 10) -> float:
    r"""The part of all items that is among the first `k` of at least one user.

    .. math:: \frac{1}{n_\mathrm{items}} \Big|\bigcup_u \{\mathrm{item}_{u1}, \dots,
              \mathrm{item}_{uk}\}\Big|

    Parameters
    ----------
    ids : array_like of int, shape (n_users, n)
        Ranked items, best first, as from :func:`recommend`; -1 stands for no item. Columns from `k` on
        are not read.
    n_items : int
        Number of items that could be shown, not negative.
    k : int, default 10
        Length of the lists that are judged, at least 1.

    Returns
    -------
    float
        In [0, 1], without unit; NaN without items.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item.
    TypeError
        For ids that are no integers.

    Notes
    -----
    O(n_users k + n_items).

    References
    ----------
    M. Ge, C. Delgado-Battenfeld, D. Jannach, "Beyond accuracy: evaluating recommender systems by coverage
    and serendipity", RecSys 2010, section 3.

    Examples
    --------
    Two lists show items 0, 1 and 3 of four.

    >>> from mlmath_fast.ranking import coverage
    >>> coverage([[0, 1], [3, 0]], 4)
    0.75
    """
    ranked = integer_array(ids, "ids", ndim=2)
    n = integer(n_items, "n_items", minimum=0)
    return _mlmath.coverage(ranked, n, integer(k, "k", minimum=1))


def novelty(ids: npt.ArrayLike, known: Any, k: int = 10) -> npt.NDArray[np.float64]:
    r"""The mean self-information of each user's first `k` items: what few users know is novel.

    .. math:: \frac{1}{k} \sum_{r=1}^{k} \log_2 \frac{n}{n_{\mathrm{item}_r}}

    where :math:`n_i` of the :math:`n` users of `known` know item :math:`i`, or 1 if nobody does.

    Parameters
    ----------
    ids : array_like of int, shape (n_users, n)
        Ranked items, best first, as from :func:`recommend`; -1 stands for no item and is left out of the
        mean. Columns from `k` on are not read.
    known : CSR matrix of shape (n_known_users, n_items)
        Who knows what, for example the ratings a model has learnt from. Only the pattern counts. Its
        users need not be those of `ids`.
    k : int, default 10
        Length of the list that is judged, at least 1.

    Returns
    -------
    ndarray of float64, shape (n_users,)
        In [0, log2 n], in bits; NaN for empty lists.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item, or the parts of `known` contradict each other.
    TypeError
        For ids that are no integers, or a `known` that is not sparse.

    Notes
    -----
    O(n_users k + n_stored).

    References
    ----------
    T. Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems", PNAS 107
    (2010), section "Metrics".

    Examples
    --------
    Item 0 is known to all four users (0 bits), item 1 to one of them (2 bits).

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import novelty
    >>> known = SimpleNamespace(
    ...     indptr=[0, 2, 3, 4, 5], indices=[0, 1, 0, 0, 0], data=[1] * 5, shape=(4, 2)
    ... )
    >>> novelty([[0, 1], [1, -1]], known).tolist()
    [1.0, 2.0]
    """
    ranked = integer_array(ids, "ids", ndim=2)
    pattern = csr_pattern(known, "known")
    out = np.empty(len(ranked), np.float64)
    _mlmath.novelty(ranked, pattern, integer(k, "k", minimum=1), out)
    return out
