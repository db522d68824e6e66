"""Decides what to say and, mostly, what not to say: a policy that allows for how slowly a heart answers.

A heart answers a change of effort with a dead time of seconds and a time constant near a minute (58 s, Hunt 2015; 63 s,
Hunt 2019). A coach that repeats "ease off" every ten seconds asks for an answer that cannot be there yet, and drives
an obedient walker into a swing. So: say it once, at the first sure sign; wait for the answer; stay silent while the
heart is already coming back; warn before the edge while a small change is still enough; be quick to ease off and slow
to push; never ask for the contrary soon after.
"""

from dataclasses import dataclass
from enum import StrEnum

from coach.domain.pacing.ceiling import Ceiling
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Band, Position

NEVER_S = float("-inf")


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

REPEAT_EASE_OFF_S = 45.0
"""Dead time and most of a time constant: an answer shows as a slope by then, and silences the repeat. (Simulated
walkers are outside for 1 % of the walk less than with 60 s, at one cue an hour more.)"""

REPEAT_SPEED_UP_S = 60.0
"""Push more slowly than ease off: too little effort for a while costs nothing, too much hurts."""

ANSWER_S = 45.0
HEADING_BEYOND_BPM = 6.0
"""A warning is a request as well: until its answer can show, ask for nothing more in the same direction, unless the
course leads this far beyond the bound, where a small change cannot have been enough."""

REPEATS_IN_A_ROW = 6
REPEAT_LATER_S = 300.0
"""After six unheeded cues, repeat every five minutes: the walker has a reason. (Three instead of six save a
cue an hour and leave simulated walkers, who fall back into a habitual pace, outside for 2 % of the walk more.)"""

BETWEEN_S = 25.0
"""Least time between two pacing cues: dead time (2-9 s) and as much of the answer's fast part as a slope can show."""

CONTRARY_S = 60.0
"""Least time before asking for the contrary: until then the heart is still answering the last cue."""

WARMING_UP_S = 300.0
"""No push in the first five minutes of a walk, unless it has reached the zone: warming up is not for hurrying."""

STEP_GRACE_S = 30.0
STEP_PUSH_GRACE_S = 75.0
"""After a step change or a pause, stay silent, and longer still before a push."""

RETURNING_BPM_PER_MIN = 2.0
RETURNING_WITHIN_S = 40.0
"""Stay silent when the slope brings it back inside within this time."""

RETURNED_BPM = 0.5
"""This far inside it is back, though the judgement is not yet sure: stay silent, unless it is on the way out again."""

WARN_AHEAD_S = 45.0
"""A warning looks this far ahead along the course: about the heart's time constant, which for a first-order heart is
the same as asking whether the present effort will take it out of the zone."""

WARN_WITHIN_BPM = 2.0
"""And only this near the bound: a heart at steady effort wanders by 2.1-2.3 bpm (Wang & Hunt 2021), so further inside
a course is more often wander that turns round than effort that goes on."""

EDGE_BPM, LEAVING_THE_EDGE_BPM_PER_MIN = 1.5, 0.5
"""Or this near, where wander alone will carry it out again and again, unless it is moving away from the bound."""

TREND, EDGE = "trend", "edge"
"""The two reasons of a warning, as machines read them."""

WARN_EVERY_S = 60.0
"""Warn at most this often on each side: after a time constant the answer has shown."""

EDGE_EVERY_S = 180.0
"""A walker who stays at the edge is still in the zone and has been warned: warn rarely."""

AGAIN_AFTER_S, AGAIN_WITHIN_S = 40.0, 240.0
"""On the way out at the top again this soon after a warning: a small change was not enough, so say "ease off" instead,
still before the edge. A habitual pace comes back within about four minutes."""

AGAIN_WITHIN_BPM = 1.0
"""And only this near the bound: "ease off" is wrong for a walker who would have stayed inside, a warning is not."""

