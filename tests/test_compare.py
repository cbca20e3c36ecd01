"""``compare`` on the way: what it prints, writes and leaves out while it runs and when it is ended."""

import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlmath_fast import _specs
from mlmath_fast.__main__ import main
from mlmath_fast._specs._spec import Bench, Kernel, call
from mlmath_fast.compare import limits, report, run
from mlmath_fast.compare.forecast import Forecast
from mlmath_fast.compare.outputs import replacing
from mlmath_fast.compare.progress import Progress, minutes
from mlmath_fast.compare.run import Line
from mlmath_fast.compare.summary import headline, summaries
from mlmath_fast.compare.timing import Time
from tests.test_cli import MACHINE


def _bench(*labels: str) -> Callable[[Any], Iterator[Bench]]:
    def bench(_: Any) -> Iterator[Bench]:
        for label in labels:
            yield Bench(
                label=label,
                make=lambda: call("", np.array([0.25, 0.75])),
                smoke=label == labels[0],
                quick=True,
            )

    return bench


def _row(name: str, *labels: str) -> Kernel:
    """A row of the topic, with tiny cases and no rivals."""
    topic, _, function = name.partition(".")
    [kernel] = [row for row in _specs.kernels(topic) if row.fast.__name__ == function]
    return replace(kernel, bench=_bench(*labels), rivals={})


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[Kernel]:
    """Two topics of two cases each."""
    table = [
        _row("elementary.exp", "first", "second"),
        _row("information.entropy", "third", "fourth"),
    ]
    monkeypatch.setattr(report, "kernels", lambda *_: table)
    monkeypatch.setattr(limits, "measure", lambda: MACHINE)
    return table


def _ends_in(row: Kernel, label: str, end: Callable[[], Any]) -> Kernel:
    """The row, whose case of this label ends the program."""

    def bench(rng: Any) -> Iterator[Bench]:
        for case in row.bench(rng):
            yield replace(case, make=end) if case.label == label else case

    return replace(row, bench=bench)


def _interrupt() -> Any:
    raise KeyboardInterrupt


def _cases(path: Path) -> list[str]:
    return [line["case"] for line in json.loads(path.read_text(encoding="utf-8"))["lines"]]


