"""Decides what to say and, mostly, what not to say: a policy that allows for how slowly a heart answers.

A heart answers a change of effort with a dead time of seconds and a time constant near a minute (58 s, Hunt 2015; 63 s,
Hunt 2019). A coach that repeats "ease off" every ten seconds asks for an answer that cannot be there yet, and drives
an obedient walker into a swing. So: say it once, at the first sure sign; wait for the answer; stay silent while the
heart is already coming back; warn before the edge while a small change is still enough; be quick to ease off and slow
to push; never ask for the contrary soon after; ask less of who does not answer (`heed`), and no more of who cannot
(`reach`). Calm at the edge goes before points in the zone.
"""

from collections import deque
from typing import NamedTuple, assert_never

import msgspec

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import FASTER, PACING, SLOWER, Cue
from coach.domain.pacing.heed import Heed
from coach.domain.pacing.reach import OutOfReach, Reach, fitting_band
from coach.domain.pacing.rest import Rest
from coach.domain.pacing.signal_watch import SignalNews, SignalWatch
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Band, Position

NEVER_S = float("-inf")


REPEAT_EASE_OFF_S = 35.0
"""Dead time and the first part of an answer: it shows as a slope by then, and silences the repeat. (Simulated walkers
are outside for 0.3-1.5 % of the walk less than with 45 s, at a cue an hour more.)"""

UNHEEDED_EVERY_S = 360.0
"""Say no more than ten things an hour to a walker who seems to follow none (`heed`)."""

EARLY_BPM = 1.0
"""Ease off at most this far before the bound: a steep rise that ends inside looks for seconds as if it went on."""

REPEAT_SPEED_UP_S = 60.0
"""Push more slowly than ease off: too little effort for a while costs nothing, too much hurts."""

PUSHES_AT_MOST, PUSHES_WITHIN_S = 8, 600.0
"""Calls for more, "pick up" and "a little more" together, in ten minutes: three settle whether the zone can be reached
(`reach`), and one every two minutes holds a walker in it whose own pace is under it and who follows every second one.
(With six, simulated walkers are under the zone for 0.1-0.3 % of the walk more.)"""

ANSWER_S = 45.0
HEADING_BEYOND_BPM = 6.0
"""A warning is a request as well: until its answer can show, ask for nothing more in the same direction, unless the
course leads this far beyond the bound, where a small change cannot have been enough."""

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

WARN_AHEAD_S, WARN_WITHIN_BPM = 45.0, 2.0
"""A warning looks this far ahead along the course, and only this near the bound: further inside a course is more often
wander that turns round than effort that goes on (a heart at steady effort wanders by 2.1-2.3 bpm, Wang & Hunt 2021).
(A plain warning gains 8 s in the zone, "ease off" 24 s; a minute and 3 bpm give two warnings an hour more, and 0.4 % of
the walk in the zone.)"""

TRAVELLED_BPM = 1.75
"""And only when it has left the mean of the last minute by so much towards the bound. A heart that keeps near the bound
at an even pace wanders and comes back, and its walker is in the zone: on walks 1-3 bpm inside the bound this warns not
once an hour, where a slope alone does 20 times."""

STEEPEST_BPM_PER_MIN = 6.0
"""And only on a slow course: a faster one is a hill or a halt, which a small change does not answer."""

TREND = "trend"
"""The reason of a warning, as machines read it."""

WARN_EVERY_S = 60.0
"""Warn at most this often on each side: after a time constant the answer has shown."""

AGAIN_AFTER_S, AGAIN_WITHIN_S = 40.0, 240.0
"""On the way out again this soon after a call for the same: a habitual pace comes back, within about four minutes."""

AGAIN_AHEAD_S, AGAIN_NEAR_BPM, AGAIN_TRAVELLED_BPM = 60.0, 3.0, 1.25
"""So a weaker course is enough. (A cue there gains 24-30 s in the zone, and saves a later one. With half a beat
travelled a steady walker near the bound would hear of wander.)"""

AGAIN_WITHIN_BPM = 1.0
"""And this near the top say "ease off", still before the edge: a small change was not enough. Further inside it would
be wrong for a walker who would have stayed there; a warning is not."""

OVERSHOOT_S = 120.0
"""For this long after a cue, its answer can carry the heart through the zone and out on the other side."""

IRREGULAR_PATIENCE, IRREGULAR_PERSISTS_S = 2.0, 10.0
"""The average of an irregular rhythm follows the beats of five seconds, with a wide error: wait so many times longer
between requests, and ask only when the heart has been outside for this long."""


