"""The command ``compare``: run the plan, print and write what is measured as it is measured."""

import math
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mlmath_fast import _TOPICS
from mlmath_fast._specs import kernels
from mlmath_fast.compare import limits, quality, run
from mlmath_fast.compare.data import DataMissing
from mlmath_fast.compare.outputs import Outputs
from mlmath_fast.compare.progress import Progress
from mlmath_fast.compare.quality import Score
from mlmath_fast.compare.run import Case, Comparer, Line
from mlmath_fast.compare.table import Table

# `--quick` promises 60 s; a case begun after this many may still end in time.
QUICK_SECONDS = 52.0
# Where less than this is left for each case, the smallest ones stand for the rest.
HASTE_SECONDS = 0.45
# What a shell answers for a program that Ctrl-C has ended.
INTERRUPTED = 130


def compare(
    topics: Sequence[str] = (),
    *,
    quick: bool = False,
    budget: float | None = None,
    json_path: Path | None = None,
    plot_path: Path | None = None,
) -> int:
    """Compare the kernels of the given topics (default: all) and answer the exit status."""
    start, session = time.perf_counter(), None
    plan = run.plan(kernels(*topics), quick=quick)
    try:
        with _terminated_as_interrupted():
            outputs = Outputs(
                machine=limits.measure(),
                n_cases=len(plan),
                quick=quick,
                budget=budget or (run.QUICK_BUDGET if quick else run.BUDGET),
                json_path=json_path,
                plot_path=plot_path,
            )
            session = _Session(plan, outputs, start + QUICK_SECONDS if quick else math.inf)
            session.run()
            if "factorization" in (topics or _TOPICS):
                session.rank()
            print("\n".join(f"written: {path}" for path in session.write()))
    except KeyboardInterrupt:
        print(_farewell(session, len(plan)), file=sys.stderr)
        return INTERRUPTED
    return int(any(line.failed for line in session.lines))


@dataclass
class _Session:
    """One run of the plan, and what it has measured."""

    plan: Sequence[Case]
    outputs: Outputs
    # By the clock; what begins later is left out.
    deadline: float
    lines: list[Line] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)

    def run(self) -> None:
        """Print every line as it is measured, and write all of them after each topic."""
        comparer, progress = Comparer(self.outputs.machine), Progress(len(self.plan))
        table = Table(self.plan)
        table.header()
        for index, (kernel, bench) in enumerate(self.plan):
            if self.lines and self.lines[-1].topic != kernel.topic:
                self.write()
            left = self.deadline - time.perf_counter()
            if left <= 0:
                break
            share = left / (len(self.plan) - index)
            if share < HASTE_SECONDS:
                bench = run.smallest(kernel)
            budget = min(self.outputs.budget, share)
            with progress.of(index, f"{kernel.name}: {bench.label}"):
                self.lines.append(comparer.compare(kernel, bench, budget=budget))
            table.line(self.lines[-1])
        table.footer(self.lines, self.outputs.machine)
        if len(self.lines) < len(self.plan):
            n_more = len(self.plan) - len(self.lines)
            print(f"{n_more} more cases are left out: the minute is over.")

    def rank(self) -> None:
        """Ranking quality, printed below the table; nothing where time or data are missing."""
        if time.perf_counter() > self.deadline:
            print("\nRanking quality is left out, the minute is over.")
            return
        try:
            self.scores = quality.scores()
        except DataMissing as missing:
            print(f"\nRanking quality: {missing}")
        else:
            print("\n".join(("", *quality.text(self.scores))))

    def write(self) -> list[Path]:
        return self.outputs.write(self.lines, self.scores)


def _farewell(session: _Session | None, n_cases: int) -> str:
    """Write what has been measured, and say so in a line."""
    lines = session.lines if session else []
    written = session.write() if session and lines else []
    files = ", ".join(map(str, written)) or "nothing"
    return f"interrupted after {len(lines)} of {n_cases} cases; written: {files}"


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """A time limit ends the comparison as Ctrl-C does: with what there is written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
