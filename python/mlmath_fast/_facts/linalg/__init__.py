"""Facts of the topic ``linalg``."""

from mlmath_fast._facts.linalg.batched import *  # noqa: F403 - every fact
