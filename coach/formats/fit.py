"""Reads FIT files of watches and bike computers, through fitdecode.

It keeps everything before a damage: flat batteries cut files short, and some makers write fields of a wrong size.
"""

import heapq
import math
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from coach.domain.totals.summary import GAP_S
from coach.errors import FormatError, FormatProblem
from coach.formats.file_format import Reader
from coach.formats.file_times import WalkTimes, walk_times
from coach.formats.fit_strap import StrapBeats
from coach.limits import LATEST_S, MOST_FIT_BYTES
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import Paused, Reading, Resumed, SessionInput, SpeedReading
from coach.session.line_codec import Header

LONGEST_RR_S = 5.0
"""An interval longer than this is a pause of the device; an empty field reads 65.535 s."""

OLDEST_RR_S = 15.0
"""RR intervals older than this when the next record arrives fell into a gap and are dropped. (A watch that records
only changes left 14 s between two records.)"""

STRIDE_S = 30.0
"""Average a watch's distance over half a minute to get a speed: it stands still and leaps as its satellites come and
go (by up to 80 m in one second)."""

LONGEST_STRIDE_S = 300.0
"""Over a longer gap between two distances nobody knows when the walker walked, so it has no speed. (Watches that record
only changes leave up to 20 s between two records.)"""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file begins like a FIT file: ".FIT" at byte 8 of the header."""
    return len(head) >= 12 and head[8:12] == b".FIT"


def read(data: bytes, name: str) -> Activity:
    """Read a file as `read_fit` does, and require a heart rate.

    Raises:
        FormatError: as `read_fit`, and when Coach finds no heart rate in it.
    """
    file, flaws = _collected(data)
    activity = _walk(file, flaws)
    if any(isinstance(item, Reading) for item in activity.inputs):
        return activity
    damage = next((flaw for flaw in flaws if flaw.kind is FlawKind.DAMAGED), None)
    if damage is not None:
        raise FormatError(FormatProblem.DAMAGED, "FIT", name=name, detail=damage.detail)
    problem = FormatProblem.NOT_UNDERSTOOD if file.has_heart_rate else FormatProblem.NO_HEART_RATE
    raise FormatError(problem, "FIT", name=name)


def read_fit(data: bytes) -> Activity:
    """Return the heart rates, RR intervals, speeds and pauses of a FIT file, in the file's order.

    Makers write RR intervals between the records, so those since the last record belong to the next, unless they are
    so old that there was a gap. Where most come after the last record, lay them end to end from the first record on.

    Raises:
        FormatError: when nothing in it is readable, or fitdecode is not installed.
    """
    return _walk(*_collected(data))


def _collected(data: bytes) -> tuple["_Collected", list[Flaw]]:
    if len(data) > MOST_FIT_BYTES:
        raise FormatError(FormatProblem.TOO_LARGE, "FIT", limit=MOST_FIT_BYTES)
    flaws: list[Flaw] = []
    file = _Collected()
    for name, values in _messages(_finished(data, flaws), flaws):
        file.take(name, values)
    return file, flaws


def _walk(file: "_Collected", flaws: list[Flaw]) -> Activity:
    """Return what was collected, laid out in time."""
    times = walk_times(file.times_s, [switch.time_s for switch in file.switches] or None)
    strap: list[Reading] = []
    if not any(record.bpm for record in file.records):
        # Where the watch has its own, the strap's are the same once more.
        strap, times = file.strap.laid_out(times)
    records = [
        replace(record, at_s=at_s, bpm=None if strap else record.bpm)
        # Without any record the times are the strap's.
        for record, at_s in zip(file.records, times.at_s, strict=False)
    ]
    records = records[: bisect_right(records, LATEST_S, key=lambda record: record.at_s)]
    strap = strap[: bisect_right(strap, LATEST_S, key=lambda reading: reading.at_s)]
    if not records and not strap:
        return _activity("", file.device, (), flaws)
    _tell(times, flaws)
    if len(file.waiting_rr_s) > sum(len(record.rr_s) for record in records):
        records = _laid_end_to_end(records, file.waiting_rr_s)
    else:
        records = _with_last_beats(records, file.waiting_rr_s)
    ended_s = max([record.at_s for record in records[-1:]] + [reading.at_s for reading in strap[-1:]])
    pauses = list(_pauses(file.switches, times, ended_s))
    inputs = tuple(
        # Within the same second, a resume comes before readings, and readings come before a pause.
        heapq.merge(
            strap,
            _readings(records),
            _speeds(records, pauses),
            pauses,
            key=lambda item: (item.at_s, not isinstance(item, Resumed)),
        )
    )
    return _activity(_date(times), file.device, inputs, flaws)


def _activity(started_at: str, device: str, inputs: tuple[SessionInput, ...], flaws: list[Flaw]) -> Activity:
    return Activity(Header(started_at, source={"kind": "fit", "name": device}), inputs, tuple(flaws))


def _date(times: WalkTimes) -> str:
    if times.began_s is None:
        return ""
    began = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(times.began_s, 3))
    return began.isoformat().replace("+00:00", "Z")


def _tell(times: WalkTimes, flaws: list[Flaw]) -> None:
    if times.odd:
        flaws.append(Flaw(FlawKind.RETIMED, count=times.odd))
    if times.began_s is None:
        flaws.append(Flaw(FlawKind.NO_DATE))
    late = len(times.at_s) - bisect_right(times.at_s, LATEST_S)
    if late:
        flaws.append(Flaw(FlawKind.AFTER_A_WEEK, count=late))


@dataclass(frozen=True, slots=True)
class _Record:
    bpm: int | None
    rr_s: tuple[float, ...]
    speed_mps: float | None
    distance_m: float | None
    """Since the start, as summed by the device."""
    at_s: float = 0.0
    """In the walk, once that is known."""


@dataclass(frozen=True, slots=True)
class _Switch:
    """A stop or start of the device's timer."""

    time_s: float
    stopped: bool
    before: int
    """The number of records before it in the file."""


