"""Writes a session's facts and states as the JSON objects of `--json`, and these as lines."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from coach.domain.programme.pain import PainChoice
from coach.domain.wire import heart_rate
from coach.domain.zone.zones import Band
from coach.session.error_words import error_sentence
from coach.session.events import (
    BandSet,
    BatteryLow,
    CueRaised,
    LinkStateChanged,
    MeasurementRejected,
    MuteSet,
    PainChosen,
    PainHeard,
    PauseChanged,
    PositionChanged,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SessionEvent,
    SessionOver,
    SignalChanged,
    SignalWeak,
    SignsMarked,
    StepCountdown,
    StepStarted,
    StrapRemarked,
    WorkoutFinished,
    ZoneOutOfReach,
)
from coach.session.link_words import words_of
from coach.session.remark_words import IRREGULAR, REMARK
from coach.session.summary_json import JsonObject, rounded, summary_object

if TYPE_CHECKING:
    from coach.session.snapshot import SessionSnapshot

_encode = msgspec.json.Encoder().encode


def line_of(item: JsonObject) -> str:
    """Return the object's line, without a newline. It is ASCII, so it is JSON whatever the output's encoding is."""
    if item["type"] != "state":
        return json.dumps(item)
    # One comes with each input, and holds numbers and words of ours: nothing to escape, and a quarter of the time.
    return msgspec.json.format(_encode(item), indent=0).decode("ascii")


def state_object(snapshot: "SessionSnapshot") -> JsonObject:
    """Return the `state` line of a snapshot (README, "Your files")."""
    step = snapshot.step
    return {
        "type": "state",
        "t": snapshot.at_s,
        "bpm": snapshot.sent_bpm,
        "smoothed_bpm": rounded(snapshot.believed_bpm, 2),
        "zone": snapshot.zone,
        "position": snapshot.position,
        "shown_position": snapshot.shown_position,
        "signal": snapshot.signal,
        "band_bpm": _band(snapshot.band),
        "step": None
        if step is None
        else {
            "kind": step.kind,
            "index": step.index,
            "of": step.of,
            "remaining_s": rounded(step.remaining_s, 1),
        },
        "exit_in_s": rounded(snapshot.exit_in_s, 1),
        "z2_s": rounded(snapshot.z2_s, 1),
        "standing": snapshot.standing,
        **({} if snapshot.recording is None else {"recording": snapshot.recording}),
    }


def event_object(event: SessionEvent) -> JsonObject:
    """Return the `cue`, `event` or `summary` line of a fact."""
    at_s = event.at_s
    if isinstance(event, CueRaised):
        return {"type": "cue", "t": at_s, "cue": event.cue.value, "text": event.text, "reason": event.reason}
    if isinstance(event, SessionOver):
        lost = {} if event.unrecorded_s is None else {"unrecorded_s": rounded(event.unrecorded_s, 1)}
        return {"type": "summary", "t": at_s, "reason": event.reason.value, **summary_object(event.summary), **lost}
    name, details = _details(event)
    return {"type": "event", "t": at_s, "event": name, **details}


def lines_of(events: tuple[SessionEvent, ...], snapshot: "SessionSnapshot", *, heard: bool) -> list[JsonObject]:
    """Return the lines of one step, in order: its facts, a state after each input, and the summary as the last."""
    objects = [event_object(event) for event in events]
    if heard:
        summary = [objects.pop()] if snapshot.ended else []
        objects += [state_object(snapshot), *summary]
    return objects


def _details(event: SessionEvent) -> tuple[str, Mapping[str, object]]:  # noqa: C901, PLR0911, PLR0912 - one per fact
    match event:
        case PositionChanged(before=before, after=after):
            return "zone_changed", {"before": _name(before), "after": _name(after)}
        case ZoneOutOfReach():
            return "zone_out_of_reach", {
                "text": event.text,
                "speech": event.speech,
                "mean_bpm": rounded(event.mean_bpm, 1),
                "fitting_band_bpm": _band(event.fitting_band),
                "offers": [offer.value for offer in event.offers],
            }
        case StepStarted():
            return "step_started", {
                "kind": event.kind.value,
                "index": event.index,
                "of": event.of,
                "duration_s": rounded(event.duration_s, 1),
                "band_bpm": _band(event.band),
            }
        case StepCountdown(seconds=seconds):
            return "step_countdown", {"seconds": seconds}
        case WorkoutFinished():
            return "workout_finished", {}
        case SignalChanged():
            return event.change.value, {"signal": event.after.value, "reason": event.reason}
        case RhythmIrregular():
            return "irregular_rhythm", {"text": IRREGULAR.sentence}
        case StrapRemarked(remark=remark):
            return "strap_remarked", {"remark": remark.value, "text": REMARK[remark].sentence}
        case LinkStateChanged(state=state, attempt=attempt, said=said):
            return "link", {"state": state.value, "attempt": attempt, "text": str(words_of(said))}
        case MeasurementRejected(payload=payload, problem=problem, sensor=sensor):
            other = {} if sensor == heart_rate.NAME else {"sensor": sensor}
            return "measurement_rejected", other | {"hex": payload.hex(), "problem": problem.value}
        case BatteryLow(percent=percent):
            return "battery_low", {"percent": percent}
        case SignalWeak(rssi_dbm=rssi_dbm):
            return "signal_weak", {"rssi_dbm": rssi_dbm}
        case PauseChanged(paused=paused):
            return ("paused" if paused else "resumed"), {}
        case MuteSet(muted=muted):
            return ("muted" if muted else "unmuted"), {}
        case RecordingFailed(error=error):
            return "recording_failed", {"text": error_sentence(error)}
        case RecordingRecovered():
            return "recording_recovered", {}
        case _:
            return _said(event)


def _said(event: SessionEvent) -> tuple[str, Mapping[str, object]]:
    """Return the line of what the walker has said, and of what came of it."""
    match event:
        case BandSet(band=band):
            return "band_changed", {
                "band_bpm": _band(band),
                **({} if event.reason is None else {"reason": event.reason.value}),
            }
        case Reported():
            felt = {"talk_test": _name(event.talk_test), "pain": event.pain, "note": event.note}
            return "felt", {key: value for key, value in felt.items() if value is not None}
        case PainHeard(question=question):
            return "pain_heard", {
                "level": question.level,
                "text": event.text,
                "choices": [choice.value for choice in PainChoice],
                "advises_end": question.advises_end,
                "asks_signs": question.asks_signs,
            }
        case PainChosen(choice=choice):
            return "pain_choice", {"choice": choice.value}
        case SignsMarked(signs=signs):
            return "signs", {"signs": list(signs)}
        case _:
            raise TypeError(f"a fact without a line: {event}")


def _band(band: Band | None) -> list[float] | None:
    return None if band is None else [_whole(band.lo_bpm), _whole(band.hi_bpm)]


def _whole(number: float) -> float:
    return int(number) if number == int(number) else round(number, 1)


def _name(value: object) -> str | None:
    return None if value is None else str(value)
