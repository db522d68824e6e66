"""The session engine: inputs and time in, facts and one frozen view out. It does no I/O and reads no clock.

`receive` first fires every deadline up to the input's time, each stamped with its own due time, then applies the input.
So the output does not depend on how often the host calls `advance`, recordings need no ticks, and a replay repeats the
session exactly.
"""

import math
from typing import assert_never

from coach.domain.pacing.cue import Cue
from coach.domain.pacing.cues import CueDecider, StepContext
from coach.domain.pacing.tracker import Assessment, PacingTracker
from coach.domain.programme.talk import TalkTest
from coach.domain.totals.distance import FASTEST_MPS
from coach.domain.totals.recovery import RecoveryMeter
from coach.domain.totals.summary import SessionSummary, SummaryBuilder
from coach.domain.wire.heart_rate import HeartRateMeasurement
from coach.domain.wire.quantities import Speed
from coach.domain.workout.machine import COUNTDOWN_S, MachineEvent, MachineEventKind, MachineState, WorkoutMachine
from coach.domain.workout.steps import LONGEST_STEP_S, StepKind
from coach.domain.zone.zones import Position
from coach.errors import PayloadProblem, PayloadRejectedError
from coach.session import cue_words
from coach.session.cue_board import TALK_TEST, CueBoard
from coach.session.decoders import Decoders
from coach.session.events import (
    CueRaised,
    MeasurementRejected,
    MuteSet,
    PauseChanged,
    Reported,
    SessionEvent,
    SessionOver,
    StepCountdown,
    WorkoutFinished,
)
from coach.session.hearing import Hearing, Said
from coach.session.inputs import (
    BandChanged,
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkUp,
    MuteChanged,
    NoteAdded,
    Notification,
    PainAnswered,
    PainReported,
    Paused,
    Reading,
    Resumed,
    SessionEnded,
    SessionInput,
    SignalStrengthRead,
    SignsAnswered,
    SpeedReading,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    WorkoutStopped,
)
from coach.session.link_tracker import LinkInput, LinkTracker
from coach.session.plan import SessionPlan
from coach.session.remarks import Remarks, zone_out_of_reach
from coach.session.snapshot import SessionSnapshot, TraceView
from coach.session.step_cues import ahead_cue, step_cue, step_started
from coach.session.step_view import step_view
from coach.session.trace import WINDOW_S, Trace

STEADY_STEPS = frozenset({StepKind.STEADY, StepKind.LONG, StepKind.FREE})


