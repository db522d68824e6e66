"""The engine: what holds for any inputs at all, then what single inputs do."""

import gc
import json
import math
import sys
from contextlib import nullcontext
from itertools import pairwise
from types import FunctionType, ModuleType

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.pacing.cue import FASTER, Cue
from coach.domain.programme.talk import TalkTest
from coach.domain.totals import steady_drift
from coach.domain.wire import foot_pod
from coach.domain.wire.heart_rate import HeartRateMeasurement
from coach.domain.wire.quantities import Speed
from coach.domain.wire.sensors import Sensor
from coach.domain.workout.steps import StepKind, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band, Position
from coach.errors import PayloadProblem
from coach.session import decoders
from coach.session import engine as engine_module
from coach.session.engine import SessionEngine
from coach.session.events import (
    BandSet,
    CueRaised,
    MeasurementRejected,
    MuteSet,
    PauseChanged,
    PositionChanged,
    Reported,
    RhythmIrregular,
    SessionOver,
    SignalChange,
    SignalChanged,
    StepStarted,
    StrapRemarked,
    WorkoutFinished,
    ZoneOutOfReach,
)
from coach.session.inputs import (
    BandChanged,
    BatteryRead,
    EndReason,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    MuteChanged,
    NoteAdded,
    Notification,
    PainReported,
    Paused,
    Reading,
    Resumed,
    SessionEnded,
    SignalStrengthRead,
    SpeedReading,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    UnknownEvent,
)
from coach.session.json_lines import event_object, state_object
from coach.session.line_codec import Header, dump_header, dump_input
from coach.session.plan import SessionPlan
from coach.session.recording import parse_recording
from coach.session.sentences import plain_line
from tests.support.hearts import strap, wandering
from tests.support.sessions import (
    ANYTHING,
    FREE,
    PACED,
    PLANS,
    SHORT,
    SLOWED,
    STEADY,
    TEMPO,
    FindingTracker,
    beats,
    finding_engines,
    notification,
    run,
)

ENDS_AFTER_S = st.sampled_from([0.0, 2.0, 70.0, 2000.0])
ANY_SESSION = {"plan": st.sampled_from(PLANS), "inputs": ANYTHING}
TICKS = st.lists(st.floats(0, 6000), max_size=40)


def last_s(inputs):
    return inputs[-1].at_s if inputs else 0.0


def assert_finite(value, where=""):
    match value:
        case float():
            assert math.isfinite(value), where
        case dict():
            for key, item in value.items():
                assert_finite(item, f"{where}.{key}")
        case list() | tuple():
            for item in value:
                assert_finite(item, where)


@settings(max_examples=25, deadline=None)
@given(**ANY_SESSION, later_s=ENDS_AFTER_S)
def test_any_inputs_give_finite_lines_and_sums_that_add_up(plan, inputs, later_s):
    engine = SessionEngine(plan)
    told = []
    for item in inputs:
        engine.receive(item)
        snapshot = engine.snapshot(item.at_s)
        json.dumps(state_object(snapshot), allow_nan=False)
        assert snapshot.at_s == item.at_s
        assert 0 <= snapshot.moving_s <= snapshot.at_s + 1e-6
        if snapshot.sent_bpm is None:
            assert snapshot.believed_bpm is None
        if snapshot.believed_bpm is None:
            assert (snapshot.zone, snapshot.position, snapshot.shown_position, snapshot.exit_in_s) == (None,) * 4
        told.extend(engine.events())
    ends_at_s = last_s(inputs) + later_s
    engine.advance(ends_at_s)
    snapshot, summary = engine.snapshot(ends_at_s), engine.summary(ends_at_s)
    assert_finite(msgspec.to_builtins(snapshot, enc_hook=lambda _points: None))
    assert_finite(msgspec.to_builtins(summary))
    if plan.zones is not None:  # else seconds count for a zone from the talk test on
        assert math.isclose(sum(summary.zone_s), summary.believed_s, abs_tol=1e-6)
    assert sum(summary.zone_s) <= summary.believed_s + 1e-6
    assert summary.believed_s <= summary.moving_s + 1e-6
    assert summary.moving_s <= summary.elapsed_s + 1e-6
    assert summary.dropouts.seconds <= summary.elapsed_s + 1e-6
    told.extend(engine.events())
    for event in told:
        json.dumps(event_object(event), allow_nan=False)
        plain_line(event, snapshot)
    assert [event.at_s for event in told] == sorted(event.at_s for event in told)


