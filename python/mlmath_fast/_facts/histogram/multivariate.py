"""Facts of the topic ``histogram``."""

from types import ModuleType

import numpy as np


def fact_x_is_the_row_and_the_last_bins_are_closed(topic: ModuleType) -> None:
    """The points (0, 0), (1, 0), (2, 4) on 2 x 2 cells: edges 0 1 2 and 0 2 4."""
    counts, x_edges, y_edges = topic.histogram2d([0.0, 1.0, 2.0], [0.0, 0.0, 4.0], 2)
    assert counts.tolist() == [[1.0, 0.0], [1.0, 1.0]]
    assert (x_edges.tolist(), y_edges.tolist()) == ([0.0, 1.0, 2.0], [0.0, 2.0, 4.0])


def fact_what_is_outside_on_one_axis_is_outside(topic: ModuleType) -> None:
    ends = [(0.0, 1.0), (0.0, 1.0)]
    counts, *_ = topic.histogram2d([0.5, 0.5, 2.0, np.nan], [0.5, -1.0, 0.5, 0.5], 1, ends)
    assert counts.tolist() == [[1.0]]


def fact_the_corners_of_a_cube(topic: ModuleType) -> None:
    """Each of the eight cells of a cube holds one corner; the density is 1 on the unit cube."""
    corners = np.indices((2, 2, 2)).reshape(3, 8).T.astype(float)
    assert np.array_equal(topic.histogramdd(corners, 2)[0], np.ones((2, 2, 2)))
    assert np.array_equal(topic.histogramdd(corners, 2, density=True)[0], np.ones((2, 2, 2)))


def fact_counts_of_cells_are_added_to_out(topic: ModuleType) -> None:
    ends = [(0.0, 2.0), (0.0, 2.0)]
    total = np.zeros((2, 4))[:, ::2]
    for x, y in (([0.5], [1.5]), ([0.5, 1.5], [1.5, 0.0])):
        assert topic.histogram2d(x, y, 2, ends, out=total)[0] is total
    counts, _ = topic.histogramdd((np.array([1.0]), np.array([2.0])), 2, ends, out=total)
    assert counts is total
    assert total.tolist() == [[0.0, 2.0], [1.0, 1.0]]
    # The data may be the array itself: they are read first.
    _, _, edges = topic.histogram2d(total[0], total[1], 2, ends, out=total)
    assert total.tolist() == [[0.0, 3.0], [1.0, 2.0]]
    assert edges.tolist() == [0.0, 1.0, 2.0]
