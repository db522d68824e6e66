"""The cues that Coach can give: their names, apart from what decides on them."""

from enum import StrEnum


class Cue(StrEnum):
    """Every cue that Coach can give."""

    SPEED_UP = "speed_up"
    EASE_OFF = "ease_off"
    HOLD = "hold"
    """Stay at this pace: the last cue has worked, and changing further would overshoot."""
    DRIFTING_UP = "drifting_up"
    DRIFTING_DOWN = "drifting_down"
    BACK_IN_ZONE = "back_in_zone"
    STEP_AHEAD = "step_ahead"
    STEP = "step"
    SIGNAL_LOST = "signal_lost"
    SIGNAL_BACK = "signal_back"
    STOP_AND_REST = "stop_and_rest"
    TALK_TEST = "talk_test"
    FINISHED = "finished"

    @property
    def is_pacing(self) -> bool:
        """Return whether it sets the pace; mute silences these cues."""
        return self in PACING


PACING = frozenset({Cue.SPEED_UP, Cue.EASE_OFF, Cue.HOLD, Cue.DRIFTING_UP, Cue.DRIFTING_DOWN})
SLOWER = frozenset({Cue.EASE_OFF, Cue.DRIFTING_UP})
FASTER = frozenset({Cue.SPEED_UP, Cue.DRIFTING_DOWN})
