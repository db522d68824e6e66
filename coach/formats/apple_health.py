"""Reads the walks and hikes of an Apple Health export, in one pass: it is gigabytes of all that a phone has gathered.

Heart rates stand apart from the walks, most of them before: they are kept in eight bytes each until the file's end.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from msgspec.structs import replace

from coach.errors import FormatError, FormatProblem, NotARecordingError
from coach.formats.apple_tags import Clock, attributes, maker_and_model, number, pieces, when
from coach.formats.document import Document
from coach.formats.file_format import Reader
from coach.formats.file_times import walk_times
from coach.formats.laid_out import Collected, Moment, Point, Switch, laid_out_at
from coach.limits import FARTHEST_M, HIGHEST_BPM, MOST_HEART_RATES, MOST_POINTS, MOST_WORKOUTS
from coach.packing import EARLY_END
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind

NAME = "Apple Health"
"""What such a file is called in an error."""

_ROOT = b"<HealthData"
_DOCTYPE = b"<!DOCTYPE HealthData"
_ROUTE = b'creator="Apple Health Export"'
"""The routes beside an export; they are places alone."""

_HEART_RATE = b"HKQuantityTypeIdentifierHeartRate"
_WORKOUT_TAG = re.compile(rb"<(/?)(Workout(?:Event|Statistics|Activity)?)\b([^<]*)")
_WALKS = {b"HKWorkoutActivityTypeWalking", b"HKWorkoutActivityTypeHiking"}
"""Indoors as well: that is said beside the type."""

_SWITCHES = {
    b"HKWorkoutEventTypePause": True,
    b"HKWorkoutEventTypeMotionPaused": True,
    b"HKWorkoutEventTypeResume": False,
    b"HKWorkoutEventTypeMotionResumed": False,
}
"""Whether it stops the walk: by the walker, or as the watch no longer moves."""

_LAP = b"HKWorkoutEventTypeLap"
_DISTANCE = b"HKQuantityTypeIdentifierDistanceWalkingRunning"
_METRES = {b"m": 1.0, b"km": 1000.0, b"mi": 1609.344, b"yd": 0.9144, b"ft": 0.3048, b"cm": 0.01}
_BEATS_A_MINUTE = {b"count/min": 1.0, b"count/s": 60.0, b"Hz": 60.0}
"""Units by what they are in ours."""

_NO_NUMBER, _OUT_OF_RANGE = 0xFFFE, 0xFFFF
"""In the place of a heart rate that is none: it is counted where it lies in a walk."""

_MOST_SOURCES = 0xFFFF
_LONGEST_OVERLAP = 4
"""A heart rate may belong to this many walks: a phone, a watch and two apps recorded the same one."""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether it begins like an export, or like a route beside one."""
    plain = head.replace(b"\0", b"")
    return _DOCTYPE in plain or _ROOT in plain or (_ROUTE in plain and b"<gpx" in plain)


def read(document: Document) -> Iterable[Activity]:
    """Yield the walks and hikes that have a heart rate, in the order of the file.

    Raises:
        NotARecordingError: when it is a route, which stands in the export once more.
        FormatError: when there is none.
    """
    if _ROUTE in document.head().replace(b"\0", b""):
        raise NotARecordingError
    export = _Export()
    for piece in pieces(document):
        export.take(piece)
    walks = export.walks_with_a_heart_rate()
    if not walks:
        raise export.no_walk(document.name)
    of_the_file = export.flaws()
    for walk, places in walks:
        activity = export.laid_out(walk, places)
        yield replace(activity, flaws=(*activity.flaws, *of_the_file))
        of_the_file = ()


@dataclass(slots=True)
class _Walk:
    """A workout, as its tags say."""

    started: datetime
    from_s: int
    to_s: int
    device: bytes | None
    distance_m: float | None
    switches: list[tuple[int, bool]] = field(default_factory=list)
    laps_s: list[int] = field(default_factory=list)


