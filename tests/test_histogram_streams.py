"""Objects that are fed in pieces: any pieces, merged in any order, give the same bits."""

import pickle
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.histogram import Histogram, JointCounts, PairCounts, histogram

CODES = rng_of("streams").integers(0, (2, 3, 5), (1000, 3))


def assert_same(got: Any, want: Any) -> None:
    for mine, others in zip(got.finalize(), want.finalize(), strict=True):
        assert np.array_equal(mine, others)


@given(
    st.lists(st.lists(st.floats(-1e307, 1e307), max_size=5), max_size=6),
    st.integers(2, 40),
    st.randoms(),
)
@example([[0.0], [1e-163]], 2, Random(0))
@example([[0.0], [1.0]], 2, Random(0))
def test_automatic_bins_depend_on_the_data_alone(pieces: Any, bins: int, random: Any) -> None:
    whole = Histogram(bins).update([x for piece in pieces for x in piece])
    parts = [Histogram(bins).update(piece) for piece in pieces]
    random.shuffle(parts)
    while len(parts) > 1:
        parts.append(parts.pop(0).merge(parts.pop(0)))
    if parts:
        assert_same(parts[0], whole)
    in_turn = Histogram(bins)
    for piece in pieces:
        in_turn.update(piece)
    assert_same(in_turn, whole)


def test_automatic_bins_are_powers_of_two_and_hold_everything() -> None:
    x = rng_of("streams").standard_normal(10_000)
    counts, edges = Histogram(64).update(x).finalize()
    assert counts.sum() == 10_000
    assert 32 <= len(counts) <= 64
    widths = np.diff(edges)
    assert np.all(widths == widths[0])
    assert np.frexp(widths[0])[0] == 0.5
    assert np.array_equal(counts, np.histogram(x, edges)[0])


@pytest.mark.parametrize("bins", [10, [-1.0, 0.0, 0.5, 3.0]])
def test_given_bins_are_those_of_the_function(bins: Any) -> None:
    x = rng_of("streams").standard_normal(1000)
    ends = (-2.0, 2.0) if bins == 10 else None
    parts = [Histogram(bins, ends).update(piece) for piece in np.array_split(x, 7)]
    got = parts[3]
    for part in parts[:3] + parts[4:]:
        got.merge(part)
    for mine, functions in zip(got.finalize(), histogram(x, bins, ends), strict=True):
        assert np.array_equal(mine, functions)


@pytest.mark.parametrize("kinds", [["f4"] * 2, ["f4", "f8"], ["f8", "f4"], ["f2", "f4"]])
def test_counts_are_those_of_the_edges_for_any_kind_of_piece(kinds: list[str]) -> None:
    # In single precision 0.7 is the edge of a bin, in double it lies below.
    pieces = [np.array([0.1, 0.3, 0.6, 0.7, 0.9], kind) for kind in kinds]
    got = Histogram(10, (0, 1))
    for piece in pieces:
        got.update(piece)
    counts, edges = got.finalize()
    want = np.histogram(np.concatenate(pieces).astype(np.float64), edges)[0]
    assert np.array_equal(counts, want)


def test_nothing_has_no_bins() -> None:
    counts, edges = Histogram(8).update([]).merge(Histogram(8)).finalize()
    assert counts.size == 0
    assert len(edges) == 1


@pytest.mark.parametrize("kind", [JointCounts, PairCounts])
def test_tables_merge_in_any_order(kind: Any) -> None:
    whole = kind((2, 3, 5)).update(CODES).finalize()
    parts = [kind((2, 3, 5)).update(piece) for piece in np.array_split(CODES, 5)]
    got = parts[4].merge(parts[0]).merge(parts[2].merge(parts[1])).merge(parts[3])
    assert np.array_equal(got.finalize(), whole)
    assert whole.dtype == np.int64


