"""Cases and errors of the rows about pairs of features."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

# BLOCK_ROWS and PANEL of planes.rs (more pairs than a panel has are tested there), OCTET of lists.rs.
BLOCK_ROWS, PANEL, OCTET = 1024, 512, 8

# BINS_MAX, FEATURES_PER_VALUE, GROUPS_MAX and COLUMNS of tables.rs, SMALL of scattered.rs.
BINS_MAX, FEATURES_PER_VALUE, GROUPS_MAX, COLUMNS, SMALL = 16, 6, 256, 64, 1 << 12


def related(rng: Generator, n: int, p: int, n_bins: int) -> npt.NDArray[np.uint8]:
    """Codes of features that have something to do with each other."""
    hidden = rng.integers(0, n_bins, (n, 1))
    own = rng.integers(0, n_bins, (n, p))
    return np.where(rng.random((n, p)) < 0.4, hidden, own).astype(np.uint8)


def shapes() -> Iterator[tuple[str, int, int, int]]:
    """``(label, n_samples, n_features, n_bins)`` on both sides of every constant."""
    yield "one sample", 1, 3, 2
    yield "one feature", 30, 1, 3
    for n in straddle(OCTET, BLOCK_ROWS):
        yield f"{n} samples, 2 bins", n, 8, 2
    for n_bins in (3, 4, 5, 8, 9):
        yield f"{n_bins} bins", 200, FEATURES_PER_VALUE * (n_bins - 1), n_bins
    for p in straddle(FEATURES_PER_VALUE * 7):
        yield f"{p} features, 8 bins", 2100, p, 8
    for n_bins in (BINS_MAX, BINS_MAX + 1):
        yield f"{n_bins} bins, {COLUMNS + 27} features", 40, COLUMNS + 27, n_bins
    side = int(SMALL**0.5)
    for n_bins in (side, side + 1):
        yield f"tables of {n_bins} x {n_bins}", SMALL + 200, 3, n_bins
    yield "more cells than samples", 500, 4, 200


def mi_cases(rng: Generator) -> Iterator[Call]:
    """Shapes, dtypes, degenerate features."""
    for label, n, p, n_bins in shapes():
        yield call(label, related(rng, n, p, n_bins))
    yield call("no samples", np.empty((0, 3), np.uint8))
    yield call("no samples, normalized", np.empty((0, 3), np.uint8), normalized=True)
    yield call("no features", np.empty((5, 0), np.uint8))
    codes = related(rng, 300, 40, 4)
    codes[:, 3:5] = 1
    codes[:, 7] = codes[:, 6]
    for dtype in (np.int8, np.uint16, np.int64):
        yield call(f"{np.dtype(dtype)}", codes.astype(dtype), normalized=True)
    yield call("bool", codes > 1)
    yield call("n_bins", codes, n_bins=4)
    yield call("n_bins that do not occur", codes, n_bins=9)
    yield call("large codes", codes.astype(np.int64)[:, :5] * 300)
    yield call("zeros", np.zeros((40, 9), np.int64), normalized=True)


def cmi_cases(rng: Generator) -> Iterator[Call]:
    """Shapes; groups on both sides of what bits are counted for; degenerate conditions."""
    for label, n, p, n_bins in shapes():
        yield call(label, related(rng, n, p, n_bins), rng.integers(0, 3, n))
    for n_groups in (GROUPS_MAX // 8, GROUPS_MAX // 8 + 1):
        given = rng.integers(0, n_groups, 600)
        given[0] = n_groups - 1
        yield call(f"{n_groups} conditions", related(rng, 600, 42, 8), given)
    codes = related(rng, 300, 40, 4)
    yield call("no samples", np.empty((0, 3), np.uint8), np.empty(0, np.uint8))
    yield call("no features", np.empty((5, 0), np.uint8), np.arange(5))
    yield call("no condition", codes, np.zeros(300, np.int64))
    yield call("a condition of each sample", codes, np.arange(300))
    large = codes[:, :4] * np.uint16(90)
    yield call("large codes", large, rng.integers(0, 3, 300) * 20)
    yield call("bool", codes > 1, codes[:, 0] > 2)


def significance_cases(rng: Generator) -> Iterator[Call]:
    """Shapes; small samples, where many tables are equal."""
    for label, n, p, n_bins in shapes():
        codes = related(rng, n, p, n_bins)
        yield call(label, codes, codes[:, 0] % 3, n_permutations=17, seed=3)
    yield call("few samples", rng.integers(0, 2, (6, 20)), [0, 1, 0, 1, 1, 0], n_permutations=99)
    y = rng.integers(0, 2, 50)
    yield call("no permutations", related(rng, 50, 20, 3), y, n_permutations=0)
    yield call("no features", np.empty((50, 0), np.uint8), y, n_permutations=3)
    yield call("largest seed", related(rng, 50, 20, 3), y, n_permutations=9, seed=2**64 - 1)
    yield call("one label", related(rng, 50, 20, 3), y * 0, n_permutations=9)
    yield call("large labels", related(rng, 50, 20, 3), y * 60_000, n_permutations=9)


def code_errors(*rest: Any) -> list[Failure]:
    """What every function of a matrix of codes refuses."""
    return [
        Failure(
            call=call("negative", [[0, 1], [2, -1]], *rest),
            error=ValueError,
            match=r"codes must be in \[0, 65535\], got -1 at \(1, 1\)",
        ),
        Failure(
            call=call("too large", [[0, 65536], [2, 1]], *rest),
            error=ValueError,
            match=r"codes must be in \[0, 65535\], got 65536 at \(0, 1\)",
        ),
        Failure(
            call=call("floats", [[0.0, 1.0], [1.0, 0.0]], *rest),
            error=TypeError,
            match="codes: must hold integers, got dtype float64",
        ),
        Failure(
            call=call("one dimension", [0, 1], *rest),
            error=ValueError,
            match="codes: Expected 2D array, got 1D array",
        ),
        Failure(
            call=call("masked", np.ma.masked_equal([[0, 1], [1, 0]], 1), *rest),
            error=TypeError,
            match="codes: masked arrays are not supported",
        ),
    ]


def label_errors(name: str, *rest: Any) -> list[Failure]:
    """What every function refuses that takes codes and a label."""
    codes = np.array([[0, 1], [1, 0]])
    return [
        Failure(
            call=call("length", codes, [0, 1, 1], *rest),
            error=ValueError,
            match=f"{name} must have one value for each of the 2 samples, got 3",
        ),
        Failure(
            call=call("negative label", codes, [0, -1], *rest),
            error=ValueError,
            match=rf"{name} must be in \[0, 65535\], got -1 at \[1\]",
        ),
        Failure(
            call=call("label of floats", codes, [0.5, 1.0], *rest),
            error=TypeError,
            match=f"{name}: must hold integers",
        ),
        Failure(
            call=call("label of two columns", codes, codes, *rest),
            error=ValueError,
            match=f"{name}: Expected 1D array",
        ),
    ]


def mi_errors() -> list[Failure]:
    """Of :func:`mlmath_fast.information.mi_matrix`."""
    return [
        *code_errors(),
        Failure(
            call=call("n_bins too few", np.array([[0, 3], [1, 0]]), n_bins=2),
            error=ValueError,
            match=r"codes must be below n_bins = 2, got 3 at \(0, 1\)",
        ),
        Failure(
            call=call("no bins", [[0, 3], [1, 0]], n_bins=0),
            error=ValueError,
            match="n_bins must be at least 1, got 0",
        ),
    ]


def cmi_errors() -> list[Failure]:
    """Of :func:`mlmath_fast.information.cmi_given`."""
    return [*code_errors([0, 1]), *label_errors("given")]


def significance_errors() -> list[Failure]:
    """Of :func:`mlmath_fast.information.mi_significance`."""
    codes = np.array([[0, 1], [1, 0]])
    return [
        *code_errors([0, 1]),
        *label_errors("y"),
        Failure(
            call=call("no samples", np.empty((0, 2), np.uint8), []),
            error=ValueError,
            match="codes must have at least one sample",
        ),
        Failure(
            call=call("fewer than no permutations", codes, [0, 1], n_permutations=-1),
            error=ValueError,
            match="n_permutations must be at least 0, got -1",
        ),
        Failure(
            call=call("seed", codes, [0, 1], seed=-1),
            error=ValueError,
            match="seed must be at least 0",
        ),
    ]
