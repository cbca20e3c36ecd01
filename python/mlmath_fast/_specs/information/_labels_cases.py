"""Cases, errors and inputs of the rows about labels."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, straddle
from mlmath_fast._specs._spec import Call, Failure, call

# Constants of rust/core/src/information/labels: samples of a task; cells of a table in any case, samples
# for each cell of a larger one; codes of pairs for each sample that are not made dense; rows of a task;
# terms of the expectation that go together.
SAMPLES = 65_536
FEW = 4096
SAMPLES_PER_CELL = 8
SPREAD = 4
ROWS = 256
BLOCK = 256


def related(rng: Generator, n: int, *n_classes: int) -> list[Any]:
    """Columns of labels that share a third of their samples."""
    common = rng.integers(0, 1 << 30, n)
    own = rng.integers(0, 1 << 30, (len(n_classes), n))
    shared = rng.random(n) < 1 / 3
    return [np.where(shared, common, mine) % k for mine, k in zip(own, n_classes, strict=True)]


def _columns(rng: Generator, n_columns: int) -> Iterator[tuple[str, list[Any]]]:
    """Labels of every kind and size, with what is special about them."""

    def of(n: int, *n_classes: int) -> list[Any]:
        ks = (n_classes * n_columns)[:n_columns]
        return related(rng, n, *ks)

    for n in (1, 2, 17, 300):
        yield f"{n} samples", of(n, 4, 3)
    yield "one class", [np.zeros(50, int), *of(50, 5)[1:]]
    yield "only one class", [np.full(50, 7)] * n_columns
    yield "the same", of(60, 4)[:1] * n_columns
    yield "renamed", [9 - 2 * x for x in of(60, 4)[:1] * n_columns]
    yield "all different", [rng.permutation(40) for _ in range(n_columns)]
    yield "texts", [np.array(["ann", "bob", "eve", "zoe"])[x] for x in of(100, 4)]
    sets = np.array([frozenset({0}), frozenset({1}), frozenset({0, 1}), frozenset({2})])
    yield "sets", [sets[x].tolist() for x in of(100, 4)]
    yield "floats", [(x / 4).tolist() for x in of(100, 4)]
    yield "booleans", [x == 0 for x in of(100, 2)]
    yield "small integers", [x.astype(np.int8) - 100 for x in of(100, 100)]
    yield "unsigned", [x.astype(np.uint64) + (1 << 63) for x in of(100, 4)]
    yield "far apart", [x * 10**12 - 7 for x in of(100, 4)]
    for k in straddle(int(FEW**0.5)):
        yield f"{k} classes", of(1000, k)
    yield "many classes", of(3000, 500, 2000)
    yield "many rows", of(600, 2 * ROWS + 1, 3)
    yield "nearly independent", [rng.integers(0, 3, 5000) for _ in range(n_columns)]


def pair_cases(rng: Generator) -> Iterator[Call]:
    for label, columns in _columns(rng, 2):
        yield call(label, *columns)
    for n in straddle(SAMPLES):
        yield call(f"{n} samples", *related(rng, n, 8, 5))
    for n in straddle(SAMPLES_PER_CELL * 70 * 70):
        yield call(f"{n} samples of 70 x 70", *related(rng, n, 70, 70))
    yield call("none", [], [])


def score_cases(rng: Generator) -> Iterator[Call]:
    yield from pair_cases(rng)
    for name in ("min", "geometric", "max"):
        yield call(f"mean {name}", *related(rng, 200, 5, 9), average_method=name)
        yield call(f"mean {name} the same", [0, 1, 1, 2], ["b", "c", "c", "a"], average_method=name)


def adjusted_cases(rng: Generator) -> Iterator[Call]:
    for case in score_cases(rng):
        # The factorials of the twin.
        if len(case.args[0]) <= 5000:
            yield case
    for n in straddle(2 * BLOCK):
        yield call(f"{n} samples in two classes", *related(rng, n, 2, 2))
    sizes = np.repeat(np.arange(60), np.arange(60))
    yield call("every size", sizes, rng.permutation(sizes))
    yield call("nothing but chance, min", [0, 0, 1, 1], [0, 1, 2, 3], average_method="min")


def information_cases(rng: Generator) -> Iterator[Call]:
    yield from pair_cases(rng)
    table = rng.poisson(2.0, (12, 7))
    large = rng.poisson(0.05, (2 * ROWS + 1, 300))
    yield call("table", None, None, contingency=table)
    yield call("sparse table", None, None, contingency=_csr(table % 3))
    yield call("large sparse table", None, None, contingency=_csr(large))
    yield call("one row", None, None, contingency=_csr(table[:1]))
    yield call("empty table", None, None, contingency=_csr(0 * table))
    yield call("weights", None, None, contingency=rng.random((3, 4)).tolist())


def _csr(table: Any) -> Csr:
    rows, cols = np.nonzero(table)
    return coo_to_csr(rows, cols, table[rows, cols], table.shape)


def conditional_cases(rng: Generator) -> Iterator[Call]:
    for label, columns in _columns(rng, 3):
        yield call(label, *columns)
    for k in straddle(int((SPREAD * 1000) ** 0.5)):
        yield call(f"{k} classes joined", *related(rng, 1000, k, 3, k))
    yield call("many samples", *related(rng, 2 * SAMPLES + 1, 6, 5, 4))
    yield call("many combinations", *related(rng, 20_000, 300, 400, 500))
    yield call("none", [], [], [])


def transfer_cases(rng: Generator) -> Iterator[Call]:
    def series(n: int, *n_classes: int) -> tuple[Any, Any]:
        source, noise = related(rng, n, *n_classes)
        target = np.where(rng.random(n) < 0.5, np.roll(source, 2), noise)
        return source, target

    yield call("2 samples", [0, 1], [1, 0])
    yield call("texts", list("abcabcabdabca"), list("xyyxyxyyxyyxx"))
    yield call("floats", [0.5, 1.5, 0.5, 0.5, 1.5], [1.0, 2.0, 2.0, 1.0, 1.0])
    yield call("constant", np.zeros(30, int), np.zeros(30, int))
    for lag in (1, 2, 3):
        for history in (1, 3):
            for source_history in (1, 2):
                yield call(
                    f"{lag} {history} {source_history}",
                    *series(500, 3, 3),
                    lag=lag,
                    history=history,
                    source_history=source_history,
                )
    yield call("just enough", *series(9, 2, 2), lag=5, source_history=4)
    yield call("long pasts", *series(2000, 5, 5), history=8, source_history=8)
    yield call("many classes", *series(5000, 700, 900))
    yield call("many samples", *series(SAMPLES + 2, 4, 3), history=2)


def total_cases(rng: Generator) -> Iterator[Call]:
    for label, columns in _columns(rng, 4):
        table = np.transpose(columns)
        yield call(label, table.tolist() if label in ("sets", "floats") else table)
    yield call("no columns", np.empty((5, 0), int))
    yield call("one column", rng.integers(0, 3, (50, 1)))
    yield call("no rows", np.empty((0, 3), int))
    yield call("many columns", np.transpose(related(rng, 1000, *[2] * 40)))
    yield call("many samples", np.transpose(related(rng, SAMPLES + 1, 4, 3, 5)))


def _objects(*labels: Any) -> Any:
    column = np.empty(len(labels), object)
    column[:] = labels
    return column


def column_errors(n_columns: int, name: str = "x") -> list[Failure]:
    """What every function of columns refuses in its first one, of this name."""
    fine = [[0, 1, 1]] * n_columns
    rest = fine[1:]

    def failure(label: str, first: Any, error: type[Exception], match: str) -> Failure:
        return Failure(call=call(label, first, *rest), error=error, match=match)

    return [
        failure("dimensions", [[0, 1]], ValueError, rf"{name} must be 1D: shape is \(1, 2\)"),
        failure("lengths", [0, 1], ValueError, r"inconsistent numbers of samples: \[2, 3\]"),
        failure("NaN", [0.0, np.nan, 1.0], ValueError, r"must not be missing, got none at \[1\]"),
        failure("None", [0, 1, None], ValueError, r"must not be missing, got none at \[2\]"),
        failure("NaN beside text", ["a", np.nan, "b"], ValueError, r"missing, got none at \[1\]"),
        failure(
            "NaN object", _objects("a", np.nan, "b"), ValueError, r"missing, got none at \[1\]"
        ),
        failure("no labels", None, ValueError, f"{name}: labels are required"),
        failure("one NaN", np.nan, ValueError, rf"{name} must be 1D: shape is \(\)"),
        failure("arrays", _objects(np.zeros(2), 1, 2), TypeError, f"{name}: labels must be equal"),
        failure("lists", _objects([0], [1], "c"), TypeError, f"{name}: labels must be hashable"),
        failure("masked", np.ma.array([0, 1, 1]), TypeError, "masked"),
        failure("sparse", _csr(np.array([[0, 1, 1]])), TypeError, "Sparse"),
    ]


def information_errors() -> list[Failure]:
    def of_table(label: str, table: Any, error: type[Exception], match: str) -> Failure:
        return Failure(call=call(label, None, None, contingency=table), error=error, match=match)

    negative = _csr(np.array([[0, 1], [2, -3]]))
    return [
        *column_errors(2, "labels_true"),
        of_table(
            "negative",
            [[1, -1]],
            ValueError,
            r"^contingency.*not negative, got -1 at index \(0, 1\)",
        ),
        of_table(
            "sparse negative", negative, ValueError, "not negative, got -3 in row 1, column 1"
        ),
        of_table("one dimension", [1, 2], ValueError, "Expected 2D array"),
        of_table("complex", np.ones((2, 2), complex), TypeError, "Complex"),
    ]


def score_errors() -> list[Failure]:
    return [
        *column_errors(2, "labels_true"),
        Failure(
            call=call("mean", [0, 1], [0, 1], average_method="harmonic"),
            error=ValueError,
            match="average_method must be one of",
        ),
    ]


def transfer_errors() -> list[Failure]:
    def failure(error: type[Exception], match: str, **kwargs: Any) -> Failure:
        one = [0, 1, 1, 0]
        return Failure(call=call(f"{kwargs}", one, one, **kwargs), error=error, match=match)

    return [
        *column_errors(2, "source"),
        failure(ValueError, "lag must be at least 1", lag=0),
        failure(ValueError, "history must be at least 1", history=0),
        failure(TypeError, "source_history must be an integer", source_history=1.5),
        failure(ValueError, "at least 5 samples for this lag and history, got 4", history=4),
        failure(ValueError, "at least 6 samples", lag=3, source_history=3),
        failure(ValueError, "at least", lag=2**63 - 1, source_history=2**63 - 1),
    ]


def total_errors() -> list[Failure]:
    return [
        Failure(call=call("dimensions", [0, 1]), error=ValueError, match="Expected 2D array"),
        Failure(
            call=call("NaN", [[0.0, 1.0], [np.nan, 1.0]]),
            error=ValueError,
            match=r"must not be missing, got none at \[1, 0\]",
        ),
        Failure(call=call("masked", np.ma.array([[0, 1]])), error=TypeError, match="masked"),
    ]
