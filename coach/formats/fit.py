"""Reads FIT files of watches and bike computers, through fitdecode.

It keeps everything before a damage: flat batteries cut files short, and some makers write fields of a wrong size.
"""

import heapq
import math
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

from coach.domain.totals.summary import GAP_S
from coach.errors import FormatError, FormatProblem
from coach.formats.file_format import Reader
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
        FormatError: as `read_fit`, and when there is no heart rate in it.
    """
    activity = read_fit(data)
    if not any(isinstance(item, Reading) for item in activity.inputs):
        raise FormatError(FormatProblem.NO_HEART_RATE, "FIT", name=name)
    return activity


def read_fit(data: bytes) -> Activity:
    """Return the heart rates, RR intervals, speeds and pauses of a FIT file, sorted by time.

    Makers write RR intervals between the records, so those since the last record belong to the next, unless they are
    so old that there was a gap. Where most come after the last record, lay them end to end from the first record on.

    Raises:
        FormatError: when nothing in it is readable, or fitdecode is not installed.
    """
    if len(data) > MOST_FIT_BYTES:
        raise FormatError(FormatProblem.TOO_LARGE, "FIT", limit=MOST_FIT_BYTES)
    flaws: list[Flaw] = []
    file = _Collected()
    for name, values in _messages(_finished(data, flaws), flaws):
        file.take(name, values)
    records = file.records
    if not records:
        return _activity("", file.device, (), flaws)
    records = _of_one_walk(records, flaws)
    if any(later.when < earlier.when for earlier, later in pairwise(records)):
        flaws.append(Flaw(FlawKind.OUT_OF_ORDER))
    if len(file.waiting_rr_s) > sum(len(record.rr_s) for record in records):
        records = _laid_end_to_end(sorted(records, key=_when), file.waiting_rr_s)
    else:
        records = sorted(_with_last_beats(records, file.waiting_rr_s), key=_when)
    began = records[0].when
    pauses = list(_pauses(file.switches, began, records[-1].when))
    inputs = tuple(
        # Within the same second, a resume comes before readings, and readings come before a pause.
        heapq.merge(
            _readings(records),
            _speeds(records, pauses),
            pauses,
            key=lambda item: (item.at_s, not isinstance(item, Resumed)),
        )
    )
    started_at = began.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return _activity(started_at, file.device, inputs, flaws)


def _activity(started_at: str, device: str, inputs: tuple[SessionInput, ...], flaws: list[Flaw]) -> Activity:
    return Activity(Header(started_at, source={"kind": "fit", "name": device}), inputs, tuple(flaws))


@dataclass(frozen=True, slots=True)
class _Record:
    when: datetime
    bpm: int | None
    rr_s: tuple[float, ...]
    speed_mps: float | None
    distance_m: float | None
    """Since the start, as summed by the device."""


@dataclass(frozen=True, slots=True)
class _Switch:
    """A stop or start of the device's timer."""

    when: datetime
    stopped: bool


@dataclass(slots=True)
class _Collected:
    """The content of the messages so far, in the file's order."""

    records: list[_Record] = field(default_factory=list)
    switches: list[_Switch] = field(default_factory=list)
    waiting_rr_s: list[float] = field(default_factory=list)
    """Intervals since the last record with a heart rate."""
    device: str = ""

    def take(self, name: str, values: dict[str, Any]) -> None:
        when = values.get("timestamp")
        if name == "record" and isinstance(when, datetime):
            bpm = _heart_rate(values)
            rr_s = () if bpm is None else _newest(self.waiting_rr_s)
            distance_m = _first_number(values.get("distance"))
            self.records.append(_Record(when, bpm, rr_s, _speed(values), distance_m))
            if bpm is not None:
                self.waiting_rr_s.clear()
        elif name == "hrv":
            self.waiting_rr_s.extend(_intervals(values.get("time")))
        elif name == "event" and values.get("event") == "timer" and isinstance(when, datetime):
            self.switches.append(_Switch(when, str(values.get("event_type")).startswith("stop")))
        elif name == "file_id" and not self.device:
            self.device = " ".join(str(values[key]) for key in ("manufacturer", "garmin_product") if key in values)


def _of_one_walk(records: list[_Record], flaws: list[Flaw]) -> list[_Record]:
    """Leave out records days away from the middle one: a wrong date does not make a walk of years.

    Most records have the right date, so the middle one has it too, and what is left is no longer than a session.
    """
    middle = sorted(records, key=_when)[len(records) // 2].when
    kept = [record for record in records if abs((record.when - middle).total_seconds()) <= LATEST_S / 2]
    if len(kept) < len(records):
        flaws.append(Flaw(FlawKind.DAYS_AWAY, count=len(records) - len(kept)))
    return kept


def _when(item: _Record) -> datetime:
    return item.when


def _heart_rate(values: dict[str, Any]) -> int | None:
    bpm = _first_number(values.get("heart_rate"))
    return None if bpm is None else round(bpm)


def _speed(values: dict[str, Any]) -> float | None:
    enhanced = _first_number(values.get("enhanced_speed"))
    return enhanced if enhanced is not None else _first_number(values.get("speed"))


def _first_number(value: object) -> float | None:
    """Return a field's number; some makers send a field twice, with the same value."""
    if isinstance(value, tuple | list):
        value = next(iter(value), None)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
        return float(value)
    return None


def _intervals(value: object) -> list[float]:
    items = value if isinstance(value, tuple | list) else (value,)
    return [rr_s for item in items if (rr_s := _first_number(item)) is not None and 0 < rr_s < LONGEST_RR_S]


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
        since_s = (record.when - records[0].when).total_seconds()
        mine: list[float] = []
        while interval_s is not None and beat_s + interval_s <= since_s:
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
        at_s = (record.when - records[0].when).total_seconds()
        if record.bpm is not None:
            yield Reading(at_s=at_s, bpm=record.bpm, rr_s=record.rr_s)


def _speeds(records: list[_Record], pauses: list[SessionInput]) -> Iterator[SessionInput]:
    """Yield the speeds that add up to the device's own distance; where it has none, its own speeds."""
    began = records[0].when
    travelled = [
        ((record.when - began).total_seconds(), record.distance_m)
        for record in records
        if record.distance_m is not None
    ]
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
            yield SpeedReading(at_s=(record.when - began).total_seconds(), speed_mps=record.speed_mps)


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


def _pauses(switches: list[_Switch], began: datetime, ended: datetime) -> Iterator[SessionInput]:
    """Yield pauses inside the walk: a stop before a start. Devices also stop at the end, and start at the beginning."""
    stopped: datetime | None = None
    for switch in sorted(switches, key=lambda switch: switch.when):
        if switch.stopped:
            stopped = stopped or switch.when
        elif stopped is not None:
            if began <= stopped < switch.when <= ended:
                yield Paused(at_s=(stopped - began).total_seconds())
                yield Resumed(at_s=(switch.when - began).total_seconds())
            stopped = None


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
