"""A simulated walker with a strap on: hears the cues, reacts late and imperfectly, and sends encoded payloads.

Heart rate follows effort with a dead time and a first-order time constant (Hunt 2015: 58 +- 24 s, no difference between
up and down), drifts upwards slowly in a long walk (1-4 bpm in 30-90 min in 12 963 sessions; DREW, Mikus 2009), and
scatters from beat to beat (2.1-2.3 bpm around the deterministic answer, Wang & Hunt 2021). It is a model to try Coach
on, not a person.
"""

import math
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from itertools import count

import msgspec
import numpy as np

from coach.domain.pacing.cue import Cue
from coach.domain.wire.heart_rate import RR_PER_S, HeartRateMeasurement, encode
from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Band
from coach.session.events import BandSet, CueRaised, PauseChanged, SessionEvent, StepStarted, WorkoutFinished
from coach.session.inputs import LinkChanged, LinkDown, LinkState, LinkUp, Notification, SessionInput
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.ports import SessionClock
from coach.session.snapshot import SessionSnapshot

SIMULATED_SEED = 7
"""The simulated walker's default seed."""

SIMULATED_NAME = "Simulated walker"

RESTING_BPM = 62.0
"""An ordinary adult's resting heart rate."""

EASY_ABOVE_REST_BPM = 25.0
"""Strolling on flat ground."""

STANDING_ABOVE_REST_BPM = 15.0
"""Standing about: in a pause, and after the walk."""

PERIOD_S = 1.0
"""Straps notify about once a second (Heart Rate Service 1.0)."""


class Walker(msgspec.Struct, frozen=True):
    """One person's numbers."""

    time_constant_s: float = 52.0
    dead_time_s: float = 5.0
    drift_bpm_per_min: float = 0.12
    wander_bpm: float = 1.2
    """Slow wander that is real heart rate."""
    beat_noise_bpm: float = 1.0
    """Scatter of single beats: breathing, blood pressure waves."""
    own_pace_bpm: float = 7.0
    """How far the walker's own idea of the pace is off, in heart rate."""
    obedience: float = 0.85
    reaction_s: tuple[float, float] = (2.0, 7.0)
    correction_bpm: tuple[float, float] = (4.0, 9.0)
    forgets_after_s: float = 240.0
    """Time constant with which a correction is forgotten and the own pace comes back."""


class Spurt(msgspec.Struct, frozen=True):
    """A change of effort that nobody asked for, such as a hill or a thought: kept up until a cue calls it back."""

    at_s: float
    bpm: float
    lasts_s: float
    """How long it goes on where no cue does."""


class Dropout(msgspec.Struct, frozen=True):
    """A loss of the strap's connection, which Coach gets back by itself."""

    at_s: float
    lasts_s: float

    @property
    def ends_s(self) -> float:
        """When the strap is back."""
        return self.at_s + self.lasts_s


class Script(msgspec.Struct, frozen=True):
    """What befalls a walker, at fixed times of the walk; dropouts in order, and apart."""

    spurts: tuple[Spurt, ...] = ()
    dropouts: tuple[Dropout, ...] = ()


NOTHING_HAPPENS = Script()


class _Intent(msgspec.Struct, frozen=True):
    """What the legs will follow from `due_s` on; None changes nothing."""

    due_s: float
    correction_bpm: float = 0.0
    is_called: bool = False
    """Whether a cue for being out of the zone asks for it: then it ends a spurt the other way."""
    spurt: Spurt | None = None
    step: StepStarted | None = None
    zone_2: Band | None = None
    standing: bool | None = None


_CALLS = frozenset({Cue.EASE_OFF, Cue.SPEED_UP})

_CORRECTION = {Cue.EASE_OFF: -1.0, Cue.SPEED_UP: 1.0, Cue.DRIFTING_UP: -0.6, Cue.DRIFTING_DOWN: 0.6}
"""What a cue asks for, as a share of a whole correction."""


_LOOKING = LinkFact(LinkFactKind.LOOKING, SIMULATED_NAME)


