"""The lines of `--json` have the design's keys; those of `--plain` are sentences; nothing breaks a terminal."""

import json

import pytest
from msgspec import structs
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.pacing.cue import Cue
from coach.domain.programme.pain import PainChoice, PainQuestion
from coach.domain.programme.talk import TalkTest
from coach.domain.totals.summary import Dropouts, SessionSummary
from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Band, Position
from coach.errors import PayloadProblem, StoreProblem
from coach.session.engine import SessionEngine
from coach.session.events import (
    BandReason,
    BandSet,
    BatteryLow,
    CueRaised,
    LinkStateChanged,
    MeasurementRejected,
    MuteSet,
    PainChosen,
    PainHeard,
    PauseChanged,
    PositionChanged,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SessionEvent,
    SessionOver,
    SignalChange,
    SignalChanged,
    SignalWeak,
    SignsMarked,
    StepCountdown,
    StepStarted,
    StrapRemarked,
    WorkoutFinished,
    ZoneOutOfReach,
)
from coach.session.inputs import EndReason, LinkState, Reading, SessionEnded
from coach.session.json_lines import event_object, line_of, lines_of, state_object
from coach.session.remark_words import IRREGULAR, REMARK
from coach.session.snapshot import RecordingState
from tests.support import scenes
from tests.support.sessions import STEADY, beats

SUMMARY = SessionSummary(
    elapsed_s=1245.04,
    moving_s=1200.0,
    z2_s=871.0,
    zone_s=(60.0, 269.0, 871.0, 0.0, 0.0, 0.0),
    believed_s=1200.0,
    mean_bpm=126.26,
    max_bpm=137.0,
    excursions=1,
    cardiac_drift_pct=None,
    recovery_bpm=24.0,
    cues={"step": 3},
    dropouts=Dropouts(1, 4.04),
    readings=1200,
    rejected=2,
    distance_m=1500.4,
)


def engine_after(inputs):
    engine = SessionEngine(STEADY)
    for item in inputs:
        engine.receive(item)
    return engine


def test_a_state_line_has_the_design_s_keys():
    state = state_object(engine_after(beats(124, 1, 61)).snapshot(61.0))
    assert list(state) == [
        "type", "t", "bpm", "smoothed_bpm", "zone", "position", "shown_position", "signal", "band_bpm", "step",
        "exit_in_s", "z2_s", "standing",
    ]  # fmt: skip
    assert (state["bpm"], state["zone"], state["position"], state["signal"]) == (124, 2, "in", "live")
    assert state["band_bpm"] == [120, 135]
    assert state["step"] == {"kind": "warm_up", "index": 1, "of": 3, "remaining_s": 239.0}


def test_the_numbers_of_a_state_line_have_the_design_s_decimals():
    step = structs.replace(scenes.LIVE_IN.step, remaining_s=239.04)
    shown = structs.replace(scenes.LIVE_IN, step=step, believed_bpm=123.456, exit_in_s=12.34, z2_s=41.06)
    state = state_object(shown)
    assert (state["smoothed_bpm"], state["exit_in_s"], state["z2_s"]) == (123.46, 12.3, 41.1)
    assert state["step"]["remaining_s"] == 239.0


def test_a_state_without_a_heart_rate_says_null_not_nought():
    state = json.loads(json.dumps(state_object(SessionEngine(STEADY).snapshot(0.0))))
    assert {state[key] for key in ("bpm", "smoothed_bpm", "zone", "position", "shown_position", "exit_in_s")} == {None}
    assert state["signal"] == "waiting"


@pytest.mark.parametrize("name", scenes.STATES)
def test_a_state_s_line_is_what_python_writes(name):
    state = state_object(scenes.STATES[name])
    assert line_of(state) == json.dumps(state)


def test_a_line_is_ascii_whatever_the_walker_writes():
    noted = event_object(Reported(at_s=1.0, note="räum\u202eab\x9b31m \ud83d"))
    assert json.loads(line_of(noted)) == noted
    assert line_of(noted).isascii()


