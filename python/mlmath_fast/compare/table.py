"""The comparison as a table, row by row as it is measured: in colour where rich is installed."""

from collections.abc import Callable, Iterable, Sequence

from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.run import Case, Line
from mlmath_fast.compare.timing import FEWEST_ROUNDS

DASH = "-"
INDENT = "  "
# Columns and their least widths; those of text grow with the names of the plan.
CASE, RIVAL = "case", "fastest rival"
WIDTHS = {
    CASE: 4,
    "NumPy twin": 10,
    "ours": 8,
    "speed-up": 8,
    RIVAL: 13,
    "its time": 8,
    "ratio": 6,
    "difference": 10,
    "limit": 5,
}
LEGEND = (
    f"Medians, with ~ of fewer than {FEWEST_ROUNDS} runs. speed-up: twin / ours. ratio: rival / ours.",
    "difference: the largest from the twin, as a share of the largest value. limit: the share of what",
    "this machine can do at best with data from memory (above 100 %: they came from a cache).",
)
HINT = "(pip install mlmath_fast[compare] for rivals, a picture, and a table in colour)"

Print = Callable[[str, str], None]


class Table:
    """Prints the lines of a plan one after the other, in columns as wide as its names."""

    def __init__(self, plan: Sequence[Case]) -> None:
        names = {
            CASE: [CASE, *(INDENT + bench.label for _, bench in plan)],
            RIVAL: [RIVAL, *(name for kernel, _ in plan for name in kernel.rivals)],
        }
        self._widths = {
            column: max(least, *map(len, names.get(column, [column])))
            for column, least in WIDTHS.items()
        }
        self._print, self._is_plain = _printer()
        self._last = ""

    def header(self) -> None:
        self._print(self._row(tuple(WIDTHS)), "bold")

    def line(self, line: Line) -> None:
        """Print a line, and above each kernel's first one its name."""
        if line.kernel != self._last:
            self._print(line.kernel, "bold")
            self._last = line.kernel
        self._print(self._row(cells(line)), _style(line))

    def footer(self, lines: Iterable[Line], machine: Machine) -> None:
        """Print what the columns mean, the machine, and the notes of the lines."""
        if self._is_plain:
            print(HINT)
        print("\n".join((machine_text(machine), *LEGEND, *notes(lines))))

    def _row(self, texts: Sequence[str]) -> str:
        aligned = [
            text.ljust(width) if column in (CASE, RIVAL) else text.rjust(width)
            for text, (column, width) in zip(texts, self._widths.items(), strict=True)
        ]
        return "  ".join(aligned).rstrip()


def cells(line: Line) -> tuple[str, ...]:
    """One line of the table as text."""
    return (
        INDENT + line.case,
        _time(line.reference, line.reference_samples),
        "FAILED" if line.failed else _time(line.ours, line.ours_samples),
        _or_dash(line.speed_up),
        line.rival or DASH,
        _time(line.rival_seconds, line.rival_samples),
        _or_dash(line.rival_ratio),
        DASH if line.difference is None else f"{line.difference:.0e}" if line.difference else "0",
        DASH if line.share_of_limit is None else f"{line.share_of_limit:.0%}",
    )


def machine_text(machine: Machine) -> str:
    return (
        f"{machine.threads} threads, SIMD {machine.simd}, "
        f"{machine.peak_gflops_f32:.0f} / {machine.peak_gflops_f64:.0f} GFLOP/s "
        f"(float32 / float64), {machine.bandwidth_gbs:.1f} GB/s"
    )


def times_text(ratio: float) -> str:
    """``0.73x``, ``2.9x``, ``41x``: two digits are what a timing is good for."""
    return f"{ratio:.2f}x" if ratio < 1 else f"{ratio:.1f}x" if ratio < 10 else f"{ratio:.0f}x"


def notes(lines: Iterable[Line]) -> list[str]:
    return [f"{line.kernel}, {line.case}: {line.note}" for line in lines if line.note]


def _printer() -> tuple[Print, bool]:
    """What prints a row in a style, and whether it is without colours."""
    try:
        from rich.console import Console
    except ImportError:
        return lambda text, _: print(text, flush=True), True
    console = Console(markup=False, highlight=False, soft_wrap=True)

    def coloured(text: str, style: str) -> None:
        console.print(text, style=style)
        console.file.flush()

    return coloured, False


def _style(line: Line) -> str:
    """Failed in red, slower than NumPy in yellow."""
    slower = line.speed_up is not None and line.speed_up < 1
    return "red" if line.failed else "yellow" if slower else "none"


def _time(seconds: float | None, n_samples: int) -> str:
    if seconds is None:
        return DASH
    mark = "~" if n_samples < FEWEST_ROUNDS else ""
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            digits = f"{seconds / scale:.3g}" if seconds < 1000 * scale else f"{seconds:.0f}"
            return f"{mark}{digits} {unit}"
    return f"{mark}{seconds * 1e9:.0f} ns"


def _or_dash(ratio: float | None) -> str:
    return DASH if ratio is None else times_text(ratio)