EPOCH_S = datetime(1989, 12, 31, tzinfo=UTC).timestamp()
"""FIT counts seconds from here; a device without a date counts from when it was switched on."""

HEART_RATES = {"heart_rate", "avg_heart_rate", "filtered_bpm"}
"""Fields with a measured heart rate, in whatever message: a file that has one is not without, though Coach may not
know when it was. (`resting_heart_rate` and `max_heart_rate` may be the walker's own, of the settings.)"""


@dataclass(slots=True)
class _Collected:
    """The content of the messages so far, in the file's order."""

    records: list[_Record] = field(default_factory=list)
    times_s: list[float | None] = field(default_factory=list)
    """The device's times of the records in Unix seconds."""
    switches: list[_Switch] = field(default_factory=list)
    strap: StrapBeats = field(default_factory=StrapBeats)
    waiting_rr_s: list[float] = field(default_factory=list)
    """Intervals since the last record with a heart rate."""
    device: str = ""
    has_heart_rate: bool = False

    def take(self, name: str, values: dict[str, Any]) -> None:
        time_s = _unix_s(values.get("timestamp"))
        if name == "record":
            self._take_record(time_s, values)
        elif name == "hrv":
            self.waiting_rr_s.extend(_intervals(values.get("time")))
        elif name == "hr":
            part_s = _first_number(values.get("fractional_timestamp")) or 0.0
            packed = [int(byte) for byte in _numbers(values.get("event_timestamp_12")) if byte is not None]
            whole = () if packed else _numbers(values.get("event_timestamp"))  # expanded by fitdecode, without a clock
            events_s = [event_s for event_s in whole if event_s is not None]
            self.strap.take(
                None if time_s is None else time_s + part_s, events_s, packed, _numbers(values.get("filtered_bpm"))
            )
        elif name == "event" and values.get("event") == "timer" and time_s is not None:
            stopped = str(values.get("event_type")).startswith("stop")
            self.switches.append(_Switch(time_s, stopped, len(self.records)))
        elif name == "file_id" and not self.device:
            self.device = " ".join(str(values[key]) for key in ("manufacturer", "garmin_product") if key in values)
        if not self.has_heart_rate:
            self.has_heart_rate = any(any(_numbers(values.get(key))) for key in HEART_RATES)

    def _take_record(self, time_s: float | None, values: dict[str, Any]) -> None:
        bpm = _heart_rate(values)
        if time_s is None and bpm is None:
            return
        rr_s = () if bpm is None else _newest(self.waiting_rr_s)
        self.records.append(_Record(bpm, rr_s, _speed(values), _first_number(values.get("distance"))))
        self.times_s.append(time_s)
        if bpm is not None:
            self.waiting_rr_s.clear()