def test_an_irregular_heart_has_a_state_like_any_other():
    state, plainly = state_object(scenes.IRREGULAR), state_object(scenes.LIVE_IN)
    assert state == plainly | {"signal": "irregular"}


def test_a_cue_and_a_summary():
    cue = CueRaised(at_s=75.0, cue=Cue.EASE_OFF, text="Ease off", speech="Ease off. 141.", reason="above")
    assert event_object(cue) == {"type": "cue", "t": 75.0, "cue": "ease_off", "text": "Ease off", "reason": "above"}
    found = event_object(SessionOver(at_s=1245.04, reason=EndReason.STOPPED, summary=SUMMARY))
    assert found == {
        "type": "summary", "t": 1245.04, "reason": "stopped", "elapsed_s": 1245.0, "moving_s": 1200.0, "z2_s": 871.0,
        "zone_s": {"0": 60.0, "1": 269.0, "2": 871.0, "3": 0.0, "4": 0.0, "5": 0.0}, "believed_s": 1200.0,
        "mean_bpm": 126.3, "max_bpm": 137.0, "spikes": 1, "drift_pct": None, "recovery_bpm": 24.0, "cues": {"step": 3},
        "dropouts": {"count": 1, "seconds": 4.0}, "readings": 1200, "rejected": 2, "distance_m": 1500.0,
    }  # fmt: skip


def test_a_step_s_lines_are_its_facts_then_its_state_where_something_was_heard_and_the_summary_last():
    engine = SessionEngine(STEADY)
    engine.receive(Reading(at_s=1.0, bpm=120))
    began = engine.events()
    now = engine.snapshot(1.0)
    facts = [event_object(event) for event in began]
    assert lines_of(began, now, heard=False) == facts
    assert lines_of(began, now, heard=True) == [*facts, state_object(now)]
    engine.receive(SessionEnded(at_s=2.0, reason=EndReason.STOPPED))
    ended, over = engine.events(), engine.snapshot(2.0)
    *before, summary = [event_object(event) for event in ended]
    assert (summary["type"], lines_of(ended, over, heard=True)) == ("summary", [*before, state_object(over), summary])


