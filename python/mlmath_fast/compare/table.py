"""The comparison as a table: with rich where it is installed, in plain text where it is not."""

from collections.abc import Iterable, Iterator, Sequence

from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.run import Line

DASH = "-"
COLUMNS = (
    "case",
    "reference",
    "ours",
    "speed-up",
    "fastest rival",
    "its time",
    "ratio",
    "difference",
    "limit",
)
TEXT_COLUMNS = ("case", "fastest rival")
LEGEND = (
    "Medians. speed-up: reference / ours. ratio: rival / ours. difference: the largest from the",
    "reference, as a share of the largest value. limit: the share of what this machine can do at",
    "best with data from memory (above 100 %: they came from a cache).",
)


def cells(line: Line) -> tuple[str, ...]:
    """One line of the table as text."""
    return (
        f"  {line.case}",
        _time(line.reference),
        "FAILED" if line.failed else _time(line.ours),
        _or_dash(line.speed_up),
        line.rival or DASH,
        _time(line.rival_seconds),
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


def show(lines: Sequence[Line], machine: Machine) -> None:
    """Print the table with its legend and notes."""
    try:
        _show_rich(lines)
    except ImportError:
        print("\n".join(plain(lines)))
        print("(pip install mlmath_fast[compare] for a table in colour)")
    print("\n".join((machine_text(machine), *LEGEND, *notes(lines))))


def plain(lines: Iterable[Line]) -> list[str]:
    """The table in plain text: columns as wide as their widest cell."""
    rows = [COLUMNS, *(row for _, row in _rows(lines))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in rows]


def times_text(ratio: float) -> str:
    """``0.73x``, ``2.9x``, ``41x``: two digits are what a timing is good for."""
    return f"{ratio:.2f}x" if ratio < 1 else f"{ratio:.1f}x" if ratio < 10 else f"{ratio:.0f}x"


def notes(lines: Iterable[Line]) -> list[str]:
    return [f"{line.kernel}, {line.case}: {line.note}" for line in lines if line.note]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for name, cell, width in zip(COLUMNS, row, widths, strict=True):
        yield cell.ljust(width) if name in TEXT_COLUMNS else cell.rjust(width)


def _rows(lines: Iterable[Line]) -> Iterator[tuple[Line | None, tuple[str, ...]]]:
    """The cells of every line, and above each kernel's cases a row with its name alone."""
    last = ""
    for line in lines:
        if line.kernel != last:
            last = line.kernel
            yield None, (last, *[""] * (len(COLUMNS) - 1))
        yield line, cells(line)


def _show_rich(lines: Sequence[Line]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name in TEXT_COLUMNS else "right")
    for line, row in _rows(lines):
        table.add_row(*row, style=_style(line))
    console = Console(markup=False, highlight=False)
    # A narrow terminal wraps whole lines: rich would squeeze the columns of text to nothing.
    roomy = console.options.update(width=1000)
    console.width = max(console.width, console.measure(table, options=roomy).maximum)
    console.print(table)


def _style(line: Line | None) -> str:
    """Failed in red, slower than NumPy in yellow, titles bold."""
    if line is None:
        return "bold"
    slower = line.speed_up is not None and line.speed_up < 1
    return "red" if line.failed else "yellow" if slower else "none"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return DASH
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}" if seconds < 1000 * scale else f"{seconds:.0f} s"
    return f"{seconds * 1e9:.0f} ns"


def _or_dash(ratio: float | None) -> str:
    return DASH if ratio is None else times_text(ratio)
