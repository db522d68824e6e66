"""Which days of a week have a walk, and which kind: on the programme's own days, or on those that suit the walker."""

from itertools import combinations, pairwise

from coach.domain.programme.own_path import AS_WRITTEN, DAYS, OwnPath
from coach.domain.programme.weeks import LEAST_DAYS_FOR_TEMPO, WeekPlan, weekday
from coach.domain.workout.steps import WorkoutKind

WALKS_BEFORE_HARDER = 2
"""So many walks of the week come before its longer walk or its tempo day, where it has as many, else it is ordinary."""

SEVEN_FROM_PHASE = 3
"""From weeks 5-6 on every day that suits may have a walk; before, days of rest in between are part of the programme."""

SATURDAY, SUNDAY = 5, 6

_WALK_DAYS: dict[int, tuple[int, ...]] = {4: (0, 2, 4, 6), 5: (0, 1, 3, 4, 6), 6: (0, 1, 2, 4, 5, 6)}
"""Days of a week with a walk, counted from its first: rest in between, never three days of rest in a row."""


def fitted(week: WeekPlan, own: OwnPath = AS_WRITTEN) -> WeekPlan:
    """Return a week on as many days as suit the walker, within the programme."""
    if not own.weekdays:
        return week
    most = week.phase.days[1] if week.phase.number >= SEVEN_FROM_PHASE else week.walks
    return week.on_days(min(len(own.weekdays), most))


def walks_before_harder(walks: int) -> int:
    """Return how many walks come before the harder one in a week of this many."""
    return min(WALKS_BEFORE_HARDER, walks - 1)


def layout(week: WeekPlan, first_day: int, own: OwnPath = AS_WRITTEN) -> tuple[WorkoutKind | None, ...]:
    """Return what each of the seven days from `first_day` is for; None is rest. `week` is `fitted`.

    The longer walk lies on the last weekend day that has two walks before it, else it is the week's last. The tempo day
    is the first walk after a rest that has two before it, else the third. A week before week 1 has neither.
    """
    days = own.moved([first_day + offset for offset in _offsets(week.walks, first_day, own)])
    offsets = sorted(day - first_day for day in days if first_day <= day < first_day + DAYS)
    plain = WorkoutKind.STEADY if week.minutes[1] else WorkoutKind.FREE
    kinds: list[WorkoutKind | None] = [plain if day in offsets else None for day in range(DAYS)]
    later = offsets[walks_before_harder(len(offsets)) :]
    if week.long_min is not None and later:
        weekend = [day for day in later if weekday(first_day + day) in {SATURDAY, SUNDAY}]
        kinds[weekend[-1] if weekend else later[-1]] = WorkoutKind.LONG
    if week.phase.has_tempo_day and len(offsets) >= LEAST_DAYS_FOR_TEMPO:
        rested = [day for day in later if kinds[day - 1] is None]
        kinds[rested[0] if rested else later[0]] = WorkoutKind.TEMPO
    return tuple(kinds)


def _offsets(walks: int, first_day: int, own: OwnPath) -> tuple[int, ...]:
    """Return the days with a walk, counted from the week's first: the programme's own, or those that suit best."""
    usual = _WALK_DAYS.get(walks)
    suiting = [day for day in range(DAYS) if not own.weekdays or weekday(first_day + day) in own.weekdays]
    if usual is not None and set(usual) <= set(suiting):
        return usual
    return min(combinations(suiting, walks), key=_crowding)


def _crowding(days: tuple[int, ...]) -> int:
    """Return how unevenly walks lie in a week that is followed by one like it: the sum of the squared gaps."""
    if not days:
        return 0
    round_days = (*days, days[0] + DAYS)
    return sum((later - earlier) ** 2 for earlier, later in pairwise(round_days))
