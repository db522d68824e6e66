"""What to say and, mostly, what not to say: a policy that knows how slowly a heart answers.

A heart answers a change of effort with a dead time of seconds and a time constant near a minute (Hunt 2015: 58 s;
2019: 63 s). Whoever repeats "ease off" every ten seconds is asking for an answer that cannot be there yet.
"""

from dataclasses import dataclass
from enum import StrEnum

from coach.domain.judgement import Judged
from coach.domain.zones import Band, Position


class Cue(StrEnum):
    """Everything the walker can be told; the first five set the pace."""

    SPEED_UP = "speed_up"
    EASE_OFF = "ease_off"
    HOLD = "hold"
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
        """Whether it asks for another pace; these are what mute silences."""
        return self in PACING


PACING = frozenset({Cue.SPEED_UP, Cue.EASE_OFF, Cue.HOLD, Cue.DRIFTING_UP, Cue.DRIFTING_DOWN})

QUIET_AFTER_EASE_OFF_S = 60.0
"""The heart's own time constant: before that a repeat asks for an answer that cannot be there yet."""

QUIET_AFTER_SPEED_UP_S = 90.0
"""Slower to push than to ease: too little for a while costs nothing, too much hurts."""

QUIET_BETWEEN_S = 30.0
"""Between any two pacing cues."""

SETTLING_S = 300.0
"""No "speed up" in the first five minutes unless the zone was reached before."""

SIGNAL_LOST_AFTER_S = 15.0
"""Short holes heal by themselves; a quarter of a minute without a heart rate is worth a word."""

SIGNAL_BACK_AFTER_S = 10.0
"""Trust has to hold before the good news."""

PREDICT_AHEAD_S = 45.0
"""A trend that reaches the bound within about the heart's time constant is announced."""

PREDICT_EVERY_S = 180.0
"""Once in a while, not a running comment."""

NEVER_S = float("-inf")


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to tell; `reason` is a machine's word, the engine makes the sentence."""

    cue: Cue
    reason: str


@dataclass(frozen=True, slots=True)
class StepContext:
    """What the workout asks for right now."""

    kind: str
    """A `workout.StepKind`."""
    started_at_s: float
    has_lower_bound: bool
    has_upper_bound: bool
    paused: bool
    muted: bool


class CueDecider:
    """Decides after every input and every deadline what to tell, from the judgement alone.

    Args:
        max_bpm: the walker's maximum heart rate.
    """

    def __init__(self, *, max_bpm: float) -> None:
        self._max_bpm = max_bpm
        self._said_at_s: dict[Cue, float] = {}
        self._paced_at_s = NEVER_S
        self._been_in_zone = False
        self._untrusted_since_s: float | None = None
        self._trusted_since_s: float | None = None
        self._loss_told = False
        self._quiet_until_s = NEVER_S

    def note_step_change(self, at_s: float) -> None:
        """Another step began: the heart needs time to answer before anything is asked."""
        self._quiet_until_s = max(self._quiet_until_s, at_s + QUIET_BETWEEN_S)

    def note_pause(self, at_s: float) -> None:
        """The walker pauses: nothing is told."""
        self._untrusted_since_s = self._trusted_since_s = None

    def note_resume(self, at_s: float) -> None:
        """The walker goes on: a grace period, as after a step change."""
        self.note_step_change(at_s)

    def next_deadline(self) -> float | None:
        """When silence itself becomes worth a word."""
        if self._untrusted_since_s is None or self._loss_told:
            return None
        return self._untrusted_since_s + SIGNAL_LOST_AFTER_S

    def decide(self, judged: Judged, context: StepContext, band: Band) -> tuple[Advice, ...]:
        """What to tell at `judged.at_s`; mostly nothing."""
        if context.paused:
            return ()
        told = list(self._signal_advice(judged))
        if judged.position is Position.IN:
            self._been_in_zone = True
        if judged.bpm is not None and not context.muted and not self._loss_told:
            pacing = self._pacing(judged, judged.bpm, context, band)
            if pacing is not None:
                self._paced_at_s = self._said_at_s[pacing.cue] = judged.at_s
                told.append(pacing)
        return tuple(told)

    def _signal_advice(self, judged: Judged) -> tuple[Advice, ...]:
        at_s = judged.at_s
        if judged.bpm is None:
            self._trusted_since_s = None
            if self._untrusted_since_s is None:
                self._untrusted_since_s = at_s
            if not self._loss_told and at_s - self._untrusted_since_s >= SIGNAL_LOST_AFTER_S:
                self._loss_told = True
                return (Advice(Cue.SIGNAL_LOST, judged.reason or judged.signal),)
            return ()
        self._untrusted_since_s = None
        if self._trusted_since_s is None:
            self._trusted_since_s = at_s
        if self._loss_told and at_s - self._trusted_since_s >= SIGNAL_BACK_AFTER_S:
            self._loss_told = False
            return (Advice(Cue.SIGNAL_BACK, "trusted"),)
        return ()

    def _ago(self, cue: Cue, at_s: float) -> float:
        return at_s - self._said_at_s.get(cue, NEVER_S)

    def _pacing(self, judged: Judged, bpm: float, context: StepContext, band: Band) -> Advice | None:
        at_s = judged.at_s
        if at_s < self._quiet_until_s or at_s - self._paced_at_s < QUIET_BETWEEN_S:
            return None
        slope = judged.slope_bpm_per_s or 0.0
        if judged.position is Position.ABOVE and context.has_upper_bound:
            returning = slope * 60 < -2 and (bpm - band.hi_bpm) < -slope * 40
            if self._ago(Cue.EASE_OFF, at_s) >= QUIET_AFTER_EASE_OFF_S and not returning:
                return Advice(Cue.EASE_OFF, "above")
        elif judged.position is Position.BELOW and context.has_lower_bound:
            if not self._been_in_zone and at_s - context.started_at_s < SETTLING_S:
                return None
            returning = slope * 60 > 2 and (band.lo_bpm - bpm) < slope * 40
            if self._ago(Cue.SPEED_UP, at_s) >= QUIET_AFTER_SPEED_UP_S and not returning:
                return Advice(Cue.SPEED_UP, "below")
        elif judged.position is Position.IN and judged.exit_in_s is not None and judged.exit_in_s < PREDICT_AHEAD_S:
            up = judged.exit_side is Position.ABOVE
            cue = Cue.DRIFTING_UP if up else Cue.DRIFTING_DOWN
            bounded = context.has_upper_bound if up else context.has_lower_bound and self._been_in_zone
            if bounded and self._ago(cue, at_s) >= PREDICT_EVERY_S:
                return Advice(cue, "trend")
        return None
