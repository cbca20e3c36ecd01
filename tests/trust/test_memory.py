"""Out of memory is MemoryError, a call does not leak, and floating-point modes stay as they are."""

import sys

import pytest

from tests.support import assert_succeeds

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="limits and reads memory the Linux way"
)


def test_no_memory_is_a_memory_error() -> None:
    code = """
import resource
import numpy as np
from mlmath_fast.histogram import histogram
x = np.linspace(0, 1, 100_000)
edges = np.linspace(0, 1, 60_000_001)
histogram(x, 10)
with open("/proc/self/statm") as file:
    in_use = int(file.read().split()[0]) * resource.getpagesize()
# Room for the counts (480 MB), not for the scratch beside them (four bytes a bin, and what is outside).
resource.setrlimit(resource.RLIMIT_AS, (in_use + 600_000_000, -1))
try:
    histogram(x, edges)
except MemoryError as error:
    assert "cannot allocate 240000004 bytes of scratch memory" in str(error), error
else:
    raise SystemExit("no MemoryError")
assert histogram(x, 10)[0].sum() == 100_000
"""
    assert_succeeds(code)


def test_a_tall_product_needs_no_memory_for_its_rows() -> None:
    code = """
import resource
import numpy as np
from mlmath_fast.linalg import matmul
a, b = np.ones((3_000_000, 4)), np.ones((4, 4)).T
# The pool's threads need memory, too.
matmul(a, b)
with open("/proc/self/statm") as file:
    in_use = int(file.read().split()[0]) * resource.getpagesize()
outcomes = []
# The result takes 96 MB.
for room in (40, 80, 100, 110, 125, 140, 300):
    resource.setrlimit(resource.RLIMIT_AS, (in_use + room * 1_000_000, -1))
    try:
        outcomes.append(bool((matmul(a, b) == 4).all()))
    except MemoryError:
        outcomes.append(None)
assert outcomes[0] is None and outcomes[-1], outcomes
"""
    assert_succeeds(code)


def test_recommend_never_stores_the_scores() -> None:
    code = """
import resource
import numpy as np
from mlmath_fast.ranking import recommend
rng = np.random.default_rng(0)
U = rng.standard_normal((20_000, 64), np.float32)
V = rng.standard_normal((27_000, 64), np.float32)
recommend(U[:100], V)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
recommend(U, V)
extra = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
# All scores would be 2,160 MB; the results are 2.4.
assert extra < 20_000_000, extra
print(extra)
"""
    assert_succeeds(code)


def test_calls_do_not_leak() -> None:
    code = """
import numpy as np
from mlmath_fast import _mlmath
from mlmath_fast.histogram import histogram

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])

x = np.random.default_rng(0).standard_normal(10_000)
for pool in (False, True):
    _mlmath.always_pool(pool)
    for _ in range(500):
        histogram(x, 100)
    before = resident()
    for _ in range(2000):
        histogram(x, 100)
        try:
            histogram(x, 0)
        except ValueError:
            pass
    grown = resident() - before
    assert grown < 200, f"{grown} pages in 2000 calls"
"""
    assert_succeeds(code)


def test_subnormal_numbers_survive() -> None:
    code = """
import sys
import numpy as np
from mlmath_fast import _mlmath
from mlmath_fast.histogram import histogram
_mlmath.always_pool(True)
tiny = sys.float_info.min / 4
assert tiny / 2 != 0
low = np.array([tiny, 2 * tiny])
assert histogram(low, 2)[0].tolist() == [1, 1]
assert _mlmath.min_max(low) == (tiny, 2 * tiny)
assert tiny / 2 != 0
"""
    assert_succeeds(code)
