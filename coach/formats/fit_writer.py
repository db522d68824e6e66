"""Writes a walk as a FIT activity file, as watches write one: whole seconds, in UTC.

The order is that of Garmin's description of an activity file, with its sums last: file_id, file_creator, device_info,
the timer's start, records with the timer's stops and starts among them, its last stop, laps, one session, one activity.
Intervals stand in `hrv` messages right before the record of their second, where `coach.formats.fit` looks for them.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from coach import __version__
from coach.domain.totals.distance import FASTEST_MPS
from coach.domain.workout.steps import StepKind
from coach.errors import FormatError, FormatProblem
from coach.formats.file_format import Writer
from coach.formats.fit_encoding import ENUM, NONE_16, TEXT, UINT8, UINT16, UINT32, Field, FitBytes
from coach.formats.whole_seconds import Second, Stretch, WholeSeconds, whole_seconds
from coach.formats.written_walk import AFTERWARDS, CYCLING, HIKING, RUNNING, WALKING, Written, WrittenWalk

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
"""FIT counts seconds from here."""

LATEST = EPOCH + timedelta(seconds=0xFFFFFFFE)
"""The last second that a field of 32 bits can say, in the year 2126."""

FILE_ID, FILE_CREATOR, DEVICE_INFO, EVENT, RECORD, HRV, LAP, SESSION, ACTIVITY = 0, 49, 23, 21, 20, 78, 19, 18, 34
"""Messages of the FIT profile."""

_TIME, _INDEX = 253, 254
"""Every message has the same fields for its time and its number."""

_ACTIVITY_FILE = 4
_DEVELOPMENT = 255
"""The manufacturer of programs that are not registered with Garmin."""

_PRODUCT = 0
_NAME = b"Coach"

_TIMER, _OF_SESSION, _OF_LAP, _OF_ACTIVITY = 0, 8, 9, 26
_START, _STOP, _STOP_ALL = 0, 1, 4
"""Kinds of events, and what happened."""

_GENERIC, _TREADMILL = 0, 1
"""A sport's kinds; the first is also the sport of what is none of these."""

_SPORTS = {RUNNING: 1, CYCLING: 2, WALKING: 11, HIKING: 17}

_ACTIVE, _WARM_UP, _COOL_DOWN, _RECOVERY = 0, 2, 3, 4
_INTENSITY = {
    StepKind.WARM_UP.value: _WARM_UP,
    StepKind.COOL_DOWN.value: _COOL_DOWN,
    StepKind.RECOVERY.value: _RECOVERY,
    AFTERWARDS: _RECOVERY,
}
"""Of a lap by its step; any other is active."""

_BY_HAND, _BY_TIME, _AT_THE_END = 0, 1, 7
"""What ended a lap. (The session's own is 0, the end of the activity.)"""

_A_HRV_MESSAGE = 5
"""So many intervals are in one message."""

_RPE_STEP = 10
"""FIT's scale of effort is ten times Borg's. (`workout_feel` is a question that Coach does not ask.)"""


def write(walk: WrittenWalk) -> Written:
    """Return the walk as a FIT file, without names, notes and numbers of devices.

    Raises:
        FormatError: when it began at a time that FIT cannot say.
    """
    began = walk.started_at.astimezone(UTC).replace(microsecond=0)
    by_second = whole_seconds(walk)
    if not EPOCH < began <= LATEST - timedelta(seconds=by_second.whole.to_s):
        raise FormatError(FormatProblem.DATE_NOT_HELD, "FIT", detail=f"{walk.started_at:%Y-%m-%d}")
    began_s = int((began - EPOCH).total_seconds())
    file = FitBytes()
    _write_maker(file, began_s)
    _write_records(file, began_s, by_second)
    _write_sums(file, began_s, by_second, walk)
    return Written(file.finished(), by_second.readings)


def _write_maker(file: FitBytes, began_s: int) -> None:
    version = _version()
    made_by = (Field(1, UINT16, _DEVELOPMENT), Field(2, UINT16, _PRODUCT))
    file.add(FILE_ID, Field(0, ENUM, _ACTIVITY_FILE), *made_by, Field(4, UINT32, began_s), Field(8, TEXT, _NAME))
    file.add(FILE_CREATOR, Field(0, UINT16, version))
    file.add(
        DEVICE_INFO,
        Field(_TIME, UINT32, began_s),
        Field(0, UINT8, 0),  # the first device is the one that made the file
        Field(2, UINT16, _DEVELOPMENT),
        Field(4, UINT16, _PRODUCT),
        Field(5, UINT16, version),
        Field(27, TEXT, _NAME),
    )


def _version() -> int:
    """Return Coach's version in hundredths, as FIT has versions: "0.1.0" is 10."""
    major, minor = (int(part) for part in __version__.split(".")[:2])
    return major * 100 + minor * 10


