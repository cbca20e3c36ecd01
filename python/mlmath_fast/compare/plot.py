"""The comparison as a picture: kernel by kernel, times as fast as NumPy and as the fastest rival."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from mlmath_fast import _TOPICS
from mlmath_fast.compare.limits import Machine
from mlmath_fast.compare.run import Line
from mlmath_fast.compare.summary import Summary, headline, summaries
from mlmath_fast.compare.table import machine_text, times_text

# Okabe and Ito (2008), told apart in every form of colour blindness; one a topic, in turn.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
INK = "#222222"
GREY = "#8a8a8a"
PALE = "#ededed"
SLOWER = "#b3261e"
TITLE = "mlmath_fast beside NumPy and the fastest rival"
LEGEND = (
    "\N{BLACK CIRCLE} a case, NumPy's time / ours",
    "\N{WHITE DIAMOND} the fastest installed rival's time / ours",
    "bar and figures: medians of a function's cases",
    "right of 1x: ours is faster",
)
# Inches: of a column of the picture, its space for names, its axis; of the space below, of a row.
COLUMN, NAMES, AXIS, BELOW, ROW = 7.2, 2.45, 2.3, 0.3, 0.2
# Beside the axis, in inches from its right edge: where figures end and the rival's name begins.
OVER_NUMPY, OVER_RIVAL, RIVAL, LIMIT = 0.52, 1.02, 1.08, 2.35
# More rows than these stand in two columns.
ROWS_OF_ONE_COLUMN = 40
TITLE_ROWS = 1.5
AXIS_LABELS = 0.3
POINTS = 72
DPI = 150
COLOURS_IN_FILE = 256

Topic = tuple[str, list[Summary]]


def draw(lines: Sequence[Line], machine: Machine, path: Path) -> None:
    """Write the picture to `path`, in the format that its suffix names.

    Raises
    ------
    ImportError
        Without matplotlib.
    """
    # The figure without pyplot: no window system, no state.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    kernels = summaries(lines)
    columns = _columns(kernels)
    n_rows = max(map(_n_rows, columns))
    head = _head(lines, len(columns))
    above = sum(inches for inches, *_ in head) + AXIS_LABELS
    width, height = COLUMN * len(columns), above + ROW * n_rows + BELOW
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    span = _span(kernels)
    for index, topics in enumerate(columns):
        place = (COLUMN * index + NAMES, BELOW + ROW * (n_rows - _n_rows(topics)))
        size = (AXIS, ROW * _n_rows(topics))
        axes = figure.add_axes(
            (place[0] / width, place[1] / height, size[0] / width, size[1] / height)
        )
        _draw_column(axes, topics, span)
    depth = 0.0
    for inches, text, style in head:
        depth += inches
        figure.text(0.5, 1 - depth / height, text, ha="center", **style)
    figure.text(0.5, 0.1 / height, machine_text(machine), ha="center", fontsize=8, color=GREY)
    _save(figure, path)


def _head(lines: Sequence[Line], n_columns: int) -> list[tuple[float, str, dict[str, Any]]]:
    """Lines above the columns: inches from the last one, text and style."""
    legend = [LEGEND] if n_columns > 1 else [LEGEND[:2], LEGEND[2:]]
    said = headline(lines)
    facts = ["; ".join(said)] if n_columns > 1 else said
    return [
        (0.36, TITLE, {"weight": "bold", "fontsize": 15, "color": INK}),
        *((0.26, text, {"fontsize": 10.5, "color": INK}) for text in facts),
        *((0.24, "    ".join(parts), {"fontsize": 9, "color": INK}) for parts in legend),
    ]


def _save(figure: Any, path: Path) -> None:
    """PNG with a palette, a third as large; other formats as they are."""
    if path.suffix.lower() != ".png":
        figure.savefig(path)
        return
    # What matplotlib itself writes PNG with.
    from PIL import Image

    figure.set_dpi(DPI)
    figure.canvas.draw()
    picture = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    picture.quantize(COLOURS_IN_FILE, dither=Image.Dither.NONE).save(path, optimize=True)


def _columns(kernels: Sequence[Summary]) -> list[list[Topic]]:
    """The topics in one column, or in two of about the same height: long ones are placed first."""
    topics = [(name, list(rows)) for name, rows in groupby(kernels, lambda kernel: kernel.topic)]
    if len(kernels) <= ROWS_OF_ONE_COLUMN:
        return [topics]
    columns: list[list[Topic]] = [[], []]
    for topic in sorted(topics, key=lambda topic: -len(topic[1])):
        min(columns, key=_n_rows).append(topic)
    return columns


def _n_rows(topics: Sequence[Topic]) -> float:
    return sum(TITLE_ROWS + len(kernels) for _, kernels in topics)


def _span(kernels: Sequence[Summary]) -> tuple[float, float]:
    """The ends of the axis: of all ratios, with a little room."""
    ratios = [ratio for kernel in kernels for ratio in (*kernel.speed_ups, *kernel.rival_ratios)]
    return min([0.5, *ratios]) / 1.2, max([4.0, *ratios]) * 1.2


def _draw_column(axes: Any, topics: Sequence[Topic], span: tuple[float, float]) -> None:
    _frame(axes, _n_rows(topics), span)
    row = 0.0
    for name, kernels in topics:
        colour = _colour(name)
        _left(axes, row + TITLE_ROWS - 0.55, name, color=colour, weight="bold", fontsize=12)
        _heads(axes, row + TITLE_ROWS - 0.55)
        row += TITLE_ROWS
        for index, kernel in enumerate(sorted(kernels, key=lambda kernel: -kernel.rank)):
            if index % 2 == 0:
                axes.axhspan(row, row + 1, color=PALE, alpha=0.55, linewidth=0, zorder=0)
            _draw_kernel(axes, row + 0.5, kernel, colour)
            row += 1


def _draw_kernel(axes: Any, row: float, kernel: Summary, colour: str) -> None:
    _left(axes, row, kernel.function, fontsize=10)
    if kernel.speed_ups:
        middle = median(kernel.speed_ups)
        # The bar begins at 1, as fast as NumPy: a slower kernel's points to the left.
        axes.barh(row, middle - 1, left=1, height=0.62, color=colour, alpha=0.35, zorder=2)
        axes.plot(
            kernel.speed_ups, [row] * len(kernel.speed_ups), "o", color=colour, markersize=3.6,
            markeredgewidth=0, alpha=0.9, zorder=3,
        )  # fmt: skip
        _figure(axes, row, OVER_NUMPY, middle)
    if kernel.rival_ratios:
        axes.plot(
            kernel.rival_ratios, [row] * len(kernel.rival_ratios), "D", color="white",
            markeredgecolor=INK, markeredgewidth=0.8, markersize=3.6, zorder=4,
        )  # fmt: skip
        _figure(axes, row, OVER_RIVAL, median(kernel.rival_ratios))
        _right(axes, row, RIVAL, kernel.rival, fontsize=8.5)
    if kernel.shares_of_limit:
        _right(axes, row, LIMIT, f"{median(kernel.shares_of_limit):.0%}", ha="right", color=GREY)


def _figure(axes: Any, row: float, inches: float, ratio: float) -> None:
    style = {"color": SLOWER} if ratio < 1 else {}
    _right(axes, row, inches, times_text(ratio), ha="right", weight="bold", **style)


def _heads(axes: Any, row: float) -> None:
    """What the figures of a topic's rows are."""
    style = {"fontsize": 8, "color": GREY}
    _right(axes, row, OVER_NUMPY, "NumPy", ha="right", **style)
    _right(axes, row, RIVAL, "rival", **style)
    _right(axes, row, LIMIT, "of the limit", ha="right", **style)


