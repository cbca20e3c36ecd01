"""Seeded inputs that rows share."""

import hashlib

import numpy as np
from numpy.random import Generator


def rng_of(*names: str) -> Generator:
    """A generator that depends on the names alone: the same inputs in every process and run."""
    digest = hashlib.sha256("/".join(names).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


def straddle(*blocks: int) -> list[int]:
    """Sizes around blocking constants: block - 1, block, block + 1 of each, without repeats."""
    sizes = {size for block in blocks for size in (block - 1, block, block + 1)}
    return sorted(size for size in sizes if size > 0)
