"""From a row to the lines of the comparison: results first, then time."""

import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._results import (
    agree,
    agree_rival,
    canonical,
    is_single,
    largest_difference,
)
from mlmath_fast._specs._spec import Bench, Call, Kernel
from mlmath_fast.compare.data import DataMissing
from mlmath_fast.compare.forecast import Forecast
from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.timing import Runner, first_run, medians, timed

# Seconds of timing for one line, all contestants together.
BUDGET = 0.25
QUICK_BUDGET = 0.2
# A twin or rival that would take more than this many budgets for one call is not run.
LONGEST_CALL = 10
OURS, TWIN = "ours", "the twin"

Case = tuple[Kernel, Bench]


@dataclass(kw_only=True)
class Line:
    """One kernel at one size. Times are medians in seconds; None is a dash."""

    kernel: str
    case: str
    ours: float | None = None
    reference: float | None = None
    rival: str | None = None
    rival_seconds: float | None = None
    difference: float | None = None
    limit: float | None = None
    # How many samples each of the three medians is of.
    ours_samples: int = 0
    reference_samples: int = 0
    rival_samples: int = 0
    # The result differs from the reference's beyond the row's tolerance: nothing was timed.
    failed: bool = False
    note: str = ""

    @property
    def topic(self) -> str:
        return self.kernel.partition(".")[0]

    @property
    def speed_up(self) -> float | None:
        return _ratio(self.reference, self.ours)

    @property
    def rival_ratio(self) -> float | None:
        return _ratio(self.rival_seconds, self.ours)

    @property
    def share_of_limit(self) -> float | None:
        return _ratio(self.limit, self.ours)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, which knows no infinity."""
        endless = self.difference is not None and not math.isfinite(self.difference)
        return {
            **asdict(self),
            "difference": None if endless else self.difference,
            "speed_up": self.speed_up,
            "rival_ratio": self.rival_ratio,
            "share_of_limit": self.share_of_limit,
        }


def plan(rows: list[Kernel], *, quick: bool) -> list[Case]:
    """The cases to run: all, or one of each kernel.

    That is the first quick one; of a kernel whose twin is slow the smallest, as nothing else checks
    its results.
    """
    if not quick:
        return [(kernel, bench) for kernel in rows for bench in kernel.bench(rng_of(kernel.name))]
    return [(kernel, _quick_bench(kernel)) for kernel in rows]


def smallest(kernel: Kernel) -> Bench:
    return next(bench for bench in kernel.bench(rng_of(kernel.name)) if bench.smoke)


def _quick_bench(kernel: Kernel) -> Bench:
    benches = kernel.bench(rng_of(kernel.name))
    quick = next((bench for bench in benches if bench.quick), None)
    return smallest(kernel) if kernel.slow_reference or quick is None else quick


@dataclass
class Comparer:
    """Compares case after case; what it has seen of a function tells what is worth waiting for."""

    machine: Machine
    forecast: Forecast = field(default_factory=Forecast)

    def compare(self, kernel: Kernel, bench: Bench, *, budget: float = BUDGET) -> Line:
        """Compare the results of ours, the twin and the rivals; time those that agree."""
        line = Line(kernel=kernel.name, case=bench.label)
        with warnings.catch_warnings():
            # Solvers that stop at max_iter warn: here their results are judged, and speed.
            warnings.simplefilter("ignore")
            try:
                call = bench.make()
                _Comparison(kernel, bench, call, line, self, budget).run()
            except DataMissing as missing:
                line.note = str(missing)
            except Exception as error:
                # One broken row must not hide the others.
                line.failed, line.note = True, f"{type(error).__name__}: {error}"
        return line


@dataclass
class _Comparison:
    """One case on its way to a line."""

    kernel: Kernel
    bench: Bench
    call: Call
    line: Line
    comparer: Comparer
    budget: float
    notes: list[str] = field(default_factory=list)
    # Of ours, warm where that costs little: forecasts are in proportion to it.
    seconds: float = 0.0

    def run(self) -> None:
        ours = self._bound(self.kernel.fast)
        result, first = first_run(ours)
        self.seconds = min(first, timed(ours)[1]) if first < self.budget else first
        twin = self._twin(result)
        rivals = self._rivals(result)
        self.line.note = "; ".join(self.notes)
        self._time([Runner(OURS, ours, first), *twin, *rivals])
        single = is_single(result, self.call)
        self.line.limit = self.comparer.machine.seconds(self.kernel.cost(self.call), single=single)

    def _twin(self, result: Any) -> list[Runner]:
        """The twin, whose result is ours: unless it takes too long on more than the smallest case."""
        kernel = self.kernel
        if kernel.slow_reference and not self.bench.smoke:
            return []
        if self._takes_too_long(TWIN):
            return []
        reference = self._bound(kernel.reference)
        wanted, seconds = self._first_run(TWIN, reference)
        got, want = canonical(kernel, result), canonical(kernel, wanted)
        self.line.difference = largest_difference(got, want, kernel.tol)
        agree(got, want, kernel.tol, call=self.call)
        return [Runner(TWIN, reference, seconds)]

    def _rivals(self, ours: Any) -> list[Runner]:
        """Each installed rival that agrees with us, on one thread and on as many as we have."""
        n_threads, runners = self.comparer.machine.threads, []
        for name, function in self.kernel.rivals.items():
            run = self._bound(function)
            try:
                if self._takes_too_long(name):
                    continue
                result, seconds = self._first_run(name, run, n_threads)
                agree_rival(self.kernel, result, ours, self.call)
            except ImportError:
                continue
            except Exception as error:
                self.notes.append(f"{name} is left out: {error}")
                continue
            # One thread is tried where that does not take too long.
            others = {1} if seconds <= LONGEST_CALL * self.budget else set()
            runners += [
                Runner(name, run, seconds, n, first_counts=n == n_threads)
                for n in sorted(others | {n_threads})
            ]
        return runners

    def _time(self, runners: list[Runner]) -> None:
        line, times = self.line, medians(runners, self.budget)
        ours, twin = times.pop(OURS), times.pop(TWIN, None)
        line.ours, line.ours_samples = ours.seconds, ours.n_samples
        if twin is not None:
            line.reference, line.reference_samples = twin.seconds, twin.n_samples
        if times:
            line.rival, fastest = min(times.items(), key=lambda item: item[1].seconds)
            line.rival_seconds, line.rival_samples = fastest.seconds, fastest.n_samples

    def _first_run(
        self, name: str, call: Callable[[], Any], n_threads: int | None = None
    ) -> tuple[Any, float]:
        result, seconds = first_run(call, n_threads)
        self.comparer.forecast.learn(self.kernel.name, name, self.seconds, seconds)
        return result, seconds

    def _takes_too_long(self, name: str) -> bool:
        seconds = self.comparer.forecast.seconds(self.kernel.name, name, self.seconds)
        if seconds <= LONGEST_CALL * self.budget:
            return False
        self.notes.append(f"{name} would take about {seconds:.0f} s: not run")
        return True

    def _bound(self, function: Callable[..., Any]) -> Callable[[], Any]:
        """The call of this case, with an ``out`` of the function's own."""
        own = self.call.with_own_out()

        def whole() -> Any:
            result = function(*own.args, **own.kwargs)
            # An iterator has not begun.
            return tuple(result) if isinstance(result, Iterator) else result

        return whole


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
