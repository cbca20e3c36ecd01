"""Implicit ALS on 100 million synthetic interactions from memory-mapped arrays: seconds and memory.

``python -m benches.als_scale [--pairs 150000000] [--users 500000] [--items 20000] [--d 128]``

The pairs are drawn and written to a temporary folder by a process of their own, so that the memory
reported is that of the factorization. All are ones, which are not written: `data` is None.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from benches.interactions import zipf
from mlmath_fast.factorization import als
from mlmath_fast.factorization._results import AlsResult

PARTS = ("indptr", "indices")


def write(folder: Path, n_users: int, n_items: int, n_pairs: int) -> None:
    """Draw the pairs and save them."""
    ratings = zipf(n_users, n_items, n_pairs)
    for part in PARTS:
        np.save(folder / f"{part}.npy", getattr(ratings, part))


def read(folder: Path, shape: tuple[int, int]) -> SimpleNamespace:
    """What was saved, memory-mapped."""
    indptr, indices = (np.load(folder / f"{part}.npy", mmap_mode="r") for part in PARTS)
    return SimpleNamespace(indptr=indptr, indices=indices, data=None, shape=shape)


def peak_gib() -> float:
    """The most memory that this process has used, mapped files included; Linux counts in KiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=500_000)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument(
        "--pairs", type=int, default=150_000_000, help="to draw; repeated ones drop"
    )
    parser.add_argument("--d", type=int, default=128)
    parser.add_argument("--sweeps", type=int, default=3)
    options = parser.parse_args()
    shape = (options.users, options.items)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = multiprocessing.get_context("spawn").Process(
            target=write, args=(folder, *shape, options.pairs)
        )
        writer.start()
        writer.join()
        ratings = read(folder, shape)
        print(f"Zipf (synthetic): {shape[0]:,} x {shape[1]:,}, {len(ratings.indices):,} pairs")
        since = time.perf_counter()

        def report(state: AlsResult) -> None:
            nonlocal since
            now = time.perf_counter()
            print(
                f"sweep {state.n_iter}: {now - since:6.1f} s, loss {state.losses[-1]:.6g}, "
                f"peak {peak_gib():.1f} GiB",
                flush=True,
            )
            since = now

        als(ratings, options.d, n_iter=options.sweeps, callback=report)


if __name__ == "__main__":
    main()
