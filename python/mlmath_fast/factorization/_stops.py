"""Callbacks between iterations."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np


def stops(callback: Callable[[Any], Any] | None, state: Callable[[], Any]) -> bool:
    """Whether the callback, if there is one, wants to stop; its state's arrays become read-only."""
    if callback is None:
        return False
    seen = state()
    for field in fields(seen):
        value = getattr(seen, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    try:
        return bool(callback(seen))
    except StopIteration:
        return True