def _left(axes: Any, row: float, text: str, **style: Any) -> None:
    """Text that ends where the axis begins."""
    _beside(axes, row, (0, -0.08), text, ha="right", **style)


def _right(axes: Any, row: float, inches: float, text: str, **style: Any) -> None:
    """Text at so many inches to the right of the axis."""
    _beside(axes, row, (1, inches), text, **style)


def _beside(axes: Any, row: float, place: tuple[int, float], text: str, **style: Any) -> None:
    axes.annotate(
        text,
        xy=(place[0], row),
        xycoords=axes.get_yaxis_transform(),
        xytext=(place[1] * POINTS, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
        **{"color": INK, "fontsize": 9, **style},
    )


def _frame(axes: Any, n_rows: float, span: tuple[float, float]) -> None:
    from matplotlib.ticker import LogLocator, NullLocator

    axes.set_xscale("log")
    axes.set_xlim(*span)
    axes.set_ylim(n_rows, 0)
    axes.xaxis.set_major_locator(LogLocator(subs=(1,)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}x")
    axes.grid(axis="x", color=GREY, alpha=0.35, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axvline(1, color=INK, linewidth=0.9, zorder=1)
    axes.set_yticks([])
    axes.tick_params(
        axis="x", length=0, labelsize=8.5, labelcolor=GREY, labeltop=True, labelbottom=False, pad=1
    )
    for spine in axes.spines.values():
        spine.set_visible(False)


def _colour(topic: str) -> str:
    """The same whatever else is shown."""
    return COLOURS[_TOPICS.index(topic) % len(COLOURS)]
