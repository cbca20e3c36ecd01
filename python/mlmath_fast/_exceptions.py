"""The two exceptions of our own; everything else is Python's or NumPy's."""

import warnings


class InternalError(RuntimeError):
    """A fault in mlmath_fast itself. The text asks for a bug report; inputs are unchanged."""


class ConvergenceWarning(UserWarning):
    """An iteration ended before its tolerance was met; the result says ``converged=False``."""


def warn_unless(converged: bool, name: str, n_iter: int, *, callers: int = 1) -> None:
    """Says that the function `name` gave up; the user is so many callers above the one of this."""
    if not converged:
        warnings.warn(
            f"{name}: not converged after {n_iter} iterations, increase max_iter or tol",
            ConvergenceWarning,
            stacklevel=2 + callers,
        )