@settings(max_examples=25, deadline=None)
@given(**ANY_SESSION, later_s=ENDS_AFTER_S, ticks=TICKS)
def test_how_often_anyone_ticks_or_looks_changes_nothing(plan, inputs, later_s, ticks):
    ends_at_s = last_s(inputs) + later_s
    assert run(plan, inputs, ends_at_s=ends_at_s, ticks=ticks) == run(plan, inputs, ends_at_s=ends_at_s)


@settings(max_examples=25, deadline=None)
@given(**ANY_SESSION, later_s=ENDS_AFTER_S)
def test_a_session_that_was_recorded_is_the_same_again(plan, inputs, later_s):
    ended = [*inputs, SessionEnded(at_s=last_s(inputs) + later_s, reason=EndReason.STOPPED)]
    lines = [dump_header(Header("", session=plan.to_json())), *(dump_input(item) for item in ended)]
    recording = parse_recording("\n".join(lines).encode())
    again = SessionPlan.from_json(recording.header.session)
    assert (recording.flaws, again) == ((), plan)
    assert run(again, recording.inputs) == run(plan, ended)


@settings(max_examples=25, deadline=None)
@given(**ANY_SESSION)
def test_deadlines_alone_bring_a_session_to_where_one_leap_brings_it(plan, inputs):
    leaping, stepping = SessionEngine(plan), SessionEngine(plan)
    for item in inputs:
        leaping.receive(item)
        stepping.receive(item)
    until_s = last_s(inputs) + 3000.0
    leaping.advance(until_s)
    while (due_s := stepping.next_deadline()) is not None and due_s <= until_s:
        stepping.advance(max(due_s, stepping.now_s))
    stepping.advance(until_s)
    assert leaping.events() == stepping.events()
    assert leaping.snapshot(until_s) == stepping.snapshot(until_s)


@settings(max_examples=25, deadline=None)
@given(**ANY_SESSION, finding=st.booleans())
def test_a_line_of_the_trace_is_a_time_in_which_a_heart_rate_was_believed(plan, inputs, finding):
    """So no drawing needs to know how long a source may be silent."""
    with finding_engines() if finding else nullcontext():
        engine = SessionEngine(plan, reach_s=math.inf)
    fresh_s, lost_at_s = {}, []
    for item in inputs:
        engine.receive(item)
        fresh_s[item.at_s] = engine.snapshot(item.at_s).fresh_s
        lost_at_s += [event.at_s for event in of(SignalChanged, engine.events()) if not event.after.is_believed]
    at_s, bpm = engine.whole_trace().at_s, engine.whole_trace().bpm
    for left, right in pairwise(range(len(at_s))):
        if not np.isnan(bpm[[left, right]]).any():
            assert at_s[right] - at_s[left] <= fresh_s[at_s[left]]
            assert not [moment for moment in lost_at_s if at_s[left] < moment < at_s[right]]


@settings(max_examples=25, deadline=None)
@given(**ANY_SESSION, later_s=ENDS_AFTER_S, ticks=TICKS)
def test_what_is_found_of_heart_and_strap_is_reported_once_and_loses_no_signal(plan, inputs, later_s, ticks):
    ends_at_s = last_s(inputs) + later_s
    plainly, _ = run(plan, inputs, ends_at_s=ends_at_s)
    with finding_engines():
        found, then = run(plan, inputs, ends_at_s=ends_at_s)
        assert run(plan, inputs, ends_at_s=ends_at_s, ticks=ticks) == (found, then)
    for kind in (RhythmIrregular, StrapRemarked):
        whats = [getattr(event, "remark", None) for event in of(kind, found)]
        assert len(whats) == len(set(whats))
    for change in (SignalChange.LOST, SignalChange.BACK):
        turns, turns_plainly = (
            [event.at_s for event in of(SignalChanged, said) if event.change is change] for said in (found, plainly)
        )
        assert turns == turns_plainly
    of_the_signal = (
        [cue for cue in of(CueRaised, said) if cue.cue in {Cue.SIGNAL_LOST, Cue.SIGNAL_BACK}]
        for said in (found, plainly)
    )
    assert next(of_the_signal) == next(of_the_signal)
    assert of(PositionChanged, found) == of(PositionChanged, plainly)
    over, over_plainly = (of(SessionOver, said)[0].summary for said in (found, plainly))
    assert (over.zone_s, over.dropouts) == (over_plainly.zone_s, over_plainly.dropouts)


