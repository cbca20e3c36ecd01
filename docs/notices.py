"""Write THIRD-PARTY-NOTICES.md: the licences of the crates that are linked into the extension.

``python docs/notices.py`` writes, ``--check`` only compares. The crates are those that the binding
reaches through ordinary dependencies: build scripts and procedural macros are not in the wheel.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD-PARTY-NOTICES.md"
BINDING = "mlmath-py"

HEADER = """\
# Third-party notices

The extension module of mlmath_fast contains code of the crates below and of the Rust standard
library (The Rust Project contributors, MIT OR Apache-2.0). Where a crate may be used under the MIT
licence, that is the one we use.

Written by `make notices`.
"""


def linked_packages() -> list[dict[str, Any]]:
    """The packages of others that `BINDING` links, by name."""
    command = ["cargo", "metadata", "--format-version=1", "--locked"]
    metadata = json.loads(subprocess.check_output(command, cwd=ROOT))
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting = [key for key, package in packages.items() if package["name"] == BINDING]
    reached = set(waiting)
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            is_linked = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            key = dependency["pkg"]
            if is_linked and key not in reached and not _is_macro(packages[key]):
                reached.add(key)
                waiting.append(key)
    linked = [packages[key] for key in reached if packages[key]["source"] is not None]
    return sorted(linked, key=lambda package: (package["name"], package["version"]))


def licence_text(package: dict[str, Any]) -> str:
    """The text of the licence we use of a package: MIT where it is offered."""
    folder = Path(package["manifest_path"]).parent
    files = sorted(path for path in folder.iterdir() if path.name.upper().startswith("LICEN"))
    files = [path for path in files if "MIT" in path.name.upper()] or files
    if not files and package["license"] == "MIT":
        return _mit(", ".join(package["authors"]))
    if len(files) != 1:
        raise SystemExit(f"{package['name']}: one licence file is needed, found {files}")
    lines = files[0].read_text(encoding="utf-8").strip().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def notices() -> str:
    """The whole file: each distinct text once, under the crates it belongs to."""
    by_text = defaultdict(list)
    for package in linked_packages():
        by_text[licence_text(package)].append(package)
    parts = [HEADER]
    for text, packages in by_text.items():
        titles = [f"- {p['name']} {p['version']} ({p['license']})" for p in packages]
        parts.append("\n".join(["## " + ", ".join(p["name"] for p in packages), "", *titles]))
        parts.append(f"```text\n{text}\n```")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main() -> None:
    """Write, or with ``--check`` compare."""
    text = notices()
    if "--check" not in sys.argv:
        NOTICES.write_text(text, encoding="utf-8")
    elif NOTICES.read_text(encoding="utf-8") != text:
        raise SystemExit("THIRD-PARTY-NOTICES.md is out of date: run `make notices`")


def _mit(holders: str) -> str:
    """The text for a crate that declares the MIT licence and has no file of it."""
    own = (ROOT / "LICENSE-MIT").read_text(encoding="utf-8").strip()
    return re.sub(r"(?m)^Copyright \(c\) .*$", f"Copyright (c) {holders}", own)


def _is_macro(package: dict[str, Any]) -> bool:
    return any("proc-macro" in target["kind"] for target in package["targets"])


if __name__ == "__main__":
    main()
