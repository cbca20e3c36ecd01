"""How long a function will take, judged by its earlier cases: who would take too long is not run."""

from dataclasses import dataclass, field

# Shorter runs are overhead for the most part, and foretell nothing.
TELLING_SECONDS = 0.05


@dataclass
class Forecast:
    """Of the longest case yet of each function, by kernel and contestant: our seconds and its own."""

    seen: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def learn(self, kernel: str, name: str, ours: float, seconds: float) -> None:
        """Remember what a case took that took us `ours`."""
        _, longest = self.seen.get((kernel, name), (0.0, TELLING_SECONDS))
        if seconds >= longest:
            self.seen[kernel, name] = ours, seconds

    def seconds(self, kernel: str, name: str, ours: float) -> float:
        """In proportion to ours, which knows the case's size; 0 where nothing is known."""
        known, seconds = self.seen.get((kernel, name), (1.0, 0.0))
        return seconds * ours / known