FACTS = [
    (PositionChanged(at_s=1.0, before=None, after=Position.ABOVE), "zone_changed", {"before": None, "after": "above"}),
    (
        StepStarted(at_s=1.0, index=2, of=3, kind=StepKind.STEADY, duration_s=720.0, band=Band(120, 135.25)),
        "step_started",
        {"kind": "steady", "index": 2, "of": 3, "duration_s": 720.0, "band_bpm": [120, 135.2]},
    ),
    (
        ZoneOutOfReach(at_s=1.0, mean_bpm=114.26, fitting_band=Band(107, 122), text="Fine", speech="Fine so."),
        "zone_out_of_reach",
        {
            "text": "Fine", "speech": "Fine so.", "mean_bpm": 114.3, "fitting_band_bpm": [107, 122],
            "offers": ["band", "incline", "minutes"],
        },
    ),
    (StepCountdown(at_s=1.0, seconds=3.0), "step_countdown", {"seconds": 3.0}),
    (WorkoutFinished(at_s=1.0), "workout_finished", {}),
    (
        SignalChanged(at_s=1.0, before=Signal.LIVE, after=Signal.STALE, reason="silent", change=SignalChange.LOST),
        "signal_lost",
        {"signal": "stale", "reason": "silent"},
    ),
    (
        SignalChanged(at_s=1.0, before=Signal.STALE, after=Signal.LIVE, reason=None, change=SignalChange.BACK),
        "signal_back",
        {"signal": "live", "reason": None},
    ),
    (
        SignalChanged(
            at_s=1.0, before=Signal.STALE, after=Signal.DISCONNECTED, reason=None, change=SignalChange.CHANGED
        ),
        "signal_changed",
        {"signal": "disconnected", "reason": None},
    ),
    (
        SignalChanged(at_s=1.0, before=Signal.LIVE, after=Signal.IRREGULAR, reason=None, change=SignalChange.CHANGED),
        "signal_changed",
        {"signal": "irregular", "reason": None},
    ),
    (RhythmIrregular(at_s=1.0), "irregular_rhythm", {"text": IRREGULAR.sentence}),
    (StrapRemarked(at_s=1.0, remark=Remark.CONSTANT), "strap_remarked",
     {"remark": "constant", "text": REMARK[Remark.CONSTANT].sentence}),
    (LinkStateChanged(at_s=1.0, state=LinkState.LOST, attempt=0, said="Gone."), "link",
     {"state": "lost", "attempt": 0, "text": "Gone."}),
    (MeasurementRejected(at_s=1.0, payload=b"\x07", problem=PayloadProblem.TOO_SHORT), "measurement_rejected",
     {"hex": "07", "problem": "too_short"}),
    (BatteryLow(at_s=1.0, percent=9), "battery_low", {"percent": 9}),
    (SignalWeak(at_s=1.0, rssi_dbm=-90), "signal_weak", {"rssi_dbm": -90}),
    (PauseChanged(at_s=1.0, paused=True), "paused", {}),
    (PauseChanged(at_s=1.0, paused=False), "resumed", {}),
    (BandSet(at_s=1.0, band=Band(110, 125)), "band_changed", {"band_bpm": [110, 125]}),
    (
        BandSet(at_s=1.0, band=Band(103, 118), reason=BandReason.TALK_TEST),
        "band_changed",
        {"band_bpm": [103, 118], "reason": "talk_test"},
    ),
    (
        PainHeard(at_s=1.0, question=PainQuestion(8, advises_end=True, asks_signs=True), text="a", speech="b"),
        "pain_heard",
        {
            "level": 8,
            "text": "a",
            "choices": ["easier", "shorter", "end"],
            "advises_end": True,
            "asks_signs": True,
        },
    ),
    (PainChosen(at_s=1.0, choice=PainChoice.SHORTER), "pain_choice", {"choice": "shorter"}),
    (SignsMarked(at_s=1.0, signs=("saddle",)), "signs", {"signs": ["saddle"]}),
    (MuteSet(at_s=1.0, muted=True), "muted", {}),
    (MuteSet(at_s=1.0, muted=False), "unmuted", {}),
    (Reported(at_s=1.0, pain=0), "felt", {"pain": 0}),
    (Reported(at_s=1.0, talk_test=TalkTest.CANNOT), "felt", {"talk_test": "cannot"}),
    (
        RecordingFailed(at_s=1.0, problem=StoreProblem.RECORDING_STOPPED, detail="No space left on device"),
        "recording_failed",
        {"text": "cannot record: No space left on device; Coach keeps the walk and tries again each second"},
    ),
    (RecordingRecovered(at_s=1.0), "recording_recovered", {}),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "name", "details"), FACTS, ids=lambda item: type(item).__name__)
def test_every_fact_is_an_event_line(fact, name, details):
    assert event_object(fact) == {"type": "event", "t": 1.0, "event": name, **details}


def test_every_kind_of_fact_has_a_line():
    seen = {type(fact).__name__ for fact, _, _ in FACTS} | {"CueRaised", "SessionOver"}
    assert seen == {kind.__name__ for kind in SessionEvent.__subclasses__()}
    with pytest.raises(TypeError, match="without a line"):
        event_object(SessionEvent(at_s=1.0))


def test_the_state_and_the_sums_say_what_the_disk_lacks_and_without_a_recording_nothing():
    assert "recording" not in state_object(scenes.LIVE_IN)
    failing = structs.replace(scenes.LIVE_IN, recording=RecordingState.FAILING)
    assert state_object(failing)["recording"] == "failing"
    over = SessionOver(at_s=9.0, reason=EndReason.STOPPED, summary=SUMMARY)
    assert "unrecorded_s" not in event_object(over)
    assert event_object(replace(over, unrecorded_s=2.04))["unrecorded_s"] == 2.0
