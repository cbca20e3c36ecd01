"""When threads start, and how many are used."""

import contextvars
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mlmath_fast import get_num_threads, set_num_threads, threads
from tests.support import assert_succeeds, in_subprocess

COUNT_THREADS = """
import os
def n_threads():
    return len(os.listdir("/proc/self/task"))
"""

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")


@linux_only
def test_a_thousand_small_calls_start_no_thread() -> None:
    code = (
        COUNT_THREADS
        + """
import numpy as np
from mlmath_fast.histogram import histogram
before = n_threads()
x = np.arange(100.0)
for _ in range(1000):
    histogram(x, 10)
assert n_threads() == before, (before, n_threads())
"""
    )
    assert_succeeds(code)


@linux_only
def test_the_pool_has_the_threads_asked_for() -> None:
    code = (
        COUNT_THREADS
        + """
import numpy as np, mlmath_fast
from mlmath_fast.histogram import histogram
before = n_threads()
x = np.arange(1_000_000.0)
with mlmath_fast.threads(3):
    histogram(x, 10)
# The calling thread is the third.
assert n_threads() == before + 2, (before, n_threads())
"""
    )
    assert_succeeds(code)


def test_threads_binds_its_own_context_alone() -> None:
    before = get_num_threads()
    with threads(6):
        with threads(7):
            assert get_num_threads() == 7
            assert contextvars.Context().run(get_num_threads) == before
        assert get_num_threads() == 6
    assert get_num_threads() == before


def test_set_num_threads_binds_the_process() -> None:
    before = get_num_threads()
    set_num_threads(7)
    try:
        assert contextvars.Context().run(get_num_threads) == 7
        with threads(6):
            assert get_num_threads() == 6
    finally:
        set_num_threads(None)
    assert get_num_threads() == before


@pytest.mark.parametrize("function", [set_num_threads, threads])
@pytest.mark.parametrize(
    ("n", "error", "message"),
    [
        (0, ValueError, "from 1 to 1024, got 0"),
        (2.0, TypeError, "integer"),
        (True, TypeError, "integer"),
    ],
)
def test_a_bad_number_of_threads_is_refused(
    function: Callable[[Any], Any], n: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"the number of threads must be .*{message}"):
        function(n)


@pytest.mark.parametrize(
    ("ours", "openmp", "want"),
    [("3", "2", 3), ("", "2", 2), ("", "5,2", 5), ("", "nonsense", None), ("", "", None)],
)
def test_the_environment_decides_in_order(ours: str, openmp: str, want: int | None) -> None:
    code = "import mlmath_fast as m; print(m.get_num_threads(), m._mlmath.available_parallelism())"
    out = assert_succeeds(
        code, environment={"MLMATH_NUM_THREADS": ours, "OMP_NUM_THREADS": openmp}
    ).split()
    assert int(out[0]) == (int(out[1]) if want is None else want)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "MLMATH_NUM_THREADS",
            "many",
            "MLMATH_NUM_THREADS must be a positive integer up to 1024, got 'many'",
        ),
        (
            "MLMATH_NUM_THREADS",
            "0",
            "MLMATH_NUM_THREADS must be a positive integer up to 1024, got '0'",
        ),
        (
            "MLMATH_NUM_THREADS",
            "9" * 30,
            "MLMATH_NUM_THREADS must be a positive integer up to 1024, got '999",
        ),
        ("MLMATH_SIMD", "avx9", "MLMATH_SIMD must be baseline, v3 or v4, got 'avx9'"),
    ],
)
def test_a_malformed_variable_is_an_error_at_first_use(name: str, value: str, message: str) -> None:
    code = "import mlmath_fast.histogram as h; print('imported'); h.histogram([1.0], 1)"
    done = in_subprocess(code, environment={name: value})
    assert done.stdout == "imported\n"
    assert done.returncode != 0
    assert f"ValueError: {message}" in done.stderr


def test_threadpoolctl_binds_us() -> None:
    pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    code = """
import {first}, {second}
if {register}:
    mlmath_fast.register_threadpoolctl()
    mlmath_fast.register_threadpoolctl()
assert [c["user_api"] for c in threadpoolctl.threadpool_info()].count("mlmath_fast") == 1
before = mlmath_fast.get_num_threads()
with threadpoolctl.threadpool_limits(1):
    assert mlmath_fast.get_num_threads() == 1
assert mlmath_fast.get_num_threads() == before
"""
    assert_succeeds(
        code.format(first="threadpoolctl", second="mlmath_fast", register=False),
        environment={"MLMATH_NUM_THREADS": "2"},
    )
    assert_succeeds(
        code.format(first="mlmath_fast", second="threadpoolctl", register=True),
        environment={"MLMATH_NUM_THREADS": "2"},
    )
