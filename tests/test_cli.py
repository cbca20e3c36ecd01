"""``python -m mlmath_fast``: what it prints, writes and answers as its exit status."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mlmath_fast import _facts, _specs
from mlmath_fast.__main__ import main
from mlmath_fast._specs._spec import Bench, Cost, Kernel, call
from mlmath_fast.compare import limits, report, run
from mlmath_fast.compare.data import DataMissing
from mlmath_fast.compare.limits import Machine

MACHINE = Machine(
    simd="v3",
    threads=2,
    peak_gflops_f32=100.0,
    peak_gflops_f64=50.0,
    logs_g_f32=2.0,
    logs_g_f64=1.0,
    bandwidth_gbs=10.0,
)
Results = Callable[..., Any]


def _tiny_bench(_: Any) -> Iterator[Bench]:
    yield Bench(
        label="a thousand",
        make=lambda: call("", np.arange(1000.0), 10, (0, 999)),
        smoke=True,
        quick=True,
    )


def _other_counts(*args: Any, **kwargs: Any) -> Any:
    counts, edges = np.histogram(*args, **kwargs)
    return counts + 1, edges


def _not_installed(*_args: Any, **_kwargs: Any) -> Any:
    raise ModuleNotFoundError("no such rival")


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[Kernel]:
    """One tiny row in place of all, on a machine that needs no measuring."""
    kernel = replace(_specs.kernels("histogram")[0], bench=_tiny_bench, rivals={})
    table = [kernel]
    monkeypatch.setattr(report, "kernels", lambda *_: table)
    monkeypatch.setattr(limits, "measure", lambda: MACHINE)
    return table


def test_info(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {"simd", "threads", "mlmath_fast", "python", "numpy"} <= facts.keys()
    assert facts["simd"] in ("baseline", "v3", "v4", "neon")
    # A loop that the compiler saw through runs at 10^6 and more.
    assert 1 < facts["peak_gflops_f64"] < 1e5
    assert 1 < facts["peak_gflops_f32"] < 1e5
    assert 0.5 < facts["bandwidth_gbs"] < 1e4


@pytest.mark.usefixtures("rows")
def test_info_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info"]) == 0
    assert "bandwidth_gbs" in capsys.readouterr().out


def test_selftest() -> None:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "mlmath_fast", "selftest"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all hold" in done.stdout
    assert time.perf_counter() - start < 10


def test_selftest_fails_with_a_fact(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fact_one_is_two(_: ModuleType) -> None:
        raise AssertionError("1 is not 2")

    monkeypatch.setattr(_facts, "facts", lambda: [("histogram", fact_one_is_two)])
    assert main(["selftest"]) == 1
    out = capsys.readouterr().out
    assert "FAILED histogram.fact_one_is_two (fast): AssertionError: 1 is not 2" in out
    assert "2 failed" in out


def test_compare(rows: list[Kernel], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows[0] = replace(rows[0], rivals={"numpy": np.histogram, "absent": _not_installed})
    assert main(["compare", "histogram", "--quick", "--json", str(tmp_path / "results")]) == 0
    out = capsys.readouterr().out
    assert "a thousand" in out
    assert "absent" not in out
    [written] = (tmp_path / "results").iterdir()
    record = json.loads(written.read_text(encoding="utf-8"))
    [line] = record["lines"]
    assert line["kernel"] == "histogram.histogram"
    assert line["rival"] == "numpy"
    assert line["difference"] == 0
    assert line["speed_up"] == pytest.approx(line["reference"] / line["ours"])
    assert line["limit"] == pytest.approx(8000 / 10e9)
    assert record["machine"]["bandwidth_gbs"] == 10.0


def test_a_missing_rival_is_a_dash(rows: list[Kernel], capsys: pytest.CaptureFixture[str]) -> None:
    rows[0] = replace(rows[0], rivals={"absent": _not_installed})
    assert main(["compare", "histogram", "--quick"]) == 0
    [line] = [text for text in capsys.readouterr().out.splitlines() if "a thousand" in text]
    assert line.split().count("-") == 3


def test_a_rival_that_disagrees_is_left_out(
    rows: list[Kernel], capsys: pytest.CaptureFixture[str]
) -> None:
    rows[0] = replace(rows[0], rivals={"wrong": _other_counts})
    assert main(["compare", "histogram", "--quick"]) == 0
    assert "wrong is left out: [0]: differs by" in capsys.readouterr().out


@pytest.mark.parametrize("reference", [_other_counts, _not_installed])
def test_a_wrong_result_fails_and_is_not_timed(
    rows: list[Kernel], reference: Results, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows[0] = replace(rows[0], reference=reference)
    path = tmp_path / "figures.json"
    assert main(["compare", "histogram", "--quick", "--json", str(path)]) == 1
    assert "FAILED" in capsys.readouterr().out
    [line] = json.loads(path.read_text(encoding="utf-8"))["lines"]
    assert line["failed"]
    assert line["ours"] is None
    assert line["speed_up"] is None


def test_missing_data_says_how_to_install_it(
    rows: list[Kernel], capsys: pytest.CaptureFixture[str]
) -> None:
    def bench(_: Any) -> Iterator[Bench]:
        def make() -> Any:
            raise DataMissing("pandas is not installed: pip install mlmath_fast[data]")

        yield Bench(label="real", make=make, smoke=True, quick=True)

    rows[0] = replace(rows[0], bench=bench)
    assert main(["compare", "histogram", "--quick"]) == 0
    assert "pip install mlmath_fast[data]" in capsys.readouterr().out


@pytest.mark.usefixtures("rows")
def test_without_rich_the_table_is_plain(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert main(["compare", "histogram", "--quick"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("case ")
    assert "a thousand" in out
    assert "pip install mlmath_fast[compare]" in out


@pytest.mark.usefixtures("rows")
def test_without_matplotlib_plot_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["compare", "--quick", "--plot", str(tmp_path / "picture.png")]) == 2
    captured = capsys.readouterr()
    assert "pip install mlmath_fast[compare]" in captured.err
    assert not captured.out


@pytest.mark.usefixtures("rows")
def test_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the picture needs the extra compare")
    path = tmp_path / "picture.png"
    assert main(["compare", "histogram", "--quick", "--plot", str(path)]) == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_slow_twin_runs_on_the_smallest_case_alone(rows: list[Kernel]) -> None:
    def bench(_: Any) -> Iterator[Bench]:
        for smoke in (True, False):
            yield Bench(
                label=f"smallest: {smoke}",
                make=lambda: call("", np.arange(1000.0), 10, (0, 999)),
                smoke=smoke,
                quick=not smoke,
            )

    kernel = replace(rows[0], bench=bench, slow_reference=True)
    [(_, only)] = run.plan([kernel], quick=True)
    assert only.smoke
    plan = run.plan([kernel], quick=False)
    small, large = (run.Comparer(MACHINE).compare(*case, budget=0.01) for case in plan)
    assert small.speed_up is not None
    assert large.reference is large.speed_up is large.difference is None
    assert large.ours is not None


def test_quick_leaves_out_what_begins_too_late(
    rows: list[Kernel], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows *= 3
    monkeypatch.setattr(report, "QUICK_SECONDS", 0.0)
    assert main(["compare", "--quick"]) == 0
    out = capsys.readouterr().out
    assert "3 more cases are left out" in out
    assert "Ranking quality is left out" in out


def test_unknown_topic(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["compare", "astrology"])
    assert error.value.code == 2
    assert "'astrology' is none of" in capsys.readouterr().err


def test_the_limit_is_the_tightest_of_three() -> None:
    flops, memory, logs = Cost(flops=1e9), Cost(bytes=1e9), Cost(transcendentals=1e9)
    assert MACHINE.seconds(flops, single=False) == pytest.approx(0.02)
    assert MACHINE.seconds(flops, single=True) == pytest.approx(0.01)
    assert MACHINE.seconds(memory, single=False) == pytest.approx(0.1)
    assert MACHINE.seconds(logs, single=False) == pytest.approx(1.0)
    both = Cost(flops=1e9, bytes=1e9)
    assert MACHINE.seconds(both, single=False) == pytest.approx(0.1)
