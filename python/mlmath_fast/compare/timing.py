"""Fair times: runs alternate in one process, medians count, and thread counts are as asked."""

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
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
# Of a package that a rival needs.
LONGEST_IMPORT_SECONDS = 2.0
# A rival that takes this many times as long as the fastest one will not be the fastest.
FAR_BEHIND = 1.5
# A first run, cold and with another number of threads, may take this many times what later ones take.
COLD = 4.0


@dataclass(frozen=True)
class Runner:
    """One contestant: its name, a call, and the seconds of its first run, which was cold."""

    name: str
    call: Callable[[], Any]
    first_seconds: float
    # What BLAS and OpenMP get; None: as many as they have. Rivals alone are asked for a number.
    n_threads: int | None = None
    # That run was one of this contestant: with its number of threads.
    first_counts: bool = True


@dataclass(frozen=True)
class Time:
    """The median of this many samples."""

    seconds: float
    n_samples: int


@dataclass
class _Contestant:
    runner: Runner
    # The least seconds that it may turn out to need, until a sample tells.
    hope: float
    # Calls a sample needs.
    repeats: int = 1
    samples: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        return min(self.samples, default=math.inf)

    @property
    def proven(self) -> float:
        """It needs no more than this."""
        return min(self.best, self.runner.first_seconds if self.runner.first_counts else math.inf)


def medians(runners: Sequence[Runner], budget: float) -> dict[str, Time]:
    """Median seconds of a call by name, of several runners of one name the fastest's.

    Every round runs each once, one after the other, so that a slow phase of the machine meets all
    of them. Rounds end after about `budget` seconds, and there are at least three where the calls of
    one take no longer than that: waiting between them does not count. Who needs more than the budget
    for one call runs once, and the first run was that. A rival is run again only as long as it may
    be the fastest of them.
    """
    limits = _thread_limits()
    contestants = [_contestant(runner, budget) for runner in runners]
    start = time.perf_counter()
    with _no_collection():
        for n_rounds in range(1, MOST_ROUNDS + 1):
            calling = 0.0
            for contestant in contestants:
                if _has_done(contestant, budget) or _is_far_behind(contestant, contestants):
                    continue
                with limits(contestant.runner.n_threads):
                    _rest()
                    seconds = _seconds(contestant.runner.call, contestant.repeats)
                contestant.samples.append(seconds)
                calling += seconds * contestant.repeats
            enough = n_rounds >= FEWEST_ROUNDS or calling > budget
            if enough and time.perf_counter() - start >= budget:
                break
    return _fastest(contestants)


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """The result of one call and its seconds."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def first_run(call: Callable[[], Any], n_threads: int | None = None) -> tuple[Any, float]:
    """The result of one call and its seconds: one that may have gone to imports runs again."""
    for _ in range(2):
        n_modules = len(sys.modules)
        with nullcontext() if n_threads is None else _thread_limits()(n_threads):
            result, seconds = timed(call)
        if len(sys.modules) == n_modules or seconds > LONGEST_IMPORT_SECONDS:
            break
    return result, seconds


def _contestant(runner: Runner, budget: float) -> _Contestant:
    """The first run was cold, so that a quick one is judged by the next."""
    first = runner.first_seconds
    if first < 10 * SAMPLE_SECONDS:
        warm = min(timed(runner.call)[1] for _ in range(3))
        repeats = max(1, int(SAMPLE_SECONDS / max(warm, 1e-7)))
        return _Contestant(runner, warm / COLD, repeats)
    samples = [first] if first > budget and runner.first_counts else []
    return _Contestant(runner, first / COLD, samples=samples)


def _has_done(contestant: _Contestant, budget: float) -> bool:
    return bool(contestant.samples) and contestant.samples[0] > budget


def _is_far_behind(contestant: _Contestant, contestants: Sequence[_Contestant]) -> bool:
    """Another rival, or this one with another number of threads, is certain to be faster."""
    if contestant.runner.n_threads is None:
        return False
    rivals = [other for other in contestants if other.runner.n_threads is not None]
    fastest = min(other.proven for other in rivals)
    return (contestant.best if contestant.samples else contestant.hope) > FAR_BEHIND * fastest


def _fastest(contestants: Sequence[_Contestant]) -> dict[str, Time]:
    """The best median of each name; a rival that never ran, far behind, has none."""
    times: dict[str, Time] = {}
    for contestant in contestants:
        if contestant.samples:
            own = Time(statistics.median(contestant.samples), len(contestant.samples))
            name = contestant.runner.name
            times[name] = min(own, times.get(name, own), key=lambda each: each.seconds)
    return times


@contextmanager
def _no_collection() -> Iterator[None]:
    """The garbage collector rests."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


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
