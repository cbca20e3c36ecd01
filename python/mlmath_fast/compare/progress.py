"""Where the comparison is: one line on a terminal, rewritten for every case; silence elsewhere."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """The case of `n_cases` that is measured, the time gone by and an estimate of what remains."""

    def __init__(
        self,
        n_cases: int,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._n_cases = n_cases
        self._stream = stream or sys.stderr
        self._clock = clock
        self._start = clock()
        self._shown = self._stream.isatty()

    @contextmanager
    def of(self, n_done: int, what: str) -> Iterator[None]:
        """`what` is measured meanwhile, and so many are done; then the line is left to others."""
        if not self._shown:
            yield
            return
        width = shutil.get_terminal_size().columns - 1
        text = f"[{n_done + 1}/{self._n_cases}] {self._times(n_done)}  {what}"
        self._write(text[:width].ljust(width))
        try:
            yield
        finally:
            self._write(" " * width)

    def _write(self, text: str) -> None:
        # No control codes: every terminal knows the carriage return.
        self._stream.write(f"\r{text}\r")
        self._stream.flush()

    def _times(self, n_done: int) -> str:
        spent = self._clock() - self._start
        if n_done == 0:
            return minutes(spent)
        left = spent / n_done * (self._n_cases - n_done)
        return f"{minutes(spent)}, about {minutes(left)} left"


def minutes(seconds: float) -> str:
    """``4:07``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
