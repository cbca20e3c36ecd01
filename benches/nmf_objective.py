"""Non-negative factorization against scikit-learn: time to the objective that it has after some iterations.

``python -m benches.nmf_objective [--rows 2000] [--columns 1000] [--k 20] [--inner 1 3 5]``

scikit-learn (coordinate descent) makes so many iterations from the same start with the better of one and
all threads; its objective is computed by us and not timed. Ours makes as many as it needs to get there,
with each of several `inner_iter`. Times are medians of several turns, one after the other in one process.
The matrix is SYNTHETIC: of rank k, and noise of a tenth.
"""

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from mlmath_fast.factorization import nmf

ITERATIONS = (20, 50, 200)
TURNS = 5


# Threads of a BLAS go on looking for work for a while.
PAUSE = 0.1


def seconds(call: Callable[..., Any], *args: Any) -> float:
    time.sleep(PAUSE)
    since = time.perf_counter()
    call(*args)
    return time.perf_counter() - since


def iterations_to(goal: float, losses: Any) -> int:
    """How many it takes until the loss is no larger."""
    reached = np.flatnonzero(losses <= goal)
    if not reached.size:
        raise SystemExit(f"the objective {goal} was not reached in {len(losses)} iterations")
    return int(reached[0]) + 1


def main() -> None:
    from sklearn.decomposition import non_negative_factorization
    from threadpoolctl import threadpool_limits

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--columns", type=int, default=1000)
    parser.add_argument("--k", type=int, default=20)
    parser.add_argument("--inner", type=int, nargs="+", default=[1, 3, 5])
    options = parser.parse_args()
    n, m, k = options.rows, options.columns, options.k
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(0)
    full = rng.random((n, k)) @ rng.random((k, m)) + 0.1 * rng.random((n, m))
    begin = rng.random((n, k)), rng.random((k, m))
    for dtype in (np.float64, np.float32):
        X, (W, H) = full.astype(dtype), (x.astype(dtype) for x in begin)

        def rival(n_iter: int, X: Any = X, W: Any = W, H: Any = H) -> Any:
            return non_negative_factorization(
                X,
                W=W.copy(),
                H=H.copy(),
                n_components=k,
                init="custom",
                max_iter=n_iter,
                tol=0,
            )

        def ours(n_iter: int, inner: int, X: Any = X, init: Any = (W, H)) -> Any:
            return nmf(X, k, init=init, max_iter=n_iter, tol=0.0, inner_iter=inner)

        for n_iter in ITERATIONS:
            found = [x.astype(np.float64) for x in rival(n_iter)[:2]]
            goal = np.sum((full.astype(dtype) - found[0] @ found[1]) ** 2) / 2
            # Losses in single precision are known to some digits.
            goal *= 1 + 10 * np.finfo(dtype).eps
            needed = {
                inner: iterations_to(goal, ours(2 * n_iter, inner).losses)
                for inner in options.inner
            }
            times: dict[Any, list[float]] = {}
            for _ in range(TURNS):
                for threads in (1, None):
                    with threadpool_limits(threads):
                        times.setdefault(("sklearn", threads), []).append(seconds(rival, n_iter))
                for inner, count in needed.items():
                    times.setdefault(inner, []).append(seconds(ours, count, inner))
            medians = {name: statistics.median(some) for name, some in times.items()}
            theirs = min(medians[("sklearn", threads)] for threads in (1, None))
            print(
                f"{np.dtype(dtype)}, objective {goal:.6g}: scikit-learn {n_iter} iterations "
                f"{1e3 * theirs:.1f} ms; ",
                "; ".join(
                    f"inner_iter {inner}: {count} iterations {1e3 * medians[inner]:.1f} ms, "
                    f"{theirs / medians[inner]:.1f} x"
                    for inner, count in needed.items()
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
