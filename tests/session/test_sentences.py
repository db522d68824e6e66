"""What a session says in plain sentences."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.programme.pain import PainChoice, PainQuestion
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band, Position
from coach.errors import StoreProblem
from coach.session.engine import SessionEngine
from coach.session.events import (
    BandReason,
    BandSet,
    BatteryLow,
    LinkStateChanged,
    MuteSet,
    PainChosen,
    PainHeard,
    PauseChanged,
    PositionChanged,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SessionOver,
    SignalWeak,
    SignsMarked,
    StepCountdown,
    StrapRemarked,
    ZoneOutOfReach,
)
from coach.session.inputs import EndReason, LinkState, SessionEnded
from coach.session.sentences import band_speech, now_line, plain_line
from coach.session.text import clock_text
from tests.support import scenes
from tests.support.fakes import SUMMARY
from tests.support.sessions import STEADY, beats


def engine_after(inputs):
    engine = SessionEngine(STEADY)
    for item in inputs:
        engine.receive(item)
    return engine


AFTER_A_MINUTE = engine_after(beats(124, 1, 61)).snapshot(61.0)


def test_a_whole_heart_rate_does_not_contradict_its_position():
    snapshot = replace(engine_after(beats(124, 1, 61)).snapshot(61.0), believed_bpm=119.6)
    below = PositionChanged(at_s=61.0, before=Position.IN, after=Position.BELOW)
    assert plain_line(below, snapshot) == "1:01  Easy: below the zone, 119 (zone 120 to 135)"
    above = PositionChanged(at_s=61.0, before=Position.IN, after=Position.ABOVE)
    assert plain_line(above, replace(snapshot, believed_bpm=135.2)) == "1:01  Above the zone, 136 (zone 120 to 135)"


@given(bpm=st.floats(40, 220), after=st.sampled_from(Position))
def test_a_number_beside_a_position_lies_there(bpm, after):
    snapshot = replace(AFTER_A_MINUTE, believed_bpm=bpm)
    line = plain_line(PositionChanged(at_s=61.0, before=None, after=after), snapshot)
    number = re.search(r", (\d+) \(zone", line)
    assert number is None or snapshot.band.position(int(number[1])) is after


def test_a_folder_s_name_cannot_command_the_terminal():
    problem = StoreProblem.RECORDING_NOT_OPENED
    failed = RecordingFailed(at_s=61.0, problem=problem, path="/walks\x1b[2J", detail="no\nroom")
    line = plain_line(failed, AFTER_A_MINUTE)
    assert line.isprintable()
    assert "/walks·[2J" in line


def test_plain_sentences():
    snapshot = engine_after(beats(124, 1, 61)).snapshot(61.0)

    def said(fact):
        return plain_line(fact, snapshot)

    assert (
        said(PositionChanged(at_s=61.0, before=None, after=Position.IN)) == "1:01  In the zone, 124 (zone 120 to 135)"
    )
    assert said(LinkStateChanged(at_s=5.0, state=LinkState.NO_ADAPTER, attempt=0, said="a\x1b[2Jb")) == (
        "0:05  Strap: a·[2Jb"
    )
    assert said(PauseChanged(at_s=5.0, paused=True)) == "0:05  Paused"
    assert said(MuteSet(at_s=5.0, muted=False)) == "0:05  Pacing cues are back"
    assert said(BandSet(at_s=5.0, band=Band(110, 125))) == "0:05  Zone 2 is 110-125 bpm from now on"
    by_talk = BandSet(at_s=5.0, band=Band(103, 118), reason=BandReason.TALK_TEST)
    assert said(by_talk) == "0:05  Your zone is now 103-118 bpm, by the talk test"
    by_pain = BandSet(at_s=5.0, band=Band(120, 127), reason=BandReason.PAIN)
    assert said(by_pain) == "0:05  An easier walk: your zone is now 120-127 bpm"
    assert (
        said(PainHeard(at_s=5.0, question=PainQuestion(6, False, False), text="Easier?", speech="Say so."))
        == "0:05  Say so."
    )
    assert said(SignsMarked(at_s=5.0, signs=())) is None
    assert said(SignsMarked(at_s=5.0, signs=("saddle",))) == f"0:05  {ADVICE_WHEN_ASKED_AGAIN}"
    assert said(BatteryLow(at_s=5.0, percent=9)) == "0:05  The strap's battery is at 9 %: change it after this walk"
    reach = ZoneOutOfReach(at_s=600.0, mean_bpm=114.0, fitting_band=Band(107, 122), text="Fine", speech="That is fine.")
    assert said(reach) == "10:00  That is fine."
    assert "weak" in said(SignalWeak(at_s=5.0, rssi_dbm=-90))
    failed = RecordingFailed(at_s=5.0, problem=StoreProblem.RECORDING_STOPPED, detail="it is full")
    assert said(failed) == "0:05  cannot record: it is full; Coach keeps the walk and tries again each second"
    assert said(RecordingRecovered(at_s=9.0)) == "0:09  The whole walk is recorded again: nothing is missing"
    lost = SessionOver(at_s=3700.0, reason=EndReason.FINISHED, summary=SUMMARY, unrecorded_s=43.0)
    assert said(lost).endswith("The last 0:43 could not be recorded: a replay of this walk ends before them.")
    assert said(SessionOver(at_s=3700.0, reason=EndReason.FINISHED, summary=SUMMARY)) == (
        "1:01:40  Walked 20:00, of that 14:31 in Zone 2. Mean heart rate 126."
    )
    assert said(StepCountdown(at_s=5.0, seconds=3.0)) is None


def test_an_irregular_heart_has_an_average_and_what_is_found_is_a_sentence():
    snapshot = replace(engine_after(beats(124, 1, 61)).snapshot(61.0), signal=Signal.IRREGULAR)
    into = PositionChanged(at_s=61.0, before=None, after=Position.IN)
    assert plain_line(into, snapshot) == "1:01  In the zone, average 124 (zone 120 to 135)"
    assert plain_line(RhythmIrregular(at_s=61.0), snapshot) == (
        "1:01  An irregular rhythm: shown as an average; if this is new to you, tell your doctor"
    )
    said = [plain_line(StrapRemarked(at_s=5.0, remark=remark), snapshot) for remark in Remark]
    assert [line.startswith("0:05  The strap") for line in said] == [True] * len(Remark)
    assert len(set(said)) == len(Remark)


def test_the_end_of_a_walk_without_a_heart_rate():
    engine = engine_after([SessionEnded(at_s=3.0)])
    (over,) = (event for event in engine.events() if isinstance(event, SessionOver))
    assert plain_line(over, engine.snapshot(3.0)) == "0:03  Walked 0:03."


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (scenes.LIVE_IN, "In the zone, 128"),
        (replace(scenes.LIVE_IN, paused=True), "Paused"),
        (scenes.FINISHED, "The last step is over"),
        (scenes.WAITING, "Waiting"),
    ],
    ids=["in", "paused", "over", "waiting"],
)
def test_who_joins_is_told_where_the_walk_stands(now, line):
    told = now_line(now)
    assert told.startswith(clock_text(now.at_s))
    assert line.lower() in told.lower()


def test_waiting_for_the_first_reading_is_no_loss_and_without_a_zone_none_is_named():
    lost = PositionChanged(at_s=61.0, before=Position.IN, after=None)
    assert plain_line(lost, replace(AFTER_A_MINUTE, signal=Signal.WAITING)) is None
    assert plain_line(lost, replace(AFTER_A_MINUTE, signal=Signal.STALE)) is not None
    above = PositionChanged(at_s=61.0, before=Position.IN, after=Position.ABOVE)
    assert plain_line(above, replace(AFTER_A_MINUTE, band=None)) == "1:01  Above the zone"


@pytest.mark.parametrize(
    ("reason", "speech"),
    [
        (BandReason.TALK_TEST, "Your zone is now 103 to 118."),
        (BandReason.PAIN, "An easier walk. Your zone is now 103 to 118."),
        (None, None),
    ],
)
def test_a_voice_tells_a_zone_that_the_walker_has_not_chosen(reason, speech):
    assert band_speech(BandSet(at_s=5.0, band=Band(103, 118), reason=reason)) == speech


@pytest.mark.parametrize(
    ("felt", "line"),
    [
        (
            Reported(at_s=5.0, talk_test=TalkTest.COMFORTABLE),
            "0:05  Talk test noted: comfortable",
        ),
        (Reported(at_s=5.0, pain=4), "0:05  Pain 4 of 10 noted"),
        (Reported(at_s=5.0), None),
    ],
    ids=["talk", "pain", "a note"],
)
def test_what_the_walker_answers_is_noted_and_a_note_needs_no_echo(felt, line):
    assert plain_line(felt, AFTER_A_MINUTE) == line


def test_each_choice_about_pain_is_a_sentence_of_its_own():
    said = {plain_line(PainChosen(at_s=5.0, choice=choice), AFTER_A_MINUTE) for choice in PainChoice}
    assert len(said) == len(PainChoice)
    assert all(line.startswith("0:05  ") for line in said)


def test_a_link_that_is_up_is_told_with_its_strap():
    up = LinkStateChanged(at_s=5.0, state=LinkState.LIVE, attempt=0, said="Polar H10 AAAA")
    assert plain_line(up, AFTER_A_MINUTE) == "0:05  Strap connected: Polar H10 AAAA"
    assert plain_line(replace(up, said=""), AFTER_A_MINUTE) == "0:05  Strap connected"
