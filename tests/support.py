"""What the generated tests share: the rows' cases, arrays in every layout, clean subprocesses."""

import contextlib
import copy
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlmath_fast._csr import Csr
from mlmath_fast._specs import kernels
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._results import canonical
from mlmath_fast._specs._spec import Call, Kernel

CSR_PARTS = ("indptr", "indices", "data")
KERNELS = {kernel.name: kernel for kernel in kernels()}


@functools.cache
def cases_of(name: str) -> tuple[Call, ...]:
    """The cases of a kernel, the same in every process."""
    return tuple(KERNELS[name].cases(rng_of(name)))


def every_case() -> list[Any]:
    """``(kernel, case)`` parameters with readable ids."""
    return [
        pytest.param(kernel, case, id=f"{name}[{case.label}]")
        for name, kernel in KERNELS.items()
        for case in cases_of(name)
    ]


def every_kernel() -> list[Any]:
    """``kernel`` parameters with readable ids."""
    return [pytest.param(kernel, id=name) for name, kernel in KERNELS.items()]


def run(function: Callable[..., Any], case: Call) -> Any:
    """Call ``function`` with arguments of its own, so that no run can spoil another's."""
    own = copy.deepcopy(case)
    return function(*own.args, **own.kwargs)


def result_of(kernel: Kernel, case: Call) -> Any:
    """The fast function's result with legitimate freedom removed."""
    return canonical(kernel, run(kernel.fast, case))


def map_arrays(case: Call, change: Callable[[Any], Any]) -> Call:
    """The case with every array changed, those of sparse matrices too; ``None`` keeps one."""

    def changed(value: Any) -> Any:
        if isinstance(value, Csr):
            return value._replace(**{part: changed(getattr(value, part)) for part in CSR_PARTS})
        if type(value) is not np.ndarray:
            return value
        new = change(value)
        return value if new is None else new

    kwargs: Mapping[str, Any] = {name: changed(value) for name, value in case.kwargs.items()}
    return replace(case, args=tuple(map(changed, case.args)), kwargs=kwargs)


def arrays_in(value: Any) -> Iterator[Any]:
    """Every ndarray reachable from an argument, the parts of a CSR matrix included."""
    if isinstance(value, np.ndarray):
        yield value
    elif hasattr(value, "indptr"):
        parts = (value.indptr, value.indices, value.data)
        yield from (part for part in parts if part is not None)


def in_subprocess(
    code: str, *, timeout: float = 60, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, with a traceback where it hangs.

    It leads a session, so that whatever it forked ends with it.
    """
    guard = f"import faulthandler; faulthandler.dump_traceback_later({timeout - 5}, exit=True)\n"
    command = [sys.executable, "-c", guard + code]
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    try:
        out, err = child.communicate(timeout=timeout)
    finally:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        child.kill()
    return subprocess.CompletedProcess(command, child.returncode, out, err)


def assert_succeeds(
    code: str, *, timeout: float = 60, environment: Mapping[str, str] | None = None
) -> str:
    """The standard output of code that must end well."""
    done = in_subprocess(code, timeout=timeout, environment=environment)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout
