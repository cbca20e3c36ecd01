"""A kernel in a line: what the cases of the comparison say of it together."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from mlmath_fast.compare.run import Line


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Ratios of the cases of one kernel; empty where nothing was measured."""

    kernel: str
    speed_ups: tuple[float, ...]
    rival_ratios: tuple[float, ...]
    shares_of_limit: tuple[float, ...]
    # The package that was the fastest rival most often.
    rival: str

    @property
    def topic(self) -> str:
        return self.kernel.partition(".")[0]

    @property
    def function(self) -> str:
        return self.kernel.partition(".")[2]

    @property
    def rank(self) -> float:
        """What kernels are sorted by."""
        return median(self.speed_ups or self.rival_ratios)


def summaries(lines: Iterable[Line]) -> list[Summary]:
    """Of each kernel that was timed beside anyone, in the order of the lines."""
    kernels = [
        _summary(kernel, list(cases)) for kernel, cases in groupby(lines, lambda line: line.kernel)
    ]
    return [kernel for kernel in kernels if kernel.speed_ups or kernel.rival_ratios]


def headline(lines: Sequence[Line]) -> list[str]:
    """What all cases say together, in up to three phrases."""
    speed_ups = [line.speed_up for line in lines if line.speed_up is not None]
    ratios = [line.rival_ratio for line in lines if line.rival_ratio is not None]
    n_functions = len({line.kernel for line in lines})
    parts = [f"{n_functions} functions, {len(lines)} cases"]
    if speed_ups:
        parts.append(
            f"half of {len(speed_ups)} at least {median(speed_ups):.1f} times as fast as NumPy"
        )
    if ratios:
        share = sum(ratio >= 1 for ratio in ratios) / len(ratios)
        parts.append(f"{share:.0%} of {len(ratios)} at least as fast as the fastest rival")
    return parts


def _summary(kernel: str, cases: Sequence[Line]) -> Summary:
    rivals = Counter(_package(line.rival) for line in cases if line.rival is not None)
    return Summary(
        kernel=kernel,
        speed_ups=tuple(line.speed_up for line in cases if line.speed_up is not None),
        rival_ratios=tuple(line.rival_ratio for line in cases if line.rival_ratio is not None),
        shares_of_limit=tuple(
            line.share_of_limit for line in cases if line.share_of_limit is not None
        ),
        rival=rivals.most_common(1)[0][0] if rivals else "",
    )


def _package(rival: str) -> str:
    """``scikit-learn`` of ``sklearn (LU)``: modules and options stand in the table."""
    package = re.split(r"[ .,]", rival, maxsplit=1)[0]
    return {"np": "numpy", "sklearn": "scikit-learn"}.get(package, package)