def _unix_s(timestamp: object) -> float | None:
    """Return a FIT time in Unix seconds; fitdecode leaves one before the year 1998 a number."""
    if isinstance(timestamp, datetime):
        return timestamp.timestamp()
    seconds = _first_number(timestamp)
    return None if seconds is None else EPOCH_S + seconds


def _heart_rate(values: dict[str, Any]) -> int | None:
    bpm = _first_number(values.get("heart_rate"))
    return None if bpm is None else round(bpm)


def _speed(values: dict[str, Any]) -> float | None:
    enhanced = _first_number(values.get("enhanced_speed"))
    return enhanced if enhanced is not None else _first_number(values.get("speed"))


def _first_number(value: object) -> float | None:
    """Return a field's number; some makers send a field twice, with the same value."""
    return next(iter(_numbers(value)), None)


def _numbers(value: object) -> list[float | None]:
    """Return the numbers of a field, None for each that is none."""
    items = value if isinstance(value, tuple | list) else (value,)
    return [
        float(item)
        if isinstance(item, int | float) and not isinstance(item, bool) and math.isfinite(item) and item >= 0
        else None
        for item in items
    ]


def _intervals(value: object) -> list[float]:
    return [rr_s for rr_s in _numbers(value) if rr_s is not None and 0 < rr_s < LONGEST_RR_S]


def _newest(rr_s: list[float]) -> tuple[float, ...]:
    """Return the last of these intervals, no older than `OLDEST_RR_S`."""
    since_s = 0.0
    for index in reversed(range(len(rr_s))):
        since_s += rr_s[index]
        if since_s > OLDEST_RR_S:
            return tuple(rr_s[index + 1 :])
    return tuple(rr_s)


def _laid_end_to_end(records: list[_Record], rr_s: list[float]) -> list[_Record]:
    placed: list[_Record] = []
    beats = iter(rr_s)
    beat_s, interval_s = 0.0, next(beats, None)
    for record in records:
        mine: list[float] = []
        while interval_s is not None and beat_s + interval_s <= record.at_s - records[0].at_s:
            beat_s += interval_s
            mine.append(interval_s)
            interval_s = next(beats, None)
        placed.append(replace(record, rr_s=tuple(mine)))
    return placed


def _with_last_beats(records: list[_Record], rr_s: list[float]) -> list[_Record]:
    """Add the beats after the last record with a heart rate to that record."""
    for index in reversed(range(len(records))):
        if records[index].bpm is not None:
            last = replace(records[index], rr_s=(*records[index].rr_s, *rr_s))
            return [*records[:index], last, *records[index + 1 :]]
    return records


def _readings(records: list[_Record]) -> Iterator[SessionInput]:
    for record in records:
        if record.bpm is not None:
            yield Reading(at_s=record.at_s, bpm=record.bpm, rr_s=record.rr_s)


