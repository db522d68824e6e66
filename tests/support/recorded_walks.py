"""Walks on disk, as a session leaves them: a recording, with an end or without."""

from datetime import timedelta

from coach.clock import local_now
from coach.domain.wire.heart_rate import HeartRateMeasurement, encode
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.packing import read_recording
from coach.session.inputs import EndReason, Notification, SessionEnded, TalkTestAnswered
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.store.recorder import RecordingWriter
from coach.store.recordings import recordings_in


def record(home, *, ago, minutes=20, planned=20, bpm=128, ends=True, talk=None, name=None, told=()):
    """The recording of a walk that began so long `ago`; its file's stem. No `bpm` is a strap that is dead."""
    started = local_now() - ago
    stem = name or f"{started:%Y-%m-%d-%H%M}"
    plan = SessionPlan(make(WorkoutKind.STEADY, planned), TYPICAL_ZONES)
    header = Header(started.isoformat(), source={"kind": "strap"}, session=plan.to_json())
    payload = None if bpm is None else encode(HeartRateMeasurement(bpm=bpm, rr_s=(60 / bpm,)))
    with RecordingWriter(home / "data" / "recordings" / f"{stem}.jsonl", header) as sink:
        for second in range(1, round(minutes * 60)):
            if payload is not None:
                sink.write(Notification(at_s=float(second), payload=payload))
            if talk is not None and second == 400:
                sink.write(TalkTestAnswered(at_s=400.0, answer=talk))
        for item in told:
            sink.write(item)
        if ends:
            sink.write(SessionEnded(at_s=minutes * 60.0, reason=EndReason.FINISHED))
    return stem


def texts_in(home):
    """The recordings of a home as text, packed or not."""
    return [read_recording(path).decode() for path in recordings_in(home / "data" / "recordings")]


def days(count):
    """So many days ago, a little less: on the day itself whatever the time is."""
    return timedelta(days=count)
