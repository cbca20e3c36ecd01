"""How many threads a call uses: context-local, process-wide, environment, machine, in this order."""

import os
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from mlmath_fast import _mlmath

# More are a mistake: every worker has a stack, and starting thousands takes minutes.
MAX_THREADS = 1024

_context: ContextVar[int | None] = ContextVar("mlmath_fast_num_threads", default=None)
_process: int | None = None
_default: int | None = None


def get_num_threads() -> int:
    """Return the number of threads a call made here would use.

    The first of these that is set: :class:`threads`, :func:`set_num_threads`, ``MLMATH_NUM_THREADS``,
    ``OMP_NUM_THREADS`` (which joblib, Dask and Ray set for their workers; of a list the first entry),
    else the CPUs this process may use (affinity mask and cgroup quota). The environment is read once.

    Raises
    ------
    ValueError
        If ``MLMATH_NUM_THREADS`` is not an integer from 1 to 1024.
    """
    return _context.get() or _process or _default_num_threads()


def set_num_threads(n: int | None) -> None:
    """Set the number of threads for this process; ``None`` returns to the default.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not an integer, or not from 1 to 1024.
    """
    global _process
    _process = None if n is None else _checked(n)


class threads:  # noqa: N801 - reads as a verb: ``with threads(1):``
    """Context manager: calls inside use ``n`` threads. Local to the context (thread, task).

    Examples
    --------
    >>> import mlmath_fast
    >>> with mlmath_fast.threads(1):
    ...     mlmath_fast.get_num_threads()
    1
    """

    def __init__(self, n: int) -> None:
        self._n = _checked(n)
        self._tokens: list[Any] = []

    def __enter__(self) -> None:
        self._tokens.append(_context.set(self._n))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _context.reset(self._tokens.pop())


def register_threadpoolctl() -> None:
    """Make ``threadpoolctl.threadpool_limits`` bind mlmath_fast too.

    Done at import where threadpoolctl is loaded already; else call this once after importing it.
    """
    import threadpoolctl

    from mlmath_fast._threadpoolctl import controller

    if all(known.user_api != "mlmath_fast" for known in threadpoolctl._ALL_CONTROLLERS):
        threadpoolctl.register(controller())


def _default_num_threads() -> int:
    global _default
    if _default is None:
        _default = _from_environment() or _mlmath.available_parallelism()
    return _default


def _from_environment() -> int | None:
    ours = os.environ.get("MLMATH_NUM_THREADS", "").strip()
    if ours:
        if not ours.isdecimal() or not 1 <= int(ours) <= MAX_THREADS:
            raise ValueError(
                f"MLMATH_NUM_THREADS must be a positive integer up to {MAX_THREADS}, got {ours!r}"
            )
        return int(ours)
    first = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(first) if first.isdecimal() and 1 <= int(first) <= MAX_THREADS else None


def _checked(n: int) -> int:
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise TypeError(f"the number of threads must be an integer, got {n!r}")
    n = n.__index__()
    if not 1 <= n <= MAX_THREADS:
        raise ValueError(f"the number of threads must be from 1 to {MAX_THREADS}, got {n}")
    return n
