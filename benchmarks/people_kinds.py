"""The kinds of people who walk the programme: what they can, what they do, and what they say of it.

A kind is what a physiotherapist would say of a patient in a sentence; the seed draws the rest (`people_model.Person`).
"""

from dataclasses import dataclass

WEEK_AWAY_FROM = 3
"""Absences and flares begin in the third week at the earliest: before that there is nothing to fall back from."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of people. Ranges are from-to, drawn evenly; shares are chances a day or a walk."""

    name: str
    days: int | None = None
    """On how many weekdays they can walk; None is every day."""
    weekdays: tuple[int, ...] = ()
    """Which these are, 0 is Monday; empty is drawn."""
    says_days: bool = True
    """Whether they have told Coach of them."""
    adherence: tuple[float, float] = (0.85, 1.0)
    """Of the walks that are asked for on days that suit, this share is walked."""
    length: tuple[float, float] = (0.97, 1.05)
    """How long they walk, as a share of what is asked."""
    on_rest_days: float = 0.0
    """The chance to walk on a day of rest."""
    moves: float = 0.0
    """The chance to move a walk that is asked for today, or tomorrow's to today."""
    usual_pain: tuple[int, int] = (0, 2)
    says_pain: bool = False
    """Whether they have told Coach of it."""
    with_baseline: bool = False
    worse_a_week: float = 0.0
    """By how much the usual pain changes in a week."""
    flares: tuple[int, ...] = ()
    """For each bad week, how many walks of it flare."""
    chance_of_flare: float = 0.0
    """A walk's chance of a flare, on top."""
    answers: float = 0.95
    """The chance that a question is answered."""
    in_zone: tuple[float, float] = (0.97, 1.03)
    """Zone 2 time, as a share of an ordinary walker's."""
    able_min: tuple[float, float] | None = None
    """The longest walk that can be walked in the first week; it grows by a tenth a week."""
    effort: tuple[float, float] = (3.0, 4.5)
    """How hard an ordinary walk feels, 0-10."""
    away_weeks: int = 0
    """Weeks without a walk and without a look at Coach."""
    starts: int | None = 0
    """The weekday of the first day; None is drawn."""
    told_late_days: tuple[int, int] = (0, 0)
    """Days from the programme's first day to the one on which Coach hears of it."""
    limited: bool = False
    """Daily life is limited, or movements are avoided."""
    wants_more: bool = False
    tolerates: bool = False
    """Walks all that is asked and bears it: reaches the goal."""


EXACT = ((1.0, 1.0), (1.0, 1.0))
"""Adherence and length of who does what the programme says."""

KINDS = (
    Kind("by the book", adherence=EXACT[0], length=EXACT[1], tolerates=True),
    Kind("keen", adherence=(0.95, 1.0), length=(1.0, 1.1)),
    Kind("lazy", adherence=(0.25, 0.6)),
    Kind("flares once", flares=(1,), adherence=(0.9, 1.0)),
    Kind("flares twice in a week", flares=(2, 2, 1), adherence=(0.9, 1.0)),
    Kind("flares often", chance_of_flare=0.06),
    Kind("chronic, said", usual_pain=(4, 6), says_pain=True, flares=(1,)),
    Kind("chronic, not said", usual_pain=(4, 6), flares=(1,)),
    Kind("chronic, baseline", usual_pain=(4, 6), says_pain=True, with_baseline=True, flares=(1,)),
    Kind("ill two weeks", away_weeks=2, effort=(3.5, 5.0)),
    Kind("holiday three weeks", away_weeks=3),
    Kind("medicated, no zone", in_zone=(0.0, 0.0)),
    Kind("cannot reach the zone", in_zone=(0.0, 0.05), effort=(2.0, 3.0)),
    Kind("one day", days=1, adherence=(0.95, 1.0)),
    Kind("two days", days=2),
    Kind("three days", days=3, weekdays=(0, 2, 4), adherence=EXACT[0], length=EXACT[1], tolerates=True),
    Kind("three days, drawn", days=3),
    Kind("three days, not said", days=3, weekdays=(0, 2, 4), says_days=False),
    Kind("four days", days=4, adherence=EXACT[0], length=EXACT[1], tolerates=True),
    Kind("five days", days=5, adherence=EXACT[0], length=EXACT[1], tolerates=True),
    Kind("seven days", days=7, adherence=EXACT[0], length=EXACT[1], tolerates=True),
    Kind("weekend", days=2, weekdays=(5, 6), says_days=False),
    Kind("weekend, said", days=2, weekdays=(5, 6)),
    Kind("never answers", answers=0.0),
    Kind("never answers, flares", answers=0.0, flares=(2, 1)),
    Kind("answers half", answers=0.5, flares=(1, 1)),
    Kind("moves walks", moves=0.35),
    Kind("moves walks, four days", moves=0.35, days=4),
    Kind("walks on rest days", on_rest_days=0.6),
    Kind("overdoes it", length=(1.3, 1.6), on_rest_days=0.15, chance_of_flare=0.03),
    Kind("cannot walk 15 minutes", able_min=(8.0, 13.0), with_baseline=True, usual_pain=(2, 5), says_pain=True),
    Kind("cannot, without baseline", able_min=(8.0, 13.0), usual_pain=(1, 3)),
    Kind("slow improver", usual_pain=(3, 5), says_pain=True, worse_a_week=-0.15, effort=(4.0, 5.5)),
    Kind("worsens", usual_pain=(2, 3), worse_a_week=0.3, adherence=(0.8, 0.95)),
    Kind("finds it hard", effort=(6.5, 8.0)),
    Kind("starts mid-week", starts=None, tolerates=True, adherence=EXACT[0], length=EXACT[1]),
    Kind("told late", starts=None, told_late_days=(3, 24)),
    Kind("daily life limited", limited=True, usual_pain=(2, 4)),
    Kind("wants more", wants_more=True, adherence=(0.95, 1.0)),
    Kind("one walk a week, any day", adherence=(0.15, 0.25)),
)
