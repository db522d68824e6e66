"""What a session says, as the JSON objects of `--json` and as the plain sentences of `--plain`."""

import math
from collections.abc import Mapping

from coach.domain.signal_quality import Signal
from coach.domain.summary import SessionSummary
from coach.domain.workout import StepKind
from coach.domain.zones import Band, Position
from coach.session import phrases
from coach.session.outputs import (
    BandSet,
    BatteryLow,
    CueRaised,
    Felt,
    LinkStateChanged,
    MeasurementRejected,
    MuteSet,
    PauseChanged,
    RecordingFailed,
    SessionEvent,
    SessionOver,
    SignalChanged,
    SignalWeak,
    StepCountdown,
    StepStarted,
    WorkoutFinished,
    ZoneChanged,
)
from coach.session.snapshot import SessionSnapshot
from coach.session.text import clock_text, printable

JsonObject = dict[str, object]


def state_object(snapshot: SessionSnapshot) -> JsonObject:
    """The `state` line of a snapshot (README, "Your files")."""
    step = snapshot.step
    return {
        "type": "state",
        "t": snapshot.at_s,
        "bpm": snapshot.bpm,
        "smoothed_bpm": _rounded(snapshot.smoothed_bpm, 2),
        "zone": snapshot.zone,
        "position": _name(snapshot.position),
        "shown_position": _name(snapshot.shown_position),
        "signal": snapshot.signal.value,
        "band_bpm": _band(snapshot.band),
        "step": None
        if step is None
        else {
            "kind": step.kind.value,
            "index": step.index,
            "of": step.of,
            "remaining_s": _rounded(step.remaining_s, 1),
        },
        "exit_in_s": _rounded(snapshot.exit_in_s, 1),
        "z2_s": _rounded(snapshot.z2_s, 1),
    }


def event_object(event: SessionEvent) -> JsonObject:
    """The `cue`, `event` or `summary` line of a fact."""
    at_s = event.at_s
    if isinstance(event, CueRaised):
        return {"type": "cue", "t": at_s, "cue": event.cue.value, "text": event.text, "reason": event.reason}
    if isinstance(event, SessionOver):
        return {"type": "summary", "t": at_s, "reason": event.reason.value, **summary_object(event.summary)}
    name, details = _details(event)
    return {"type": "event", "t": at_s, "event": name, **details}


def summary_object(summary: SessionSummary) -> JsonObject:
    """The sums of a walk, as `--json` prints them and the history keeps them."""
    return {
        "elapsed_s": _rounded(summary.elapsed_s, 1),
        "moving_s": _rounded(summary.moving_s, 1),
        "z2_s": _rounded(summary.z2_s, 1),
        "zone_s": {str(zone): _rounded(seconds, 1) for zone, seconds in enumerate(summary.zone_s)},
        "believed_s": _rounded(summary.believed_s, 1),
        "mean_bpm": _rounded(summary.mean_bpm, 1),
        "max_bpm": _rounded(summary.max_bpm, 1),
        "spikes": summary.spikes,
        "drift_pct": _rounded(summary.drift_pct, 1),
        "recovery_bpm": _rounded(summary.recovery_bpm, 1),
        "cues": dict(summary.cues),
        "dropouts": {"count": summary.dropouts.count, "seconds": _rounded(summary.dropouts.seconds, 1)},
        "readings": summary.readings,
        "rejected": summary.rejected,
        "distance_m": _rounded(summary.distance_m, 0),
    }


def _details(event: SessionEvent) -> tuple[str, Mapping[str, object]]:  # noqa: C901, PLR0911, PLR0912 - an arm a fact
    match event:
        case ZoneChanged(before=before, after=after):
            return "zone_changed", {"before": _name(before), "after": _name(after)}
        case StepStarted():
            return "step_started", {
                "kind": event.kind.value,
                "index": event.index,
                "of": event.of,
                "duration_s": _rounded(event.duration_s, 1),
                "band_bpm": _band(event.band),
            }
        case StepCountdown(seconds=seconds):
            return "step_countdown", {"seconds": seconds}
        case WorkoutFinished():
            return "workout_finished", {}
        case SignalChanged():
            return event.turn.value, {"signal": event.after.value, "reason": event.reason}
        case LinkStateChanged(state=state, attempt=attempt, text=text):
            return "link", {"state": state.value, "attempt": attempt, "text": text}
        case MeasurementRejected(payload=payload, problem=problem):
            return "measurement_rejected", {"hex": payload.hex(), "problem": problem.value}
        case BatteryLow(percent=percent):
            return "battery_low", {"percent": percent}
        case SignalWeak(rssi_dbm=rssi_dbm):
            return "signal_weak", {"rssi_dbm": rssi_dbm}
        case PauseChanged(paused=paused):
            return ("paused" if paused else "resumed"), {}
        case BandSet(band=band):
            return "band_changed", {"band_bpm": _band(band)}
        case MuteSet(muted=muted):
            return ("muted" if muted else "unmuted"), {}
        case Felt():
            felt = {"talk_test": _name(event.talk_test), "pain": event.pain, "note": event.note}
            return "felt", {key: value for key, value in felt.items() if value is not None}
        case RecordingFailed(text=text):
            return "recording_failed", {"text": text}
        case _:
            raise TypeError(f"a fact without a line: {event}")


