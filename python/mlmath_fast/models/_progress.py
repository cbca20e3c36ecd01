"""A line of plain text that says how far a fit is."""

import sys
import time
from typing import IO, Any


class Progress:
    """Writes how far a fit is after each pass: over one line of a terminal, else a line each."""

    def __init__(self, where: bool | IO[str], name: str, total: int) -> None:
        if not isinstance(where, bool) and not (
            hasattr(where, "write") and hasattr(where, "flush")
        ):
            raise TypeError(f"progress must be True, False or a text file, got {where!r}")
        asked = None if isinstance(where, bool) else where
        self._file = _terminal() if where is True else asked
        self._over = _is_terminal(self._file)
        self._name, self._total = name, total
        self._begin, self._width = time.perf_counter(), 0

    def __bool__(self) -> bool:
        return self._file is not None

    def show(self, state: Any, score: float | None) -> None:
        """Of a result so far."""
        if self._file is None:
            return
        held_out = "" if score is None else f", validation {score:.5f}"
        spent = time.perf_counter() - self._begin
        text = (
            f"{self._name}: {state.n_iter} of {self._total}, loss {state.losses[-1]:.6g}{held_out}, "
            f"{spent:.1f} s"
        )
        # What is left of a longer text is written over.
        self._file.write(f"\r{text.ljust(self._width)}" if self._over else f"{text}\n")
        self._file.flush()
        self._width = len(text)

    def close(self) -> None:
        """End the line, whatever ended the fit."""
        if self._file is not None and self._over and self._width:
            self._file.write("\n")
            self._file.flush()


def _terminal() -> IO[str] | None:
    """Where errors go, if somebody sees it there."""
    return sys.stderr if _is_terminal(sys.stderr) else None


def _is_terminal(file: IO[str] | None) -> bool:
    """Some that can be written to, such as loggers, do not say."""
    return file is not None and hasattr(file, "isatty") and file.isatty()
