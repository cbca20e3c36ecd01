"""When sweeps end: callbacks between iterations, and the rule of `tol`."""

from collections.abc import Callable, Sequence
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


def check_tol(tol: float) -> None:
    """A part of the loss: from 0 on, and less than all of it.

    Raises
    ------
    ValueError
        If it is not.
    """
    if not 0 <= tol < 1:
        raise ValueError(f"tol must be in [0, 1), got {tol}")


def fell_little(losses: Sequence[float], tol: float) -> bool:
    """Whether the last sweep lowered the loss by less than `tol` of it; never if that is 0."""
    return tol > 0 and len(losses) > 1 and losses[-2] - losses[-1] < tol * losses[-2]
