"""``python -m mlmath_fast``: measure this machine, check this installation, compare with NumPy."""

import argparse
import importlib.util
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mlmath_fast import _TOPICS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and answer the exit status."""
    options = _parser().parse_args(arguments)
    if options.command == "info":
        return info(as_json=options.json)
    if options.command == "selftest":
        return selftest()
    if options.plot is not None and importlib.util.find_spec("matplotlib") is None:
        print("--plot needs matplotlib: pip install mlmath_fast[compare]", file=sys.stderr)
        return 2
    from mlmath_fast.compare import report

    return report.compare(
        options.topics,
        quick=options.quick,
        budget=options.budget,
        json_path=options.json,
        plot_path=options.plot,
    )


def info(*, as_json: bool) -> int:
    """Print versions, SIMD level, threads and the measured limits of this machine."""
    from mlmath_fast.compare import limits, outputs

    facts = outputs.versions() | limits.measure().as_dict()
    if as_json:
        print(json.dumps(facts, indent=1))
    else:
        for name, value in facts.items():
            print(f"{name:18}{value:.4g}" if isinstance(value, float) else f"{name:18}{value}")
    return 0


def selftest() -> int:
    """Run every fact on the fast function and on its twin."""
    from mlmath_fast._facts import both, facts

    start, n_checks, n_failures = time.perf_counter(), 0, 0
    for topic, fact in facts():
        for which, module in zip(("fast", "reference"), both(topic), strict=True):
            n_checks += 1
            try:
                fact(module)
            except Exception as error:
                n_failures += 1
                print(f"FAILED {topic}.{fact.__name__} ({which}): {type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    verdict = f"{n_failures} failed" if n_failures else "all hold"
    print(f"{n_checks} facts, {verdict}, {seconds:.1f} s")
    return int(n_failures > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mlmath_fast", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("info", help="versions, SIMD level, threads, measured limits")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    commands.add_parser("selftest", help="run the hand-checked facts on this installation")
    command = commands.add_parser("compare", help="time every kernel against NumPy and rivals")
    command.add_argument("topics", nargs="*", type=_topic, metavar="TOPIC", help="default: all")
    command.add_argument("--quick", action="store_true", help="one case a kernel, within 60 s")
    command.add_argument(
        "--budget",
        type=_seconds,
        metavar="SECONDS",
        help="of timing a case (default: 0.25): who needs more for one call runs once, "
        "who would need ten times as much is not run",
    )
    command.add_argument(
        "--json", type=Path, metavar="F", help="write all figures; in a folder, named by date"
    )
    command.add_argument("--plot", type=Path, metavar="F.png", help="draw the speed-ups")
    return parser


def _topic(name: str) -> str:
    if name not in _TOPICS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(_TOPICS)}")
    return name


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"must be positive and finite, got {text}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
