"""Facts of the topic ``histogram``."""

from types import ModuleType

import numpy as np


def fact_quarters_of_a_range(topic: ModuleType) -> None:
    """0 1 2 3 4 on four bins of width 1: each edge opens a bin, the last closes one."""
    codes = topic.digitize_codes(np.arange(5.0)[:, np.newaxis], 4)
    assert codes.dtype == np.uint8
    assert codes.ravel().tolist() == [0, 1, 2, 3, 3]


def fact_quantiles_hold_equal_numbers(topic: ModuleType) -> None:
    """Of 1, 2, 4 ... 128 each of four bins holds two, however wide."""
    codes = topic.digitize_codes(2.0 ** np.arange(8)[:, np.newaxis], 4, method="quantile")
    assert codes.ravel().tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def fact_what_is_outside_given_edges_goes_to_the_ends(topic: ModuleType) -> None:
    X = np.array([[-9.0], [0.0], [1.0], [1.5], [9.0]])
    codes = topic.digitize_codes(X, [[0.0, 1.0, 2.0, 3.0]], method="edges")
    assert codes.ravel().tolist() == [0, 0, 1, 1, 2]
