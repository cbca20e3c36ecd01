"""Facts of the topic ``linalg``."""

from mlmath_fast._facts.linalg.dense import *  # noqa: F403
from mlmath_fast._facts.linalg.products import *  # noqa: F403
