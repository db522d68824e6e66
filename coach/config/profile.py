"""What Coach knows of a walker, and what follows from it for zones and programme."""

import sys
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from coach.domain.programme.flare_plan import MOST_CHARACTERS
from coach.domain.programme.own_path import Move, OwnPath
from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.safety import FIRST_LIST, SafetyAnswers, SafetySign, in_order
from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST, Formula, ZoneModel, Zones, zones_for
from coach.domain.zone.zones import Band
from coach.errors import ConfigError, ConfigProblem
from coach.limits import EARLIEST_YEAR, LATEST_YEAR


class Theme(StrEnum):
    """The colours of the screen."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


class Weekday(StrEnum):
    """A day of the week, from Monday."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Weekday)


class RememberedStrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paired strap. On macOS the address is valid on this computer only, so the system is stored with it."""

    name: str
    address: str
    system: str


_Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A date, ISO."""

_Bpm = Annotated[float, msgspec.Meta(ge=30, le=250)]

_Few = msgspec.Meta(max_length=100)
"""Far more than there are signs and notices: writing a list of thousands would take minutes."""

MOST_MOVES = 100
"""Four weeks of moved walks are kept: this many is more than three a day."""

NO_DEVICE = "no_medical_device"
"""The entry that records that the walker has seen the first questions, and what Coach is not."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Coach knows about a walker. Every field is optional."""

    age: Annotated[int, msgspec.Meta(ge=YOUNGEST, le=OLDEST)] | None = None
    max_bpm: Annotated[float, msgspec.Meta(ge=100, le=230)] | None = None
    """A measured maximum."""
    resting_bpm: Annotated[float, msgspec.Meta(ge=30, le=110)] | None = None
    formula: Formula = Formula.TANAKA
    zone_model: ZoneModel = ZoneModel.MAXIMUM
    band_bpm: tuple[_Bpm, _Bpm] | None = None
    """The walker's own Zone 2."""
    slowing_medication: bool | None = None
    """Takes medicine that lowers the heart rate, such as beta blockers; None is "not said"."""
    paced_heart: bool | None = None
    """Has a pacemaker, so that a heart rate that does not change may be true; None is "not said"."""
    programme_start: _Day | None = None
    """The first day of week 1."""
    programme_said: _Day | None = None
    """The day on which the walker gave the start: weeks that were over by then count as walked."""
    walk_days: Annotated[tuple[Weekday, ...], _Few] | None = None
    """The weekdays that suit; None, or none of them, is "not said": the programme chooses."""
    moved: Annotated[tuple[tuple[_Day, _Day], ...], msgspec.Meta(max_length=MOST_MOVES)] = ()
    """Walks moved to another day of their week, from old to new: the day it was on, and the one it is on now."""
    baseline: bool | None = None
    """Begins with an easy week at what is comfortable; None is "not said"."""
    usual_pain: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    """The pain of an ordinary day before the programme."""
    flare_plan: Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)] | None = None
    """What the walker wants to do when pain flares, in own words."""
    safety: Annotated[tuple[SafetySign, ...], _Few] | None = None
    """The signs answered with yes before the first walk; None before the questions have been asked."""
    safety_asked: Annotated[tuple[SafetySign, ...], _Few] | None = None
    """The signs answered at all; None in a profile of a Coach that did not keep this, which asked `FIRST_LIST`."""
    signs_seen: Annotated[tuple[SafetySign, ...], _Few] | None = None
    """Of the signs answered with yes, those that a professional has seen to; None is none."""
    signs_seen_on: _Day | None = None
    """The day on which the walker said so last."""
    disclaimers_seen: Annotated[tuple[str, ...], _Few] = ()
    """Names of notices to show only once: `NO_DEVICE`, and declined bands."""
    theme: Theme = Theme.DARK
    sound: bool = True
    speech: bool = True
    volume: Annotated[int, msgspec.Meta(ge=0, le=100)] = 80
    speech_words_per_min: Annotated[int, msgspec.Meta(ge=80, le=320)] = 165
    strap: RememberedStrap | None = None

    @property
    def asked(self) -> bool:
        """Whether the first questions have been asked."""
        return NO_DEVICE in self.disclaimers_seen

    @property
    def safety_answers(self) -> SafetyAnswers:
        """What is known of the signs."""
        marked = frozenset(self.safety or ())
        before = frozenset() if self.safety is None else FIRST_LIST
        asked = before if self.safety_asked is None else frozenset(self.safety_asked)
        seen_on = _day("signs_seen_on", self.signs_seen_on)
        seen_day = None if seen_on is None else seen_on.toordinal()
        return SafetyAnswers(asked | marked, marked, marked & frozenset(self.signs_seen or ()), seen_day)

    def with_safety(self, answers: SafetyAnswers) -> "Profile":
        """Return this profile with other answers about the signs; unchanged ones leave the file as it is."""
        if answers == self.safety_answers:
            return self
        return msgspec.structs.replace(
            self,
            safety=in_order(answers.marked),
            safety_asked=in_order(answers.asked),
            signs_seen=in_order(answers.seen) or None,
            signs_seen_on=None if answers.seen_day is None else date.fromordinal(answers.seen_day).isoformat(),
        )

    @property
    def heart_is_slowed(self) -> bool:
        """Whether medicine may slow the heart; a walker who only marked heart medicine counts as taking it."""
        if self.slowing_medication is not None:
            return self.slowing_medication
        return SafetySign.HEART_MEDICATION in (self.safety or ())

    def zones(self) -> Zones:
        """Return the walker's zones.

        Raises:
            ConfigError: when the numbers cannot be a person's.
        """
        try:
            return zones_for(
                own_band=None if self.band_bpm is None else Band(*self.band_bpm),
                measured_max_bpm=self.max_bpm,
                age=self.age,
                formula=self.formula,
                resting_bpm=self.resting_bpm,
                model=self.zone_model,
                slowing_medication=self.heart_is_slowed,
            )
        except ValueError as error:
            raise ConfigError(ConfigProblem.NOT_A_PERSONS, "zones", detail=str(error)) from error

    def programme(self, today: date, first_walk_day: int | None = None) -> ProgrammeStart:
        """Return when the programme began; without an answer, with the history's first walk, or else today.

        Raises:
            ConfigError: when a date is invalid.
        """
        start, own = _day("programme_start", self.programme_start), self.own_path
        if start is None:
            day = today.toordinal() if first_walk_day is None else min(first_walk_day, today.toordinal())
            return ProgrammeStart(day, day, own)
        said = _day("programme_said", self.programme_said) or start
        return ProgrammeStart(start.toordinal(), said.toordinal(), own)

    @property
    def own_path(self) -> OwnPath:
        """The walker's own way through the programme.

        Raises:
            ConfigError: when a date is invalid.
        """
        return OwnPath(
            weekdays=frozenset(WEEK.index(day) for day in self.walk_days or ()),
            moves=tuple(_move(pair) for pair in self.moved),
            with_baseline=self.baseline is True,
            usual_pain=self.usual_pain,
        )

    def choosing_days(self, weekdays: Collection[int]) -> "Profile":
        """Return this profile with other weekdays, 0 is Monday; with none the programme chooses."""
        if frozenset(weekdays) == self.own_path.weekdays:
            return self
        days = tuple(WEEK[index] for index in sorted(weekdays))
        return msgspec.structs.replace(self, walk_days=days or None)

    def moving(self, from_day: date, to_day: date) -> "Profile":
        """Return this profile with one more walk moved to another day; old moves are dropped.

        Raises:
            ValueError: when no week holds both days.
        """
        moves = self.own_path.with_move(Move(from_day.toordinal(), to_day.toordinal())).moves[-MOST_MOVES:]
        days = ((date.fromordinal(move.from_day), date.fromordinal(move.to_day)) for move in moves)
        return msgspec.structs.replace(
            self, moved=tuple((before.isoformat(), after.isoformat()) for before, after in days)
        )

    def starting(self, start: date, today: date) -> "Profile":
        """Return this profile with another first day, given today; the same day again changes nothing."""
        if start.isoformat() == self.programme_start:
            return self
        return msgspec.structs.replace(self, programme_start=start.isoformat(), programme_said=today.isoformat())


def _text(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _move(pair: tuple[str, str]) -> Move:
    days = [day.toordinal() for text in pair if (day := _day("moved", text)) is not None]
    try:
        return Move(*days)
    except ValueError as error:
        raise ConfigError(ConfigProblem.NOT_ONE_WEEK, "moved", detail="/".join(pair)) from error


def check_dates(profile: Profile) -> None:
    """Check the days that a profile names.

    Raises:
        ConfigError: when one is no day of the calendar, too far away, or a walk is moved out of its week.
    """
    for key in ("programme_start", "programme_said", "signs_seen_on"):
        _day(key, getattr(profile, key))
    for pair in profile.moved:
        _move(pair)


def _day(key: str, text: str | None) -> date | None:
    try:
        day = None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(ConfigProblem.NO_DATE, key, detail=text or "") from error
    if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ConfigError(ConfigProblem.DATE_TOO_FAR, key, detail=day.isoformat())
    return day


def this_system() -> str:
    """Return the operating system's short name, as stored with a remembered strap."""
    return sys.platform
