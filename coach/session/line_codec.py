"""Converts one input to one JSON line and back, and the header before them. No files here.

    {"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04.512Z", ...}
    {"t": 1.004, "hex": "107bc003"}                       a notification of the heart-rate strap, raw
    {"t": 1.004, "bpm": 118, "rr_s": [0.51]}              a reading that left no raw bytes
    {"t": 2.1, "speed_mps": 1.42}                         a speed without raw bytes
    {"t": 2.2, "sensor": "foot_pod", "char": "2a53", "raw": "00630166"}   another sensor's notification
    {"t": 2.3, "event": "sensor_link", "sensor": "foot_pod", ...}         its link's report
    {"t": 9.87, "event": "link_down", "reason": "..."}    any other input

A line that names another sensor is never about the heart. It has neither "hex" nor a link event of the strap's: a
reader that knows no other sensor would take them for the heart's.

A recording holds inputs, never results. The codec keeps unknown events and unknown keys, so a line read and written
again says the same; it keeps an event with a known name but senseless values as an unknown one.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.wire import heart_rate
from coach.errors import RecordingError, RecordingProblem, RecordingVersionError
from coach.limits import EARLIEST_YEAR, LATEST_YEAR
from coach.session.inputs import (
    NOTHING_MORE,
    BandChanged,
    BatteryRead,
    EndReason,
    LapMarked,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    MuteChanged,
    NoteAdded,
    Notification,
    PainAnswered,
    PainMoment,
    PainReported,
    Paused,
    Reading,
    Resumed,
    SensorInput,
    SessionEnded,
    SessionInput,
    SignalStrengthRead,
    SignsAnswered,
    SpeedReading,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    UnknownEvent,
    UnknownReading,
    WorkoutStopped,
)
from coach.session.json_values import (
    from_band,
    from_said,
    to_band,
    to_number,
    to_text,
    to_texts,
    to_time_s,
    to_truth,
    to_whole,
)
from coach.session.link_facts import LinkFact
from coach.session.link_words import link_sentence
from coach.session.strict_json import dump_object, load_object

FORMAT = "coach-recording"
VERSION = 1

SENSOR_LINK = "sensor_link"
"""The event that carries every report of another sensor's link."""

_LINK_EVENTS = frozenset({"link_up", "link_down", "link", "battery", "signal_strength"})
"""The reports of any sensor's link."""

MOST_BPM = 0xFFFF
"""The most a notification can carry (0x2A37: 16 bits); the estimator decides what is plausible."""


class Header(msgspec.Struct, frozen=True):
    """The first line: source and session plan. `extra` keeps unknown keys."""

    started_at: str
    """UTC, ISO 8601; empty when it is not known. It may still be no date, but never one of an impossible year."""
    source: Mapping[str, object] = msgspec.field(default_factory=lambda: NOTHING_MORE)
    session: Mapping[str, object] = msgspec.field(default_factory=lambda: NOTHING_MORE)
    extra: Mapping[str, object] = msgspec.field(default_factory=lambda: NOTHING_MORE)


def dump_header(header: Header) -> str:
    """Return the header's line, without a newline."""
    return dump_object(
        {
            "format": FORMAT,
            "version": VERSION,
            "started_at": header.started_at,
            "source": dict(header.source),
            "session": dict(header.session),
            **header.extra,
        }
    )


def parse_header(line: str) -> Header:
    """Return the header of a recording.

    Raises:
        RecordingVersionError: when a newer Coach wrote it.
        RecordingError: when this is not a recording of Coach.
    """
    try:
        data = load_object(line)
    except RecordingError:
        data = {}
    if data.pop("format", None) != FORMAT:
        raise RecordingError(RecordingProblem.NO_HEADER, line=1)
    version = data.pop("version", None)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise RecordingError(RecordingProblem.NO_VERSION, line=1)
    if version > VERSION:
        raise RecordingVersionError(version, VERSION)
    source, session = data.pop("source", None), data.pop("session", None)
    return Header(
        started_at=_start(data.pop("started_at", "")),
        source=source if isinstance(source, dict) else NOTHING_MORE,
        session=session if isinstance(session, dict) else NOTHING_MORE,
        extra=MappingProxyType(data) if data else NOTHING_MORE,
    )


def _start(value: object) -> str:
    """Return when a recording began, nothing when its year is impossible: zones and lengths lead out of the calendar.

    Every form of ISO 8601 begins with the year's four digits.
    """
    year = value[:4] if isinstance(value, str) else ""
    is_possible = year.isascii() and year.isdecimal() and EARLIEST_YEAR <= int(year) <= LATEST_YEAR
    return str(value) if is_possible else ""


