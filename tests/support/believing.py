"""What the chain makes of a strap's packets: the assessment after each, how long it stood, and the cues."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.pacing.cues import CueDecider, StepContext
from coach.domain.pacing.tracker import Assessment, PacingTracker
from coach.domain.zone.zones import Band
from tests.support.hearts import Heart, Reading

FALSE_BPM, LAG_S = 10.0, 12
"""A number is false when it is this far from all that was true in the last twelve seconds: straps send means."""


@dataclass(frozen=True)
class Stood:
    """An assessment, from when and for how long it stood."""

    at_s: float
    for_s: float
    told: Assessment

    @property
    def bpm(self) -> float | None:
        return self.told.believed_bpm


@dataclass(frozen=True)
class Belief:
    """A whole walk as it was believed."""

    stood: list[Stood]
    cues: list[tuple[float, Cue]]

    def within(self, from_s: float, to_s: float = float("inf")) -> list[Stood]:
        return [stood for stood in self.stood if from_s <= stood.at_s < to_s]

    def share(self, from_s: float, to_s: float = float("inf")) -> float:
        """The believed share of this time."""
        span = self.within(from_s, to_s)
        return sum(s.for_s for s in span if s.bpm is not None) / sum(s.for_s for s in span)

    def irregular_share(self, from_s: float, to_s: float = float("inf")) -> float:
        """The share of the believed time that was called irregular."""
        span = [s for s in self.within(from_s, to_s) if s.bpm is not None]
        return sum(s.for_s for s in span if s.told.signal is Signal.IRREGULAR) / sum(s.for_s for s in span)

    def false_s(self, truth: Heart, *, off_bpm: float = FALSE_BPM) -> float:
        """For how many seconds a number was shown that is far from all that was true of late."""
        return sum(
            s.for_s
            for s in self.stood
            if s.bpm is not None
            and min(abs(s.bpm - truth(max(0.0, s.at_s - ago_s))) for ago_s in range(LAG_S + 1)) > off_bpm
        )

    def longest_unbelieved_s(self, from_s: float, to_s: float = float("inf")) -> float:
        longest = running = 0.0
        for s in self.within(from_s, to_s):
            running = 0.0 if s.bpm is not None else running + s.for_s
            longest = max(longest, running)
        return longest

    def first_s(self, cue: Cue) -> float | None:
        return next((at_s for at_s, said in self.cues if said is cue), None)


def believe(
    readings: Iterable[Reading],
    band: Band,
    *,
    max_bpm: float | None = None,
    contact: Callable[[float], bool | None] = lambda _: None,
    paced: bool = False,
) -> Belief:
    """Drive the chain, and the cues behind it, with a strap's packets; time between them passes in half seconds."""
    max_bpm = band.hi_bpm / 0.8 if max_bpm is None else max_bpm
    tracker, decider = PacingTracker(band, max_bpm=max_bpm, paced=paced), CueDecider(max_bpm=max_bpm)
    context = StepContext(has_lower_bound=True, walking=True, muted=False)
    stood: list[Stood] = []
    cues: list[tuple[float, Cue]] = []
    now_s = 0.0

    def look(at_s: float) -> None:
        told = tracker.assessment()
        if stood:
            stood[-1] = Stood(stood[-1].at_s, at_s - stood[-1].at_s, stood[-1].told)
        stood.append(Stood(at_s, 0.0, told))
        cues.extend((at_s, advice.cue) for advice in decider.decide(told, context, band))

    for at_s, bpm, rr_s in readings:
        while at_s - now_s > 0.6:
            now_s += 0.5
            tracker.advance(now_s)
            look(now_s)
        now_s = at_s
        tracker.reading(at_s, bpm, rr_s, contact=contact(at_s))
        look(at_s)
    return Belief(stood, cues)
