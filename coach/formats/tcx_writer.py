"""Writes a walk as a TCX file, valid against Garmin's schema (Training Center Database, version 2).

Its sports are running, biking and others: a walk is one of the others, and a note says what it was. A lap's time
includes its pauses, so that each lap begins where the one before ends. TCX has no pauses: a new track begins where the
walker goes on, and before it no point stands in the pause unless something was measured then.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape  # as that of xml.sax, which loads a web client
from itertools import groupby

from coach.domain.workout.steps import StepKind
from coach.formats.file_format import Writer
from coach.formats.whole_seconds import Second, Stretch, WholeSeconds, whole_seconds
from coach.formats.written_walk import AFTERWARDS, CYCLING, RUNNING, Written, WrittenWalk

NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"

_SCHEMA = f"{NAMESPACE} http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd"

_SPORTS = {RUNNING: "Running", CYCLING: "Biking"}
"""Any other is "Other"."""

ON_BELT = " on a treadmill"

_RESTING = {StepKind.RECOVERY.value, AFTERWARDS}
"""Laps at rest, by their steps; any other is active."""


def write(walk: WrittenWalk) -> Written:
    """Return the walk as a TCX file, without names and notes of the walker's."""
    began = walk.started_at.astimezone(UTC).replace(microsecond=0)
    by_second = whole_seconds(walk)
    data = "".join(f"{line}\n" for line in _lines(began, by_second, walk)).encode()
    return Written(data, by_second.readings)


def _note(walk: WholeSeconds, written: WrittenWalk) -> str:
    """Return what it was and whose it is: "Walking on a treadmill, recorded by Coach"."""
    what = f"{written.sport}{ON_BELT if walk.is_on_belt else ''}, " if written.sport else ""
    by_coach = f"{what}{'written' if written.is_imported else 'recorded'} by Coach"
    return by_coach[0].upper() + by_coach[1:]


def _lines(began: datetime, walk: WholeSeconds, written: WrittenWalk) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    yield f'<TrainingCenterDatabase xmlns="{NAMESPACE}" xmlns:xsi="{xsi}" xsi:schemaLocation="{_SCHEMA}">'
    yield "<Activities>"
    yield f'<Activity Sport="{_SPORTS.get(written.sport, "Other")}">'
    yield _element("Id", _time(began, 0))
    paused_s = frozenset(pause.from_s for pause in walk.pauses)
    resumed_s = [pause.to_s for pause in walk.pauses]
    for lap in walk.laps:
        ends_s = (lap.from_s, lap.to_s)
        points = (
            item
            for item in walk.of(lap)
            if not (item.is_paused and item.is_empty) or item.second in ends_s or item.second in paused_s
        )
        tracks = groupby(points, key=lambda item: bisect_right(resumed_s, item.second))
        yield from _lap_lines(began, walk, lap, (track for _, track in tracks))
    yield _element("Notes", _note(walk, written))
    yield "</Activity>"
    yield "</Activities>"
    yield "</TrainingCenterDatabase>"


def _lap_lines(began: datetime, walk: WholeSeconds, lap: Stretch, tracks: Iterable[Iterable[Second]]) -> Iterator[str]:
    """Yield a lap, its elements in the schema's order."""
    yield f'<Lap StartTime="{_time(began, lap.from_s)}">'
    yield _element("TotalTimeSeconds", lap.to_s - lap.from_s)
    yield _element("DistanceMeters", f"{walk.distance_m(lap) or 0.0:.2f}")
    if (fastest_mps := walk.fastest_mps(lap)) is not None:
        yield _element("MaximumSpeed", f"{fastest_mps:.3f}")
    yield _element("Calories", 0)  # the schema wants them; Coach does not guess them
    for name, bpm in (("AverageHeartRateBpm", walk.mean_bpm(lap)), ("MaximumHeartRateBpm", walk.highest_bpm(lap))):
        if bpm is not None:
            yield _heart_rate(name, bpm)
    yield _element("Intensity", "Resting" if lap.name in _RESTING else "Active")
    yield _element("TriggerMethod", "Time" if lap.name else "Manual")
    for track in tracks:
        yield "<Track>"
        for item in track:
            yield from _point_lines(began, item)
        yield "</Track>"
    yield "</Lap>"


def _point_lines(began: datetime, item: Second) -> Iterator[str]:
    yield "<Trackpoint>"
    yield _element("Time", _time(began, item.second))
    if item.distance_m is not None:
        yield _element("DistanceMeters", f"{item.distance_m:.2f}")
    if item.bpm is not None:
        yield _heart_rate("HeartRateBpm", item.bpm)
    yield "</Trackpoint>"


def _heart_rate(name: str, bpm: int) -> str:
    return f"<{name}><Value>{bpm}</Value></{name}>"


def _element(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value), quote=False)}</{name}>"


def _time(began: datetime, second: int) -> str:
    return (began + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")


WRITER = Writer(".tcx", write)
