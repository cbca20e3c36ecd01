"""Fair times: runs alternate in one process, medians count, and thread counts are as asked."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

# A sample lasts at least this long, so that the clock and the loop do not count.
SAMPLE_SECONDS = 1e-3
# Threads of OpenBLAS go on spinning for 2^28 cycles after their work, a tenth of a second, and would
# take a CPU from whoever runs next. A sample begins when this process is at rest, or after LONGEST.
# The CPU time of other threads is brought up to date at the clock's ticks: 250 a second or more.
REST_SLICE_SECONDS = 0.012
LONGEST_REST_SECONDS = 0.3
FEWEST_ROUNDS = 3
MOST_ROUNDS = 25


@dataclass(frozen=True)
class Runner:
    """One contestant: its name, a call, and the seconds of its first run, which was cold."""

    name: str
    call: Callable[[], Any]
    first_seconds: float
    # What BLAS and OpenMP get; None: as many as they have.
    n_threads: int | None = None


def medians(runners: Sequence[Runner], budget: float) -> dict[str, float]:
    """Median seconds of a call by name, of several runners of one name the fastest's.

    Every round runs each once, one after the other, so that a slow phase of the machine meets all
    of them. Rounds end after about `budget` seconds, and there are at least three; but who needs more
    than the budget for one call runs once, and of our own that was the first run.
    """
    limits = _thread_limits()
    repeats = [_repeats(runner) for runner in runners]
    times = [_first_time(runner, budget) for runner in runners]
    start = time.perf_counter()
    collecting = gc.isenabled()
    gc.disable()
    try:
        for round_index in range(MOST_ROUNDS):
            for runner, repeat, seconds in zip(runners, repeats, times, strict=True):
                if seconds and seconds[0] > budget:
                    continue
                with limits(runner.n_threads):
                    _rest()
                    seconds.append(_seconds(runner.call, repeat))
            enough = time.perf_counter() - start >= budget
            if enough and round_index + 1 >= FEWEST_ROUNDS:
                break
    finally:
        if collecting:
            gc.enable()
    best: dict[str, float] = {}
    for runner, seconds in zip(runners, times, strict=True):
        best[runner.name] = min(statistics.median(seconds), best.get(runner.name, float("inf")))
    return best


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """The result of one call and its seconds."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def _first_time(runner: Runner, budget: float) -> list[float]:
    """The first run of who is slow counts: not a rival's, which imports and has all threads."""
    slow = runner.first_seconds > budget and runner.n_threads is None
    return [runner.first_seconds] if slow else []


def _repeats(runner: Runner) -> int:
    """Calls a sample needs; the first run was cold, so that a quick one is judged by the next."""
    if runner.first_seconds >= 10 * SAMPLE_SECONDS:
        return 1
    warm = min(timed(runner.call)[1] for _ in range(3))
    return max(1, int(SAMPLE_SECONDS / max(warm, 1e-7)))


def _rest() -> None:
    """Wait until no other thread of this process computes: its CPU time stands still."""
    end = time.perf_counter() + LONGEST_REST_SECONDS
    while time.perf_counter() < end:
        used = time.process_time()
        time.sleep(REST_SLICE_SECONDS)
        if time.process_time() - used < REST_SLICE_SECONDS / 4:
            return


def _seconds(call: Callable[[], Any], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def _thread_limits() -> Callable[[int | None], AbstractContextManager[Any]]:
    """Binds the BLAS and OpenMP libraries loaded by now; without threadpoolctl nothing does."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return lambda _: nullcontext()
    controller = ThreadpoolController()

    def limits(n_threads: int | None) -> AbstractContextManager[Any]:
        if n_threads is None:
            return nullcontext()
        context: AbstractContextManager[Any] = controller.limit(
            limits={"blas": n_threads, "openmp": n_threads}
        )
        return context

    return limits
