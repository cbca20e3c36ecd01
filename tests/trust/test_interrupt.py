"""Ctrl-C during a long kernel: KeyboardInterrupt within 250 ms, inputs untouched, next call works."""

import pytest

from tests.support import assert_succeeds

CODE = """
import os, signal, threading, time
import numpy as np
import mlmath_fast
from mlmath_fast.{topic} import {function}

{setup}
before = [a.copy() for a in arrays]
sent = []

def press():
    time.sleep(0.4)
    sent.append(time.perf_counter())
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=press).start()
with mlmath_fast.threads({n}):
    try:
        {function}({call})
    except KeyboardInterrupt:
        late = time.perf_counter() - sent[0]
    else:
        raise SystemExit("the call was not long enough to be interrupted")
print(f"heard after {{1000 * late:.1f}} ms")
assert late < 0.25, late
for a, b in zip(arrays, before):
    assert np.array_equal(a, b)
{after}
"""

LONG = {
    "histogram": {
        "topic": "histogram",
        "function": "histogram",
        "setup": "x = np.tile(np.arange(1000.0), 50_000); arrays = [x]; edges = np.linspace(0, 999, 100_000)",
        "call": "x, edges",
        "after": "assert histogram(x[:1000], 10)[0].sum() == 1000",
    },
    "recall_at_k": {
        "topic": "ranking",
        "function": "recall_at_k",
        "setup": """
from types import SimpleNamespace
n = 1 << 23
ids = np.stack([np.random.default_rng(user).permutation(n) for user in range(2)])
known = np.tile(np.arange(n, dtype=np.int32), 2)
relevant = SimpleNamespace(indptr=[0, n, 2 * n], indices=known, data=known, shape=(2, n))
arrays = [ids, known]""",
        "call": "ids, relevant, n",
        "after": "assert recall_at_k(ids[:, :8], relevant, n).tolist() == [8 / n] * 2",
    },
    "recommend": {
        "topic": "ranking",
        "function": "recommend",
        "setup": "U = np.full((60_000, 64), 0.5); V = np.tile(U, (3, 1)); arrays = [U, V]",
        "call": "U, V",
        "after": "assert recommend(U[:2], V[:9], 3)[0].tolist() == [[0, 1, 2]] * 2",
    },
}


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("kernel", LONG)
def test_ctrl_c_is_heard(kernel: str, n: int) -> None:
    assert_succeeds(CODE.format(n=n, **LONG[kernel]))