def dump_input(item: SessionInput) -> str:
    """Return an input's line, without a newline."""
    data: dict[str, object] = {"t": item.at_s}
    match item:
        case Notification(payload=payload, characteristic=heart_rate.MEASUREMENT) if item.of_the_heart:
            data["hex"] = payload.hex()
        case Notification(sensor=sensor, characteristic=characteristic, payload=payload):
            data |= {"sensor": sensor, "char": f"{characteristic:04x}", "raw": payload.hex()}
        case Reading(bpm=bpm, rr_s=rr_s):
            data["bpm"] = bpm
            if rr_s:
                data["rr_s"] = list(rr_s)
        case SpeedReading(speed_mps=speed_mps):
            data["speed_mps"] = speed_mps
        case UnknownEvent(name=name):
            data["event"] = name
        case UnknownReading():
            pass
        case _:
            data |= _event_parts(item)
    return dump_object(data | {key: value for key, value in item.extra.items() if key not in data})


def _event_parts(item: SessionInput) -> dict[str, object]:
    name, codec = _CODEC_OF[type(item)]
    data: dict[str, object] = {"event": name}
    if isinstance(item, SensorInput) and not item.of_the_heart:
        data = {"event": SENSOR_LINK, "sensor": item.sensor, "what": name}
    for key, part in codec.parts.items():
        value = getattr(item, part.attribute)
        if value is None:
            continue  # not known
        data[key] = part.dump(value)
        if isinstance(item, LinkChanged | LinkDown) and isinstance(item.said, LinkFact) and part.attribute == "said":
            data["fact"] = item.said.to_json()
            if not item.of_the_heart:
                del data[key]  # the sentences are worded for a strap, and no older reader needs another sensor's
    return data


def parse_line(line: str) -> SessionInput:
    """Return the input of one line after the header.

    Raises:
        RecordingError: when the line holds no input.
    """
    data = load_object(line)
    try:
        return _parse_parts(to_time_s(data.pop("t", None)), data)
    except (TypeError, ValueError) as error:
        raise RecordingError(RecordingProblem.LINE_NO_SENSE, detail=str(error)) from error


def _parse_parts(at_s: float, data: dict[str, object]) -> SessionInput:
    if "event" in data:
        name = data.pop("event")
        if not isinstance(name, str):
            raise TypeError("an event has a name")
        return _parse_event(at_s, name, data)
    if "hex" in data or "bpm" in data:
        if not _names_another_sensor(data) and not ("hex" in data and _names_another_characteristic(data)):
            return _parse_heart_rate(at_s, data)
    elif "sensor" in data and "raw" in data:
        return _parse_raw(at_s, data)
    if "speed_mps" in data:
        return SpeedReading(at_s=at_s, speed_mps=to_number(data.pop("speed_mps")), extra=_rest(data))
    if not data:
        raise ValueError("neither a reading nor an event")
    return UnknownReading(at_s=at_s, extra=_rest(data))


def _names_another_sensor(data: Mapping[str, object]) -> bool:
    return isinstance(sensor := data.get("sensor"), str) and sensor != heart_rate.NAME


def _names_another_characteristic(data: Mapping[str, object]) -> bool:
    """Return whether `char` or `uuid` is a standard characteristic other than the heart's; ignore other values."""
    numbers = [_characteristic(data[key]) for key in ("char", "uuid") if key in data]
    return any(number is not None and number != heart_rate.MEASUREMENT for number in numbers)


_STANDARD_UUID = re.compile(r"(?:0000)?([0-9a-f]{4})(?:-0000-1000-8000-00805f9b34fb)?", re.IGNORECASE)
"""A 16-bit assigned number, alone or as a whole UUID of the Bluetooth standard."""


def _characteristic(value: object) -> int | None:
    """Return a standard characteristic's number; None for anything else, such as a device's own UUID."""
    found = _STANDARD_UUID.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else int(found[1], 16)


def _parse_heart_rate(at_s: float, data: dict[str, object]) -> SessionInput:
    """Return the strap's raw notification, or another device's reading."""
    if "hex" in data:
        payload = bytes.fromhex(to_text(data.pop("hex")))
        return Notification(at_s=at_s, payload=payload, extra=_rest(data))
    bpm = to_number(data.pop("bpm"))
    if not 0 <= bpm <= MOST_BPM:
        raise ValueError(f"a heart rate is a number from 0 to {MOST_BPM}")
    rr = data.pop("rr_s", [])
    if not isinstance(rr, list):
        raise TypeError("rr_s is a list of seconds")
    return Reading(at_s=at_s, bpm=round(bpm), rr_s=tuple(to_number(item) for item in rr), extra=_rest(data))


def _parse_raw(at_s: float, data: dict[str, object]) -> SessionInput:
    """Return a notification of any sensor; keep one without a characteristic as an unknown reading."""
    sensor, raw, number = data["sensor"], data["raw"], _characteristic(data.get("char"))
    try:
        payload = bytes.fromhex(to_text(raw))
    except (TypeError, ValueError):
        return UnknownReading(at_s=at_s, extra=_rest(data))
    if not isinstance(sensor, str) or number is None:
        return UnknownReading(at_s=at_s, extra=_rest(data))
    rest = {key: value for key, value in data.items() if key not in {"sensor", "char", "raw"}}
    return Notification(at_s=at_s, sensor=sensor, characteristic=number, payload=payload, extra=_rest(rest))


