"""Between the passes of a fit: progress, a look at what was held out, and the user's callback."""

import copy
from collections.abc import Callable
from typing import Any

from mlmath_fast._arrays import integer
from mlmath_fast.models._progress import Progress


class Watch:
    """One callback that shows progress, keeps what scores best, and says when to stop."""

    def __init__(
        self,
        progress: Progress,
        score: Callable[[Any], float] | None,
        patience: int,
        callback: Callable[[Any], Any] | None,
    ) -> None:
        self._progress, self._score, self._users = progress, score, callback
        self._patience = integer(patience, "patience", minimum=1)
        self._best: Any = None
        self._best_at = 0
        #: What was held out scores so much after each pass.
        self.scores: list[float] = []

    @property
    def callback(self) -> Callable[[Any], bool] | None:
        """None if there is nothing to do between passes: each state is a copy of all factors."""
        idle = not self._progress and self._score is None and self._users is None
        return None if idle else self._after_pass

    def of_best(self, result: Any) -> Any:
        """The state that scored best, in arrays of its own; `result` if nothing was held out."""
        return result if self._best is None else copy.deepcopy(self._best)

    def _after_pass(self, state: Any) -> bool:
        score = None if self._score is None else self._score(state)
        if score is not None:
            # The first of equals.
            if not self.scores or score > self.scores[self._best_at]:
                self._best, self._best_at = state, len(self.scores)
            self.scores.append(score)
        self._progress.show(state, score)
        stop = self._users is not None and bool(self._users(state))
        return stop or len(self.scores) - 1 - self._best_at >= self._patience