class Advice(msgspec.Struct, frozen=True):
    """A cue to give; `reason` is a machine's word, the engine makes the sentence."""

    cue: Cue
    reason: str


class StepContext(NamedTuple):
    """The workout's present demands."""

    has_lower_bound: bool
    """False in warm-up, recovery and cool-down, where Coach never pushes."""
    walking: bool
    """False while the walk is paused or over."""
    muted: bool


class CueDecider:
    """Decides after every input and every deadline which cues to give, from the assessment alone.

    Args:
        max_bpm: the walker's maximum heart rate; None while it is not known.
    """

    def __init__(self, *, max_bpm: float | None) -> None:
        self._signal = SignalWatch()
        self.rest = Rest(max_bpm)
        """Whether to stop and rest; it has a deadline of its own, also while the walk is paused or over."""
        self._said_at_s: dict[Cue, float] = {}
        self._been_in_zone = False
        self._heed = Heed()
        self._pushed_at_s: deque[float] = deque(maxlen=PUSHES_AT_MOST)
        self._reach = Reach()
        self._unreached: OutOfReach | None = None
        self._unreached_said = False
        self._excursion_said = False
        self._out_since_s: float | None = None
        self._quiet_until_s = NEVER_S
        self._no_push_until_s = NEVER_S

    def note_new_start(self, at_s: float) -> None:
        """Note a new step or the end of a pause: the heart needs time before the next request."""
        self._quiet_until_s = at_s + STEP_GRACE_S
        self._no_push_until_s = at_s + STEP_PUSH_GRACE_S
        self._forget_requests()
        self._excursion_said = False

    def note_eased(self, at_s: float) -> None:
        """Note that the walker has been told to ease off for another reason than the heart rate."""
        self.note_new_start(at_s)
        self.take_back_pushes()
        self._said_at_s[Cue.EASE_OFF] = at_s

    def take_back_pushes(self) -> None:
        """Forget that the walker was asked for more: there is no answer to wait for any longer."""
        self._said_at_s = {cue: at_s for cue, at_s in self._said_at_s.items() if cue not in FASTER}

    def spare(self, band: Band) -> None:
        """Push no more towards this band, unless it is reached."""
        self._reach.give_up(band)

    def note_pause(self) -> None:
        """Note a pause: forget how long signal and heart rate have been as they are."""
        self._signal.restart()
        self.rest.note_pause()
        self._forget_requests()

    def _forget_requests(self) -> None:
        self._heed.restart()
        self._reach.restart()

    def next_deadline(self) -> float | None:
        """Return when continued silence will need an announcement."""
        return self._signal.next_deadline()

    def decide(self, assessment: Assessment, context: StepContext, band: Band | None) -> tuple[Advice, ...]:
        """Return the cues to give at `assessment.at_s`; mostly none, and none that sets a pace without a band."""
        rested = self.rest.stands
        why = self.rest.update(assessment, None if band is None else band.hi_bpm, walking=context.walking)
        stop = () if why is None else (Advice(Cue.STOP_AND_REST, why),)
        if not context.walking:
            return stop
        signal = self._announce(assessment)
        if self.rest.stands:
            return stop  # "keep walking as you are" or "back in zone" beside it would be a contradiction
        if rested:
            self.note_new_start(assessment.at_s)
        if signal is not None and signal.cue is Cue.SIGNAL_BACK:
            self._no_push_until_s = max(self._no_push_until_s, assessment.at_s + BETWEEN_S)
        wanted = [signal]
        if band is not None and assessment.believed_bpm is not None:
            wanted.append(self._about_the_zone(assessment, assessment.believed_bpm, context, band))
        return tuple([advice for advice in wanted if advice is not None])

    def _announce(self, assessment: Assessment) -> Advice | None:
        news = self._signal.update(assessment)
        match news:
            case SignalNews.LOST:
                return Advice(Cue.SIGNAL_LOST, assessment.reason or str(assessment.signal))
            case SignalNews.BACK:
                return Advice(Cue.SIGNAL_BACK, "trusted")
            case None:
                return None
            case _:
                assert_never(news)

    def take_out_of_reach(self) -> OutOfReach | None:
        """Return, once a walk, that the zone has turned out to be out of reach; None otherwise."""
        found, self._unreached = self._unreached, None
        return found

    def _learn(self, assessment: Assessment, bpm: float, context: StepContext, band: Band) -> None:
        """Take in how the heart answers."""
        at_s, mean_bpm = assessment.at_s, assessment.mean_bpm
        self._heed.update(at_s, bpm)
        if not context.has_lower_bound or mean_bpm is None:
            return
        is_in = assessment.position is Position.IN
        if self._reach.update(at_s, mean_bpm, band, is_in=is_in) and not self._unreached_said:
            self._unreached_said = True
            self._unreached = OutOfReach(mean_bpm, fitting_band(mean_bpm, band))

    def _about_the_zone(self, assessment: Assessment, bpm: float, context: StepContext, band: Band) -> Advice | None:
        """Return "back in the zone", a pacing cue, or None."""
        self._learn(assessment, bpm, context, band)
        if assessment.position is Position.IN:
            self._out_since_s = None
            self._been_in_zone = True
            shown = assessment.shown_position is Position.IN
            if shown and self._excursion_said and not self._signal.is_lost_said:
                self._excursion_said = False
                return Advice(Cue.BACK_IN_ZONE, "returned")
        elif self._out_since_s is None:
            self._out_since_s = assessment.at_s
        if context.muted or self._signal.is_lost_said:
            return None
        advice = self._pacing(assessment, bpm, context, band)
        if advice is not None:
            self._note(advice.cue, assessment, bpm, band)
        return advice

    def _note(self, cue: Cue, assessment: Assessment, bpm: float, band: Band) -> None:
        """Note a pacing cue that is given now."""
        at_s = assessment.at_s
        self._said_at_s[cue] = at_s
        if assessment.position is not Position.IN:
            self._excursion_said = True
        slope = assessment.slope_bpm_per_s or 0.0
        if cue is Cue.EASE_OFF:
            self._heed.ask(at_s, bpm, -1, bound_bpm=band.hi_bpm, slope_bpm_per_s=slope)
        if cue in FASTER:
            self._pushed_at_s.append(at_s)
        if cue is Cue.SPEED_UP:
            self._heed.ask(at_s, bpm, 1, bound_bpm=band.lo_bpm, slope_bpm_per_s=slope)
            self._reach.push(at_s, bpm if assessment.mean_bpm is None else assessment.mean_bpm)

    def _pacing(self, assessment: Assessment, bpm: float, context: StepContext, band: Band) -> Advice | None:
        at_s = assessment.at_s
        reaching = assessment.position is Position.BELOW and not self._been_in_zone  # `reach` ends that sooner
        between_s = UNHEEDED_EVERY_S if self._heed.is_unheeded and not reaching else BETWEEN_S
        if at_s < self._quiet_until_s or self._ago_s(PACING, at_s) < between_s:
            return None
        position, irregular = assessment.position, assessment.signal is Signal.IRREGULAR
        if position is not assessment.shown_position:
            return None  # nothing asks against what is shown
        if position is Position.IN:
            silent = self._heed.is_doubtful or irregular
            return None if silent else self._before_the_edge(assessment, context, band)
        if irregular and self._out_since_s is not None and at_s - self._out_since_s < IRREGULAR_PERSISTS_S:
            return None
        patience = IRREGULAR_PATIENCE if irregular else 1.0
        if position is Position.ABOVE:
            return self._too_fast(assessment, bpm, band, patience)
        return self._too_slow(assessment, bpm, band, patience) if context.has_lower_bound else None

    def _too_fast(self, assessment: Assessment, bpm: float, band: Band, patience: float) -> Advice | None:
        if self._ago_s(FASTER, assessment.at_s) < CONTRARY_S:
            return self._hold(assessment.at_s)
        if self._ago_s({Cue.EASE_OFF}, assessment.at_s) < patience * REPEAT_EASE_OFF_S:
            return None
        outside_bpm, outward_bpm_per_s = bpm - band.hi_bpm, assessment.slope_bpm_per_s or 0.0
        if outside_bpm < -EARLY_BPM:
            return None
        if self._awaits_answer(Cue.DRIFTING_UP, assessment.at_s, outside_bpm, outward_bpm_per_s):
            return None
        if _returning(outside_bpm, -outward_bpm_per_s):
            return None
        return Advice(Cue.EASE_OFF, "above")

    def _too_slow(self, assessment: Assessment, bpm: float, band: Band, patience: float) -> Advice | None:
        at_s = assessment.at_s
        if bpm >= band.lo_bpm or not self._may_push(at_s, band) or self._ago_s(SLOWER, at_s) < CONTRARY_S:
            return None
        if self._ago_s({Cue.SPEED_UP}, at_s) < patience * REPEAT_SPEED_UP_S:
            return None
        outside_bpm, outward_bpm_per_s = band.lo_bpm - bpm, -(assessment.slope_bpm_per_s or 0.0)
        if self._awaits_answer(Cue.DRIFTING_DOWN, at_s, outside_bpm, outward_bpm_per_s):
            return None
        if _returning(outside_bpm, -outward_bpm_per_s):
            return None
        return Advice(Cue.SPEED_UP, "below")

    def _before_the_edge(self, assessment: Assessment, context: StepContext, band: Band) -> Advice | None:
        bpm, slope, mean_bpm = assessment.trend_bpm, assessment.slope_bpm_per_s, assessment.mean_bpm
        if bpm is None or slope is None or mean_bpm is None:
            return None
        at_s = assessment.at_s
        again = self._asked_lately(SLOWER, at_s)
        if _is_leaving(band.hi_bpm - bpm, bpm - mean_bpm, slope, again=again):
            if again and band.hi_bpm - bpm <= AGAIN_WITHIN_BPM and self._ago_s(FASTER, at_s) >= CONTRARY_S:
                return Advice(Cue.EASE_OFF, "leaving_again")
            return self._warn(Cue.DRIFTING_UP, FASTER, at_s, slope)
        again = self._asked_lately(FASTER, at_s)
        if context.has_lower_bound and _is_leaving(bpm - band.lo_bpm, mean_bpm - bpm, -slope, again=again):
            answering = self._ago_s(SLOWER, at_s) < CONTRARY_S
            if answering or self._may_push(at_s, band):
                return self._warn(Cue.DRIFTING_DOWN, SLOWER, at_s, -slope)
        return None

    def _warn(self, cue: Cue, contrary: frozenset[Cue], at_s: float, outward_bpm_per_s: float) -> Advice | None:
        """Return the warning or, while the heart still answers the contrary cue, "hold" once instead."""
        if self._ago_s(contrary, at_s) < CONTRARY_S:
            return self._hold(at_s)
        if outward_bpm_per_s * 60 > STEEPEST_BPM_PER_MIN:
            return None
        asked = SLOWER if cue in SLOWER else FASTER
        if self._ago_s(asked, at_s) < ANSWER_S or self._ago_s({cue}, at_s) < WARN_EVERY_S:
            return None
        return Advice(cue, TREND)

    def _awaits_answer(self, warning: Cue, at_s: float, outside_bpm: float, outward_bpm_per_s: float) -> bool:
        """Return whether an earlier warning may still be enough."""
        heading_beyond_bpm = outside_bpm + WARN_AHEAD_S * outward_bpm_per_s
        return self._ago_s({warning}, at_s) < ANSWER_S and heading_beyond_bpm < HEADING_BEYOND_BPM

    def _asked_lately(self, cues: frozenset[Cue], at_s: float) -> bool:
        return AGAIN_AFTER_S <= self._ago_s(cues, at_s) < AGAIN_WITHIN_S

    def _hold(self, at_s: float) -> Advice | None:
        return None if self._ago_s({Cue.HOLD}, at_s) < OVERSHOOT_S else Advice(Cue.HOLD, "overshoot")

    def _may_push(self, at_s: float, band: Band) -> bool:
        settled = self._been_in_zone or at_s >= WARMING_UP_S
        pushed = self._pushed_at_s
        spent = len(pushed) == PUSHES_AT_MOST and at_s - pushed[0] < PUSHES_WITHIN_S
        return settled and at_s >= self._no_push_until_s and not spent and self._reach.allows(band)

    def _ago_s(self, cues: frozenset[Cue] | set[Cue], at_s: float) -> float:
        return at_s - max([said_at_s for cue, said_at_s in self._said_at_s.items() if cue in cues], default=NEVER_S)


def _returning(outside_bpm: float, inward_bpm_per_s: float) -> bool:
    """Return whether the heart rate will soon be back in the band, or is back and not about to leave."""
    if outside_bpm < -RETURNED_BPM:
        return inward_bpm_per_s * 60 > -RETURNING_BPM_PER_MIN
    if inward_bpm_per_s * 60 <= RETURNING_BPM_PER_MIN:
        return False
    return outside_bpm < inward_bpm_per_s * RETURNING_WITHIN_S


def _is_leaving(margin_bpm: float, travelled_bpm: float, outward_bpm_per_s: float, *, again: bool) -> bool:
    """Return whether the trend soon passes a bound, and is a trend and not wander; `again` if it did of late."""
    first = (WARN_AHEAD_S, WARN_WITHIN_BPM, TRAVELLED_BPM)
    ahead_s, near_bpm, enough_bpm = (AGAIN_AHEAD_S, AGAIN_NEAR_BPM, AGAIN_TRAVELLED_BPM) if again else first
    soon = outward_bpm_per_s > 0 and margin_bpm <= near_bpm and margin_bpm < ahead_s * outward_bpm_per_s
    return soon and travelled_bpm >= enough_bpm