class SessionEngine:
    """One session, from its first second to its end; only its trace grows, up to `reach_s`, by 16 bytes a reading.

    Raises:
        ValueError: when time runs backwards, or an input comes after the end; the session stays unchanged.
    """

    def __init__(self, plan: SessionPlan, *, reach_s: float = WINDOW_S) -> None:
        self.plan = plan
        self._now_s = 0.0
        self._machine = WorkoutMachine(plan.workout, notes_settled=plan.zones is None)
        self._decider = CueDecider(max_bpm=plan.max_bpm)
        self._hearing = Hearing(plan, self._machine, self._decider)
        self._band = self._hearing.target.band(self._machine.step)
        self._tracker = PacingTracker(self._band, max_bpm=plan.max_bpm, paced=plan.paced)
        self._sums = SummaryBuilder(plan.zones)
        self._recovery = RecoveryMeter()
        self._trace = Trace(reach_s)
        self._board = CueBoard()
        self._events: list[SessionEvent] = []
        self._remarks = Remarks()
        self._muted = False
        self._paused_at_s: float | None = None
        self._paused_s = 0.0
        self._finished_at_s: float | None = None
        self._ended = False
        self._link = LinkTracker()
        self._decoders = Decoders()
        self._moved: Speed | None = None
        self._settle(0.0)

    # Time

    @property
    def now_s(self) -> float:
        """The latest time given to the session."""
        return self._now_s

    @property
    def ended(self) -> bool:
        """Whether the session has received its end."""
        return self._ended

    @property
    def finished(self) -> bool:
        """Whether the last step is over; the session itself goes on until its end."""
        return self._finished_at_s is not None

    @property
    def end_bpm(self) -> float | None:
        """The heart rate right after the walk; None before its end, or with too few readings."""
        return self._recovery.end_bpm

    @property
    def one_minute_bpm(self) -> float | None:
        """The heart rate a minute later; None until then, or with too few readings."""
        return self._recovery.one_minute_bpm(self._now_s)

    @property
    def assessment(self) -> Assessment:
        """What is believed and judged now."""
        return self._tracker.assessment()

    def whole_trace(self) -> TraceView:
        """Return the believed heart rate as far back as it is kept, without cues; NaN wherever there was none."""
        return TraceView(*self._trace.whole(), (), self._trace.bands())

    @property
    def moved(self) -> Speed | None:
        """The latest measured speed; a new object for each measurement."""
        return self._moved

    def next_deadline(self) -> float | None:
        """Return the earliest time at which the session changes by itself; None when it will not."""
        return None if self._ended else self._due_s

    def _next_due_s(self) -> float | None:
        due = [self._tracker.next_deadline(), self._machine.next_deadline(), self._decider.rest.next_deadline()]
        if self._counting:
            due.append(self._decider.next_deadline())  # the decider is idle while the walk is paused or over
        return min([due_s for due_s in due if due_s is not None], default=None)

    def advance(self, now_s: float) -> None:
        """Fire every deadline due by `now_s`, in order, each at its own time. After the end, do nothing.

        Raises:
            RuntimeError: when a part does not move its deadline on, which would loop for ever.
        """
        self._check_time(now_s)
        if self._ended:
            return
        fired: tuple[float, int] | None = None
        while (due_s := self.next_deadline()) is not None and due_s <= now_s:
            # A deadline that an input moved into the past is due at once.
            at_s = max(due_s, self._now_s)
            if fired == (due_s, len(self._events)):
                raise RuntimeError(f"a deadline at {due_s} s does not pass")
            self._now_s = at_s
            self._tracker.advance(at_s)
            self._machine.advance(at_s)
            self._settle(at_s)
            fired = due_s, len(self._events)
        self._now_s = now_s

    def _check_time(self, at_s: float) -> None:
        if not self._now_s <= at_s < math.inf:
            raise ValueError(f"time ran backwards: {at_s} s after {self._now_s} s")

    # Inputs

    def receive(self, item: SessionInput) -> None:
        """Take one input; its effects are in `events()` and `snapshot()`.

        A payload that is not a measurement is a fact (MeasurementRejected), not an error. A command that has no meaning
        now, such as a pause while paused, changes nothing: recordings can be edited by hand.
        """
        if self._ended:
            raise ValueError("the session has ended")
        self.advance(item.at_s)
        self._apply(item)
        if not self._ended:
            self._settle(item.at_s)

    def _apply(self, item: SessionInput) -> None:  # noqa: C901 - one arm per input, each a line or two
        at_s = item.at_s
        if not isinstance(item, Reading) and not (isinstance(item, Notification) and item.of_the_heart):
            self._tracker.advance(at_s)
        match item:
            case Notification():
                self._measure(item)
            case Reading(bpm=bpm, rr_s=rr_s):
                self._read(at_s, bpm, rr_s, None)
            case SpeedReading(speed_mps=speed_mps):
                self._move(at_s, Speed(speed_mps))
            case LinkUp() | LinkDown() | LinkChanged() | BatteryRead() | SignalStrengthRead():
                self._follow_link(item)
            case Paused() | Resumed() | StepSkipped() | StepExtended() | WorkoutStopped():
                self._command(item)
            case BandChanged() | TalkTestAnswered() | PainReported() | PainAnswered() | SignsAnswered():
                self._hear(item)
            case MuteChanged(muted=muted) if muted != self._muted:
                self._muted = muted
                self._say(MuteSet(at_s=at_s, muted=muted))
            case NoteAdded(text=text):
                self._say(Reported(at_s=at_s, note=text))
            case SessionEnded():
                self._end(item)
            case _:
                pass  # an event this version does not know, or a mute that changes nothing

    @property
    def _counting(self) -> bool:
        return self._paused_at_s is None and self._finished_at_s is None

    def _follow_link(self, item: LinkInput) -> None:
        """Follow a sensor's link. Only the heart-rate sensor's affects the signal; a new link has a new decoder."""
        if isinstance(item, LinkUp | LinkDown):
            self._decoders.forget(item.sensor)
        if not item.of_the_heart:
            return
        if isinstance(item, LinkUp):
            self._tracker.link_up(item.at_s)
        elif isinstance(item, LinkDown):
            self._tracker.link_down(item.at_s)
        self._events.extend(self._link.take(item))

    def _measure(self, item: Notification) -> None:
        at_s, payload = item.at_s, item.payload
        try:
            quantities = self._decoders.decode(item)
        except PayloadRejectedError as error:
            if item.of_the_heart:
                self._sums.count_rejected()
                self._tracker.advance(at_s)
            self._say(MeasurementRejected(at_s=at_s, sensor=item.sensor, payload=payload, problem=error.problem))
            return
        for quantity in quantities:
            match quantity:
                case HeartRateMeasurement(bpm=bpm, rr_s=rr_s, contact=contact, tail=tail) if item.of_the_heart:
                    if tail:
                        self._say(MeasurementRejected(at_s=at_s, payload=payload, problem=PayloadProblem.ODD_TAIL))
                    self._read(at_s, bpm, rr_s, contact)
                case Speed():
                    self._move(at_s, quantity)
                case _:
                    pass  # a heart rate passed on by another sensor: only the strap's counts

    def _move(self, at_s: float, speed: Speed) -> None:
        """Note the walker's speed."""
        self._moved = speed
        if self._counting:
            self._sums.speed(at_s, speed.mps)

    def _read(self, at_s: float, bpm: int, rr_s: tuple[float, ...], contact: bool | None) -> None:  # noqa: FBT001 - three states
        self._sums.count_reading()
        self._link.beat()
        if not self._tracker.reading(at_s, bpm, rr_s, contact=contact):
            return
        assessment = self._tracker.assessment()
        self._trace.add(at_s, assessment.believed_bpm)
        if assessment.believed_bpm is None:
            self._sums.break_off()
            return
        if self._counting:
            steady = self._machine.step.kind in STEADY_STEPS
            self._sums.believe(at_s, assessment.believed_bpm, steady=steady, fresh_s=assessment.fresh_s)
        if self._paused_at_s is None:
            self._recovery.believe(at_s, assessment.believed_bpm, fresh_s=assessment.fresh_s)

    def _command(self, item: SessionInput) -> None:
        at_s, state = item.at_s, self._machine.state
        match item:
            case Paused() if state is MachineState.RUNNING:
                self._machine.pause(at_s)
                self._paused_at_s = at_s
                self._sums.pause(at_s)
                self._decider.note_pause()
                self._say(PauseChanged(at_s=at_s, paused=True))
            case Resumed() if state is MachineState.PAUSED and self._paused_at_s is not None:
                self._machine.resume(at_s)
                self._paused_s += at_s - self._paused_at_s
                self._paused_at_s = None
                self._tracker.restart(at_s)
                self._decider.note_new_start(at_s)
                self._say(PauseChanged(at_s=at_s, paused=False))
            case StepSkipped() if state is not MachineState.FINISHED:
                self._machine.skip(at_s)
            case WorkoutStopped() if state is not MachineState.FINISHED:
                self._machine.stop(at_s)
                self._decider.rest.end()
            case StepExtended(by_s=by_s) if state is not MachineState.FINISHED and 0 < by_s <= LONGEST_STEP_S:
                self._machine.extend(at_s, by_s)
            case _:
                pass  # no meaning now

    def _hear(self, item: Said) -> None:
        """Take what the walker says of band, speech and pain; judge by what it has changed from now on."""
        at_s, bpm = item.at_s, self._tracker.assessment().believed_bpm
        facts = self._hearing.take(item, bpm, self._moving_s(at_s))
        self._keep_band(at_s)
        self._events.extend(facts)
        if isinstance(item, TalkTestAnswered) or self._hearing.is_sore:
            self._board.take_back(spoken=isinstance(item, TalkTestAnswered))
        cannot_speak = isinstance(item, TalkTestAnswered) and item.answer is TalkTest.CANNOT
        if cannot_speak and self._counting and not self._decider.rest.stands:
            self._decider.note_eased(at_s)
            self._advise(at_s, Cue.EASE_OFF, TALK_TEST, self._tracker.assessment())

    def _keep_band(self, at_s: float) -> None:
        self._band = self._hearing.target.band(self._machine.step)
        self._sums.set_zones(self._hearing.target.zones)
        self._tracker.set_band(at_s, self._band)
        self._trace.set_band(at_s, self._band)

    def _end(self, item: SessionEnded) -> None:
        self._tracker.end(item.at_s)
        self._recovery.finish(item.at_s)
        summary = self.summary(item.at_s)
        self._ended = True
        self._remarks.end()
        self._decider.rest.end()
        self._board.stop_stands(stands=False)
        self._say(SessionOver(at_s=item.at_s, reason=item.reason, summary=summary))

    # Facts

    def _say(self, event: SessionEvent) -> None:
        self._events.append(event)

    def _settle(self, at_s: float) -> None:
        """Turn changes into facts: steps first, then the signal and the zone, then cues."""
        for event in self._machine.events():
            self._on_machine_event(event)
        assessment = self._tracker.assessment()
        position = self._remarks.position
        self._events.extend(self._remarks.take(at_s, assessment))
        if assessment.believed_bpm is None:
            self._trace.add(at_s, None)
            self._sums.break_off()
        if self._counting:
            self._sums.signal(at_s, live=assessment.believed_bpm is not None)
            if assessment.shown_position is not position:
                self._sums.shown(assessment.shown_position)
        for advice in self._decider.decide(assessment, self._context, self._band):
            self._advise(at_s, advice.cue, advice.reason, assessment)
        self._board.stop_stands(stands=self._decider.rest.stands)
        if (found := self._decider.take_out_of_reach()) is not None:
            self._say(zone_out_of_reach(at_s, found))
        self._due_s = self._next_due_s()

    @property
    def _context(self) -> StepContext:
        pushes = self.plan.allows_speed_up and not self._hearing.is_sore
        return StepContext(
            has_lower_bound=pushes and not self._machine.step.kind.is_easy,
            walking=self._counting,
            muted=self._muted,
        )

    def _on_machine_event(self, event: MachineEvent) -> None:
        at_s = event.at_s
        match event.kind:
            case MachineEventKind.STEP_STARTED:
                self._keep_band(at_s)
                self._decider.note_new_start(at_s)
                self._say(step_started(at_s, self._machine.workout, event.index, self._band))
                self._call(step_cue(at_s, self._machine.workout, event.index))
            case MachineEventKind.STEP_AHEAD:
                self._call(ahead_cue(at_s, self._machine.workout, event.index))
            case MachineEventKind.COUNTDOWN:
                self._say(StepCountdown(at_s=at_s, seconds=COUNTDOWN_S))
            case MachineEventKind.HALF_WAY | MachineEventKind.SETTLED:
                is_found = event.kind is MachineEventKind.SETTLED and self._hearing.target.zones is not None
                if not is_found and not self._decider.rest.stands:  # who has to rest is not asked to talk
                    self._advise(at_s, Cue.TALK_TEST, event.kind.value, self._tracker.assessment())
            case MachineEventKind.FINISHED:
                self._finished_at_s = at_s
                if self._paused_at_s is not None:
                    self._paused_s += at_s - self._paused_at_s
                    self._paused_at_s = None
                self._sums.break_off()
                self._recovery.finish(at_s)
                if not self._decider.rest.stands:  # "well done" would contradict it
                    self._advise(at_s, Cue.FINISHED, "workout_over", self._tracker.assessment())
                self._say(WorkoutFinished(at_s=at_s))
            case _:
                assert_never(event.kind)

    def _advise(self, at_s: float, cue: Cue, reason: str, assessment: Assessment) -> None:
        speech = cue_words.speech(cue, assessment.believed_bpm, assessment.signal)
        said = CueRaised(at_s=at_s, cue=cue, text=cue_words.text(cue, assessment.signal), speech=speech, reason=reason)
        self._raise_cue(said, assessment.shown_position)

    def _call(self, cue: CueRaised) -> None:
        """Call a step, unless the walker has to stop and rest: the step is shown, and begins all the same."""
        if not self._decider.rest.stands:
            self._raise_cue(cue)

    def _raise_cue(self, cue: CueRaised, about: Position | None = None) -> None:
        self._board.put(cue, about)
        self._sums.cue(cue.cue)
        self._say(cue)

    def events(self) -> tuple[SessionEvent, ...]:
        """Return the facts since the last call."""
        events = tuple(self._events)
        self._events.clear()
        return events

    # Views

    def summary(self, now_s: float) -> SessionSummary:
        """Return the sums so far; a finished walk's end with its last step, an ended session's with its end."""
        now_s = self._standing(now_s)
        over_s = now_s if self._finished_at_s is None else self._finished_at_s
        recovery_bpm = self._recovery.recovery_bpm(now_s)
        return self._sums.summary(over_s, moving_s=self._moving_s(over_s), recovery_bpm=recovery_bpm)

    def _standing(self, now_s: float) -> float:
        return self._now_s if self._ended else now_s

    def _moving_s(self, now_s: float) -> float:
        until_s = min(now_s, self._finished_at_s) if self._finished_at_s is not None else now_s
        standing_s = until_s - self._paused_at_s if self._paused_at_s is not None else 0.0
        return until_s - self._paused_s - standing_s

    def snapshot(self, now_s: float) -> SessionSnapshot:
        """Return the whole session at `now_s`, without changing it. Call `advance` first, to fire what is due by then.

        After the end, every time gives the state at the end.
        """
        now_s = self._standing(now_s)
        assessment = self._tracker.assessment()
        zones = self._hearing.target.zones
        return SessionSnapshot(
            at_s=now_s,
            moving_s=self._moving_s(now_s),
            workout=self.plan.workout.kind,
            step=None if self.finished else step_view(self._machine, self._band, now_s),
            finished=self.finished,
            ended=self._ended,
            paused=self._paused_at_s is not None,
            muted=self._muted,
            sent_bpm=assessment.sent_bpm,
            believed_bpm=assessment.believed_bpm,
            zone=None if zones is None or assessment.believed_bpm is None else zones.zone(assessment.believed_bpm),
            position=assessment.position,
            shown_position=assessment.shown_position,
            signal=self._remarks.signal,
            signal_reason=assessment.reason,
            exit_in_s=assessment.exit_in_s,
            expected_bpm=assessment.expected_bpm,
            cardiac_drift_bpm_per_10min=assessment.cardiac_drift_bpm_per_10min,
            band=self._band,
            zones=zones,
            z2_s=self._sums.z2_s,
            zone_s=self._sums.zone_s,
            speed_mps=None if self._moved is None or not 0 <= self._moved.mps <= FASTEST_MPS else self._moved.mps,
            recovery_bpm=self._recovery.recovery_bpm(now_s),
            standing=Cue.STOP_AND_REST if self._decider.rest.stands else None,
            cue=self._board.standing(now_s, assessment.shown_position),
            link=self._link.view,
            trace=TraceView(*self._trace.window(now_s), self._board.lately(now_s), self._trace.bands(now_s - WINDOW_S)),
            fresh_s=assessment.fresh_s,
            asks=None if self._ended else self._hearing.asks,
        )