class SimulatedStrap:
    """A source of notifications that a strap on this walker would send, and a listener that follows the cues.

    The same seed gives the same walk, whatever the clock: legs react to an event by its own time and seconds later, so
    it does not matter how promptly the session reports it.

    Args:
        zone_2: the band the walker tries to keep.
        clock: paces the walk.
        seed: fixes everything random in it.
        walker: whose heart it is.
        script: what befalls the walker.
        start_s: when the walker puts the strap on: not 0 in a walk that goes on.
    """

    def __init__(
        self,
        zone_2: Band,
        clock: SessionClock,
        *,
        seed: int,
        walker: Walker | None = None,
        script: Script = NOTHING_HAPPENS,
        start_s: float = 0.0,
    ) -> None:
        self._zone_2 = zone_2
        self._clock = clock
        self._walker = walker or Walker()
        # Legs and heart have generators of their own: an event between two beats must not change the beats' noise.
        self._legs_chance, self._heart_chance, self._radio_chance = np.random.default_rng(seed).spawn(3)
        self._intents = [_Intent(spurt.at_s, spurt=spurt) for spurt in script.spurts]
        self._dropouts = deque(script.dropouts)
        self._step: StepStarted | None = None
        self._standing = False
        easy_bpm = RESTING_BPM + EASY_ABOVE_REST_BPM
        self._asked_bpm: deque[float] = deque([easy_bpm] * max(1, round(self._walker.dead_time_s / PERIOD_S)))
        self._heart_bpm = easy_bpm
        self._wander_bpm = 0.0
        self._own_bpm = self._walker.own_pace_bpm * float(self._legs_chance.choice([-1.0, 1.0]))
        self._correction_bpm = 0.0
        self._spurt: Spurt | None = None
        self._start_s = start_s
        self._next_beat_s = start_s + 0.4
        self._last_beat_s = self._next_beat_s - 60.0 / easy_bpm  # the last beat before the walk
        self._rr_s: deque[float] = deque(maxlen=5)

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """Follow what the session says, as its listener."""
        self.follow(events)

    def follow(self, events: Iterable[SessionEvent]) -> None:
        """Take in what the session says; the legs follow some seconds later, mostly."""
        for event in events:
            self._take_in(event)

    def _take_in(self, event: SessionEvent) -> None:
        at_s = event.at_s
        match event:
            case StepStarted():
                self._intents.append(_Intent(self._reacts_at(at_s), step=event, standing=False))
            case WorkoutFinished():
                self._intents.append(_Intent(self._reacts_at(at_s), standing=True))
            case PauseChanged(paused=paused):
                self._intents.append(_Intent(self._reacts_at(at_s), standing=paused))
            case BandSet(band=band):
                self._intents.append(_Intent(self._reacts_at(at_s), zone_2=band))
            case CueRaised(cue=Cue.STOP_AND_REST):
                self._intents.append(_Intent(self._reacts_at(at_s), correction_bpm=-2 * self._walker.correction_bpm[1]))
            case CueRaised(cue=cue) if cue in _CORRECTION:
                if self._legs_chance.random() < self._walker.obedience:
                    size_bpm = float(self._legs_chance.uniform(*self._walker.correction_bpm))
                    due_s = self._reacts_at(at_s)
                    asked_bpm = _CORRECTION[cue] * size_bpm
                    self._intents.append(_Intent(due_s, correction_bpm=asked_bpm, is_called=cue in _CALLS))
            case _:
                pass

    def _reacts_at(self, at_s: float) -> float:
        return at_s + float(self._legs_chance.uniform(*self._walker.reaction_s))

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Yield a link-up, then a notification a second but for the dropouts, without end."""
        yield self._link_up(self._start_s)
        unsent_s: list[float] = []
        linked = True
        for number in count(1):
            jitter_s = float(np.clip(self._radio_chance.normal(0.0, 0.04), -0.2, 0.2))  # radio and scheduling
            at_s = round(self._start_s + number * PERIOD_S + jitter_s, 3)
            await self._clock.sleep_until(at_s)
            if linked and self._dropouts and at_s >= self._dropouts[0].at_s:
                linked = False
                yield LinkDown(at_s=at_s, said=LinkFact(LinkFactKind.LOST))
                yield LinkChanged(at_s=at_s, state=LinkState.SEARCHING, attempt=1, said=_LOOKING)
            elif not linked and at_s >= self._dropouts[0].ends_s:
                linked = True
                self._dropouts.popleft()
                yield self._link_up(at_s)
            if not linked:
                unsent_s.append(at_s)
                continue
            # The heart went on meanwhile. Only now is everything heard that its legs followed in the dropout.
            for missed_s in unsent_s:
                self._payload(missed_s)
            unsent_s.clear()
            yield Notification(at_s=at_s, payload=self._payload(at_s))

    @staticmethod
    def _link_up(at_s: float) -> LinkUp:
        return LinkUp(at_s=at_s, name=SIMULATED_NAME, address="simulated")

    def _payload(self, at_s: float) -> bytes:
        bpm = self._heart(at_s)
        beats: list[float] = []
        while self._next_beat_s <= at_s:
            beats.append(self._beat(bpm))
        self._rr_s.extend(beats)
        # Straps average the last beats; five is in the middle of the observed 3-8.
        shown = round(60.0 / (sum(self._rr_s) / len(self._rr_s))) if self._rr_s else 0
        return encode(HeartRateMeasurement(shown, contact=True, rr_s=tuple(beats)))

    def _beat(self, bpm: float) -> float:
        """Return the interval of the next beat, in the strap's own units."""
        beat_s = self._next_beat_s
        rr_s = round((beat_s - self._last_beat_s) * RR_PER_S) / RR_PER_S
        self._last_beat_s = beat_s
        breath = math.sqrt(2) * math.sin(2 * math.pi * 0.3 * beat_s)  # 18 breaths a minute
        noise_bpm = self._walker.beat_noise_bpm * (0.5 * breath + float(self._heart_chance.normal(0.0, 0.6)))
        self._next_beat_s = beat_s + 60.0 / max(35.0, bpm + noise_bpm)
        return rr_s

    def _heart(self, at_s: float) -> float:
        """Move on one second: effort, kinetics, drift and wander."""
        walker = self._walker
        self._asked_bpm.append(self._effort(at_s))
        asked_bpm = self._asked_bpm.popleft()
        self._heart_bpm += (asked_bpm - self._heart_bpm) * (1 - math.exp(-PERIOD_S / walker.time_constant_s))
        keeps = math.exp(-PERIOD_S / 25.0)  # seconds: the slow waves of heart rate
        fresh = math.sqrt(1 - keeps**2) * float(self._heart_chance.normal())
        self._wander_bpm = keeps * self._wander_bpm + walker.wander_bpm * fresh
        drift_bpm = walker.drift_bpm_per_min * max(0.0, at_s / 60 - 10)  # the first ten minutes are the warm-up's
        return self._heart_bpm + self._wander_bpm + drift_bpm

    def _effort(self, at_s: float) -> float:
        """Return the heart rate at which the present effort would settle."""
        self._follow(at_s)
        self._correction_bpm *= math.exp(-PERIOD_S / self._walker.forgets_after_s)
        zone, easy_bpm = self._zone_2, RESTING_BPM + EASY_ABOVE_REST_BPM
        if self._standing:
            return RESTING_BPM + STANDING_ABOVE_REST_BPM
        if self._step is None:
            return easy_bpm
        match self._step.kind:
            case StepKind.WARM_UP:
                length_s = self._step.duration_s
                share = min(1.0, (at_s - self._step.at_s) / (0.6 * length_s)) if length_s else 1.0
                return easy_bpm + share * (zone.middle_bpm - easy_bpm)
            case StepKind.EFFORT:
                aim_bpm = zone.upper_half.middle_bpm + 0.3 * self._own_bpm
            case StepKind.RECOVERY:
                return zone.lo_bpm - 6.0
            case StepKind.COOL_DOWN:
                return max(easy_bpm, zone.lo_bpm - 20.0)
            case _:
                aim_bpm = zone.middle_bpm + self._own_bpm
        spurt = self._spurt
        spurt_bpm = 0.0 if spurt is None or at_s >= spurt.at_s + spurt.lasts_s else spurt.bpm
        return aim_bpm + self._correction_bpm + spurt_bpm

    def _follow(self, at_s: float) -> None:
        """Apply what is due by now."""
        due = sorted((intent for intent in self._intents if intent.due_s <= at_s), key=lambda intent: intent.due_s)
        self._intents = [intent for intent in self._intents if intent.due_s > at_s]
        for intent in due:
            if intent.is_called and self._spurt is not None and self._spurt.bpm * intent.correction_bpm < 0:
                self._spurt = None
            else:
                self._correction_bpm += intent.correction_bpm
            self._spurt = intent.spurt or self._spurt
            self._step = intent.step or self._step
            self._zone_2 = intent.zone_2 or self._zone_2
            self._standing = self._standing if intent.standing is None else intent.standing
