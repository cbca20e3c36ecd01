"""What a saved ALS model holds: checked when it is written and when it is read."""

from mlmath_fast._arrays import F32, F64
from mlmath_fast.factorization.implicit import SOLVERS
from mlmath_fast.models import _saved

FORMAT = "mlmath_fast.models.ALS"
VERSION = 2
LAYOUT = {
    "format": ("U", 0),
    "version": ("int64", 0),
    "n_components": ("int64", 0),
    "loss": ("U", 0),
    "alpha": ("float64", 0),
    "l2": ("float64", 0),
    "alpha0": ("float64", 0),
    "nu": ("float64", 0),
    "solver": ("U", 0),
    "tol": ("float64", 0),
    "n_iter": ("int64", 0),
    "seed": ("uint64", 0),
    "dtype": ("U", 0),
    "user_factors": ("f", 2),
    "item_factors": ("f", 2),
    "losses": ("float64", 1),
}
_LEAST = (
    ("n_components", 1),
    ("n_iter", 1),
    ("alpha", 0),
    ("l2", 0),
    ("alpha0", 0),
    ("nu", 0),
    ("tol", 0),
)


def check(saved: _saved.Arrays) -> None:
    """Refuse what is no fitted model.

    Raises
    ------
    ValueError
        That says which entry, and what must hold.
    """
    _saved.check(saved, LAYOUT)
    if str(saved["format"]) != FORMAT:
        raise ValueError(f"not a saved ALS model: format is {str(saved['format'])!r}")
    if saved["version"] != VERSION:
        raise ValueError(f"saved by another version: layout {saved['version']}, want {VERSION}")
    if str(saved["dtype"]) not in ("float32", "float64"):
        raise ValueError(
            f"not a valid model: dtype must be float32 or float64, got {str(saved['dtype'])!r}"
        )
    for name, choices in (("loss", ("original", "ials")), ("solver", SOLVERS)):
        if str(saved[name]) not in choices:
            raise ValueError(
                f"not a valid model: {name} must be one of {', '.join(choices)}, got {saved[name]!s}"
            )
    for name, minimum in _LEAST:
        if saved[name] < minimum:
            raise ValueError(
                f"not a valid model: {name} must be at least {minimum}, got {saved[name]}"
            )
    # Parameters may have been set anew since the fit: they say nothing about the fitted arrays.
    users, items = saved["user_factors"], saved["item_factors"]
    if users.dtype not in (F32, F64) or users.dtype != items.dtype:
        raise ValueError(
            "not a valid model: user_factors and item_factors must both be float32 or both float64, "
            f"got {users.dtype} and {items.dtype}"
        )
    if users.shape[1] != items.shape[1] or users.shape[1] == 0:
        raise ValueError(
            "not a valid model: user_factors and item_factors must have the same number of columns, at "
            f"least 1, got {users.shape[1]} and {items.shape[1]}"
        )
    if len(saved["losses"]) == 0:
        raise ValueError("not a valid model: losses must hold one value for each sweep, got none")
