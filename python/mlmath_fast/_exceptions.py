"""The two exceptions of our own; everything else is Python's or NumPy's."""


class InternalError(RuntimeError):
    """A fault in mlmath_fast itself. The text asks for a bug report; inputs are unchanged."""


class ConvergenceWarning(UserWarning):
    """An iteration ended before its tolerance was met; the result says ``converged=False``."""