def test_files_are_written_after_each_topic(rows: list[Kernel], tmp_path: Path) -> None:
    path, seen = tmp_path / "figures.json", []
    original = rows[1].bench

    def bench(rng: Any) -> Iterator[Bench]:
        for case in original(rng):

            def make(case: Bench = case) -> Any:
                seen.append(_cases(path))
                return case.make()

            yield replace(case, make=make)

    rows[1] = replace(rows[1], bench=bench)
    assert main(["compare", "--json", str(path), "--budget", "0.001"]) == 0
    assert seen == [["first", "second"]] * 2
    assert _cases(path) == ["first", "second", "third", "fourth"]
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("how", [_interrupt, lambda: os.kill(os.getpid(), signal.SIGTERM)])
@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM ends a process at once there")
def test_an_interrupted_run_writes_what_it_has(
    rows: list[Kernel],
    how: Callable[[], Any],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    rows[1] = _ends_in(rows[1], "fourth", how)
    path = tmp_path / "figures.json"
    before = signal.getsignal(signal.SIGTERM)
    assert main(["compare", "--json", str(path), "--budget", "0.001"]) == 130
    captured = capsys.readouterr()
    assert captured.err == f"interrupted after 3 of 4 cases; written: {path}\n"
    assert "third" in captured.out
    assert _cases(path) == ["first", "second", "third"]
    assert json.loads(path.read_text(encoding="utf-8"))["n_cases"] == 4
    assert signal.getsignal(signal.SIGTERM) is before


def test_interrupted_before_anything_is_measured(
    rows: list[Kernel],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "figures.json"
    rows[0] = _ends_in(rows[0], "first", _interrupt)
    assert main(["compare", "--json", str(path)]) == 130
    monkeypatch.setattr(limits, "measure", _interrupt)
    assert main(["compare", "--json", str(path)]) == 130
    assert not path.exists()
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["interrupted after 0 of 4 cases; written: nothing"] * 2


def test_the_picture_of_an_interrupted_run(rows: list[Kernel], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the picture needs the extra compare")
    rows[1] = _ends_in(rows[1], "third", _interrupt)
    path = tmp_path / "picture.png"
    assert main(["compare", "--plot", str(path), "--budget", "0.001"]) == 130
    assert path.read_bytes().startswith(b"\x89PNG")
    assert [*tmp_path.iterdir()] == [path]


def test_a_broken_case_hides_no_other(
    rows: list[Kernel], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Any:
        raise ValueError("no such column")

    rows[0] = _ends_in(rows[0], "first", broken)
    assert main(["compare", "--budget", "0.001"]) == 1
    out = capsys.readouterr().out
    assert "elementary.exp, first: ValueError: no such column" in out
    assert "fourth" in out


def test_half_a_file_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text("whole", encoding="utf-8")

    def write_half() -> None:
        with replacing(path) as temporary:
            temporary.write_text("ha", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_text(encoding="utf-8") == "whole"
    assert [*tmp_path.iterdir()] == [path]


def test_who_would_take_too_long_is_not_run(
    rows: list[Kernel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A twin and a rival of 2 s where we need 1 s, with budgets of 0.1 s and of 1 s."""
    kernel = replace(rows[1], rivals={"numpy": rows[1].reference})
    _, bench = run.plan([kernel], quick=False)[0]
    monkeypatch.setattr(run, "first_run", lambda call, _=None: (call(), 1.0))
    monkeypatch.setattr(run, "medians", lambda runners, _: {r.name: Time(1.0, 3) for r in runners})
    comparer = run.Comparer(MACHINE)
    for name in (run.TWIN, "numpy"):
        comparer.forecast.learn(kernel.name, name, 0.1, 0.2)
    line = comparer.compare(kernel, bench, budget=0.1)
    assert (line.reference, line.rival, line.difference) == (None, None, None)
    assert line.ours == 1.0
    assert line.note == "; ".join(
        f"{name} would take about 2 s: not run" for name in (run.TWIN, "numpy")
    )
    line = comparer.compare(kernel, bench, budget=1.0)
    assert line.reference == line.rival_seconds == 1.0
    assert line.rival == "numpy"


def test_a_forecast_is_of_the_longest_case_and_of_telling_times() -> None:
    forecast = Forecast()
    assert forecast.seconds("f", "twin", 1e9) == 0
    forecast.learn("f", "twin", 1.0, 1e-3)
    assert forecast.seconds("f", "twin", 1e9) == 0
    forecast.learn("f", "twin", 10.0, 0.5)
    forecast.learn("f", "twin", 1.0, 0.4)
    assert forecast.seconds("f", "twin", 100.0) == pytest.approx(5.0)
    assert forecast.seconds("f", "rival", 100.0) == 0


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal() -> None:
    stream, now = _Terminal(), [0.0]
    progress = Progress(5, stream, lambda: now[0])
    with progress.of(0, "elementary.exp: 1 M"):
        assert "[1/5] 0:00  elementary.exp: 1 M" in stream.getvalue()
    now[0] = 100.0
    with progress.of(2, "elementary.log: 1 M"):
        assert "[3/5] 1:40, about 2:30 left  elementary.log: 1 M" in stream.getvalue()
    assert stream.getvalue().split("\r")[-2].strip() == ""


def test_progress_is_silent_elsewhere() -> None:
    stream = io.StringIO()
    with Progress(2, stream).of(0, "elementary.exp: 1 M"):
        pass
    assert stream.getvalue() == ""


def test_minutes() -> None:
    assert [minutes(seconds) for seconds in (0.4, 59.6, 247)] == ["0:00", "1:00", "4:07"]


def test_a_kernel_in_a_line() -> None:
    lines = [
        Line(kernel="a.f", case="1", ours=1.0, reference=2.0, rival="sklearn (LU)",
             rival_seconds=0.5, limit=0.5),
        Line(kernel="a.f", case="2", ours=1.0, reference=4.0, rival="np.dot", rival_seconds=3.0),
        Line(kernel="a.f", case="3", ours=1.0, rival="scikit-learn svd", rival_seconds=3.0),
        Line(kernel="a.g", case="1", failed=True),
    ]  # fmt: skip
    [kernel] = summaries(lines)
    assert (kernel.topic, kernel.function, kernel.rival) == ("a", "f", "scikit-learn")
    assert kernel.speed_ups == (2.0, 4.0)
    assert kernel.rival_ratios == (0.5, 3.0, 3.0)
    assert kernel.shares_of_limit == (0.5,)
    assert kernel.rank == 3.0
    assert headline(lines)[0] == "2 functions, 4 cases"
    assert "67% of 3" in headline(lines)[2]


@pytest.mark.parametrize("budget", ["0", "-1", "inf", "nan", "long"])
def test_a_budget_is_a_positive_number(budget: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["compare", "--budget", budget])
    assert error.value.code == 2
    assert "--budget" in capsys.readouterr().err