def _parse_event(at_s: float, name: str, data: dict[str, object]) -> SessionInput:
    if name == SENSOR_LINK:
        return _parse_sensor_link(at_s, data)
    codec = None if name in _LINK_EVENTS and _names_another_sensor(data) else _EVENTS.get(name)
    try:
        # Keep a line that makes no sense as it is, rather than lose it.
        return UnknownEvent(at_s=at_s, name=name, extra=_rest(data)) if codec is None else _known(codec, at_s, data)
    except (TypeError, ValueError):
        return UnknownEvent(at_s=at_s, name=name, extra=_rest(data))


def _known(codec: "_EventCodec", at_s: float, data: Mapping[str, object], **more: object) -> SessionInput:
    """Return the event in these keys. A key that an older or foreign writer left out takes its default, if any.

    Raises:
        TypeError: when a key is missing or no value of its kind.
        ValueError: when a value is impossible.
    """
    known = {part.attribute: part.load(data[key]) for key, part in codec.parts.items() if key in data}
    rest = {key: value for key, value in data.items() if key not in codec.parts}
    if codec.kind in {LinkChanged, LinkDown} and "fact" in rest:
        known |= _said(rest, str(known.get("said", "")))
    return codec.kind(at_s=at_s, extra=_rest(rest), **known, **more)


def _said(rest: dict[str, object], recorded: str) -> dict[str, object]:
    """Take the fact of a link's line out of `rest`; it keeps a recorded sentence that differs from today's wording."""
    try:
        fact = LinkFact.from_json(rest["fact"])
    except ValueError:
        return {}  # a newer Coach's fact: it stays in `rest`, beside its sentence
    del rest["fact"]
    return {"said": fact if recorded in {"", str(link_sentence(fact))} else replace(fact, recorded=recorded)}


def _parse_sensor_link(at_s: float, data: dict[str, object]) -> SessionInput:
    """Return an event of another sensor's link; keep one that this version cannot read as an unknown event."""
    sensor, what = data.get("sensor"), data.get("what")
    if isinstance(sensor, str) and sensor != heart_rate.NAME and isinstance(what, str) and what in _LINK_EVENTS:
        inner = {key: value for key, value in data.items() if key not in {"sensor", "what"}}
        with suppress(TypeError, ValueError):
            return _known(_EVENTS[what], at_s, inner, sensor=sensor)
    return UnknownEvent(at_s=at_s, name=SENSOR_LINK, extra=_rest(data))


class _Part(msgspec.Struct, frozen=True):
    attribute: str
    load: Callable[[object], object]
    dump: Callable[[object], object] = lambda value: value


class _EventCodec(msgspec.Struct, frozen=True):
    kind: Callable[..., SessionInput]
    parts: Mapping[str, _Part] = msgspec.field(default_factory=dict)


_EVENTS: dict[str, _EventCodec] = {
    "link_up": _EventCodec(LinkUp, {"name": _Part("name", to_text), "address": _Part("address", to_text)}),
    "link_down": _EventCodec(LinkDown, {"reason": _Part("said", to_text, from_said)}),
    "link": _EventCodec(
        LinkChanged,
        {
            "state": _Part("state", lambda value: LinkState(to_text(value)), str),
            "attempt": _Part("attempt", to_whole),
            "text": _Part("said", to_text, from_said),
        },
    ),
    "battery": _EventCodec(BatteryRead, {"percent": _Part("percent", to_whole)}),
    "signal_strength": _EventCodec(SignalStrengthRead, {"rssi_dbm": _Part("rssi_dbm", to_whole)}),
    "pause": _EventCodec(Paused),
    "resume": _EventCodec(Resumed),
    "lap": _EventCodec(LapMarked),
    "skip_step": _EventCodec(StepSkipped),
    "stop": _EventCodec(WorkoutStopped),
    "extend_step": _EventCodec(StepExtended, {"by_s": _Part("by_s", to_number)}),
    "band_changed": _EventCodec(BandChanged, {"band_bpm": _Part("band", to_band, from_band)}),
    "mute": _EventCodec(MuteChanged, {"muted": _Part("muted", to_truth)}),
    "note": _EventCodec(NoteAdded, {"text": _Part("text", to_text)}),
    "talk_test": _EventCodec(
        TalkTestAnswered, {"answer": _Part("answer", lambda value: TalkTest(to_text(value)), str)}
    ),
    "pain": _EventCodec(
        PainReported,
        {"level": _Part("level", to_whole), "moment": _Part("moment", lambda value: PainMoment(to_text(value)))},
    ),
    "pain_choice": _EventCodec(
        PainAnswered, {"choice": _Part("choice", lambda value: PainChoice(to_text(value)), str)}
    ),
    "signs": _EventCodec(SignsAnswered, {"signs": _Part("signs", to_texts)}),
    "end": _EventCodec(SessionEnded, {"reason": _Part("reason", lambda value: EndReason(to_text(value)), str)}),
}

_CODEC_OF: dict[type[SessionInput], tuple[str, _EventCodec]] = {
    codec.kind: (name, codec) for name, codec in _EVENTS.items() if isinstance(codec.kind, type)
}


def _rest(data: dict[str, object]) -> Mapping[str, object]:
    return MappingProxyType(data) if data else NOTHING_MORE