def _band(band: Band) -> list[float]:
    return [_whole(band.lo_bpm), _whole(band.hi_bpm)]


def _whole(number: float) -> float:
    return int(number) if number == int(number) else round(number, 1)


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _name(value: object) -> str | None:
    return None if value is None else str(value)


POSITION_WORD: dict[Position | None, str] = {
    Position.BELOW: "below the zone",
    Position.IN: "in the zone",
    Position.ABOVE: "above the zone",
    None: "no heart rate",
}


def plain_line(event: SessionEvent, snapshot: SessionSnapshot) -> str | None:
    """One readable sentence for a screen reader or a log; None for what is not worth one."""
    sentence = _sentence(event, snapshot)
    return None if sentence is None else f"{clock_text(event.at_s)}  {sentence}"


def _sentence(event: SessionEvent, snapshot: SessionSnapshot) -> str | None:  # noqa: C901, PLR0911, PLR0912 - an arm a fact
    match event:
        case CueRaised(speech=speech):
            return speech
        case ZoneChanged(after=None) if snapshot.signal is Signal.WAITING:
            return None  # after a pause, or with another strap: nothing is lost, the first reading is awaited
        case Felt():
            return _felt_sentence(event)
        case ZoneChanged(after=after):
            bpm = "" if snapshot.smoothed_bpm is None else f", {_outward(snapshot.smoothed_bpm, after)}"
            band = f"{snapshot.band.lo_bpm:.0f} to {snapshot.band.hi_bpm:.0f}"
            return f"{POSITION_WORD[after]}{bpm} (zone {band})".capitalize()
        case LinkStateChanged(state=state, text=text):
            return f"Strap {state.value.replace('_', ' ')}{': ' + printable(text) if text else ''}"
        case BatteryLow(percent=percent):
            return f"The strap's battery is at {percent} percent"
        case SignalWeak():
            return "The strap's signal is weak: keep the laptop in sight of your chest"
        case PauseChanged(paused=paused):
            return "Paused" if paused else "On we go"
        case BandSet(band=band):
            return f"The zone is now {band.lo_bpm:.0f} to {band.hi_bpm:.0f}"
        case MuteSet(muted=muted):
            return "Cues off" if muted else "Cues on"
        case RecordingFailed(text=text):
            return text
        case SessionOver(summary=summary):
            return summary_sentence(summary)
        case _:
            return None


def _felt_sentence(felt: Felt) -> str | None:
    if felt.talk_test is not None:
        return f"Talk test noted: {felt.talk_test.value.replace('_', ' ')}"
    return None if felt.pain is None else f"Pain {felt.pain} of 10 noted"


def summary_sentence(summary: SessionSummary) -> str:
    """A walk in two sentences."""
    mean = "" if summary.mean_bpm is None else f" Mean heart rate {summary.mean_bpm:.0f}."
    return f"Walked {clock_text(summary.moving_s)}, of that {clock_text(summary.z2_s)} in Zone 2.{mean}"


def step_line(kind: StepKind, duration_s: float | None) -> str:
    """A step in a list: its name and its length."""
    length = "until you stop" if duration_s is None else clock_text(duration_s)
    return f"{phrases.STEP_NAME[kind]}  {length}"


def _outward(bpm: float, position: Position | None) -> int:
    """A whole heart rate that does not contradict its position: 119.6 below 120 is told as 119."""
    if position is Position.BELOW:
        return math.floor(bpm)
    return math.ceil(bpm) if position is Position.ABOVE else round(bpm)
