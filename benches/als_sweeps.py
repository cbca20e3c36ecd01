"""Implicit ALS against implicit and irspack: time to the loss that a rival has after five sweeps.

``python -m benches.als_sweeps [--gowalla gowalla.npz] [--d 64 128] [--pairs 12500000]``

Each rival makes five sweeps from the same factors on all threads (implicit with BLAS on one, as it asks
for); its loss is computed by ours and not timed. Ours makes as many whole sweeps from the same start as its
loss needs to be no larger, and its time includes the loss of every sweep and laying the ratings out by item.
Both take turns; a row has the medians of five.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benches.interactions import Interactions, gowalla, zipf
from mlmath_fast import get_num_threads
from mlmath_fast.factorization import als, als_loss

SWEEPS = 5
TURNS = 5
ALPHA0, NU, L2_IALS = 0.1, 1.0, 0.003
L2 = 0.01

Factors = npt.NDArray[np.float32]
Rival = Callable[[Interactions, Factors, Factors], tuple[Factors, Factors, float]]


def start(ratings: Interactions, d: int) -> tuple[Factors, Factors]:
    """Where everyone begins."""
    rng = np.random.default_rng(0)
    users, items = (
        (rng.standard_normal((n, d)) * 0.1 / np.sqrt(d)).astype(np.float32) for n in ratings.shape
    )
    return users, items


def implicit(*, use_cg: bool) -> Rival:
    """Of the original objective: its stored value is the confidence, ours is 1 + alpha."""

    def run(
        ratings: Interactions, users: Factors, items: Factors
    ) -> tuple[Factors, Factors, float]:
        import scipy.sparse
        from implicit.cpu.als import AlternatingLeastSquares
        from threadpoolctl import threadpool_limits

        matrix = scipy.sparse.csr_matrix(
            (2 * ratings.data, ratings.indices, ratings.indptr), shape=ratings.shape
        )
        model = AlternatingLeastSquares(
            factors=users.shape[1],
            regularization=L2,
            alpha=1.0,
            iterations=SWEEPS,
            use_cg=use_cg,
            num_threads=get_num_threads(),
        )
        model.user_factors, model.item_factors = users.copy(), items.copy()
        with threadpool_limits(1, "blas"):
            began = time.perf_counter()
            model.fit(matrix, show_progress=False)
            took = time.perf_counter() - began
        return model.user_factors, model.item_factors, took

    return run


def irspack(solver: str) -> Rival:
    """Of the iALS objective."""

    def run(
        ratings: Interactions, users: Factors, items: Factors
    ) -> tuple[Factors, Factors, float]:
        import scipy.sparse
        from irspack.recommenders.ials import IALSTrainer, LossType, SolverType

        matrix = scipy.sparse.csr_matrix(
            (ratings.data, ratings.indices, ratings.indptr), shape=ratings.shape
        )
        trainer = IALSTrainer(
            matrix,
            n_components=users.shape[1],
            alpha0=ALPHA0,
            reg=L2_IALS,
            nu=NU,
            init_std=0.1,
            solver_type=getattr(SolverType, solver),
            max_cg_steps=3,
            ialspp_subspace_dimension=64,
            loss_type=LossType.IALSPP,
            random_seed=0,
            n_threads=get_num_threads(),
            prediction_time_max_cg_steps=5,
            prediction_time_ialspp_iteration=7,
        )
        core = trainer.core_trainer
        core.user, core.item = users.copy(), items.copy()
        began = time.perf_counter()
        for _ in range(SWEEPS):
            trainer.run_epoch()
        return core.user, core.item, time.perf_counter() - began

    return run


ORIGINAL: dict[str, Any] = {"loss": "original", "alpha": 1.0, "l2": L2}
IALS: dict[str, Any] = {"loss": "ials", "alpha0": ALPHA0, "nu": NU, "l2": L2_IALS}

RIVALS: dict[str, tuple[Rival, dict[str, Any]]] = {
    "implicit CG-3": (implicit(use_cg=True), ORIGINAL),
    "implicit Cholesky": (implicit(use_cg=False), ORIGINAL),
    "irspack CG": (irspack("CG"), IALS),
    "irspack Cholesky": (irspack("CHOLESKY"), IALS),
    "irspack iALS++": (irspack("IALSPP"), IALS),
}


def sweeps_to(
    ratings: Interactions, begin: tuple[Factors, Factors], target: float, options: dict[str, Any]
) -> int:
    """Our sweeps until the loss is no larger than `target`."""

    def reached(state: Any) -> bool:
        return bool(state.losses[-1] <= target)

    d = begin[0].shape[1]
    result = als(ratings, d, init=begin, n_iter=30, callback=reached, **options)
    if result.losses[-1] > target:
        raise SystemExit(f"30 sweeps end at {result.losses[-1]:,.0f}, above {target:,.0f}")
    return result.n_iter


def ours(
    ratings: Interactions, begin: tuple[Factors, Factors], n_iter: int, options: dict[str, Any]
) -> float:
    """Seconds of so many sweeps."""
    began = time.perf_counter()
    als(ratings, begin[0].shape[1], init=begin, n_iter=n_iter, **options)
    return time.perf_counter() - began


def rows(
    name: str, ratings: Interactions, d: int, rivals: list[str], solvers: list[str]
) -> Iterator[str]:
    """A line for each rival and each of our solvers."""
    begin = start(ratings, d)
    for rival in rivals:
        run, objective = RIVALS[rival]
        try:
            *factors, _ = run(ratings, *begin)
        except ImportError as error:
            print(f"{rival}: not measured ({error})")
            continue
        target = als_loss(ratings, *factors, **objective)
        ways = [{"solver": solver, **objective} for solver in solvers]
        sweeps = [sweeps_to(ratings, begin, target, options) for options in ways]
        theirs = []
        own: list[list[float]] = [[] for _ in ways]
        for _ in range(TURNS):
            theirs.append(run(ratings, *begin)[-1])
            for seconds, n_iter, options in zip(own, sweeps, ways, strict=True):
                seconds.append(ours(ratings, begin, n_iter, options))
        for solver, n_iter, seconds in zip(solvers, sweeps, own, strict=True):
            their_time, our_time = statistics.median(theirs), statistics.median(seconds)
            yield (
                f"{name:18} d = {d:4} {rival:18} {their_time:8.2f} s   "
                f"ours ({solver}) {our_time:8.2f} s in {n_iter} sweeps   {their_time / our_time:5.1f}x"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gowalla", type=Path, help="file of the check-ins")
    parser.add_argument("--d", type=int, nargs="+", default=[16, 32, 64, 128, 512])
    parser.add_argument(
        "--pairs", type=int, default=12_500_000, help="to draw of the synthetic set"
    )
    parser.add_argument("--rivals", nargs="+", choices=RIVALS, default=list(RIVALS))
    parser.add_argument("--solvers", nargs="+", default=["auto"])
    options = parser.parse_args()
    sets = {}
    if options.gowalla:
        sets["Gowalla"] = gowalla(options.gowalla)[0]
    if options.pairs:
        sets["Zipf (synthetic)"] = zipf(138_000, 27_000, options.pairs)
    for name, ratings in sets.items():
        print(
            f"{name}: {ratings.shape[0]:,} x {ratings.shape[1]:,}, {len(ratings.indices):,} pairs"
        )
        for d in options.d:
            for line in rows(name, ratings, d, options.rivals, options.solvers):
                print(line, flush=True)


if __name__ == "__main__":
    main()