def walked(plan, inputs):
    """The engine after these inputs, and what it said."""
    engine = SessionEngine(plan)
    for item in inputs:
        engine.receive(item)
    return engine, engine.events()


def of(kind, told):
    return [event for event in told if isinstance(event, kind)]


# Time


def test_time_that_runs_backwards_is_our_bug_and_changes_nothing():
    engine, _ = walked(STEADY, beats(125, 1, 30))
    before = engine.snapshot(30.0)
    for wrong_s in (29.9, math.nan, math.inf):
        with pytest.raises(ValueError, match="time ran backwards"):
            engine.advance(wrong_s)
        with pytest.raises(ValueError, match="time ran backwards"):
            engine.receive(Paused(at_s=wrong_s))
    assert engine.snapshot(30.0) == before
    assert engine.events() == ()


def test_after_the_end_time_stands_and_nothing_is_taken():
    engine, _ = walked(STEADY, [*beats(125, 1, 30), SessionEnded(at_s=31.0)])
    then = engine.snapshot(31.0)
    assert (engine.ended, then.ended, then.signal, engine.next_deadline()) == (True, True, Signal.ENDED, None)
    engine.advance(5000.0)
    assert engine.snapshot(5000.0) == then
    assert engine.summary(5000.0).elapsed_s == 31.0
    with pytest.raises(ValueError, match="has ended"):
        engine.receive(Paused(at_s=32.0))


def test_every_fact_of_a_workout_has_its_own_due_time():
    engine = SessionEngine(TEMPO)
    engine.advance(10_000.0)
    told = engine.events()
    starts = [(event.at_s, event.kind) for event in of(StepStarted, told)]
    assert starts == [
        (0.0, "warm_up"),
        (300.0, "effort"), (600.0, "recovery"),
        (720.0, "effort"), (1020.0, "recovery"),
        (1140.0, "effort"), (1440.0, "recovery"),
        (1560.0, "effort"), (1860.0, "cool_down"),
    ]  # fmt: skip
    assert [event.at_s for event in of(WorkoutFinished, told)] == [2040.0]
    assert engine.finished
    assert engine.snapshot(10_000.0).step is None


def test_a_part_that_does_not_let_its_deadline_pass_is_found_out(monkeypatch):
    engine = SessionEngine(STEADY)
    monkeypatch.setattr(engine._tracker, "next_deadline", lambda: 3.0)
    engine.receive(NoteAdded(at_s=0.0, text="it counts from the next input on"))
    with pytest.raises(RuntimeError, match="does not pass"):
        engine.advance(4.0)


# Memory


def kept_bytes(root):
    """Return what an object holds, all that it refers to included, without code and types."""
    seen, waiting, total = set(), [root], 0
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type | ModuleType | FunctionType):
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        waiting += gc.get_referents(item)
    return total


