"""The wheel as installed: what it holds, how small it is, what it brings along, how fast it loads."""

import json
import subprocess
import sys
import zlib
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath

import pytest

import mlmath_fast

# 1.2 MB when the foundation was built; the kernels of linalg, each for three levels and two types, added
# 0.8; non-negative and explicit factorization, the solvers of ALS and the ranking metrics 0.55; histograms,
# information theory with its kd-tree, and selection 1.0; blocks of factors, giant rows in pieces and heaps
# of neighbours 0.2; short rows in lanes and counters of products of bits 0.08; histograms of values on edges,
# and between a few, in vectors, and blocks looked at with care (4.14 measured). What grows beyond this should
# be a decision.
WHEEL_BYTES_MAX = 4_150_000
IMPORT_SECONDS_MAX = 0.060
TRIES = 5


@pytest.fixture(scope="module")
def installed() -> Distribution:
    found = distribution("mlmath_fast")
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        pytest.skip("installed in place: `make pytest` tests the wheel")
    return found


@pytest.fixture(scope="module")
def files(installed: Distribution) -> dict[PurePosixPath, Path]:
    """Path in the wheel and on disk, without what the installer adds."""
    return {
        PurePosixPath(file): Path(str(file.locate()))
        for file in installed.files or []
        if file.suffix != ".pyc" and file.name not in {"INSTALLER", "REQUESTED", "direct_url.json"}
    }


def test_numpy_is_the_only_requirement(installed: Distribution) -> None:
    requirements = [text for text in installed.requires or [] if "extra ==" not in text]
    assert requirements == ["numpy>=1.26"]
    assert set(installed.metadata.get_all("Provides-Extra") or []) == {"compare", "data", "test"}


def test_the_version_is_cargos(installed: Distribution) -> None:
    assert mlmath_fast.__version__ == installed.version


def test_no_surprising_file(files: dict[PurePosixPath, Path]) -> None:
    modules = [path for path in files if path.parts[0] == "mlmath_fast"]
    others = {path.parts[0] for path in files if path not in modules}
    assert others == {f"mlmath_fast-{mlmath_fast.__version__}.dist-info"}
    extension = [path for path in modules if path.suffix in {".so", ".pyd"}]
    assert [path.name for path in extension] in (["_mlmath.abi3.so"], ["_mlmath.pyd"])
    rest = {path.relative_to("mlmath_fast").as_posix() for path in modules if path.suffix != ".py"}
    assert rest - {"_mlmath.abi3.so", "_mlmath.pyd"} == {"_mlmath.pyi", "py.typed"}


def test_licences_and_notices_are_there(files: dict[PurePosixPath, Path]) -> None:
    texts = {
        path.name: disk.read_text("utf-8")
        for path, disk in files.items()
        if "licenses" in path.parts
    }
    assert set(texts) == {"LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.md"}
    assert "Permission is hereby granted" in texts["LICENSE-MIT"]
    assert "TERMS AND CONDITIONS" in texts["LICENSE-APACHE"]
    for crate in _components(files) & {"numpy", "pyo3", "rayon", "realfft", "fearless_simd"}:
        assert f"- {crate} " in texts["THIRD-PARTY-NOTICES.md"]


def test_the_bill_of_materials_is_there(files: dict[PurePosixPath, Path]) -> None:
    assert {"mlmath-core", "numpy", "pyo3", "rayon", "fearless_simd"} <= _components(files)


def test_the_wheel_is_small(files: dict[PurePosixPath, Path]) -> None:
    compressed = sum(len(zlib.compress(disk.read_bytes())) for disk in files.values())
    assert compressed < WHEEL_BYTES_MAX


def test_import_is_quick_and_brings_nothing_else() -> None:
    program = (
        "import sys, time, numpy; before = set(sys.modules); start = time.perf_counter();"
        "import mlmath_fast; seconds = time.perf_counter() - start;"
        "print(seconds, *sorted(set(sys.modules) - before))"
    )
    seconds = []
    for _ in range(TRIES):
        words = subprocess.check_output(
            [sys.executable, "-c", program], text=True, timeout=60
        ).split()
        seconds.append(float(words[0]))
        foreign = {word.partition(".")[0] for word in words[1:]} - sys.stdlib_module_names
        assert foreign == {"mlmath_fast"}
    assert min(seconds) < IMPORT_SECONDS_MAX


def _components(files: dict[PurePosixPath, Path]) -> set[str]:
    """The names in the software bill of materials."""
    boms = [disk for path, disk in files.items() if "sboms" in path.parts]
    assert len(boms) == 1
    return {component["name"] for component in json.loads(boms[0].read_text("utf-8"))["components"]}
