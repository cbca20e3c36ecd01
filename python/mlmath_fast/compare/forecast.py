"""How long a function will take, judged by its earlier cases: who would take too long is not run."""

from dataclasses import dataclass, field

# Shorter runs are overhead for the most part, and foretell nothing.
TELLING_SECONDS = 0.01


@dataclass
class Forecast:
    """Seconds of the costliest case yet of each function, by kernel and name of the contestant."""

    seen: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def learn(self, kernel: str, name: str, load: float, seconds: float) -> None:
        """Remember what a case of this load took; the load's unit is the caller's."""
        known, _ = self.seen.get((kernel, name), (0.0, 0.0))
        if seconds >= TELLING_SECONDS and load >= known:
            self.seen[kernel, name] = load, seconds

    def seconds(self, kernel: str, name: str, load: float) -> float:
        """As many as its costliest case took, in proportion to the load; 0 where nothing is known."""
        known, seconds = self.seen.get((kernel, name), (1.0, 0.0))
        return seconds * load / known
