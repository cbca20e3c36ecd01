"""Tests run against the installed package, not the source tree beside them."""

from collections.abc import Iterator

import pytest

from mlmath_fast import _mlmath


@pytest.fixture
def always_pool() -> Iterator[None]:
    """Small work goes to the pool too."""
    _mlmath.always_pool(True)
    yield
    _mlmath.always_pool(False)
