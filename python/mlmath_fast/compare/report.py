"""The command ``compare``: run the plan, show the table, write JSON and picture."""

import datetime
import json
import platform
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mlmath_fast import _TOPICS, __version__
from mlmath_fast._specs import kernels
from mlmath_fast._specs._spec import Bench, Kernel
from mlmath_fast.compare import limits, quality, run, table
from mlmath_fast.compare.data import DataMissing
from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.quality import Score
from mlmath_fast.compare.run import Line

# `--quick` promises 60 s; a case begun after this many may still end in time.
QUICK_SECONDS = 40.0


def compare(
    topics: Sequence[str] = (),
    *,
    quick: bool = False,
    json_path: Path | None = None,
    plot_path: Path | None = None,
) -> int:
    """Compare the kernels of the given topics (default: all) and answer the exit status."""
    start = time.perf_counter()
    machine = limits.measure()
    plan = run.plan(kernels(*topics), quick=quick)
    lines = list(_lines(plan, machine, quick=quick, start=start))
    table.show(lines, machine)
    if len(lines) < len(plan):
        print(f"{len(plan) - len(lines)} more cases are left out: the minute is over.")
    late = quick and time.perf_counter() - start > QUICK_SECONDS
    scores = _scores(late=late) if "factorization" in (topics or _TOPICS) else []
    if json_path is not None:
        record = {
            "date": datetime.date.today().isoformat(),
            "versions": versions(),
            "machine": machine.as_dict(),
            "quick": quick,
            "lines": [line.as_dict() for line in lines],
            "quality": [score.as_dict() for score in scores],
        }
        path = _file_in(json_path, machine)
        path.write_text(json.dumps(record, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        print(f"written: {path}")
    if plot_path is not None:
        from mlmath_fast.compare import plot

        plot.draw(lines, machine, plot_path)
        print(f"drawn: {plot_path}")
    return int(any(line.failed for line in lines))


def versions() -> dict[str, str]:
    return {
        "mlmath_fast": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }


def _lines(
    plan: list[tuple[Kernel, Bench]], machine: Machine, *, quick: bool, start: float
) -> Iterator[Line]:
    for index, (kernel, bench) in enumerate(_with_progress(plan)):
        left = QUICK_SECONDS - (time.perf_counter() - start)
        if quick and left <= 0:
            return
        share = left / (len(plan) - index)
        budget = min(run.QUICK_BUDGET, share) if quick else run.BUDGET
        yield run.compare(kernel, bench, machine, budget=budget)


def _scores(*, late: bool) -> list[Score]:
    """Ranking quality, printed below the table; nothing where time or data are missing."""
    if late:
        print("\nRanking quality is left out, the minute is over.")
        return []
    try:
        scores = quality.scores()
    except DataMissing as missing:
        print(f"\nRanking quality: {missing}")
        return []
    print("\n".join(("", *quality.text(scores))))
    return scores


def _with_progress(plan: list[Any]) -> Iterable[Any]:
    """The plan, with a progress bar where someone watches and rich is installed."""
    if not sys.stderr.isatty():
        return plan
    try:
        from rich.console import Console
        from rich.progress import track
    except ImportError:
        return plan
    bar: Iterable[Any] = track(plan, "comparing", console=Console(stderr=True), transient=True)
    return bar


def _file_in(path: Path, machine: Machine) -> Path:
    """The path itself, or ``<date>-<machine>.json`` in it where its name has no suffix."""
    if path.suffix:
        return path
    path.mkdir(parents=True, exist_ok=True)
    system = f"{platform.system()}-{platform.machine()}".lower()
    name = f"{datetime.date.today()}-{system}-{machine.simd}-{machine.threads}threads.json"
    return path / name
