"""Simulated walks in which everything happens that can: each has its seed, and a moment for each change on the screen.

The walker is the project's own; the strap's packets are bent on their way: a heart that is lifted over the maximum, a
rhythm that is irregular, electrodes that lose the skin, a link that drops.
"""

import math
import random
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.wire.heart_rate import HeartRateMeasurement, decode, encode
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band, ZoneTable
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    BandChanged,
    EndReason,
    LinkDown,
    LinkUp,
    MuteChanged,
    Notification,
    PainAnswered,
    PainMoment,
    PainReported,
    Paused,
    Resumed,
    SessionEnded,
    SessionInput,
    SignsAnswered,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    WorkoutStopped,
)
from coach.session.plan import SessionPlan
from coach.session.snapshot import SessionSnapshot
from coach.sources.simulator import SimulatedStrap, Walker

SCREEN_S = 0.25
"""How often the screen looks at the session by itself."""

COUNTING_S = 6.0
"""The end of a step, in which every second is a moment of its own."""

AFTER_THE_WALK_S = 20.0


class _AnyTime:
    """A clock for a walker who waits for nobody."""

    paced = False

    def now_s(self) -> float:
        """Return the beginning: nobody asks."""
        return 0.0

    async def sleep_until(self, at_s: float) -> None:
        """Return at once."""


def _inputs(strap: SimulatedStrap) -> Iterator[SessionInput]:
    """The walker's notifications, one by one: nothing in them waits."""
    source = strap.inputs()
    while True:
        try:
            source.__anext__().send(None)
        except StopIteration as given:
            yield given.value


def plan_of(rng: random.Random, length: float | None) -> SessionPlan:
    """A walk of any kind; a short one has the steps of its kind, `length` minutes or so each."""
    kind = rng.choice([WorkoutKind.STEADY, WorkoutKind.LONG, WorkoutKind.TEMPO, WorkoutKind.TEMPO, WorkoutKind.FREE])
    workout = make(kind, None) if length is None else _short(kind, rng, length)
    zones = rng.choice(
        [
            TYPICAL_ZONES,
            TYPICAL_ZONES,
            ZoneTable.from_max(rng.uniform(150, 195)),
            ZoneTable.from_band(Band(lo := rng.randint(95, 125), lo + rng.choice([5, 9, 15, 20]))),
            None,
        ]
    )
    if zones is None:
        return SessionPlan(workout, None, allows_speed_up=False, measured_max_bpm=rng.choice([None, 150.0]))
    return SessionPlan(workout, zones, allows_speed_up=rng.random() < 0.85)


def _short(kind: WorkoutKind, rng: random.Random, length: float) -> Workout:
    def some(step: StepKind, lo: float = 35, hi: float = 110) -> Step:
        seconds = rng.uniform(lo, hi) * length
        return Step(step, rng.choice([float(round(seconds)), seconds]))

    warm_up, cool_down = some(StepKind.WARM_UP), some(StepKind.COOL_DOWN, 15, 60)
    match kind:
        case WorkoutKind.TEMPO:
            efforts = [some(each) for each in (StepKind.EFFORT, StepKind.RECOVERY, StepKind.EFFORT)]
            return Workout(kind, (warm_up, *efforts, cool_down))
        case WorkoutKind.FREE:
            return Workout(kind, (Step(StepKind.FREE, None),))
        case WorkoutKind.LONG:
            return Workout(kind, (warm_up, some(StepKind.LONG, 100, 200), cool_down))
        case _:
            return Workout(kind, (warm_up, some(StepKind.STEADY, 100, 200), cool_down))


def _commands(rng: random.Random, length_s: float) -> list[SessionInput]:
    """What the walker does, at any moments."""
    makers: list[Callable[[float], list[SessionInput]]] = [
        lambda at_s: [Paused(at_s=at_s), Resumed(at_s=at_s + rng.uniform(1, 30))],
        lambda at_s: [StepSkipped(at_s=at_s)],
        lambda at_s: [StepExtended(at_s=at_s, by_s=60.0)],
        lambda at_s: [TalkTestAnswered(at_s=at_s, answer=rng.choice(list(TalkTest)))],
        lambda at_s: [TalkTestAnswered(at_s=at_s, answer=TalkTest.CANNOT)],
        lambda at_s: [
            PainReported(at_s=at_s, level=rng.randint(0, 9), moment=rng.choice([None, *PainMoment])),
            *([SignsAnswered(at_s=at_s + 1, signs=())] if rng.random() < 0.3 else []),
            PainAnswered(at_s=at_s + 2, choice=rng.choice([PainChoice.EASIER, *PainChoice])),
        ],
        lambda at_s: [BandChanged(at_s=at_s, band=Band(lo := rng.randint(90, 130), lo + rng.choice([1, 6, 15, 30])))],
        lambda at_s: [BandChanged(at_s=at_s, band=Band(lo := rng.uniform(90, 130), lo + rng.uniform(1.5, 30)))],
        lambda at_s: [LinkDown(at_s=at_s, said=""), LinkUp(at_s=at_s + rng.uniform(0.5, 25), name="Simulated walker")],
        lambda at_s: [MuteChanged(at_s=at_s, muted=True), MuteChanged(at_s=at_s + 20, muted=False)],
        lambda at_s: [WorkoutStopped(at_s=at_s)] if rng.random() < 0.3 else [],
    ]
    return [item for _ in range(rng.randint(0, 7)) for item in rng.choice(makers)(round(rng.uniform(2.0, length_s), 2))]


