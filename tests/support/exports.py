"""Walks as writers get them, and what other people's parsers find in what is written."""

import io
from datetime import datetime, timedelta, timezone

from coach.domain.programme.felt import NOTHING_FELT
from coach.formats.coach_recording import recorded
from coach.formats.written_walk import WrittenLap, WrittenWalk
from coach.session.activity import Activity
from coach.session.inputs import LapMarked, Paused, Reading, Resumed
from coach.session.line_codec import Header

BEGAN = datetime(2026, 11, 23, 7, 31, 4, 512000, tzinfo=timezone(timedelta(hours=1)))


def walk_of(inputs, *, lasts_s=None, laps=(), felt=NOTHING_FELT, began=BEGAN, source=None):
    """A walk of these inputs; `laps` are times and names at which one begins."""
    activity = Activity(Header(began.isoformat(), source=source or {"kind": "strap"}), tuple(inputs))
    if lasts_s is None:
        lasts_s = inputs[-1].at_s if inputs else 0.0
    starts = (*(at_s for at_s, _ in laps), lasts_s)
    written = tuple(WrittenLap(at_s, starts[place], name) for place, (at_s, name) in enumerate(laps, start=1))
    return WrittenWalk(recorded(activity), activity, began, lasts_s, written, felt)


def readings_of(activity):
    """The heart rates that Coach read: second, bpm, intervals in ms."""
    return [
        (item.at_s, item.bpm, tuple(round(rr_s * 1000) for rr_s in item.rr_s))
        for item in activity.inputs
        if isinstance(item, Reading)
    ]


def marks_of(activity):
    """The pauses and laps that Coach read."""
    return [(type(item), item.at_s) for item in activity.inputs if isinstance(item, LapMarked | Paused | Resumed)]


def by_fitdecode(data):
    """Messages by fitdecode: name and values."""
    import fitdecode  # noqa: PLC0415 - slow to load

    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [
            (frame.name, {field.name: field.value for field in frame.fields if field.value is not None})
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage)
        ]


def by_fitparse(data):
    """Messages by fitparse: name and values."""
    import fitparse  # noqa: PLC0415 - slow to load

    with fitparse.FitFile(io.BytesIO(data), check_crc=True) as file:
        return [
            (item.name, {field.name: field.value for field in item.fields if field.value is not None})
            for item in file.get_messages()
        ]
