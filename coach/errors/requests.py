"""Requests that cannot be carried out now."""

from enum import StrEnum

from coach.errors.base import CoachError, for_the_log


class CommandError(CoachError):
    """A request that cannot be carried out now. Below the command line a subclass carries the facts."""


class NotBegunError(CommandError):
    """The programme begins on a later day than the one asked about; `first_day` is ISO 8601."""

    def __init__(self, first_day: str) -> None:
        super().__init__(first_day)
        self.first_day = first_day


class WalkNotFoundError(CommandError):
    """No walk matches `words` (None: the latest), or several do: some of their ids in `alike`, `count` in all."""

    def __init__(self, words: str | None, alike: tuple[str, ...] = (), count: int = 0) -> None:
        super().__init__(words)
        self.words = words
        self.alike = alike
        self.count = count


class WalkProblem(StrEnum):
    """Why a walk cannot be continued, shown or exported."""

    TOO_OLD = "too_old"
    ENDED_ELSEWHERE = "ended_elsewhere"
    """Another process has ended it meanwhile."""
    NOTHING_LEFT = "nothing_left"
    """It has neither sums nor a recording."""
    RECORDING_GONE = "recording_gone"
    """It has its sums, and no recording to show it from."""
    UNDER_WAY = "under_way"
    """It is walked in this window or another: a file of it would be a part of it."""


class WalkUnavailableError(CommandError):
    """A walk that cannot be continued, shown or exported."""

    def __init__(self, problem: WalkProblem, walk_id: str) -> None:
        super().__init__(for_the_log(problem, walk_id))
        self.problem = problem
        self.walk_id = walk_id


class AnswerOutOfRangeError(CommandError):
    """An answer off its scale: `name` is its column, and the scale runs from `lo` to `hi`."""

    def __init__(self, name: str, value: object, lo: int, hi: int) -> None:
        super().__init__(f"{name}: {value}")
        self.name = name
        self.value = value
        self.lo = lo
        self.hi = hi


class WorkoutLengthError(CommandError, ValueError):
    """A walk of this `kind` (None: of any) takes `shortest_min` to `longest_min` minutes, not `minutes`."""

    def __init__(self, minutes: float, shortest_min: float, longest_min: float, kind: str | None = None) -> None:
        super().__init__(f"{minutes:g} min")
        self.minutes = minutes
        self.shortest_min = shortest_min
        self.longest_min = longest_min
        self.kind = kind
