"""Facts of the topic ``histogram``."""

from types import ModuleType

import numpy as np


def fact_edges_close_on_the_left_and_the_last_on_the_right(topic: ModuleType) -> None:
    """NumPy's documentation: bins [1, 2), [2, 3), [3, 4] of 1, 2, 3, 4 hold 1, 1, 2."""
    counts, edges = topic.histogram([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0])
    assert counts.tolist() == [1, 1, 2]
    assert edges.tolist() == [1.0, 2.0, 3.0, 4.0]


def fact_one_value_just_below_an_edge_stays_below(topic: ModuleType) -> None:
    """1.1 is the upper end, and 1.0 a little below the computed fifth edge: see fast-histogram#63."""
    counts, _ = topic.histogram([0.999, 1.0, 1.001, 1.099, 1.1, 1.101], 10, (0.9, 1.1))
    assert counts.tolist() == [0, 0, 0, 0, 1, 2, 0, 0, 0, 2]


def fact_an_empty_histogram_spans_zero_to_one(topic: ModuleType) -> None:
    counts, edges = topic.histogram([], 2)
    assert counts.tolist() == [0, 0]
    assert edges.tolist() == [0.0, 0.5, 1.0]


def fact_equal_values_get_an_interval_of_length_one(topic: ModuleType) -> None:
    _, edges = topic.histogram(np.array([3.0, 3.0]), 2)
    assert edges.tolist() == [2.5, 3.0, 3.5]


def fact_a_density_integrates_to_one(topic: ModuleType) -> None:
    density, edges = topic.histogram([0.0, 1.0, 2.0, 2.0], 4, (0.0, 4.0), density=True)
    assert density.tolist() == [0.25, 0.25, 0.5, 0.0]
    assert np.sum(density * np.diff(edges)) == 1.0


def fact_a_range_without_a_reciprocal(topic: ModuleType) -> None:
    """0 to 3 times the smallest float32: 3 / width overflows, the bins [0, 1), [1, 3), [3, 4] do not."""
    tiny = np.float32(1e-45)
    x = np.array([0, 1, 2, 3] * 8, np.float32) * tiny
    assert topic.histogram(x, 3)[0].tolist() == [8, 8, 16]


def fact_counts_are_added_to_out(topic: ModuleType) -> None:
    total = np.zeros(2, np.int64)
    for piece in ([0.5, 1.5], [1.0, 2.0, 0.0]):
        counts, _ = topic.histogram(piece, 2, (0.0, 2.0), out=total)
        assert counts is total
    assert total.tolist() == [2, 3]


def fact_slices_share_their_edges(topic: ModuleType) -> None:
    """The rows 0 1 and 3 4 on the bins [0, 2), [2, 4]."""
    counts, edges = topic.histogram(np.array([[0.0, 1.0], [3.0, 4.0]]), 2, axis=1)
    assert counts.tolist() == [[2, 0], [0, 2]]
    assert edges.tolist() == [0.0, 2.0, 4.0]
