"""From a row to the lines of the comparison: results first, then time."""

import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
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
from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.timing import Runner, medians, timed

# Seconds of timing for one line, all contestants together.
BUDGET = 2.5
QUICK_BUDGET = 0.5


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
    # The result differs from the reference's beyond the row's tolerance: nothing was timed.
    failed: bool = False
    note: str = ""

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


def plan(rows: list[Kernel], *, quick: bool) -> list[tuple[Kernel, Bench]]:
    """The cases to run. The smallest of a slow twin stays in: nothing else checks its results."""
    return [
        (kernel, bench)
        for kernel in rows
        for bench in kernel.bench(rng_of(kernel.name))
        if not quick or bench.quick or (kernel.slow_reference and bench.smoke)
    ]


def compare(kernel: Kernel, bench: Bench, machine: Machine, *, budget: float = BUDGET) -> Line:
    """Compare the results of ours, the twin and the rivals; time those that agree."""
    line = Line(kernel=kernel.name, case=bench.label)
    try:
        call = bench.make()
    except DataMissing as missing:
        line.note = str(missing)
        return line
    with warnings.catch_warnings():
        # Solvers that stop at max_iter warn: here their results are judged, and speed.
        warnings.simplefilter("ignore")
        return _compared(line, kernel, bench, call, machine, budget)


def _compared(
    line: Line, kernel: Kernel, bench: Bench, call: Call, machine: Machine, budget: float
) -> Line:
    def bound(function: Callable[..., Any]) -> Callable[[], Any]:
        own = call.with_own_out()

        def whole() -> Any:
            result = function(*own.args, **own.kwargs)
            # An iterator has not begun.
            return tuple(result) if isinstance(result, Iterator) else result

        return whole

    ours = bound(kernel.fast)
    try:
        result, seconds = timed(ours)
        runners = [Runner("ours", ours, seconds)]
        if bench.smoke or not kernel.slow_reference:
            reference = bound(kernel.reference)
            wanted, seconds = timed(reference)
            runners.append(Runner("reference", reference, seconds))
            got, want = canonical(kernel, result), canonical(kernel, wanted)
            line.difference = largest_difference(got, want, kernel.tol)
            agree(got, want, kernel.tol, call=call)
    except Exception as error:
        # One broken row must not hide the others.
        line.failed, line.note = True, f"{type(error).__name__}: {error}"
        return line
    rivals, line.note = _rivals(kernel, bound, (call, result), machine.threads)
    seconds_of = medians([*runners, *rivals], budget)
    line.ours, line.reference = seconds_of["ours"], seconds_of.get("reference")
    if rivals:
        line.rival = min((rival.name for rival in rivals), key=seconds_of.__getitem__)
        line.rival_seconds = seconds_of[line.rival]
    line.limit = machine.seconds(kernel.cost(call), single=is_single(result, call))
    return line


def _rivals(
    kernel: Kernel,
    bound: Callable[[Callable[..., Any]], Callable[[], Any]],
    ours: tuple[Call, Any],
    n_threads: int,
) -> tuple[list[Runner], str]:
    """Each installed rival that agrees with us, on one thread and on as many as we have."""
    (call, own), runners, notes = ours, [], []
    for name, function in kernel.rivals.items():
        run = bound(function)
        try:
            result, seconds = timed(run)
            agree_rival(kernel, result, own, call)
        except ImportError:
            continue
        except Exception as error:
            notes.append(f"{name} is left out: {error}")
            continue
        runners += [Runner(name, run, seconds, n) for n in sorted({1, n_threads})]
    return runners, "; ".join(notes)


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
