"""Every SIMD level of this CPU gives results within tolerance: parity and facts, level by level."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import in_subprocess

TESTS = Path(__file__).parent
LEVELS = ["baseline", "v3", "v4"]


@pytest.mark.parametrize("level", LEVELS)
def test_parity_and_facts_at(level: str) -> None:
    probe = in_subprocess(
        "from mlmath_fast._mlmath import simd_level as f; print(f())",
        environment={"MLMATH_SIMD": level},
    )
    if "which this CPU lacks" in probe.stderr:
        pytest.skip(f"this CPU lacks {level}")
    assert probe.stdout.strip() == level
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            str(TESTS / "test_parity.py"),
            str(TESTS / "test_facts.py"),
            str(TESTS / "test_accuracy.py"),
            str(TESTS / "test_accuracy_elementary.py"),
            str(TESTS / "test_philox.py"),
        ],
        env={**os.environ, "MLMATH_SIMD": level},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