class _Export:
    """What an export holds of walks."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._beats = array("Q")
        """Each a time in seconds, a source and a heart rate, of 32, 16 and 16 bits."""
        self._sources: dict[bytes | None, int] = {}
        self._devices: dict[int, bytes | None] = {}
        self._walks: list[_Walk] = []
        self._walk: _Walk | None = None
        self._is_in_workout = self._is_in_part = self._is_whole = False
        self._events = self._too_many = self._without_time = self._without_heart_rate = 0

    def take(self, piece: bytes) -> None:
        """Take some whole tags."""
        at = piece.find(_HEART_RATE)
        while at >= 0:
            end = piece.find(b"<", at)
            end = len(piece) if end < 0 else end
            self._take_heart_rate(piece[piece.rfind(b"<", 0, at) : end])
            at = piece.find(_HEART_RATE, end)
        if self._is_in_workout or b"<Workout" in piece:
            for closing, name, rest in _WORKOUT_TAG.findall(piece):
                self._take_workout_tag(name, rest, is_end=bool(closing))
        self._is_whole = self._is_whole or b"</HealthData" in piece

    def _take_heart_rate(self, tag: bytes) -> None:
        if not tag.startswith(b"<Record"):
            return
        said = attributes(tag)
        if said.get(b"type") != _HEART_RATE:
            return
        time_s = self._clock.unix_s(said.get(b"startDate", b""))
        if time_s is None:
            self._without_time += 1
        elif len(self._beats) >= MOST_HEART_RATES:
            self._too_many += 1
        else:
            bpm = number(said.get(b"value"))
            if bpm is not None:
                bpm *= _BEATS_A_MINUTE.get(said.get(b"unit", b""), 1.0)
                kept = round(bpm) if 0 <= bpm <= HIGHEST_BPM else _OUT_OF_RANGE
            else:
                kept = _NO_NUMBER
            self._beats.append(time_s << 32 | self._source(said) << 16 | kept)

    def _source(self, said: dict[bytes, bytes]) -> int:
        name = said.get(b"sourceName")
        known = self._sources.get(name)
        if known is None:
            known = min(len(self._sources), _MOST_SOURCES)
            if known < _MOST_SOURCES:
                self._sources[name] = known
                self._devices[known] = said.get(b"device")
        return known

    def _take_workout_tag(self, name: bytes, rest: bytes, *, is_end: bool) -> None:
        is_empty = rest.rstrip().endswith(b"/>")
        if name == b"Workout":
            self._is_in_workout = not is_end and not is_empty
            self._is_in_part = False
            self._walk = None if is_end else self._begun(attributes(rest))
        elif name == b"WorkoutActivity":
            # It says once more what stands beside it.
            self._is_in_part = not is_end and not is_empty
        elif self._walk is not None and not is_end and not self._is_in_part:
            said = attributes(rest)
            if name == b"WorkoutEvent":
                self._take_event(self._walk, said)
            elif said.get(b"type") == _DISTANCE:
                distance_m = _metres(said.get(b"sum"), said.get(b"unit"))
                self._walk.distance_m = self._walk.distance_m if distance_m is None else distance_m

    def _begun(self, said: dict[bytes, bytes]) -> _Walk | None:
        if said.get(b"workoutActivityType") not in _WALKS:
            return None
        started = when(said.get(b"startDate", b""))
        from_s, to_s = (self._clock.unix_s(said.get(key, b"")) for key in (b"startDate", b"endDate"))
        if started is None or from_s is None or to_s is None or to_s < from_s:
            self._without_time += 1
        elif len(self._walks) >= MOST_WORKOUTS:
            self._too_many += 1
        else:
            distance_m = _metres(said.get(b"totalDistance"), said.get(b"totalDistanceUnit"))
            self._walks.append(_Walk(started, from_s, to_s, said.get(b"device"), distance_m))
            return self._walks[-1]
        return None

    def _take_event(self, walk: _Walk, said: dict[bytes, bytes]) -> None:
        kind, time_s = said.get(b"type", b""), self._clock.unix_s(said.get(b"date", b""))
        if (kind != _LAP and kind not in _SWITCHES) or time_s is None:
            return
        self._events += 1
        if self._events > MOST_POINTS:
            self._too_many += 1
        elif kind == _LAP:
            walk.laps_s.append(time_s)
        else:
            walk.switches.append((time_s, _SWITCHES[kind]))

    def walks_with_a_heart_rate(self) -> list[tuple[_Walk, range]]:
        """Return each with the places of its heart rates among all, which are laid in order of time."""
        if self._beats:
            np.frombuffer(self._beats, dtype=np.uint64).sort()
        found = []
        left = _LONGEST_OVERLAP * len(self._beats)
        for walk in self._walks:
            places = range(bisect_left(self._beats, walk.from_s << 32), bisect_left(self._beats, (walk.to_s + 1) << 32))
            left -= len(places)
            if not places:
                self._without_heart_rate += 1
            elif left < 0:
                self._too_many += 1
            else:
                found.append((walk, places))
        return found

    def laid_out(self, walk: _Walk, places: range) -> Activity:
        """Return a walk with the heart rates of the source that has most: two at once are one heart."""
        sources = Counter(self._beats[place] >> 16 & 0xFFFF for place in places)
        source = max(sorted(sources), key=sources.__getitem__)
        dropped = Counter[FlawKind]()
        points = [Point(float(walk.from_s), distance_m=None if walk.distance_m is None else 0.0)]
        last = None
        for place in places:
            key = self._beats[place]
            if key >> 16 & 0xFFFF != source or key == last:
                continue
            last = key
            bpm = key & 0xFFFF
            if bpm <= HIGHEST_BPM:
                if len(points) <= MOST_POINTS:
                    points.append(Point(float(key >> 32), bpm))
                else:
                    dropped[FlawKind.TOO_MANY] += 1
            else:
                dropped[FlawKind.NO_NUMBER if bpm == _NO_NUMBER else FlawKind.OUT_OF_RANGE] += 1
        points.append(Point(float(walk.to_s), distance_m=walk.distance_m))
        flaws = [Flaw(kind, count=count) for kind, count in dropped.items()]
        return _activity(walk, points, maker_and_model(walk.device or self._devices.get(source)), flaws)

    def flaws(self) -> tuple[Flaw, ...]:
        """Return what is wrong with the file as a whole."""
        counts = {
            FlawKind.NO_TIME: self._without_time,
            FlawKind.TOO_MANY: self._too_many,
            FlawKind.NO_HEART_RATE: self._without_heart_rate,
        }
        found = [Flaw(kind, count=count) for kind, count in counts.items() if count]
        return (*found, *([] if self._is_whole else [Flaw(FlawKind.DAMAGED, detail=EARLY_END)]))

    def no_walk(self, name: str) -> FormatError:
        """Return why there is no walk in it."""
        if not self._is_whole:
            return FormatError(FormatProblem.DAMAGED, NAME, name=name, detail=EARLY_END)
        return FormatError(FormatProblem.NO_HEART_RATE if self._walks else FormatProblem.NO_WALK, NAME, name=name)


def _activity(walk: _Walk, points: list[Point], source: dict[str, object], flaws: list[Flaw]) -> Activity:
    times_s = [point.time_s or 0.0 for point in points]
    found = Collected(
        points,
        [Switch(time_s, bisect_left(times_s, time_s), stopped) for time_s, stopped in sorted(walk.switches)],
        [Moment(time_s, bisect_left(times_s, time_s)) for time_s in walk.laps_s],
    )
    # The clock is a phone's, and needs no stop to be believed in a long silence.
    activity = laid_out_at(walk_times(times_s), found, source, flaws, ())
    return replace(activity, header=replace(activity.header, started_at=walk.started.isoformat()))


def _metres(amount: bytes | None, unit: bytes | None) -> float | None:
    """Return a distance; None where there is none that anybody walks."""
    metres, count = _METRES.get(unit or b""), number(amount)
    if metres is None or count is None:
        return None
    return count * metres if 0 <= count * metres <= FARTHEST_M else None


READER = Reader("apple", "Health export", "of an iPhone", sniff, read)
