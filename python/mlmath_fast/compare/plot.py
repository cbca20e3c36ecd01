"""The comparison as a picture: how many times faster than the NumPy reference, kernel by kernel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.run import Line
from mlmath_fast.compare.table import machine_text

# Okabe and Ito (2008), told apart in every form of colour blindness; one a topic, in turn.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
INK = "#222222"
GREY = "#8a8a8a"
INCHES_A_LINE = 0.27
INCHES_AROUND = 1.9


def draw(lines: Sequence[Line], machine: Machine, path: Path) -> None:
    """Write the picture to `path`; the name's suffix says the format.

    Raises
    ------
    ImportError
        Without matplotlib.
    """
    # The figure without pyplot: no window system, no state.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [line for line in lines if line.speed_up is not None]
    height = INCHES_AROUND + INCHES_A_LINE * (len(shown) + _n_kernels(shown))
    figure = Figure(figsize=(10, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if shown:
        _draw_bars(axes, shown)
    _label(figure, axes, machine)
    figure.savefig(path, dpi=150)


def _draw_bars(axes: Any, lines: Sequence[Line]) -> None:
    """From top to bottom: the kernel's name on a line of its own, then a bar for each case."""
    topics = list(dict.fromkeys(_topic(line) for line in lines))
    ticks, labels, y, last = [], [], 0, ""
    edge = axes.get_yaxis_transform()
    for line in lines:
        speed_up = line.speed_up or 1.0
        colour = COLOURS[topics.index(_topic(line)) % len(COLOURS)]
        if line.kernel != last:
            y, last = y + 1, line.kernel
            axes.text(-0.01, y, line.kernel, transform=edge, ha="right", va="center", weight="bold")
        y += 1
        axes.barh(y, speed_up - 1, left=1, height=0.72, color=colour)
        axes.text(
            1.01, y, f"{speed_up:.3g}x", transform=edge, va="center", weight="bold", color=INK
        )
        ticks.append(y)
        labels.append(line.case)
        if line.rival_ratio:
            _mark_rival(axes, y, line, speed_up / line.rival_ratio)
    axes.set_yticks(ticks, labels)
    axes.set_ylim(y + 0.8, 0.2)


def _mark_rival(axes: Any, y: float, line: Line, speed_up: float) -> None:
    axes.plot(speed_up, y, "D", color="white", markeredgecolor=INK, markersize=5.5, clip_on=False)
    text = f"{line.rival_ratio:.2g}x {line.rival}"
    axes.text(1.10, y, text, transform=axes.get_yaxis_transform(), va="center", color=INK)


def _label(figure: Any, axes: Any, machine: Machine) -> None:
    from matplotlib.lines import Line2D

    axes.set_xscale("log")
    axes.axvline(1, color=INK, linewidth=1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}x")
    axes.grid(axis="x", which="major", color=GREY, alpha=0.35, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel("times as fast as the NumPy reference (logarithmic; right is better)")
    axes.set_title("mlmath_fast against NumPy and the fastest rival", loc="left", weight="bold")
    axes.text(1.01, 1.0, "NumPy", transform=axes.transAxes, va="bottom", color=INK)
    axes.text(1.10, 1.0, "rival", transform=axes.transAxes, va="bottom", color=INK)
    rival = Line2D([], [], marker="D", color="white", markeredgecolor=INK, linestyle="none")
    rival.set_label("the fastest installed rival")
    axes.legend(handles=[rival], loc="lower right", frameon=True, edgecolor="none")
    figure.supxlabel(machine_text(machine), fontsize=8, color=GREY)


def _topic(line: Line) -> str:
    return line.kernel.partition(".")[0]


def _n_kernels(lines: Sequence[Line]) -> int:
    return len({line.kernel for line in lines})
