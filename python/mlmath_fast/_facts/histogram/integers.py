"""Facts of the topic ``histogram``."""

from types import ModuleType

import numpy as np


def fact_the_letters_of_mississippi(topic: ModuleType) -> None:
    """4 i, 1 m, 2 p, 4 s, counted from i on."""
    letters = np.frombuffer(b"mississippi", np.uint8) - ord("i")
    counts = topic.bincount(letters)
    assert len(counts) == ord("s") - ord("i") + 1
    assert [counts[ord(letter) - ord("i")] for letter in "imps"] == [4, 1, 2, 4]


def fact_weights_are_added_per_integer(topic: ModuleType) -> None:
    """NumPy's documentation: weights .3 .5 .2 .7 1. -.6 of 0 1 1 2 2 2 add up to .3 .7 1.1."""
    weights = [0.3, 0.5, 0.2, 0.7, 1.0, -0.6]
    sums = topic.bincount([0, 1, 1, 2, 2, 2], weights)
    assert sums.tolist() == [0.3, 0.7, 0.7 + 1.0 - 0.6]


def fact_counts_of_integers_are_added_to_out(topic: ModuleType) -> None:
    """Pieces with fewer integers than the array has places, one that is empty, one that is the array."""
    total = np.zeros(5, np.int64)
    for piece in ([0, 1, 1], np.empty(0, np.uint8), np.array([4], np.uint8)):
        assert topic.bincount(piece, out=total) is total
    assert total.tolist() == [1, 2, 0, 0, 1]
    sums = np.zeros((3, 2))[:, 0]
    for piece in ([2, 2, 0], []):
        topic.bincount(np.array(piece, np.int64), np.ones(len(piece)) / 2, out=sums)
    assert sums.tolist() == [0.5, 0.0, 1.0]
    assert topic.bincount(total, out=total).tolist() == [3, 4, 1, 0, 1]
