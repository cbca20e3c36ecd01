"""The README is run: every ```python block of it, each as a stranger would paste it."""

import re
from pathlib import Path

import pytest

import mlmath_fast

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.partition("\n")[0] for block in BLOCKS])
def test_the_example_runs(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out, "an example shows something"


def test_there_is_an_example() -> None:
    assert BLOCKS


@pytest.mark.parametrize("topic", mlmath_fast._TOPICS)
def test_the_table_has_every_function(topic: str) -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{topic}` |")]
    assert len(rows) == 1
    for name in getattr(mlmath_fast, topic).__all__:
        if name[0].islower():
            assert f"`{name}`" in rows[0]
