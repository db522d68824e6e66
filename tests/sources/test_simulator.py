import asyncio
from contextlib import aclosing
from itertools import pairwise

import pytest

from coach.domain.pacing.cue import PACING, Cue
from coach.domain.wire.heart_rate import decode
from coach.domain.workout.steps import StepKind, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.session.engine import SessionEngine
from coach.session.events import CueRaised, StepStarted
from coach.session.inputs import BandChanged, LinkDown, LinkUp, Notification, Paused
from coach.session.plan import SessionPlan
from coach.session_time import UnpacedClock
from coach.sources.simulator import NOTHING_HAPPENS, Dropout, Script, SimulatedStrap, Spurt, Walker

EVENTFUL = Script(
    spurts=(Spurt(420.0, 18.0, 240.0), Spurt(660.0, -18.0, 240.0)),
    dropouts=(Dropout(290.0, 30.0), Dropout(900.0, 40.0)),  # the first one spans the end of the warm-up
)


def walk(
    kind=WorkoutKind.STEADY, minutes=20.0, *, seed=7, ticks_s=None, until_s=None, commands=(), script=NOTHING_HAPPENS
):
    """A walk on the engine: the inputs, the facts and the engine. `ticks_s` also lets time pass between inputs."""

    async def run():
        plan = SessionPlan(make(kind, minutes), TYPICAL_ZONES)
        engine, source = (
            SessionEngine(plan),
            SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=seed, script=script),
        )
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


@pytest.mark.parametrize("script", [NOTHING_HAPPENS, EVENTFUL], ids=["uneventful", "eventful"])
@pytest.mark.parametrize("kind", [WorkoutKind.STEADY, WorkoutKind.TEMPO])
def test_how_promptly_the_session_speaks_changes_nothing(kind, script):
    minutes = None if kind is WorkoutKind.TEMPO else 20.0
    assert walk(kind, minutes, script=script)[0] == walk(kind, minutes, ticks_s=0.25, script=script)[0]


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


def told_once(cue, at_s=600.0, *, script=NOTHING_HAPPENS):
    """The notifications of a steady walk in which nothing is told but this, once."""

    async def run():
        zone_2 = TYPICAL_ZONES.zone_2
        source = SimulatedStrap(zone_2, UnpacedClock(), seed=3, walker=Walker(obedience=1.0), script=script)
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


@pytest.mark.parametrize(("bpm", "cue"), [(18.0, Cue.EASE_OFF), (-18.0, Cue.SPEED_UP)])
def test_a_spurt_is_kept_up_until_a_cue_calls_it_back(bpm, cue):
    spurt = Script(spurts=(Spurt(480.0, bpm, 600.0),))
    even, away, called = told_once(Cue.TALK_TEST), told_once(Cue.TALK_TEST, script=spurt), told_once(cue, script=spurt)
    assert heart_rates(away, 0, 480) == heart_rates(even, 0, 480)
    sign = 1 if bpm > 0 else -1
    assert sign * (mean(heart_rates(away, 570, 600)) - mean(heart_rates(even, 570, 600))) > 12
    assert sign * (mean(heart_rates(away, 720, 750)) - mean(heart_rates(even, 720, 750))) > 15
    assert abs(mean(heart_rates(called, 720, 750)) - mean(heart_rates(even, 720, 750))) < 4


def test_a_warning_does_not_end_a_spurt_and_its_own_end_does():
    spurt = Script(spurts=(Spurt(480.0, 18.0, 180.0),))
    even, warned = told_once(Cue.TALK_TEST), told_once(Cue.DRIFTING_UP, script=spurt)
    assert mean(heart_rates(warned, 640, 660)) - mean(heart_rates(even, 640, 660)) > 8
    assert abs(mean(heart_rates(warned, 740, 750)) - mean(heart_rates(even, 740, 750))) < 6


def test_in_a_dropout_nothing_is_sent_and_the_heart_goes_on():
    inputs, _, _ = walk(until_s=900, script=Script(dropouts=(Dropout(600.0, 40.0),)))
    untouched, _, _ = walk(until_s=900)
    links = [(type(item), item.at_s) for item in inputs if isinstance(item, LinkUp | LinkDown)]
    assert [kind for kind, _ in links] == [LinkUp, LinkDown, LinkUp]
    lost_s, back_s = links[1][1], links[2][1]
    assert lost_s == pytest.approx(600.0, abs=1.2)
    assert back_s - lost_s == pytest.approx(40.0, abs=1.2)
    sent = [item for item in inputs if isinstance(item, Notification)]
    assert not [item for item in sent if lost_s <= item.at_s < back_s]
    kept = [item for item in untouched if isinstance(item, Notification) and not lost_s <= item.at_s < back_s]
    before = len([item for item in sent if item.at_s < lost_s])
    assert sent[: before + 3] == kept[: before + 3]  # the beats of the dropout are gone, and nothing else


def test_closing_the_inputs_ends_them():
    async def run():
        items = SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=1).inputs()
        await anext(items)
        await items.aclose()
        with pytest.raises(StopAsyncIteration):
            await anext(items)

    asyncio.run(run())
