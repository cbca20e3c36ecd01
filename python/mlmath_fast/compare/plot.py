"""The comparison as a picture: how many times faster than the NumPy reference, kernel by kernel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.run import Line
from mlmath_fast.compare.table import machine_text, times_text

# Okabe and Ito (2008), told apart in every form of colour blindness; one a topic, in turn.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
INK = "#222222"
GREY = "#8a8a8a"
INCHES_A_LINE = 0.27
INCHES_AROUND = 1.7
# Where the two columns of figures end, in points from the axes' right edge.
OVER_NUMPY, OVER_RIVAL = 50, 98


def draw(lines: Sequence[Line], machine: Machine, path: Path) -> None:
    """Write the picture to `path`, in the format that its suffix names.

    Cases without a time of the reference have no place in it.

    Raises
    ------
    ImportError
        Without matplotlib.
    """
    # The figure without pyplot: no window system, no state.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [line for line in lines if line.speed_up is not None]
    n_rows = len(shown) + len({line.kernel for line in shown})
    figure = Figure(figsize=(10, INCHES_AROUND + INCHES_A_LINE * n_rows), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    _draw_lines(axes, shown)
    _frame(axes, n_rows)
    figure.suptitle("mlmath_fast against NumPy and the fastest rival", weight="bold", fontsize=13)
    figure.supxlabel(machine_text(machine), fontsize=8, color=GREY)
    figure.savefig(path, dpi=150, bbox_inches="tight")


def _draw_lines(axes: Any, lines: Sequence[Line]) -> None:
    """From top to bottom: the kernel's name in a row of its own, then a bar for each case."""
    topics = list(dict.fromkeys(_topic(line) for line in lines))
    beside = axes.get_yaxis_transform()
    places, labels, row, last = [], [], 0, ""
    for line in lines:
        if line.kernel != last:
            row, last = row + 1, line.kernel
            axes.text(-0.01, row, last, transform=beside, ha="right", va="center", weight="bold")
        row += 1
        places.append(row)
        labels.append(line.case)
        colour = COLOURS[topics.index(_topic(line)) % len(COLOURS)]
        _draw_line(axes, row, line, colour)
    axes.set_yticks(places, labels)


def _draw_line(axes: Any, row: int, line: Line, colour: str) -> None:
    speed_up = line.speed_up or 1.0
    # The bar begins at 1, as fast as NumPy: a slower kernel's points to the left.
    axes.barh(row, speed_up - 1, left=1, height=0.74, color=colour)
    _beside(axes, row, OVER_NUMPY, times_text(speed_up), ha="right", weight="bold")
    if line.rival_ratio is None:
        return
    axes.plot(
        speed_up / line.rival_ratio, row, "D", color="white", markeredgecolor=INK, markersize=5.5
    )
    _beside(axes, row, OVER_RIVAL, times_text(line.rival_ratio), ha="right", weight="bold")
    _beside(axes, row, OVER_RIVAL + 6, line.rival or "", fontsize=9)


def _beside(axes: Any, row: float, points: float, text: str, **style: Any) -> None:
    """Text to the right of the axes, `points` from their edge."""
    axes.annotate(
        text,
        xy=(1, row),
        xycoords=axes.get_yaxis_transform(),
        xytext=(points, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
        **{"color": INK, **style},
    )


def _frame(axes: Any, n_rows: int) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_xscale("log")
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.8), max(high, 2.2))
    axes.set_ylim(n_rows + 0.7, 0.4)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}x")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="x", which="major", color=GREY, alpha=0.35, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axvline(1, color=INK, linewidth=1)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(
        "bar: times as fast as the NumPy reference   \N{WHITE DIAMOND}: the fastest installed rival"
        "   (logarithmic, right is better)"
    )
    _beside(axes, 0.2, OVER_NUMPY, "NumPy / ours", ha="right", fontsize=8, color=GREY)
    _beside(axes, 0.2, OVER_RIVAL + 6, "rival / ours", fontsize=8, color=GREY)


def _topic(line: Line) -> str:
    return line.kernel.partition(".")[0]
