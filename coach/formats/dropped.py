"""Counts what a reader leaves out of a file, by the reason."""

from dataclasses import dataclass, field

from coach.session.flaws import Flaw, FlawKind


@dataclass(slots=True)
class Dropped:
    """How much was left out so far, and where the first of each kind was."""

    counts: dict[FlawKind, tuple[int, int | None]] = field(default_factory=dict)
    """How many, and the line or record of the first."""

    def add(self, kind: FlawKind, line: int | None = None) -> None:
        """Count one more."""
        count, first = self.counts.get(kind, (0, line))
        self.counts[kind] = (count + 1, first)

    def take(self, other: "Dropped") -> None:
        """Count what another has counted."""
        for kind, (count, line) in other.counts.items():
            mine, first = self.counts.get(kind, (0, line))
            self.counts[kind] = (mine + count, first)

    def flaws(self) -> list[Flaw]:
        """Return a flaw for each reason."""
        return [Flaw(kind, line=line, count=count) for kind, (count, line) in self.counts.items()]
