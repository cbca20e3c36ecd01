"""What the comparison writes, again after each topic: all figures as JSON, and the picture."""

import datetime
import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlmath_fast import __version__
from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.quality import Score
from mlmath_fast.compare.run import Line


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Where to, and what is said of the run as a whole."""

    machine: Machine
    n_cases: int
    quick: bool
    budget: float
    json_path: Path | None = None
    plot_path: Path | None = None

    def write(self, lines: Sequence[Line], scores: Sequence[Score] = ()) -> list[Path]:
        """Write what has been measured so far, and answer the files."""
        written = []
        if self.json_path is not None:
            written.append(_file_in(self.json_path, self.machine))
            with replacing(written[-1]) as path:
                path.write_text(self._json(lines, scores), encoding="utf-8")
        if self.plot_path is not None:
            from mlmath_fast.compare import plot

            written.append(self.plot_path)
            with replacing(self.plot_path) as path:
                plot.draw(lines, self.machine, path)
        return written

    def _json(self, lines: Sequence[Line], scores: Sequence[Score]) -> str:
        record = {
            "date": datetime.date.today().isoformat(),
            "versions": versions(),
            "machine": self.machine.as_dict(),
            "quick": self.quick,
            "budget": self.budget,
            # Fewer lines than these: interrupted, or still running.
            "n_cases": self.n_cases,
            "lines": [line.as_dict() for line in lines],
            "quality": [score.as_dict() for score in scores],
        }
        return json.dumps(record, indent=1, allow_nan=False) + "\n"


def versions() -> dict[str, str]:
    return {
        "mlmath_fast": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place at the end: nobody meets half of it."""
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _file_in(path: Path, machine: Machine) -> Path:
    """The path itself, or ``<date>-<machine>.json`` in it where its name has no suffix."""
    if path.suffix:
        return path
    path.mkdir(parents=True, exist_ok=True)
    system = f"{platform.system()}-{platform.machine()}".lower()
    name = f"{datetime.date.today()}-{system}-{machine.simd}-{machine.threads}threads.json"
    return path / name
