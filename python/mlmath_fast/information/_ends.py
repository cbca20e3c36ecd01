"""How the iterations of channels, rates and bottlenecks end."""

import warnings

from mlmath_fast._arrays import integer
from mlmath_fast._exceptions import ConvergenceWarning


def checked_stop(tol: float, max_iter: int) -> tuple[float, int]:
    """When to stop, for the core.

    Raises
    ------
    ValueError
        If `tol` is negative or `max_iter` less than 1.
    """
    if not tol >= 0:
        raise ValueError(f"tol must not be negative, got {tol}")
    return float(tol), integer(max_iter, "max_iter", minimum=1)


def warn_unless(name: str, n_iter: int, converged: bool) -> None:
    """Says that a function gave up."""
    if not converged:
        warnings.warn(
            f"{name}: not converged after {n_iter} iterations, increase max_iter or tol",
            ConvergenceWarning,
            stacklevel=3,
        )