def test_tables_are_those_of_numpy() -> None:
    joint = JointCounts((2, 3, 5)).update(CODES.astype(np.uint8)).finalize()
    cells = np.ravel_multi_index(tuple(CODES.T), (2, 3, 5))
    assert np.array_equal(joint, np.bincount(cells, minlength=30).reshape(2, 3, 5))
    pairs = PairCounts((2, 3, 5)).update(CODES).finalize()
    for table, i, j in zip(pairs, *np.triu_indices(3, 1), strict=True):
        rest = ({0, 1, 2} - {i, j}).pop()
        margin = joint.sum(rest)
        assert np.array_equal(table[: margin.shape[0], : margin.shape[1]], margin)
        assert table.sum() == 1000


@pytest.mark.parametrize("kind", [JointCounts, PairCounts])
def test_tables_count_booleans(kind: Any) -> None:
    flags = CODES > 0
    want = kind((2, 2, 2)).update(flags.astype(np.int64)).finalize()
    assert np.array_equal(kind((2, 2, 2)).update(flags).finalize(), want)


def test_memory_mapped_input_and_pickled_state(tmp_path: Path) -> None:
    x = rng_of("streams").standard_normal(5000)
    np.save(tmp_path / "x.npy", x)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    streamed = Histogram(32)
    for start in range(0, len(mapped), 700):
        streamed.update(mapped[start : start + 700])
    assert_same(pickle.loads(pickle.dumps(streamed)), Histogram(32).update(x))


def test_bins_are_those_of_the_beginning() -> None:
    bins: Any = np.array([0.0, 1.0, 2.0])
    ends: Any = np.array([0.0, 2.0])
    given, equal = Histogram(bins).update([0.5]), Histogram(2, ends)
    bins[1], ends[1] = 1.5, 9.0
    given.update([1.25]).finalize()[1][0] = -1.0
    counts, edges = given.finalize()
    assert counts.tolist() == [1, 1]
    assert edges.tolist() == [0.0, 1.0, 2.0]
    assert equal.merge(Histogram(2, (0, 2)).update([1.5])).finalize()[0].tolist() == [0, 1]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="same bins"):
        Histogram(8).merge(Histogram(9))
    with pytest.raises(ValueError, match="is not finite"):
        Histogram(8).update([1.0, np.nan])
    with pytest.raises(ValueError, match="within 2"):
        Histogram(8).update([1e308])
    with pytest.raises(TypeError, match="a rule needs all data, got 'auto'"):
        Histogram("auto", (0, 1))
    with pytest.raises(ValueError, match="at least 2"):
        Histogram(1)
    with pytest.raises(ValueError, match="same n_bins"):
        JointCounts((2, 3)).merge(JointCounts((3, 2)))
    with pytest.raises(ValueError, match=r"column 1 must be in \[0, 3\)"):
        PairCounts((2, 3)).update([[0, 3]])
    with pytest.raises(ValueError, match="should have 2 columns"):
        JointCounts((2, 3)).update([[0]])


@pytest.mark.parametrize("n_bins", [[2, 3], [16, 16, 2], [5] * 9, [256, 300, 2], [1], [1, 1]])
@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray])
def test_tables_of_all_pairs_are_those_of_each_pair(n_bins: list[int], layout: Any) -> None:
    # More rows than a chunk has; few columns share out the rows, many the pairs.
    codes = layout(rng_of("pairs").integers(0, n_bins, (70_000, len(n_bins))))
    tables = PairCounts(n_bins)
    for piece in (codes[:257], codes[257:257], codes[257:]):
        tables.update(piece)
    pairs = list(zip(*np.triu_indices(len(n_bins), 1), strict=True))
    assert len(tables.counts) == len(pairs)
    for table, (i, j) in zip(tables.finalize(), pairs, strict=True):
        want = np.zeros((max(n_bins), max(n_bins)), np.int64)
        np.add.at(want, (codes[:, i], codes[:, j]), 1)
        assert np.array_equal(table, want)


def test_tables_of_all_pairs_go_on_from_any_layout() -> None:
    want = PairCounts([2, 3, 5]).update(CODES).update(CODES).finalize()
    tables = PairCounts([2, 3, 5]).update(CODES)
    tables.counts = np.asfortranarray(tables.counts)
    tables.counts.flags.writeable = False
    assert np.array_equal(tables.update(CODES).finalize(), want)
