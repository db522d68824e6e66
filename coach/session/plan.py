"""A session's plan: the workout, and the zones to judge it by.

The recording's header holds it, so that a replay runs the same plan.
"""

from collections.abc import Mapping
from itertools import pairwise

import msgspec

from coach.domain.programme.felt import SCALE
from coach.domain.workout import steps
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind
from coach.domain.zone.zones import TYPICAL_ZONES, Band, ZoneTable

POSSIBLE_MAX_BPM = (60.0, 250.0)
"""A maximum outside is a mistake: hearts of the very old, slowed by medicine, reach more than 60."""


class SessionPlan(msgspec.Struct, frozen=True):
    """A workout, and the walker's zones."""

    workout: Workout
    zones: ZoneTable | None
    """None while no band can be known: with medicine that slows the heart, before the first talk test."""
    allows_speed_up: bool = True
    """Whether Coach pushes at a heart rate under the band. False with medicine that slows the heart, unless the walker
    has their own band: Coach pushes nobody towards one that a single answer has found."""
    paced: bool = False
    """Whether a pacemaker keeps the walker's heart: then a number that does not change may be true."""
    measured_max_bpm: float | None = None
    """A measured maximum, where there are no zones to hold it: the one reason to stop a walker without a band."""
    usual_pain: float | None = None
    """The walker's usual pain before a walk, 0-10; None while there is none."""

    @property
    def max_bpm(self) -> float | None:
        """The heart rate taken as the walker's maximum; None while it is not known."""
        return self.measured_max_bpm if self.zones is None else self.zones.max_bpm

    def to_json(self) -> dict[str, object]:
        """Return the header's `session` object."""
        zones = self.zones
        return {
            "workout": self.workout.kind.value,
            "band_bpm": None if zones is None else [_plain(zones.zone_2.lo_bpm), _plain(zones.zone_2.hi_bpm)],
            "zone_bounds_bpm": None if zones is None else [_plain(bound) for bound in zones.lower_bounds_bpm],
            "max_bpm": None if self.max_bpm is None else _plain(self.max_bpm),
            "pushes": self.allows_speed_up,
            "paced": self.paced,
            "usual_pain": self.usual_pain,
            "steps": [{"kind": step.kind.value, "duration_s": step.duration_s} for step in self.workout.steps],
        }

    @classmethod
    def from_json(
        cls,
        session: Mapping[str, object],
        *,
        kind: WorkoutKind | None = None,
        minutes: float | None = None,
        band: Band | None = None,
    ) -> "SessionPlan":
        """Return the plan of a header, with the caller's arguments in place of its values.

        Missing or senseless values become those of a walker without a plan: a free walk in the typical band.
        A band from the caller counts as the walker's own, so Coach pushes.

        Raises:
            ValueError: when the caller's workout does not fit its minutes.
        """
        zones = _zones(session) if band is None else ZoneTable.from_band(band, _max_bpm(session))
        allows_speed_up = band is not None or (zones is not None and session.get("pushes") is not False)
        is_other = kind is not None or minutes is not None
        workout = steps.make(kind or _kind(session), minutes) if is_other else _workout(session)
        return cls(
            workout,
            zones,
            allows_speed_up,
            paced=session.get("paced") is True,
            measured_max_bpm=_measured_max_bpm(session) if zones is None else None,
            usual_pain=_usual_pain(session),
        )


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _numbers(value: object) -> tuple[float, ...]:
    if not isinstance(value, list):
        return ()
    if not all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
        return ()
    try:
        return tuple(float(item) for item in value)
    except OverflowError:  # JSON's whole numbers have no end
        return ()


def _max_bpm(session: Mapping[str, object]) -> float | None:
    top_bpm = _numbers([session.get("max_bpm")])
    return top_bpm[0] if top_bpm and top_bpm[0] > 0 else None


def _usual_pain(session: Mapping[str, object]) -> float | None:
    level = _numbers([session.get("usual_pain")])
    return level[0] if level and SCALE[0] <= level[0] <= SCALE[-1] else None


def _measured_max_bpm(session: Mapping[str, object]) -> float | None:
    """Return a header's maximum where it is the only limit there is: one that a person can have."""
    max_bpm = _max_bpm(session)
    return max_bpm if max_bpm is not None and POSSIBLE_MAX_BPM[0] <= max_bpm <= POSSIBLE_MAX_BPM[1] else None


def _zones(session: Mapping[str, object]) -> ZoneTable | None:
    """Return a header's zones: none where it says so, the typical ones where it says nothing that makes sense."""
    if "band_bpm" in session and session["band_bpm"] is None and session.get("zone_bounds_bpm") is None:
        return None
    bounds = _numbers(session.get("zone_bounds_bpm"))
    band = _numbers(session.get("band_bpm"))
    top_bpm = _max_bpm(session)
    try:
        if len(bounds) == 5 and top_bpm is not None and all(a < b for a, b in pairwise(bounds)):
            return ZoneTable((bounds[0], bounds[1], bounds[2], bounds[3], bounds[4]), top_bpm)
        if len(band) == 2:
            return ZoneTable.from_band(Band(*band), top_bpm)
    except ValueError:
        pass  # a header's numbers are data from outside; the typical band is the safe reading of nonsense
    return TYPICAL_ZONES


def _kind(session: Mapping[str, object]) -> WorkoutKind:
    try:
        return WorkoutKind(str(session.get("workout")))
    except ValueError:
        return WorkoutKind.FREE


def _workout(session: Mapping[str, object]) -> Workout:
    kind = _kind(session)
    listed = session.get("steps")
    if isinstance(listed, list) and listed:
        try:
            return Workout(kind, tuple(_step(item) for item in listed))
        except (KeyError, TypeError, ValueError, OverflowError):
            return steps.free()
    return steps.make(kind, None)


def _step(item: Mapping[str, object]) -> Step:
    length = item["duration_s"]
    if length is not None and not isinstance(length, int | float):
        raise TypeError(f"a step's length is a number of seconds, not {length!r}")
    return Step(StepKind(str(item["kind"])), None if length is None else float(length))
