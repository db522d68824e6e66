"""What is to be said of the heart, the strap and the walker as belief changes: fed assessments, it returns facts.

It judges nothing and asks for nothing: what was believed, and what the decider found, come in; what is new in it goes
out. Each finding is reported once a session, a state at each change.
"""

from coach.domain.heart.signal_quality import Rejection, Remark, Signal
from coach.domain.pacing.reach import OutOfReach
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Position
from coach.session import cue_words
from coach.session.events import (
    PositionChanged,
    RhythmIrregular,
    SessionEvent,
    SignalChange,
    SignalChanged,
    StrapRemarked,
    ZoneOutOfReach,
)


class Remarks:
    """Compares each assessment with what has been reported."""

    def __init__(self) -> None:
        self.signal = Signal.WAITING
        """As it was reported last."""
        self.position: Position | None = None
        """As it was reported last: the calm one."""
        self._lost: bool | None = None  # None before the first heart rate, which cannot be lost yet
        self._irregular_reported = False
        self._remarked: frozenset[Remark] = frozenset()

    def take(self, at_s: float, assessment: Assessment) -> tuple[SessionEvent, ...]:
        """Return what is new in this assessment: first of the signal, then of heart and strap, then of the position."""
        facts: list[SessionEvent] = []
        if assessment.signal is not self.signal:
            change, before, self.signal = self._change(assessment), self.signal, assessment.signal
            facts.append(
                SignalChanged(
                    at_s=at_s, before=before, after=assessment.signal, reason=assessment.reason, change=change
                )
            )
        if assessment.signal is Signal.IRREGULAR and not self._irregular_reported:
            self._irregular_reported = True
            facts.append(RhythmIrregular(at_s=at_s))
        if not assessment.remarks <= self._remarked:
            facts += (StrapRemarked(at_s=at_s, remark=each) for each in sorted(assessment.remarks - self._remarked))
            self._remarked |= assessment.remarks
        if assessment.shown_position is not self.position:
            facts.append(PositionChanged(at_s=at_s, before=self.position, after=assessment.shown_position))
            self.position = assessment.shown_position
        return tuple(facts)

    def end(self) -> None:
        """Note the end of the session, which is reported by itself."""
        self.signal = Signal.ENDED

    def _change(self, assessment: Assessment) -> SignalChange:
        lost_before = self._lost
        if assessment.signal.is_believed:
            self._lost = False
            return SignalChange.BACK if lost_before else SignalChange.CHANGED
        # Waiting for the first agreeing readings after a pause is not a loss.
        settling = self.signal is Signal.WAITING and assessment.reason == Rejection.UNSETTLED
        if lost_before is False and assessment.signal is not Signal.WAITING and not settling:
            self._lost = True
            return SignalChange.LOST
        return SignalChange.CHANGED


def zone_out_of_reach(at_s: float, found: OutOfReach) -> ZoneOutOfReach:
    """Return what is said to a walker who cannot reach the zone; the decider finds it once a walk."""
    return ZoneOutOfReach(
        at_s=at_s,
        mean_bpm=found.mean_bpm,
        fitting_band=found.fitting_band,
        text=cue_words.OUT_OF_REACH_TEXT,
        speech=cue_words.out_of_reach_speech(found.fitting_band),
    )
