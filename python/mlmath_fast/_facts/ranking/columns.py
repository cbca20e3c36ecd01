"""Facts of the topic ``ranking``."""

from types import ModuleType

import numpy as np


def fact_pairs_that_repeat_are_merged_as_asked(topic: ModuleType) -> None:
    """Eva gives item 3 a 5, then a 2, then a 4; who gives no values is counted."""
    users, items, values = ["eva", "eva", "adam", "eva"], [3, 3, 3, 3], [5.0, 2.0, 1.0, 4.0]
    for duplicates, want in (("sum", 11.0), ("last", 4.0), ("max", 5.0)):
        ratings, names, _ = topic.interactions(users, items, values, duplicates=duplicates)
        assert names.tolist() == ["adam", "eva"]
        assert ratings.data.tolist() == [1.0, want]
    assert topic.interactions(users, items)[0].data.tolist() == [1.0, 3.0]


def fact_labels_of_training_number_the_test(topic: ModuleType) -> None:
    """Row and column numbers are those of the labels, also of users who are not there."""
    ratings, users, _ = topic.interactions(
        ["c"], [7], user_labels=np.array(["a", "b", "c", "d"]), item_labels=np.array([5, 7])
    )
    assert ratings.shape == (4, 2)
    assert ratings.indptr.tolist() == [0, 0, 0, 1, 1]
    assert ratings.indices.tolist() == [1]
    assert users.tolist() == ["a", "b", "c", "d"]