def _speeds(records: list[_Record], pauses: list[SessionInput]) -> Iterator[SessionInput]:
    """Yield the speeds that add up to the device's own distance; where it has none, its own speeds."""
    travelled = [(record.at_s, record.distance_m) for record in records if record.distance_m is not None]
    if travelled and travelled[-1][1] > travelled[0][1]:
        for start, end in _strides(travelled, [item.at_s for item in pauses if isinstance(item, Paused)]):
            speed_mps = (end[1] - start[1]) / (end[0] - start[0])
            # Repeat a stride's speed at both ends and in between, often enough not to leave a gap.
            pieces = int((end[0] - start[0]) / GAP_S) + 1
            for piece in range(pieces + 1):
                at_s = start[0] + (end[0] - start[0]) * piece / pieces
                yield SpeedReading(at_s=round(at_s, 3), speed_mps=speed_mps)
        return
    for record in records:
        if record.speed_mps is not None:
            yield SpeedReading(at_s=record.at_s, speed_mps=record.speed_mps)


def _strides(
    travelled: list[tuple[float, float]], paused_s: list[float]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield stretches of about `STRIDE_S` from one time and distance to another, none of them across a pause."""
    start = last = travelled[0]
    for here in travelled[1:]:
        is_gap = here[0] - last[0] > LONGEST_STRIDE_S
        # `paused_s` is in order, and may be as long as the file.
        has_pause = bisect_left(paused_s, last[0]) < bisect_left(paused_s, here[0])
        if is_gap or has_pause or here[1] < last[1]:
            # The device was silent for long, the distance restarted, or there was a pause.
            if last[0] > start[0]:
                yield start, last
            start = here
        elif here[0] - start[0] >= STRIDE_S:
            yield start, here
            start = here
        last = here
    if last[0] > start[0]:
        yield start, last


def _pauses(switches: list[_Switch], times: WalkTimes, ended_s: float) -> Iterator[SessionInput]:
    """Yield pauses inside the walk: a stop before a start. Devices also stop at the end, and start at the beginning."""
    placed = [
        (at_s, switch.stopped) for switch in switches if (at_s := times.at(switch.time_s, switch.before)) is not None
    ]
    stopped_s: float | None = None
    for at_s, stopped in sorted(placed, key=lambda place: place[0]):
        if stopped:
            stopped_s = at_s if stopped_s is None else stopped_s
        elif stopped_s is not None:
            if 0 <= stopped_s < at_s <= ended_s:
                yield Paused(at_s=stopped_s)
                yield Resumed(at_s=at_s)
            stopped_s = None


def _finished(data: bytes, flaws: list[Flaw]) -> bytes:
    """Return the file, with the length filled in if its header lacks it: a device that crashed never wrote it."""
    if sniff(data, "") and data[0] in {12, 14} and data[4:8] == bytes(4) and len(data) > data[0]:
        flaws.append(Flaw(FlawKind.NEVER_FINISHED))
        # A header without its check sum says 0 there.
        head = data[:4] + (len(data) - data[0]).to_bytes(4, "little") + data[8:12] + bytes(data[0] - 12)
        return head + data[data[0] :]
    return data


def _messages(data: bytes, flaws: list[Flaw]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and values of each data message, up to the first damage."""
    try:
        import fitdecode  # noqa: PLC0415 - an optional part of Coach, and slow to load
    except ImportError as error:
        raise FormatError(FormatProblem.NO_PACKAGE, "FIT", detail="fit") from error
    read = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fitdecode warns about every maker's odd fields
        try:
            with fitdecode.FitReader(
                BytesIO(data), check_crc=fitdecode.CrcCheck.WARN, error_handling=fitdecode.ErrorHandling.IGNORE
            ) as reader:
                for frame in reader:
                    if isinstance(frame, fitdecode.FitDataMessage):
                        read += 1
                        # If a field is there twice (native and developer), use the first with a value.
                        yield frame.name, {f.name: f.value for f in reversed(frame.fields) if f.value is not None}
        except Exception as error:  # fitdecode raises TypeError, ValueError and struct.error too, on damaged files
            if not read:
                raise FormatError(FormatProblem.DAMAGED, "FIT", detail=str(error)) from error
            flaws.append(Flaw(FlawKind.DAMAGED, detail=str(error)))


READER = Reader("FIT file", "of a watch", sniff, read)
