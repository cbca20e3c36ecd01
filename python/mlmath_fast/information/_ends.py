"""How the iterations of channels, rates and bottlenecks end."""

from mlmath_fast._arrays import integer


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
