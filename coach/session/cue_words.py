"""The words of a cue: one or two for the screen, and a sentence for the ear."""

from coach.domain.pacing.cues import Cue
from coach.domain.zone.zones import Band

_TEXT: dict[Cue, str] = {
    Cue.SPEED_UP: "Pick up",
    Cue.EASE_OFF: "Ease off",
    Cue.HOLD: "Hold this",
    Cue.DRIFTING_UP: "Ease a little",
    Cue.DRIFTING_DOWN: "A little more",
    Cue.BACK_IN_ZONE: "Back in zone",
    Cue.SIGNAL_LOST: "No heart rate",
    Cue.SIGNAL_BACK: "Heart rate is back",
    Cue.STOP_AND_REST: "Stop and rest",
    Cue.TALK_TEST: "Can you talk?",
    Cue.FINISHED: "Well done",
}

_SPEECH: dict[Cue, str] = {
    Cue.SPEED_UP: "Pick up the pace.",
    Cue.EASE_OFF: "Ease off.",
    Cue.HOLD: "Hold this pace.",
    Cue.DRIFTING_UP: "Drifting up. Ease off a little.",
    Cue.DRIFTING_DOWN: "Drifting down. A little more.",
    Cue.BACK_IN_ZONE: "Back in zone.",
    Cue.SIGNAL_LOST: "No heart rate. Keep walking as you are.",
    Cue.SIGNAL_BACK: "Heart rate is back.",
    Cue.STOP_AND_REST: "Stop and rest.",
    Cue.TALK_TEST: "Talk test: say a full sentence. Comfortable, with effort, or not at all?",
    Cue.FINISHED: "That is the walk. Well done.",
}

OUT_OF_REACH_TEXT = "Fine as it is"

_WITH_NUMBER = frozenset({Cue.SPEED_UP, Cue.EASE_OFF, Cue.STOP_AND_REST})


def out_of_reach_speech(fitting: Band) -> str:
    """Return the sentences for a walker who cannot reach the zone by walking: kind, and with a way on."""
    return (
        "You are walking well, and your heart stays under the zone. That is fine: every minute counts. "
        f"If you like, take a band that fits, {fitting.lo_bpm:.0f} to {fitting.hi_bpm:.0f}, "
        "or walk up an incline, or just walk for the minutes."
    )


def text(cue: Cue) -> str:
    """Return the words for the screen. Steps have words of their own (`step_words`)."""
    return _TEXT[cue]


def speech(cue: Cue, bpm: float | None) -> str:
    """Return the sentence for a voice, with the heart rate where the walker will want to know it."""
    sentence = _SPEECH[cue]
    return f"{sentence} {bpm:.0f}." if cue in _WITH_NUMBER and bpm is not None else sentence
