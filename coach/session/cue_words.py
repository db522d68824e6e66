"""The words of a cue: a few for the screen, and a sentence for the ear that has the same words in it."""

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.zone.zones import Band
from coach.session.names import SIGNAL_NAME, TALK_NAME, titled

_TEXT: dict[Cue, str] = {
    Cue.SPEED_UP: "Pick up",
    Cue.EASE_OFF: "Ease off",
    Cue.HOLD: "Hold this",
    Cue.DRIFTING_UP: "Ease a bit",
    Cue.DRIFTING_DOWN: "A bit more",
    Cue.BACK_IN_ZONE: "Back in zone",
    Cue.SIGNAL_BACK: "Signal back",
    Cue.STOP_AND_REST: "Stop and rest",
    Cue.TALK_TEST: "Talk test",
    Cue.FINISHED: "Well done",
}

*_FIRST, _LAST = TALK_NAME.values()

_SPEECH: dict[Cue, str] = {
    Cue.SPEED_UP: "Pick up the pace.",
    Cue.EASE_OFF: "Ease off.",
    Cue.HOLD: "Hold this pace.",
    Cue.DRIFTING_UP: "Drifting up. Ease a bit.",
    Cue.DRIFTING_DOWN: "Drifting down. A bit more.",
    Cue.BACK_IN_ZONE: "Back in zone.",
    Cue.SIGNAL_BACK: "Signal back.",
    Cue.STOP_AND_REST: "Stop and rest.",
    Cue.TALK_TEST: f"Talk test: say a full sentence. {titled(', '.join(_FIRST))}, or {_LAST}?",
    Cue.FINISHED: "That is the walk. Well done.",
}

_KEEP_WALKING = "Keep walking as you are."

OUT_OF_REACH_TEXT = "Fine as it is"

_WITH_NUMBER = frozenset({Cue.SPEED_UP, Cue.EASE_OFF, Cue.STOP_AND_REST})


def _lost(signal: Signal) -> str:
    """Why there is no heart rate; a strap that was never heard has no signal either."""
    return titled(SIGNAL_NAME[signal if signal in {Signal.NO_CONTACT, Signal.SUSPECT} else Signal.DISCONNECTED])


def out_of_reach_speech(fitting: Band) -> str:
    """Return the sentences for a walker who cannot reach the zone by walking: kind, and with a way on."""
    return (
        "You are walking well, and your heart stays below the zone. That is fine: every minute counts. "
        f"If you like, take a band that fits, {fitting.lo_bpm:.0f} to {fitting.hi_bpm:.0f}, "
        "or walk up an incline, or just walk for the minutes."
    )


def text(cue: Cue, signal: Signal = Signal.DISCONNECTED) -> str:
    """Return the words for the screen; a lost signal is named as `signal` is there, and steps have `step_words`."""
    return _lost(signal) if cue is Cue.SIGNAL_LOST else _TEXT[cue]


def speech(cue: Cue, bpm: float | None, signal: Signal = Signal.DISCONNECTED) -> str:
    """Return the sentence for a voice, with the heart rate where the walker will want to know it."""
    sentence = f"{_lost(signal)}. {_KEEP_WALKING}" if cue is Cue.SIGNAL_LOST else _SPEECH[cue]
    return f"{sentence} {bpm:.0f}." if cue in _WITH_NUMBER and bpm is not None else sentence
