"""Every fact, on the fast function and on its twin."""

import pytest

from mlmath_fast._facts import Fact, both, facts

FACTS = [pytest.param(topic, fact, id=f"{topic}.{fact.__name__}") for topic, fact in facts()]


@pytest.mark.parametrize("which", [0, 1], ids=["fast", "reference"])
@pytest.mark.parametrize(("topic", "fact"), FACTS)
def test_fact(topic: str, fact: Fact, which: int) -> None:
    fact(both(topic)[which])
