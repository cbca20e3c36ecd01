"""What no file of the repository may hold: hosts, machine paths, unsafe code, more than 300 lines."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINES_MAX = 300

# Written by tools, or texts that are not ours.
GENERATED = {"Cargo.lock", "LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES.md"}
# One section a topic: the stub stays one file because the extension module is one.
LONG = {"python/mlmath_fast/_mlmath.pyi"}

FORBIDDEN = {
    "registry host": re.compile(r"crates[.]io|pypi[.]org|pythonhosted[.]org"),
    "machine path": re.compile(r"(?<![\w.~)}])/(work|root|home|Users|opt|tmp)/"),
}


def _tracked() -> dict[str, str]:
    """Path and text of every tracked text file."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    texts = {}
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content and name not in GENERATED:
            texts[name] = content.decode("utf-8")
    return texts


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names_a_host_or_a_machine(what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in _tracked().items()
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


def test_unsafe_appears_only_where_it_is_forbidden() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), line)
        for path in (ROOT / "rust").rglob("*")
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if "unsafe" in line
    ]
    assert sorted(found) == [
        ("rust/core/src/lib.rs", "#![forbid(unsafe_code)]"),
        ("rust/py/src/lib.rs", "#![forbid(unsafe_code)]"),
    ]


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        name: n_lines
        for name, text in _tracked().items()
        if (n_lines := len(text.splitlines())) > LINES_MAX
        and name not in LONG
        and not name.startswith("benches/results/")
    }
    assert not long