class _Bent:
    """A strap's packets as they arrive."""

    def __init__(self, rng: random.Random, length_s: float) -> None:
        self._rng = rng
        self._irregular = rng.random() < 0.15
        self._stretches = []
        for fault in ("lifted", "lifted", "silent", "no contact", "zero"):
            if rng.random() < 0.35:
                begins_s = rng.uniform(0, length_s)
                long = fault == "lifted"
                ends_s = begins_s + (rng.uniform(0.1, 0.5) * length_s if long else rng.uniform(2, 30))
                self._stretches.append((fault, begins_s, ends_s, rng.choice([-25, 12, 30, 55])))

    def __call__(self, item: SessionInput) -> SessionInput | None:
        """Return a packet as it arrives; None when it does not."""
        if not isinstance(item, Notification):
            return item
        heart = decode(item.payload)
        lift_bpm, contact = 0.0, heart.contact
        for fault, begins_s, ends_s, most_bpm in self._stretches:
            if begins_s <= item.at_s <= ends_s:
                match fault:
                    case "silent":
                        return None
                    case "zero":
                        return replace(item, payload=encode(HeartRateMeasurement(0, contact=contact)))
                    case "no contact":
                        return replace(item, payload=encode(HeartRateMeasurement(0, contact=False)))
            if fault == "lifted" and item.at_s >= begins_s:
                swing_s = min(item.at_s, ends_s) - begins_s - max(0.0, item.at_s - ends_s)
                lift_bpm += most_bpm * min(1.0, max(0.0, swing_s) / 30)
        share = (heart.bpm + lift_bpm) / heart.bpm if heart.bpm else 1.0
        rr_s = tuple(each / share * (self._rng.uniform(0.72, 1.35) if self._irregular else 1) for each in heart.rr_s)
        bent = HeartRateMeasurement(round(heart.bpm * share), contact=contact, rr_s=rr_s)
        return replace(item, payload=encode(bent))


def moments(seed: int, *, length: float | None = 1.0, clock_s: float = 1.0) -> Iterator[SessionSnapshot]:
    """The snapshots of a walk at each moment at which one of the six things can have changed.

    Away from the end of a step its clocks run on by themselves: then a moment every `clock_s` seconds is one. Steps
    are `length` minutes or so long; None for a walk as the programme has it.
    """
    rng = random.Random(seed)  # noqa: S311 - a walk, no secret
    plan = plan_of(rng, length)
    engine = SessionEngine(plan)
    length_s = (plan.workout.duration_s or 240.0 * (length or 1.0)) * rng.uniform(0.9, 1.1) + AFTER_THE_WALK_S
    walker = Walker(own_pace_bpm=rng.uniform(2, 16), obedience=rng.uniform(0.3, 1), time_constant_s=rng.uniform(20, 60))
    zone_2 = (plan.zones or TYPICAL_ZONES).zone_2
    strap = SimulatedStrap(zone_2, _AnyTime(), seed=seed, walker=walker)
    bent = _Bent(rng, length_s)
    said = sorted(_commands(rng, length_s), key=lambda item: item.at_s)
    last = None
    for item in _inputs(strap):
        received = [each for each in (bent(item),) if each is not None]
        while said and said[0].at_s <= item.at_s:
            received.insert(0, said.pop(0))
        for each in sorted(received, key=lambda each: each.at_s):
            for view in (*_until(engine, strap, each.at_s), _taken(engine, strap, each)):
                if (facts := _facts(view, clock_s)) != last:
                    last = facts
                    yield view
        if item.at_s >= length_s:
            yield _taken(engine, strap, SessionEnded(at_s=item.at_s, reason=EndReason.STOPPED))
            return


def _until(engine: SessionEngine, strap: SimulatedStrap, at_s: float) -> Iterator[SessionSnapshot]:
    """What is seen before the next input: each deadline, and the screen's own looks."""
    while True:
        look_s = (math.floor(engine.now_s / SCREEN_S) + 1) * SCREEN_S
        due_s = engine.next_deadline()
        next_s = min(look_s, max(due_s, engine.now_s) if due_s is not None else look_s)
        if next_s >= at_s:
            return
        engine.advance(next_s)
        strap.follow(engine.events())
        yield engine.snapshot(next_s)


def _taken(engine: SessionEngine, strap: SimulatedStrap, item: SessionInput) -> SessionSnapshot:
    engine.receive(item)
    strap.follow(engine.events())
    return engine.snapshot(engine.now_s)


def _facts(view: SessionSnapshot, clock_s: float) -> tuple[object, ...]:
    """What the six things follow from."""
    step = view.step
    left_s = None if step is None else step.remaining_s
    counting = left_s is not None and left_s <= COUNTING_S
    return (
        None if view.believed_bpm is None else round(view.believed_bpm),
        view.zone,
        view.shown_position,
        view.signal,
        view.signal_reason,
        view.standing,
        view.cue,
        None if step is None else (step.kind, step.index, step.of),
        (view.paused, view.finished, view.ended, view.muted, view.band, view.zones is None, view.recovery_bpm),
        math.ceil(left_s) if counting else view.moving_s // clock_s,
        None if view.z2_s is None else view.z2_s // clock_s,
    )
