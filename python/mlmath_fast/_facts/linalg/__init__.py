"""Facts of the topic ``linalg``."""

from mlmath_fast._facts.linalg.batched import *  # noqa: F403
from mlmath_fast._facts.linalg.decompositions import *  # noqa: F403
from mlmath_fast._facts.linalg.dense import *  # noqa: F403
from mlmath_fast._facts.linalg.iterative import *  # noqa: F403
from mlmath_fast._facts.linalg.least_squares import *  # noqa: F403
from mlmath_fast._facts.linalg.principal import *  # noqa: F403
from mlmath_fast._facts.linalg.products import *  # noqa: F403
from mlmath_fast._facts.linalg.sparse import *  # noqa: F403
from mlmath_fast._facts.linalg.truncated import *  # noqa: F403
