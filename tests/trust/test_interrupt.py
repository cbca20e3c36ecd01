"""Ctrl-C during a long kernel: KeyboardInterrupt within 250 ms, inputs untouched, next call works."""

import pytest

from tests.support import assert_succeeds

CODE = """
import os, signal, threading, time
import numpy as np
import mlmath_fast
from mlmath_fast.{topic} import {function}

# A shell in the background starts its children deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)

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

# Ratings of 20,000 users, 100 each.
RATINGS = (
    "from mlmath_fast._csr import Csr; "
    "indptr, indices = np.arange(20_001) * 100, np.tile(np.arange(1000), 2000); "
    "data = np.ones(2_000_000); arrays = [indptr, indices, data]; "
    "ratings = Csr(*arrays, (20_000, 1000))"
)

LONG = {
    "gram, wide": {
        "topic": "linalg",
        "function": "gram",
        # A result of 128 MB: to give back larger ones takes a part of the limit (20 ms for 512 MB).
        "setup": "X = np.broadcast_to(np.ones(4000), (8000, 4000)); arrays = [X[:9]]",
        "call": "X",
        "after": "assert gram(X[:, :2]).tolist() == [[8000, 8000], [8000, 8000]]",
    },
    "histogram": {
        "topic": "histogram",
        "function": "histogram",
        "setup": "x = np.tile(np.arange(1000.0), 100_000); arrays = [x]",
        "call": "x, np.linspace(0, 999, 100_000)",
        "after": "assert histogram(x[:1000], 10)[0].sum() == 1000",
    },
    "mi_matrix": {
        "topic": "information",
        "function": "mi_matrix",
        "setup": "codes = np.tile(np.arange(8, dtype=np.uint8), (100_000, 250)); arrays = [codes[:9]]",
        "call": "codes",
        "after": "assert mi_matrix(codes[:9]).shape == (2000, 2000)",
    },
    "mutual_info_knn": {
        "topic": "information",
        "function": "mutual_info_knn",
        "setup": "x, y = np.random.default_rng(0).random((2, 3_000_000)); arrays = [x, y]",
        "call": "x, y",
        "after": "assert np.isfinite(mutual_info_knn(x[:99], y[:99]))",
    },
    "select_features": {
        "topic": "selection",
        "function": "select_features",
        "setup": "c = np.tile(np.arange(8, dtype=np.uint8), (100_000, 250)); arrays = [c]",
        "call": "c, c[:, 0], 500, criterion='jmi'",
        "after": "assert select_features(c[:99, :9], c[:99, 0], 1)[0].tolist() == [0]",
    },
    "softmax": {
        "topic": "elementary",
        "function": "softmax",
        "setup": "x = np.ones((100_000, 4000), np.float32); arrays = [x[:3]]",
        "call": "x, axis=0",
        "after": "assert softmax(x[0, :2]).tolist() == [0.5, 0.5]",
    },
    "cholesky": {
        "topic": "linalg",
        "function": "cholesky",
        "setup": "A = np.full((9000, 9000), 1.0); A[range(9000), range(9000)] = 9001.0; arrays = [A]",
        "call": "A",
        "after": "assert cholesky([[4.0]]).tolist() == [[2]]",
    },
    "solve_batched": {
        "topic": "linalg",
        "function": "solve_batched",
        "setup": "A = np.tile(4 * np.eye(64), (60_000, 1, 1)); arrays = [A[:2]]; "
        "y = np.ones((60_000, 64, 64))",
        "call": "A, y",
        "after": "assert (solve_batched(A[:1], y[:1]) == 0.25).all()",
    },
    "pca": {
        "topic": "linalg",
        "function": "pca",
        "setup": "X = np.random.default_rng(0).standard_normal((60_000, 2000)); arrays = [X[:3]]",
        "call": "X, 3, solver='gram'",
        "after": "assert pca(X[:9, :2], 1).components.shape == (1, 2)",
    },
    "lanczos_eigsh": {
        "topic": "linalg",
        "function": "lanczos_eigsh",
        # Eigenvalues of a long path lie so near each other that the basis starts again and again.
        "setup": """
