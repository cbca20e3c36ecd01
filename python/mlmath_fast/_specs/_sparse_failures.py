"""Every way in which a sparse argument can be wrong: rows that take one share these failures."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import sparse
from mlmath_fast._specs._spec import Failure, call

Array = npt.NDArray[Any]


def sparse_failures(*rest: Any, **kwargs: Any) -> list[Failure]:
    """Calls with a broken matrix of shape (3, 4) in front of good arguments."""
    lies = [
        ("short indptr", _full(indptr=lambda x: x[:-1]), "one entry more than there are rows"),
        ("indptr starts late", _full(indptr=_put(0, 1)), "must start at 0"),
        ("indptr decreases", _full(indptr=_put(1, 9)), "must not decrease"),
        ("indptr ends early", _full(indptr=_put(-1, 11)), "must end at the number of entries"),
        ("short data", _full(data=lambda x: x[:-1]), "equal lengths"),
        ("one value", _full(data=lambda x: x[:1]), "equal lengths, got 12 and 1"),
        ("one value, repeated", _full(data=lambda x: np.broadcast_to(x[:1], 5)), "got 12 and 5"),
        (
            "all NaN",
            _full(data=lambda x: np.broadcast_to(np.nan, x.shape)),
            "NaN in row 0, column 0",
        ),
        ("index too large", _full(indices=_put(2, 4)), r"must be in \[0, 4\), got 4 in row 0"),
        ("index negative", _full(indices=_put(5, -1)), "got -1 in row 1"),
        ("index beyond int64", _full(indices=_beyond), f"at most {2**63 - 1}, got {2**63 + 1}"),
        ("NaN", _full(data=_put(5, np.nan)), "must be finite, got NaN in row 1, column 1"),
        ("Inf", _full(data=_put(0, -np.inf)), "must be finite, got -inf in row 0, column 0"),
        ("three dimensions", _full()._replace(shape=(3, 4, 1)), "Expected 2D matrix"),  # type: ignore[arg-type]
    ]
    misread = [
        ("dense", np.ones((3, 4)), "must be a sparse matrix in CSR format"),
        ("float indices", _full(indices=lambda x: x * 1.0), "must hold integers"),
        ("complex values", _full(data=lambda x: x * 1j), "Complex data not supported"),
        ("strings", _full(data=lambda x: x.astype(str)), "bytes/strings"),
    ]
    return [
        Failure(call=call(label, x, *rest, **kwargs), error=error, match=match)
        for error, cases in ((ValueError, lies), (TypeError, misread))
        for label, x, match in cases
    ]


def _full(**parts: Callable[[Array], Array]) -> Csr:
    """A full matrix with some of its parts changed."""
    matrix = sparse(np.random.default_rng(0), (3, 4), 1.0)
    changed: dict[str, Any] = {n: change(getattr(matrix, n).copy()) for n, change in parts.items()}
    return matrix._replace(**changed)


def _beyond(x: Array) -> Array:
    return x.astype(np.uint64) + np.uint64(2**63 - 2)


def _put(at: int, value: float) -> Callable[[Array], Array]:
    def change(x: Array) -> Array:
        x[at] = value
        return x

    return change