def test_three_hours_keep_no_more_than_one(monkeypatch):
    monkeypatch.setattr(steady_drift, "MOST_SPANS", 1024)  # so few that the first hour fills it
    engine, kept = SessionEngine(FREE), {}
    for hour in (1, 2, 3):
        for second in range(3600 * hour - 3599, 3600 * hour + 1):
            engine.receive(Reading(at_s=float(second), bpm=120 + second // 60 % 20, rr_s=(0.47 + second % 7 / 200,)))
        engine.events()
        kept[hour] = kept_bytes(engine)
    assert engine.snapshot(10800.0).trace.at_s[0] == 9900.0
    # Two bytes for each of the 7,200 readings would be as much.
    assert max(abs(kept[3] - kept[1]), abs(kept[2] - kept[1])) < 14_400


def test_an_analysis_has_the_whole_trace_and_a_walk_the_last_quarter_of_an_hour():
    whole, lately = SessionEngine(FREE, reach_s=math.inf), SessionEngine(FREE)
    for item in beats(125, 1, 4000):
        whole.receive(item)
        lately.receive(item)
    assert whole.snapshot(4000.0).trace == lately.snapshot(4000.0).trace
    assert whole.whole_trace().at_s[0] < 30.0
    assert 1000.0 < lately.whole_trace().at_s[0] <= 3100.0


# Measurements


@pytest.mark.parametrize(("payload", "problem"), [(b"", PayloadProblem.EMPTY), (b"\x00", PayloadProblem.TOO_SHORT)])
def test_a_malformed_payload_is_a_fact(payload, problem):
    engine, told = walked(STEADY, [*beats(125, 1, 20), Notification(at_s=20.5, payload=payload)])
    assert of(MeasurementRejected, told) == [MeasurementRejected(at_s=20.5, payload=payload, problem=problem)]
    summary = engine.summary(20.5)
    assert (summary.readings, summary.rejected) == (20, 1)
    assert engine.snapshot(20.5).believed_bpm == pytest.approx(125, abs=1)


def test_an_odd_tail_is_told_and_the_measurement_before_it_is_used():
    engine, told = walked(STEADY, [Notification(at_s=1.0, payload=b"\x10\x7d\x00\x02\x07")])
    assert of(MeasurementRejected, told)[0].problem is PayloadProblem.ODD_TAIL
    assert engine.snapshot(1.0).sent_bpm == 125
    assert engine.summary(1.0).rejected == 0


def test_zeros_are_no_heart_rate_and_bring_no_cue_to_hurry():
    inputs = [*beats(125, 1, 400), *(notification(at_s, 0) for at_s in range(401, 500))]
    engine, told = walked(STEADY, inputs)
    assert engine.snapshot(499.0).believed_bpm is None
    assert engine.summary(499.0).believed_s <= 405
    assert not [cue for cue in of(CueRaised, told) if cue.cue.is_pacing and cue.at_s > 400]
    assert [cue.cue for cue in of(CueRaised, told) if cue.at_s > 405] == [Cue.SIGNAL_LOST]


def test_no_contact_is_no_heart_rate():
    engine, told = walked(STEADY, [*beats(125, 1, 60), *(notification(at_s, 125, contact=False) for at_s in (61, 62))])
    assert engine.snapshot(62.0).believed_bpm is None
    assert of(SignalChanged, told)[-1].after is Signal.NO_CONTACT


def test_an_irregular_rhythm_and_what_a_strap_does_are_reported_once():
    with finding_engines():
        engine, said = walked(STEADY, beats(125, 1, 300))
    assert [event.at_s for event in of(RhythmIrregular, said)] == [20.0]
    assert [(event.at_s, event.remark) for event in of(StrapRemarked, said)] == [
        (15.0 * number, remark) for number, remark in enumerate(Remark, 1)
    ]
    changes = of(SignalChanged, said)
    assert {event.change for event in changes} == {SignalChange.CHANGED}
    assert [event.after for event in changes[-4:]] == [Signal.LIVE, Signal.IRREGULAR] * 2
    assert engine.snapshot(300.0).signal is Signal.IRREGULAR
    assert engine.snapshot(300.0).believed_bpm == pytest.approx(125, abs=1)
    assert engine.summary(300.0).believed_s == pytest.approx(300.0, abs=15)


@pytest.mark.parametrize("plan", [STEADY, PACED])
def test_whether_the_heart_is_paced_is_the_plans_word(plan, monkeypatch):
    given = []

    class Asked(FindingTracker):
        def __init__(self, band, *, max_bpm, paced):
            given.append(paced)
            super().__init__(band, max_bpm=max_bpm, paced=paced)

    monkeypatch.setattr(engine_module, "PacingTracker", Asked)
    SessionEngine(SessionPlan.from_json(plan.to_json()))
    assert given == [plan.paced]


def test_silence_breaks_the_line_when_the_source_is_fresh_no_more():
    engine, _ = walked(STEADY, [*beats(125, 1, 60), *beats(125, 90, 120)])
    whole = engine.whole_trace()
    gaps = whole.at_s[np.isnan(whole.bpm) & (whole.at_s < 90)]
    assert gaps[-1] == 60.0 + engine.snapshot(120.0).fresh_s


LOST, BACK = SignalChange.LOST, SignalChange.BACK
UP = LinkUp(at_s=70.0)


@pytest.mark.parametrize(
    ("inputs", "turns"),
    [
        (beats(125, 1, 60), []),  # a first heart rate is not back
        ([*beats(125, 1, 60), Paused(at_s=60.0), Resumed(at_s=61.0), *beats(125, 62, 90)], []),
        ([*beats(125, 1, 60), *beats(125, 90, 120)], [LOST, BACK]),
        ([*beats(125, 1, 60), LinkDown(at_s=61.0, said=""), UP, *beats(125, 71, 90)], [LOST, BACK]),
        ([*beats(125, 1, 60), Paused(at_s=60.0), Resumed(at_s=61.0), *beats(125, 90, 120)],
         [LOST, BACK]),
        ([LinkUp(at_s=0.5), *beats(125, 10, 60)], []),  # silent at first: there was nothing to lose
    ],
)  # fmt: skip
def test_a_signal_is_lost_where_there_was_one_and_back_where_it_was_lost(inputs, turns):
    _, told = walked(STEADY, inputs)
    assert [event.change for event in of(SignalChanged, told) if event.change is not SignalChange.CHANGED] == turns


def test_a_gap_earns_nothing():
    engine, _ = walked(STEADY, [*beats(125, 1, 300), *beats(125, 420, 700)])
    summary = engine.summary(700.0)
    assert summary.z2_s == pytest.approx(300 + 280, abs=20)
    assert summary.dropouts.count == 1
    assert summary.dropouts.seconds == pytest.approx(120, abs=15)


# Commands


def test_a_pause_stops_the_step_and_the_sums_and_a_second_one_means_nothing():
    inputs = [*beats(125, 1, 100), Paused(at_s=100.0), Paused(at_s=110.0), *beats(125, 111, 200)]
    engine, told = walked(STEADY, [*inputs, Resumed(at_s=220.0), Resumed(at_s=221.0)])
    assert of(PauseChanged, told) == [PauseChanged(at_s=100.0, paused=True), PauseChanged(at_s=220.0, paused=False)]
    snapshot, summary = engine.snapshot(221.0), engine.summary(221.0)
    assert (snapshot.moving_s, snapshot.step.elapsed_s, snapshot.step.remaining_s) == (101.0, 101.0, 199.0)
    assert summary.believed_s <= 100
    assert summary.moving_s == 101.0


def test_nothing_is_told_of_the_pace_while_paused():
    _, told = walked(STEADY, [*beats(125, 1, 320), Paused(at_s=321.0), *beats(170, 322, 700)])
    assert not [cue for cue in of(CueRaised, told) if cue.at_s > 321.0]


def test_skipping_goes_on_and_from_the_last_step_finishes_even_while_paused():
    engine, told = walked(STEADY, [StepSkipped(at_s=10.0), StepSkipped(at_s=20.0), Paused(at_s=30.0)])
    assert [event.at_s for event in of(StepStarted, told)] == [0.0, 10.0, 20.0]
    engine.receive(StepSkipped(at_s=50.0))
    snapshot = engine.snapshot(60.0)
    assert (snapshot.finished, snapshot.paused, snapshot.step, snapshot.moving_s) == (True, False, None, 30.0)
    for late in (StepSkipped(at_s=61.0), StepExtended(at_s=62.0), Paused(at_s=63.0), Resumed(at_s=64.0)):
        engine.receive(late)
    assert engine.snapshot(64.0).moving_s == 30.0


@pytest.mark.parametrize("by_s", [-60.0, 0.0, 1e9])
def test_a_step_is_made_longer_by_what_makes_sense(by_s):
    engine, _ = walked(STEADY, [StepExtended(at_s=10.0, by_s=60.0), StepExtended(at_s=10.0, by_s=by_s)])
    assert engine.snapshot(10.0).step.remaining_s == 350.0


def test_another_band_is_judged_at_once_and_what_was_earned_stays():
    engine, told = walked(
        FREE, [*beats(125, 1, 100), BandChanged(at_s=100.5, band=Band(90, 100)), *beats(125, 101, 130)]
    )
    snapshot = engine.snapshot(130.0)
    assert of(BandSet, told) == [BandSet(at_s=100.5, band=Band(90, 100))]
    assert (snapshot.band, snapshot.zones.zone_2, snapshot.position) == (Band(90, 100), Band(90, 100), Position.ABOVE)
    assert snapshot.z2_s == pytest.approx(100, abs=15)
    assert of(PositionChanged, told)[-1].after is Position.ABOVE


def test_an_effort_is_walked_in_the_upper_half_of_another_band_too():
    engine, _ = walked(TEMPO, [StepSkipped(at_s=1.0), BandChanged(at_s=2.0, band=Band(100, 120))])
    assert engine.snapshot(2.0).band == Band(110, 120)
    assert engine.snapshot(2.0).zones.zone_2 == Band(100, 120)


def test_muted_there_is_no_pacing_but_steps_and_safety():
    high = beats(172, 311, 800)
    _, loud = walked(FREE, [*beats(125, 1, 310), *high])
    _, muted = walked(
        FREE, [MuteChanged(at_s=0.0, muted=True), MuteChanged(at_s=0.5, muted=True), *beats(125, 1, 310), *high]
    )
    assert [cue.cue for cue in of(CueRaised, loud) if cue.cue.is_pacing]
    assert not [cue.cue for cue in of(CueRaised, muted) if cue.cue.is_pacing]
    assert Cue.STOP_AND_REST in {cue.cue for cue in of(CueRaised, muted)}
    assert of(MuteSet, muted) == [MuteSet(at_s=0.0, muted=True)]


def test_who_cannot_reach_the_zone_is_told_so_once_and_not_pushed_any_more():
    heart = wandering(112, 0.8, seed=3)
    readings = [Reading(at_s=at_s, bpm=bpm, rr_s=rr_s) for at_s, bpm, rr_s in strap(heart, 1100)]
    _, told = walked(STEADY, readings)
    found = of(ZoneOutOfReach, told)
    assert len(found) == 1
    assert found[0].at_s <= 720
    assert str(round(found[0].fitting_band.lo_bpm)) in found[0].speech
    pushes = [cue.at_s for cue in of(CueRaised, told) if cue.cue in FASTER]
    assert len(pushes) == 3
    assert pushes[-1] < found[0].at_s


def test_who_is_not_to_be_pushed_hears_no_faster_but_is_eased_off_and_judged_all_the_same():
    slow = beats(105, 1, 700)
    engine, told = walked(STEADY, slow)
    calm, calm_told = walked(SLOWED, slow)
    assert {item.cue for item in of(CueRaised, told)} & FASTER
    assert not {item.cue for item in of(CueRaised, calm_told)} & FASTER
    assert of(PositionChanged, calm_told) == of(PositionChanged, told)
    seen, calm_seen = engine.snapshot(700.0), calm.snapshot(700.0)
    assert (calm_seen.position, calm_seen.zone, calm_seen.band) == (seen.position, seen.zone, seen.band)
    assert seen.position is Position.BELOW
    _, told = walked(SLOWED, beats(145, 1, 700))
    assert Cue.EASE_OFF in {item.cue for item in of(CueRaised, told)}


def test_what_the_walker_tells_is_told_on():
    _, told = walked(
        STEADY,
        [
            NoteAdded(at_s=1.0, text="hill"),
            TalkTestAnswered(at_s=2.0, answer=TalkTest.WITH_EFFORT),
            PainReported(at_s=3.0, level=2),
            UnknownEvent(at_s=4.0, name="sneeze"),
        ],
    )
    assert of(Reported, told) == [
        Reported(at_s=1.0, note="hill"),
        Reported(at_s=2.0, talk_test=TalkTest.WITH_EFFORT),
        Reported(at_s=3.0, pain=2),
    ]


@pytest.mark.parametrize(("speed_mps", "shown_mps"), [(1.4, 1.4), (-1.0, None), (99.0, None)])
def test_a_speed_that_nobody_walks_is_not_shown(speed_mps, shown_mps):
    engine, _ = walked(STEADY, [SpeedReading(at_s=1.0, speed_mps=1.2), SpeedReading(at_s=2.0, speed_mps=speed_mps)])
    assert engine.snapshot(2.0).speed_mps == shown_mps


def test_the_link_is_shown_and_its_loss_is_no_heart_rate():
    engine, told = walked(
        STEADY, [LinkUp(at_s=0.5, name="Polar"), *beats(125, 1, 60), LinkDown(at_s=60.5, said="out of range")]
    )
    snapshot = engine.snapshot(60.5)
    assert (snapshot.signal, snapshot.believed_bpm, snapshot.link.strap_name) == (Signal.DISCONNECTED, None, "Polar")
    assert of(SignalChanged, told)[-1].before is Signal.LIVE


# The end


def test_the_sums_of_a_finished_walk_end_with_its_last_step_and_the_recovery_is_measured_after():
    plan = SessionPlan(make(WorkoutKind.FREE, 5), TYPICAL_ZONES)
    engine, _ = walked(plan, [*beats(128, 1, 300), *beats(100, 301, 370)])
    summary = engine.summary(370.0)
    assert (summary.elapsed_s, summary.moving_s) == (300.0, 300.0)
    assert summary.recovery_bpm == pytest.approx(28, abs=3)
    engine.receive(SessionEnded(at_s=371.0, reason=EndReason.STOPPED))
    (over,) = of(SessionOver, engine.events())
    assert (over.reason, over.summary) == (EndReason.STOPPED, summary)


def test_a_paused_walk_that_ends_stands_since_its_pause():
    engine, _ = walked(STEADY, [*beats(125, 1, 100), Paused(at_s=100.0), SessionEnded(at_s=400.0)])
    assert engine.summary(400.0).moving_s == 100.0
    assert engine.snapshot(400.0).moving_s == 100.0


def test_a_step_too_short_to_announce_is_told_by_its_start():
    engine = SessionEngine(SHORT)
    engine.advance(100.0)
    cues = [(round(event.at_s, 3), event.cue) for event in of(CueRaised, engine.events())]
    assert cues == [
        (0.0, Cue.STEP),
        (15.0, Cue.SIGNAL_LOST),
        (20.0, Cue.STEP_AHEAD),
        (30.0, Cue.STEP),
        (30.001, Cue.STEP),
        (35.001, Cue.STEP),
        (65.001, Cue.STEP_AHEAD),
        (75.001, Cue.STEP),
        (82.301, Cue.FINISHED),
    ]


@pytest.mark.parametrize("lost", [LinkDown(at_s=60.5, said="gone"), NoteAdded(at_s=90.0, text="silence until here")])
def test_a_lost_heart_rate_is_a_gap_in_the_trace(lost):
    engine, _ = walked(STEADY, [*beats(125, 1, 60), lost])
    trace = engine.snapshot(lost.at_s).trace
    assert math.isnan(trace.bpm[-1])
    assert not math.isnan(trace.bpm[-2])
    assert trace.at_s[-1] == pytest.approx(60.5 if isinstance(lost, LinkDown) else 65.0, abs=1)


def test_each_effort_of_a_tempo_day_is_pushed_for():
    """A walker who begins below is told so in every effort, after the grace, and never in the easy parts."""
    readings, began_s = [], 0
    for each in TEMPO.workout.steps:
        brisk_s = began_s + (100 if each.kind is StepKind.EFFORT else int(each.duration_s))
        readings += [*beats(100, began_s, brisk_s - 1), *beats(131, brisk_s, began_s + int(each.duration_s) - 1)]
        began_s += int(each.duration_s)
    events = run(TEMPO, readings)[0]
    pushed, step = [], None
    for event in events:
        if isinstance(event, StepStarted):
            step = event
        elif isinstance(event, CueRaised) and event.cue is Cue.SPEED_UP:
            pushed.append((step.index, step.kind))
    assert {kind for _, kind in pushed} == {StepKind.EFFORT}
    assert len({index for index, _ in pushed}) == 4


# Sensors beside the strap


def of_the_pod(at_s, speed_mps):
    payload = foot_pod.encode(foot_pod.FootPodMeasurement(speed_mps, 110))
    return Notification(at_s=at_s, sensor=foot_pod.NAME, characteristic=foot_pod.MEASUREMENT, payload=payload)


OTHER_LINKS = st.lists(
    st.one_of(
        st.builds(LinkDown, at_s=st.floats(1, 119), sensor=st.just("foot_pod"), said=st.just("Gone.")),
        st.builds(LinkUp, at_s=st.floats(1, 119), sensor=st.just("treadmill"), name=st.just("Belt")),
        st.builds(LinkChanged, at_s=st.floats(1, 119), sensor=st.just("foot_pod"), state=st.sampled_from(LinkState)),
        st.builds(BatteryRead, at_s=st.floats(1, 119), sensor=st.just("foot_pod"), percent=st.just(1)),
        st.builds(SignalStrengthRead, at_s=st.floats(1, 119), sensor=st.just("foot_pod"), rssi_dbm=st.just(-99)),
        st.builds(
            Notification,
            at_s=st.floats(1, 119),
            sensor=st.sampled_from(["foot_pod", "of_tomorrow"]),
            characteristic=st.sampled_from([0x2A53, 0x2A37]),
            payload=st.binary(max_size=6),
        ),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(OTHER_LINKS)
def test_no_other_sensor_moves_the_heart_rate_signal(others):
    """What is said of the heart, its signal and its link is the same, whatever other sensors send and lose."""
    alone = [LinkUp(at_s=0.5, name="Polar", address="AA"), *beats(125, 1, 120)]
    together = sorted([*alone, *others], key=lambda item: item.at_s)

    def told(inputs):
        engine = SessionEngine(STEADY)
        events = []
        for item in inputs:
            engine.receive(item)
            events += engine.events()
        engine.advance(121.0)
        now = engine.snapshot(121.0)
        heart = [
            event for event in events if not (isinstance(event, MeasurementRejected) and event.sensor != "heart_rate")
        ]
        return heart, now.believed_bpm, now.signal, now.link, now.zone_s, now.trace

    assert told(together) == told(alone)


def test_a_foot_pod_gives_the_walk_its_speed_and_its_odd_payloads_are_told():
    engine = SessionEngine(STEADY)
    for second in range(1, 61):
        engine.receive(of_the_pod(float(second), 1.5))
    assert engine.snapshot(60.0).speed_mps == 1.5
    assert engine.summary(60.0).distance_m == pytest.approx(1.5 * 59, abs=0.1)
    engine.events()
    engine.receive(Notification(at_s=61.0, sensor="foot_pod", characteristic=0x2A53, payload=b"\x00"))
    (rejected,) = engine.events()
    assert (rejected.sensor, rejected.problem) == ("foot_pod", PayloadProblem.TOO_SHORT)
    assert engine.summary(61.0).rejected == 0, "of the heart's measurements none was"


@pytest.mark.parametrize("sensor", ["foot_pod", "belt"])
def test_a_heart_rate_that_another_sensor_passes_on_is_none_of_the_strap(monkeypatch, sensor):
    passes_on = lambda: lambda _characteristic, payload: (HeartRateMeasurement(payload[1]),)  # noqa: E731
    monkeypatch.setitem(decoders._SENSORS, "belt", Sensor("belt", 0x1826, (0x2A37,), passes_on))
    engine = SessionEngine(STEADY)
    for second in range(1, 61):
        engine.receive(Notification(at_s=float(second), sensor=sensor, characteristic=0x2A37, payload=b"\x00\x7d"))
    now = engine.snapshot(60.0)
    assert (now.signal, now.believed_bpm, now.sent_bpm) == (Signal.WAITING, None, None)
    assert engine.summary(60.0).readings == 0


def test_a_decoder_remembers_within_its_link_and_forgets_with_it(monkeypatch):
    made = []

    class Halves:
        """A record comes in two notifications, as a treadmill's may."""

        def __init__(self):
            self.first = None
            made.append(self)

        def __call__(self, _characteristic, payload):
            if self.first is None:
                self.first = payload
                return ()
            whole, self.first = self.first + payload, None
            return (Speed(whole[0] + whole[1] / 10),)

    monkeypatch.setitem(decoders._SENSORS, "halves", Sensor("halves", 0x1826, (0x2ACD,), Halves))
    engine = SessionEngine(STEADY)
    half = lambda at_s, byte: Notification(at_s=at_s, sensor="halves", characteristic=0x2ACD, payload=bytes([byte]))  # noqa: E731
    for item in (half(1.0, 1), half(1.1, 5), half(2.0, 9), LinkDown(at_s=3.0, sensor="halves", said=""), half(4.0, 1)):
        engine.receive(item)
    assert engine.snapshot(4.0).speed_mps == 1.5, "the half record died with its link"
    engine.receive(half(5.0, 2))
    assert engine.snapshot(5.0).speed_mps == 1.2
    assert len(made) == 2


@pytest.mark.parametrize("bpm", [105, 128, 150, 175, 0])
@pytest.mark.parametrize("end_s", [20.0, 60.5, 330.0])
def test_the_end_is_the_last_thing_that_is_said_wherever_the_heart_rate_was(bpm, end_s):
    engine = SessionEngine(STEADY)
    for second in range(int(end_s)):
        engine.receive(Reading(at_s=float(second), bpm=bpm and bpm + second // 4 % 2))
    engine.events()
    engine.receive(SessionEnded(at_s=end_s, reason=EndReason.STOPPED))
    assert type(engine.events()[-1]) is SessionOver
    engine.advance(end_s + 600)
    assert engine.events() == ()