from types import SimpleNamespace
n = 100_000
ends = np.arange(n, dtype=np.int32)
indices = np.stack([(ends - 1) % n, (ends + 1) % n], axis=1).ravel()
data = np.ones(2 * n); arrays = [indices, data]
A = SimpleNamespace(indptr=np.arange(n + 1) * 2, indices=indices, data=data, shape=(n, n))""",
        "call": "A, 10",
        "after": "assert lanczos_eigsh(np.eye(3), 3).converged",
    },
    "randomized_svd": {
        "topic": "linalg",
        "function": "randomized_svd",
        "setup": "A = np.random.default_rng(0).standard_normal((20_000, 1000)); arrays = [A]",
        "call": "A, 100, n_iter=100",
        "after": "assert randomized_svd(A[:10], 3).s.shape == (3,)",
    },
    "matmul": {
        "topic": "linalg",
        "function": "matmul",
        "setup": "A = np.ones((2000, 5000)); B = np.ones((5000, 12_000)); arrays = [A, B]",
        "call": "A, B",
        "after": "assert matmul(A[:1, :3], B[:3, :1]).tolist() == [[3]]",
    },
    "gram": {
        "topic": "linalg",
        "function": "gram",
        "setup": "X = np.ones((6000, 6000)); arrays = [X]",
        "call": "X",
        "after": "assert gram(X[:3, :1]).tolist() == [[3]]",
    },
    "spmm": {
        "topic": "linalg",
        "function": "spmm",
        "setup": "from mlmath_fast._csr import Csr; n = 40_000; "
        "indices = np.tile(np.arange(400, dtype=np.int32), n); data = np.ones(400 * n); "
        "A = Csr(np.arange(n + 1) * 400, indices, data, (n, 400)); "
        "B = np.ones((400, 1024)); arrays = [data, B]",
        "call": "A, B",
        "after": "assert (spmm(A, B[:, :1]) == 400).all()",
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
    "evaluate": {
        "topic": "ranking",
        "function": "evaluate",
        "setup": """
from types import SimpleNamespace
n = 60_000
U = np.full((n, 64), 0.5); V = np.tile(U, (3, 1)); arrays = [U, V]
test = SimpleNamespace(indptr=np.arange(n + 1), indices=np.arange(n), data=V, shape=(n, 3 * n))""",
        "call": "U, V, test, metrics=['auc']",
        "after": "assert not evaluate(U[:0], V, SimpleNamespace(indptr=[0], indices=[], data=[], "
        "shape=(0, 3 * n)))['ndcg@10'].size",
    },
    "logistic_regression, a wide Hessian": {
        "topic": "descent",
        "function": "logistic_regression",
        "setup": "X = np.random.default_rng(0).random((60, 4500)); arrays = [X]; y = np.arange(60) % 2",
        "call": "X, y",
        "after": "assert logistic_regression(X[:, :2], y).converged",
    },
    "convolve": {
        "topic": "convolution",
        "function": "convolve",
        "setup": "x = np.ones(2_000_000); arrays = [x]",
        "call": "x, x, method='direct'",
        "after": "assert convolve(x[:2], x[:2]).tolist() == [1, 2, 1]",
    },
    "logistic_regression": {
        "topic": "descent",
        "function": "logistic_regression",
        # Badly scaled columns: the descent goes on and on.
        "setup": "X = np.random.default_rng(0).standard_normal((200_000, 20)); "
        "X *= 10.0 ** -(np.arange(20) % 5); y = np.arange(len(X)) % 3 % 2; arrays = [X, y]",
        "call": "X, y, solver='gradient_descent', l2=0, tol=0, max_iter=1000",
        "after": "assert logistic_regression(X[:1000], y[:1000], l2=1).converged",
    },
    "als": {
        "topic": "factorization",
        "function": "als",
        # One half step takes seconds, so that the kernel hears it and not Python.
        "setup": RATINGS,
        "call": "ratings, 256, n_iter=1000",
        "after": "assert als(Csr(indptr[:2], indices[:100], data[:100], (1, 100)), 1).n_iter == 15",
    },
    "als_half_step, blocks": {
        "topic": "factorization",
        "function": "als_half_step",
        "setup": RATINGS + "; V = np.random.default_rng(0).random((1000, 512)); arrays.append(V)",
        "call": "ratings, V, solver='block'",
        "after": "assert als_half_step(Csr(indptr[:2], indices[:100], data[:100], (1, 1000)), V[:, :70], "
        "solver='block').shape == (1, 70)",
    },
    "als_explicit": {
        "topic": "factorization",
        "function": "als_explicit",
        "setup": RATINGS,
        "call": "ratings, 256, n_iter=1000",
        "after": "assert als_explicit(Csr(indptr[:2], indices[:100], data[:100], (1, 100)), 1).n_iter",
    },
    "bpr": {
        "topic": "factorization",
        "function": "bpr",
        "setup": RATINGS,
        "call": "ratings, 256, n_iter=1000",
        "after": "assert bpr(Csr(indptr[:2], indices[:100], data[:100], (1, 100)), 1).n_iter == 100",
    },
}


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("kernel", LONG)
def test_ctrl_c_is_heard(kernel: str, n: int) -> None:
    assert_succeeds(CODE.format(n=n, **LONG[kernel]))