OVERSHOOT_S = 120.0
"""For this long after a cue, its answer can carry the heart through the zone and out on the other side."""

SIGNAL_LOST_AFTER_S = 15.0
"""Short holes heal by themselves; announce a quarter of a minute without a heart rate."""

SIGNAL_BACK_AFTER_S = 10.0
"""Announce the signal's return only once it has held for this long."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A cue to give; `reason` is a machine's word, the engine makes the sentence."""

    cue: Cue
    reason: str


@dataclass(frozen=True, slots=True)
class StepContext:
    """The workout's present demands."""

    has_lower_bound: bool
    """False in warm-up, recovery and cool-down, where Coach never pushes."""
    paused: bool
    muted: bool


class _SignalWatch:
    """Announces once that the heart rate is lost, and once that it is back."""

    def __init__(self) -> None:
        self.is_lost_said = False
        self._untrusted_since_s: float | None = None
        self._trusted_since_s: float | None = None

    def restart(self) -> None:
        """Forget how long the signal has been lost or back; keep what has been announced."""
        self._untrusted_since_s = self._trusted_since_s = None

    def next_deadline(self) -> float | None:
        if self._untrusted_since_s is None or self.is_lost_said:
            return None
        return self._untrusted_since_s + SIGNAL_LOST_AFTER_S

    def update(self, assessment: Assessment) -> Advice | None:
        at_s = assessment.at_s
        if assessment.believed_bpm is None:
            self._trusted_since_s = None
            if self._untrusted_since_s is None:
                self._untrusted_since_s = at_s
            # The same sum as in next_deadline: at its own due time a difference may fall short by a rounding.
            if not self.is_lost_said and at_s >= self._untrusted_since_s + SIGNAL_LOST_AFTER_S:
                self.is_lost_said = True
                return Advice(Cue.SIGNAL_LOST, assessment.reason or str(assessment.signal))
            return None
        self._untrusted_since_s = None
        if self._trusted_since_s is None:
            self._trusted_since_s = at_s
        if self.is_lost_said and at_s - self._trusted_since_s >= SIGNAL_BACK_AFTER_S:
            self.is_lost_said = False
            return Advice(Cue.SIGNAL_BACK, "trusted")
        return None


