import asyncio
from contextlib import aclosing
from itertools import pairwise

import pytest

from coach.clock import UnpacedClock
from coach.domain.pacing.cues import PACING, Cue
from coach.domain.wire.heart_rate import decode
from coach.domain.workout.steps import StepKind, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.session.engine import SessionEngine
from coach.session.events import CueRaised, StepStarted
from coach.session.inputs import BandChanged, LinkUp, Notification, Paused
from coach.session.plan import SessionPlan
from coach.sources.simulator import SimulatedStrap, Walker


def walk(kind=WorkoutKind.STEADY, minutes=20.0, *, seed=7, ticks_s=None, until_s=None, commands=()):
    """A walk on the engine: the inputs, the facts and the engine. `ticks_s` also lets time pass between inputs."""

    async def run():
        plan = SessionPlan(make(kind, minutes), TYPICAL_ZONES)
        engine, source = SessionEngine(plan), SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=seed)
        inputs, events, waiting = [], [], list(commands)

        def tell():
            new = engine.events()
            events.extend(new)
            source.follow(new)

        tell()
        async with aclosing(source.inputs()) as items:
            async for item in items:
                while ticks_s and engine.now_s + ticks_s < item.at_s:
                    engine.advance(engine.now_s + ticks_s)
                    tell()
                while waiting and waiting[0].at_s <= item.at_s:
                    engine.receive(waiting.pop(0))
                    tell()
                engine.receive(item)
                tell()
                inputs.append(item)
                if engine.finished if until_s is None else item.at_s >= until_s:
                    break
        return inputs, events, engine

    return asyncio.run(run())


def heart_rates(inputs, from_s, to_s):
    return [
        decode(item.payload).bpm for item in inputs if isinstance(item, Notification) and from_s <= item.at_s < to_s
    ]


def mean(values):
    return sum(values) / len(values)


def test_the_same_seed_is_the_same_walk():
    assert walk()[0] == walk()[0]
    assert walk()[0] != walk(seed=8)[0]


@pytest.mark.parametrize("kind", [WorkoutKind.STEADY, WorkoutKind.TEMPO])
def test_how_promptly_the_session_speaks_changes_nothing(kind):
    minutes = None if kind is WorkoutKind.TEMPO else 20.0
    assert walk(kind, minutes)[0] == walk(kind, minutes, ticks_s=0.25)[0]


def test_notifications_come_about_once_a_second():
    inputs, _, _ = walk(until_s=300)
    assert isinstance(inputs[0], LinkUp)
    gaps_s = [later.at_s - earlier.at_s for earlier, later in pairwise(inputs[1:])]
    assert min(gaps_s) >= 0.6
    assert max(gaps_s) <= 1.4
    assert mean(gaps_s) == pytest.approx(1.0, abs=0.01)


def test_the_intervals_are_the_time_that_passes():
    inputs, _, _ = walk(until_s=600)
    beats = [decode(item.payload) for item in inputs[1:]]
    assert all(beat.contact for beat in beats)
    assert sum(rr_s for beat in beats for rr_s in beat.rr_s) == pytest.approx(inputs[-1].at_s, abs=2.0)


@pytest.mark.parametrize("seed", range(6))
def test_a_steady_walk_is_mostly_in_the_zone_and_needs_a_handful_of_cues(seed):
    _, events, engine = walk(minutes=30.0, seed=seed)
    summary = engine.summary(engine.now_s)
    pacing = [event for event in events if isinstance(event, CueRaised) and event.cue in PACING]
    assert summary.z2_s > 0.6 * summary.elapsed_s
    assert 1 <= len(pacing) <= 12
    assert summary.dropouts.count == 0


def test_a_tempo_walk_has_brisk_efforts_and_easy_recoveries():
    inputs, events, _ = walk(WorkoutKind.TEMPO, None)
    steps = {event.index: event for event in events if isinstance(event, StepStarted)}
    assert [steps[index].kind.value for index in range(2, 9)] == ["effort", "recovery"] * 3 + ["effort"]
    for index in (2, 4, 6):  # what the heart reaches in the last minute of each
        effort, recovery = steps[index], steps[index + 1]
        brisk = mean(heart_rates(inputs, recovery.at_s - 60, recovery.at_s))
        easy_s = steps[index + 2].at_s
        assert brisk - mean(heart_rates(inputs, easy_s - 30, easy_s)) > 5
        assert TYPICAL_ZONES.zone_2.lo_bpm < brisk < TYPICAL_ZONES.zone_2.hi_bpm + 3
        assert effort.duration_s == 300


def told_once(cue, at_s=600.0):
    """The notifications of a steady walk in which nothing is told but this, once."""

    async def run():
        zone_2 = TYPICAL_ZONES.zone_2
        source = SimulatedStrap(zone_2, UnpacedClock(), seed=3, walker=Walker(obedience=1.0))
        source.follow([StepStarted(at_s=0.0, index=1, of=1, kind=StepKind.STEADY, duration_s=None, band=zone_2)])
        inputs = []
        async with aclosing(source.inputs()) as items:
            async for item in items:
                if inputs and inputs[-1].at_s <= at_s < item.at_s:
                    source.follow([CueRaised(at_s=at_s, cue=cue, text="", speech="", reason="")])
                inputs.append(item)
                if item.at_s > at_s + 150:
                    break
        return inputs

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("cue", "sign"),
    [(Cue.EASE_OFF, -1), (Cue.DRIFTING_UP, -1), (Cue.STOP_AND_REST, -1), (Cue.SPEED_UP, 1), (Cue.DRIFTING_DOWN, 1)],
)
def test_the_walker_answers_a_cue_late_and_then_does(cue, sign):
    untouched, answered = told_once(Cue.TALK_TEST), told_once(cue)
    assert heart_rates(answered, 0, 606) == heart_rates(untouched, 0, 606)  # seconds to react, and the heart's own
    change = mean(heart_rates(answered, 690, 750)) - mean(heart_rates(untouched, 690, 750))
    assert sign * change > 1.5


def test_a_pause_lets_the_heart_rate_fall():
    inputs, _, _ = walk(until_s=840, commands=[Paused(at_s=600.0)])
    assert mean(heart_rates(inputs, 780, 840)) < mean(heart_rates(inputs, 540, 600)) - 20


def test_after_the_walk_the_heart_rate_falls():
    inputs, _, _ = walk(until_s=1320)
    assert mean(heart_rates(inputs, 1290, 1320)) < mean(heart_rates(inputs, 1170, 1200)) - 5


def test_another_band_is_another_aim():
    inputs, _, _ = walk(until_s=900, commands=[BandChanged(at_s=480.0, band=Band(100, 112))])
    assert mean(heart_rates(inputs, 780, 900)) < 116


def test_closing_the_inputs_ends_them():
    async def run():
        items = SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=1).inputs()
        await anext(items)
        await items.aclose()
        with pytest.raises(StopAsyncIteration):
            await anext(items)

    asyncio.run(run())