def _write_records(file: FitBytes, began_s: int, walk: WholeSeconds) -> None:
    """Write the records, and the timer's starts and stops among them."""
    # Of one second, a start comes before the record and a stop after it.
    switches: Iterator[tuple[int, int, Second | int]] = (
        (second, 2 if what else 0, what) for second, what in _switches(walk)
    )
    seconds: Iterator[tuple[int, int, Second | int]] = ((item.second, 1, item) for item in walk.seconds)
    for second, _, item in heapq.merge(seconds, switches, key=lambda item: item[:2]):
        if isinstance(item, Second):
            _write_second(file, began_s, item)
        else:
            file.add(EVENT, Field(_TIME, UINT32, began_s + second), Field(0, ENUM, _TIMER), Field(1, ENUM, item))


def _switches(walk: WholeSeconds) -> Iterator[tuple[int, int]]:
    """Yield when the timer started and stopped: also where the walk begins and ends."""
    yield 0, _START
    for pause in walk.pauses:
        yield pause.from_s, _STOP_ALL
        if pause is not walk.pauses[-1] or not walk.ends_paused:
            yield pause.to_s, _START
    yield walk.whole.to_s, _STOP_ALL


def _write_second(file: FitBytes, began_s: int, item: Second) -> None:
    for first in range(0, len(item.rr_ms), _A_HRV_MESSAGE):
        rr_ms = item.rr_ms[first : first + _A_HRV_MESSAGE]
        file.add(HRV, Field(0, UINT16, rr_ms + (NONE_16,) * (_A_HRV_MESSAGE - len(rr_ms))))
    file.add(
        RECORD,
        Field(_TIME, UINT32, began_s + item.second),
        Field(3, UINT8, item.bpm),
        Field(5, UINT32, _scaled(item.distance_m, 100)),
        Field(6, UINT16, _scaled(item.speed_mps, 1000)),
    )


def _write_sums(file: FitBytes, began_s: int, walk: WholeSeconds, written: WrittenWalk) -> None:
    whole = walk.whole
    end_s = Field(_TIME, UINT32, began_s + whole.to_s)
    sport = (_SPORTS.get(written.sport, _GENERIC), _TREADMILL if walk.is_on_belt else _GENERIC)
    for number, lap in enumerate(walk.laps):
        is_last = number + 1 == len(walk.laps)
        file.add(
            LAP,
            Field(_INDEX, UINT16, number),
            Field(_TIME, UINT32, began_s + lap.to_s),
            Field(0, ENUM, _OF_LAP),
            Field(1, ENUM, _STOP),
            *_sums(walk, lap, began_s, speeds_at=13),
            Field(23, ENUM, _INTENSITY.get(lap.name, _ACTIVE)),
            Field(24, ENUM, _AT_THE_END if is_last else _BY_TIME if lap.name else _BY_HAND),
            Field(25, ENUM, sport[0]),
            Field(39, ENUM, sport[1]),
        )
    file.add(
        SESSION,
        Field(_INDEX, UINT16, 0),
        end_s,
        Field(0, ENUM, _OF_SESSION),
        Field(1, ENUM, _STOP),
        Field(5, ENUM, sport[0]),
        Field(6, ENUM, sport[1]),
        *_sums(walk, whole, began_s, speeds_at=14),
        Field(25, UINT16, 0),
        Field(26, UINT16, len(walk.laps)),
        Field(28, ENUM, 0),
        Field(193, UINT8, _scaled(written.felt.rpe, _RPE_STEP)),
    )
    ended = written.started_at.replace(microsecond=0) + timedelta(seconds=whole.to_s)
    offset = ended.utcoffset() or timedelta(0)
    file.add(
        ACTIVITY,
        end_s,
        Field(0, UINT32, _scaled(walk.timer_s(whole), 1000)),
        Field(1, UINT16, 1),
        Field(2, ENUM, 0),
        Field(3, ENUM, _OF_ACTIVITY),
        Field(4, ENUM, _STOP),
        Field(5, UINT32, began_s + whole.to_s + round(offset.total_seconds())),
    )


def _sums(walk: WholeSeconds, part: Stretch, began_s: int, *, speeds_at: int) -> tuple[Field, ...]:
    """Return the fields that laps and sessions share; those of speed and heart rate begin at another number in each."""
    timer_s, distance_m = walk.timer_s(part), walk.distance_m(part)
    mean_mps = distance_m / timer_s if distance_m is not None and timer_s else None
    if mean_mps is not None and mean_mps > FASTEST_MPS:
        mean_mps = None  # by a distance that was mistyped, and may have no room in the field
    return (
        Field(2, UINT32, began_s + part.from_s),
        Field(7, UINT32, _scaled(part.to_s - part.from_s, 1000)),
        Field(8, UINT32, _scaled(timer_s, 1000)),
        Field(9, UINT32, _scaled(distance_m, 100)),
        Field(speeds_at, UINT16, _scaled(mean_mps, 1000)),
        Field(speeds_at + 1, UINT16, _scaled(walk.fastest_mps(part), 1000)),
        Field(speeds_at + 2, UINT8, walk.mean_bpm(part)),
        Field(speeds_at + 3, UINT8, walk.highest_bpm(part)),
    )


def _scaled(value: float | None, scale: int) -> int | None:
    return None if value is None else round(value * scale)


WRITER = Writer(".fit", write)
