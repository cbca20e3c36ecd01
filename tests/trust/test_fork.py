"""After a fork, and in spawned processes, calls work and give the same bits."""

import sys

import pytest

from tests.support import assert_succeeds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")

FORK = """
import os, threading, warnings
import numpy as np
from mlmath_fast import _mlmath
from mlmath_fast.histogram import histogram

warnings.simplefilter("ignore", DeprecationWarning)  # Python's own, about fork with threads
_mlmath.always_pool(True)
x = np.random.default_rng(0).standard_normal(300_000)
want = histogram(x, 50)[0]
stop = threading.Event()

def compute():
    while not stop.is_set():
        histogram(x, 50)

busy = threading.Thread(target=compute)
{start}
for _ in range(20):
    pid = os.fork()
    if pid == 0:
        ok = np.array_equal(histogram(x, 50)[0], want)
        os._exit(0 if ok else 1)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert np.array_equal(histogram(x, 50)[0], want)
stop.set()
"""

MULTIPROCESSING = """
import multiprocessing, warnings
import numpy as np
from mlmath_fast import _mlmath
from mlmath_fast.histogram import histogram

warnings.simplefilter("ignore", DeprecationWarning)

def work(seed):
    from mlmath_fast import _mlmath
    from mlmath_fast.histogram import histogram
    _mlmath.always_pool(True)
    x = np.random.default_rng(seed).standard_normal(200_000)
    return histogram(x, 40)[0]

if __name__ == "__main__":
    want = [work(seed) for seed in range(4)]
    with multiprocessing.get_context("{method}").Pool(2) as pool:
        got = pool.map(work, range(4))
    assert all(np.array_equal(a, b) for a, b in zip(got, want))
"""


@pytest.mark.parametrize("start", ["", "busy.start()"], ids=["idle", "while a thread computes"])
def test_a_child_computes_the_same(start: str) -> None:
    assert_succeeds(FORK.format(start=start))


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_multiprocessing(method: str, tmp_path: object) -> None:
    # A spawned child imports the main module, so the code needs a file of its own.
    path = f"{tmp_path}/main.py"
    with open(path, "w", encoding="utf-8") as file:
        file.write(MULTIPROCESSING.format(method=method))
    assert_succeeds(f"import runpy; runpy.run_path({path!r}, run_name='__main__')")
