"""How one person walks the programme: own weekdays, moved walks, an easier beginning, pain that is usual for them.

The steps are the same for everybody; only days, pace and beginning are a person's own.
"""

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from coach.domain.programme.felt import SCALE

DAYS = 7
"""Days in a week."""

KEPT_MOVES_DAYS = 28
"""A moved walk matters for its own week; four weeks of them are kept, for a look at the days just past."""


class Move(msgspec.Struct, frozen=True):
    """A walk moved from one day to another, a day of rest then, of the same week; the two change places.

    Raises:
        ValueError: when it moves nowhere, or so far that no week holds both days.
    """

    from_day: int
    to_day: int

    def __post_init__(self) -> None:
        if not 0 < abs(self.to_day - self.from_day) < DAYS:
            raise ValueError(f"a walk moves by one to six days, not from day {self.from_day} to {self.to_day}")


class OwnPath(msgspec.Struct, frozen=True):
    """What a person has said of their own path; the default is the programme as it is written.

    Raises:
        ValueError: when a weekday is none, or pain is not on its scale.
    """

    weekdays: frozenset[int] = frozenset()
    """The weekdays that suit, 0 is Monday; empty is "not said": then the programme chooses."""
    moves: tuple[Move, ...] = ()
    """From old to new."""
    with_baseline: bool = False
    """Begins with a week at what is tolerated (EPIPHA-KNEE 2021)."""
    usual_pain: int | None = None
    """The pain of an ordinary day before the programme, 0-10; None is "not said"."""

    def __post_init__(self) -> None:
        if not all(0 <= day < DAYS for day in self.weekdays):
            raise ValueError(f"weekdays are 0-6, not {sorted(self.weekdays)}")
        if self.usual_pain is not None and self.usual_pain not in SCALE:
            raise ValueError(f"pain is 0-10, not {self.usual_pain}")

    def with_move(self, move: Move) -> "OwnPath":
        """Return this path with one more move; moving a walk straight back leaves none, and old ones are dropped."""
        if self.moves and self.moves[-1] == Move(move.to_day, move.from_day):
            return replace(self, moves=self.moves[:-1])
        kept = (item for item in self.moves if max(move.from_day, move.to_day) - item.to_day < KEPT_MOVES_DAYS)
        return replace(self, moves=(*kept, move))

    def moved(self, days: Collection[int]) -> frozenset[int]:
        """Return the days of a week with a walk (`days`), after the moves of that week.

        A move from a day without a walk, or to one with a walk, changes nothing.
        """
        result = set(days)
        for move in self.moves:
            if move.from_day in result and move.to_day not in result:
                result ^= {move.from_day, move.to_day}
        return frozenset(result)


AS_WRITTEN = OwnPath()
"""The programme as it is written."""
