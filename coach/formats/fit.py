"""FIT files of watches and bike computers, read through fitdecode.

What was good before the damage is kept: files are cut by flat batteries, and some makers write fields of a wrong size.
"""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from coach.errors import FormatError
from coach.session.inputs import Reading, SessionInput, SpeedReading

MOST_BYTES = 64 * 1024 * 1024
"""Three hours with every sensor are under 1 MB; a file this large would only take memory."""

LONGEST_RR_S = 5.0
"""An interval longer than this is a pause of the device, and none in the field is 65.535 s."""


@dataclass(frozen=True, slots=True)
class FitActivity:
    """An activity as inputs of a session, in order of time from its first record on."""

    started_at: str
    """ISO 8601, UTC; empty when the file has no time."""
    device: str
    inputs: tuple[SessionInput, ...]
    warnings: tuple[str, ...]


def is_fit(data: bytes) -> bool:
    """Whether these bytes begin as a FIT file does: ".FIT" at byte 8 of the header."""
    return len(data) >= 12 and data[8:12] == b".FIT"


def read_fit(data: bytes) -> FitActivity:
    """The heart rates, RR intervals and speeds of a FIT file.

    Makers write RR intervals between the records, so those since the last record belong to the next. Where they all
    stand at the end, they are laid end to end from the first record on.

    Raises:
        FormatError: when nothing at all can be read from it, or fitdecode is not installed.
    """
    if len(data) > MOST_BYTES:
        raise FormatError(f"this FIT file is larger than any walk ({MOST_BYTES // 2**20} MB)")
    told: list[str] = []
    records: list[_Record] = []
    waiting_rr_s: list[float] = []
    device = ""
    for name, values in _messages(data, told):
        if name == "record" and isinstance(when := values.get("timestamp"), datetime):
            bpm = _heart_rate(values)
            records.append(_Record(when, bpm, tuple(waiting_rr_s) if bpm is not None else (), _speed(values)))
            if bpm is not None:
                waiting_rr_s.clear()
        elif name == "hrv":
            waiting_rr_s.extend(_intervals(values.get("time")))
        elif name == "file_id" and not device:
            device = " ".join(str(values[key]) for key in ("manufacturer", "garmin_product") if values.get(key))
    if not records:
        return FitActivity("", device, (), tuple(told))
    if len(waiting_rr_s) > sum(len(record.rr_s) for record in records):
        records = _laid_end_to_end(records, waiting_rr_s)
    elif waiting_rr_s:
        last = max(index for index, record in enumerate(records) if record.bpm is not None)
        records[last] = replace(records[last], rr_s=(*records[last].rr_s, *waiting_rr_s))
    inputs = tuple(_inputs(records, told))
    started_at = records[0].when.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return FitActivity(started_at, device, inputs, tuple(told))


@dataclass(frozen=True, slots=True)
class _Record:
    when: datetime
    bpm: int | None
    rr_s: tuple[float, ...]
    speed_mps: float | None


def _heart_rate(values: dict[str, Any]) -> int | None:
    bpm = _first_number(values.get("heart_rate"))
    return None if bpm is None else round(bpm)


def _speed(values: dict[str, Any]) -> float | None:
    enhanced = _first_number(values.get("enhanced_speed"))
    return enhanced if enhanced is not None else _first_number(values.get("speed"))


def _first_number(value: object) -> float | None:
    """A field's number; some makers send a field twice, and both say the same."""
    if isinstance(value, tuple | list):
        value = next(iter(value), None)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
        return float(value)
    return None


def _intervals(value: object) -> list[float]:
    items = value if isinstance(value, tuple | list) else (value,)
    return [rr_s for item in items if (rr_s := _first_number(item)) is not None and 0 < rr_s < LONGEST_RR_S]


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


def _inputs(records: list[_Record], told: list[str]) -> Iterator[SessionInput]:
    last_s, backwards = 0.0, False
    for record in records:
        at_s = (record.when - records[0].when).total_seconds()
        backwards = backwards or at_s < last_s
        at_s = last_s = max(at_s, last_s)
        if record.bpm is not None:
            yield Reading(at_s=at_s, bpm=record.bpm, rr_s=record.rr_s)
        if record.speed_mps is not None:
            yield SpeedReading(at_s=at_s, speed_mps=record.speed_mps)
    if backwards:
        told.append("time runs backwards in this file; such records are taken to follow what stands before them")


def _messages(data: bytes, told: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and values of each data message, up to the first damage."""
    try:
        import fitdecode  # noqa: PLC0415 - an optional part of Coach, and slow to load
    except ImportError as error:
        raise FormatError("reading FIT files needs one more package: pip install 'zone2-coach[fit]'") from error
    read = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fitdecode warns of each odd field of each maker
        try:
            with fitdecode.FitReader(
                BytesIO(data), check_crc=fitdecode.CrcCheck.WARN, error_handling=fitdecode.ErrorHandling.IGNORE
            ) as reader:
                for frame in reader:
                    if isinstance(frame, fitdecode.FitDataMessage):
                        read += 1
                        yield frame.name, {field.name: field.value for field in frame.fields}
        except Exception as error:  # fitdecode raises TypeError, ValueError and struct.error too, on damaged files
            if not read:
                raise FormatError(f"this FIT file cannot be read: {error}") from error
            told.append(f"the file is damaged; what stands before the damage is used ({error})")