class CueDecider:
    """Decides after every input and every deadline which cues to give, from the assessment alone.

    Args:
        max_bpm: the walker's maximum heart rate.
    """

    def __init__(self, *, max_bpm: float) -> None:
        self._signal = _SignalWatch()
        self._ceiling = Ceiling(max_bpm)
        self._said_at_s: dict[Cue, float] = {}
        self._been_in_zone = False
        self._repeats = 0
        self._excursion_said = False
        self._quiet_until_s = NEVER_S
        self._no_push_until_s = NEVER_S

    def note_new_start(self, at_s: float) -> None:
        """Note a new step or the end of a pause: the heart needs time before the next request."""
        self._quiet_until_s = at_s + STEP_GRACE_S
        self._no_push_until_s = at_s + STEP_PUSH_GRACE_S
        self._repeats = 0
        self._excursion_said = False

    def note_pause(self) -> None:
        """Note a pause: forget how long signal and heart rate have been as they are."""
        self._signal.restart()
        self._ceiling.restart()

    def next_deadline(self) -> float | None:
        """Return when continued silence will need an announcement."""
        return self._signal.next_deadline()

    def decide(self, assessment: Assessment, context: StepContext, band: Band) -> tuple[Advice, ...]:
        """Return the cues to give at `assessment.at_s`; mostly none."""
        if context.paused:
            return ()
        signal = self._signal.update(assessment)
        if signal is not None and signal.cue is Cue.SIGNAL_BACK:
            self._no_push_until_s = max(self._no_push_until_s, assessment.at_s + BETWEEN_S)
        if assessment.believed_bpm is None:
            self._ceiling.restart()
            return () if signal is None else (signal,)
        wanted = [
            signal,
            self._stop(assessment, band),
            self._course(assessment, assessment.believed_bpm, context, band),
        ]
        said = tuple(advice for advice in wanted if advice is not None)
        if any(advice.cue is Cue.STOP_AND_REST for advice in said):
            said = tuple(advice for advice in said if not advice.cue.is_pacing)
            self._said_at_s[Cue.EASE_OFF] = assessment.at_s
        return said

    def _stop(self, assessment: Assessment, band: Band) -> Advice | None:
        reason = self._ceiling.update(assessment, band)
        return None if reason is None else Advice(Cue.STOP_AND_REST, reason)

    def _course(self, assessment: Assessment, bpm: float, context: StepContext, band: Band) -> Advice | None:
        """Return "back in the zone", a pacing cue, or None."""
        if assessment.position is Position.IN:
            self._been_in_zone = True
            self._repeats = 0
            if self._excursion_said and not self._signal.is_lost_said:
                self._excursion_said = False
                return Advice(Cue.BACK_IN_ZONE, "returned")
        if context.muted or self._signal.is_lost_said:
            return None
        advice = self._pacing(assessment, bpm, context, band)
        if advice is not None:
            self._said_at_s[advice.cue] = assessment.at_s
            if assessment.position is not Position.IN:
                self._repeats += 1
                self._excursion_said = True
        return advice

    def _pacing(self, assessment: Assessment, bpm: float, context: StepContext, band: Band) -> Advice | None:
        at_s = assessment.at_s
        if at_s < self._quiet_until_s or self._ago_s(PACING, at_s) < BETWEEN_S:
            return None
        if assessment.position is Position.ABOVE:
            return self._too_fast(assessment, bpm, band)
        if assessment.position is Position.BELOW:
            return self._too_slow(assessment, bpm, band) if context.has_lower_bound else None
        return self._before_the_edge(assessment, context, band)

    def _too_fast(self, assessment: Assessment, bpm: float, band: Band) -> Advice | None:
        if self._ago_s(FASTER, assessment.at_s) < CONTRARY_S:
            return self._hold(assessment.at_s)
        repeat_s = REPEAT_EASE_OFF_S if self._repeats < REPEATS_IN_A_ROW else REPEAT_LATER_S
        if self._ago_s({Cue.EASE_OFF}, assessment.at_s) < repeat_s:
            return None
        outside_bpm, outward_bpm_per_s = bpm - band.hi_bpm, assessment.slope_bpm_per_s or 0.0
        if self._awaits_answer(Cue.DRIFTING_UP, assessment.at_s, outside_bpm, outward_bpm_per_s):
            return None
        if _returning(outside_bpm, -outward_bpm_per_s):
            return None
        return Advice(Cue.EASE_OFF, "above")

    def _too_slow(self, assessment: Assessment, bpm: float, band: Band) -> Advice | None:
        at_s = assessment.at_s
        if not self._may_push(at_s) or self._ago_s(SLOWER, at_s) < CONTRARY_S:
            return None
        repeat_s = REPEAT_SPEED_UP_S if self._repeats < REPEATS_IN_A_ROW else REPEAT_LATER_S
        if self._ago_s({Cue.SPEED_UP}, at_s) < repeat_s:
            return None
        outside_bpm, outward_bpm_per_s = band.lo_bpm - bpm, -(assessment.slope_bpm_per_s or 0.0)
        if self._awaits_answer(Cue.DRIFTING_DOWN, at_s, outside_bpm, outward_bpm_per_s):
            return None
        if _returning(outside_bpm, -outward_bpm_per_s):
            return None
        return Advice(Cue.SPEED_UP, "below")

    def _before_the_edge(self, assessment: Assessment, context: StepContext, band: Band) -> Advice | None:
        bpm, slope = assessment.trend_bpm, assessment.slope_bpm_per_s
        if bpm is None or slope is None:
            return None
        above = _reason_to_warn(band.hi_bpm - bpm, slope)
        if above is not None:
            near = above == TREND and band.hi_bpm - bpm <= AGAIN_WITHIN_BPM
            if near and self._a_little_was_not_enough(assessment.at_s):
                return Advice(Cue.EASE_OFF, "leaving_again")
            return self._warn(Cue.DRIFTING_UP, above, FASTER, assessment.at_s)
        below = _reason_to_warn(bpm - band.lo_bpm, -slope) if context.has_lower_bound else None
        if below is not None:
            answering = self._ago_s(SLOWER, assessment.at_s) < CONTRARY_S
            if answering or self._may_push(assessment.at_s):
                return self._warn(Cue.DRIFTING_DOWN, below, SLOWER, assessment.at_s)
        return None

    def _warn(self, cue: Cue, reason: str, contrary: frozenset[Cue], at_s: float) -> Advice | None:
        """Return the warning or, while the heart still answers the contrary cue, "hold" once instead."""
        if self._ago_s(contrary, at_s) < CONTRARY_S:
            return self._hold(at_s)
        asked = SLOWER if cue in SLOWER else FASTER
        every_s = WARN_EVERY_S if reason == TREND else EDGE_EVERY_S
        if self._ago_s(asked, at_s) < ANSWER_S or self._ago_s({cue}, at_s) < every_s:
            return None
        return Advice(cue, reason)

    def _awaits_answer(self, warning: Cue, at_s: float, outside_bpm: float, outward_bpm_per_s: float) -> bool:
        """Return whether an earlier warning may still be enough."""
        heading_beyond_bpm = outside_bpm + WARN_AHEAD_S * outward_bpm_per_s
        return self._ago_s({warning}, at_s) < ANSWER_S and heading_beyond_bpm < HEADING_BEYOND_BPM

    def _a_little_was_not_enough(self, at_s: float) -> bool:
        warned_ago_s = self._ago_s({Cue.DRIFTING_UP}, at_s)
        recent = AGAIN_AFTER_S <= warned_ago_s < AGAIN_WITHIN_S
        free = self._ago_s(FASTER, at_s) >= CONTRARY_S and self._ago_s({Cue.EASE_OFF}, at_s) >= REPEAT_EASE_OFF_S
        return recent and free

    def _hold(self, at_s: float) -> Advice | None:
        return None if self._ago_s({Cue.HOLD}, at_s) < OVERSHOOT_S else Advice(Cue.HOLD, "overshoot")

    def _may_push(self, at_s: float) -> bool:
        settled = self._been_in_zone or at_s >= WARMING_UP_S
        return settled and at_s >= self._no_push_until_s

    def _ago_s(self, cues: frozenset[Cue] | set[Cue], at_s: float) -> float:
        return at_s - max((self._said_at_s.get(cue, NEVER_S) for cue in cues), default=NEVER_S)


def _returning(outside_bpm: float, inward_bpm_per_s: float) -> bool:
    """Return whether the heart rate will soon be back in the band, or is back and not about to leave."""
    if outside_bpm < -RETURNED_BPM:
        return inward_bpm_per_s * 60 > -RETURNING_BPM_PER_MIN
    if inward_bpm_per_s * 60 <= RETURNING_BPM_PER_MIN:
        return False
    return outside_bpm < inward_bpm_per_s * RETURNING_WITHIN_S


def _reason_to_warn(margin_bpm: float, outward_bpm_per_s: float) -> str | None:
    """Return why to warn: the course will pass a bound within `WARN_AHEAD_S`, or keeps to its edge; else None."""
    if outward_bpm_per_s > 0 and margin_bpm <= WARN_WITHIN_BPM and margin_bpm < WARN_AHEAD_S * outward_bpm_per_s:
        return TREND
    keeps = margin_bpm < EDGE_BPM and outward_bpm_per_s * 60 > -LEAVING_THE_EDGE_BPM_PER_MIN
    return EDGE if keeps else None
