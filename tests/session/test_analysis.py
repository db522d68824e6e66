"""A recording looked back on: its sums, its end, and what was told on the way."""

import tracemalloc
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.formats.registry import read_activity
from coach.session.analysis import ANALYSIS_VERSION, analyse
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    EndReason,
    NoteAdded,
    Notification,
    PainAnswered,
    PainMoment,
    PainReported,
    Reading,
    SessionEnded,
    SpeedReading,
    TalkTestAnswered,
    WorkoutStopped,
)
from coach.session.plan import SessionPlan

FIXTURES = Path(__file__).parents[2] / "fixtures"

ANALYSES = {
    "by_hand": (105.9, 106.38, 72502.0),
    "damaged": (709.8, 121.17, 143669.5),
    "steady": (861.9, 122.43, 155229.2),
    "tempo": (1462.1, 123.12, 259584.1),
}
"""Zone 2 seconds, mean heart rate, and the sum of the believed heart rates: of `ANALYSIS_VERSION` 3."""

PLAN = SessionPlan(make(WorkoutKind.STEADY, 20), TYPICAL_ZONES)
READINGS = [Reading(at_s=float(at_s), bpm=125 + int(at_s) // 4 % 3) for at_s in range(301)]


def test_the_sums_are_the_engine_s():
    engine = SessionEngine(PLAN)
    for item in READINGS:
        engine.receive(item)
    found = analyse(PLAN, READINGS)
    assert found.summary == engine.summary(300.0)
    assert found.summary.z2_s == pytest.approx(300.0, abs=30)
    assert (found.ended, found.last_s) == (None, 300.0)


def test_what_was_told_and_the_end():
    told = [
        TalkTestAnswered(at_s=300.0, answer=TalkTest.COMFORTABLE),
        PainReported(at_s=300.0, level=2),
        NoteAdded(at_s=300.0, text="hill"),
        SessionEnded(at_s=301.0, reason=EndReason.STOPPED),
        Reading(at_s=302.0, bpm=99),
    ]
    found = analyse(PLAN, [*READINGS, *told])
    ((at_s, answer, bpm),) = found.talk
    assert (at_s, answer, abs(bpm - 126) < 2) == (300.0, TalkTest.COMFORTABLE, True)
    assert (found.felt.pain_during, found.felt.note) == (2, "hill")
    assert (found.ended, found.last_s) == (EndReason.STOPPED, 301.0)


def test_pain_that_is_none_is_not_taken():
    told = [PainReported(at_s=300.0, level=level) for level in (11, 3, -1, 8, 0)]
    assert analyse(PLAN, [*READINGS, *told]).felt.pain_during == 8


def test_what_was_done_about_pain_is_the_most_that_was_chosen_while_the_walk_went_on():
    def chosen(*choices, end_s=()):
        stops = [WorkoutStopped(at_s=at_s) for at_s in end_s]
        answers = [PainAnswered(at_s=at_s, choice=choice) for at_s, choice in choices]
        return analyse(PLAN, [*READINGS, *sorted([*stops, *answers], key=lambda item: item.at_s)]).pain_choice

    assert chosen() is None
    assert chosen((310.0, PainChoice.EASIER)) is PainChoice.EASIER
    assert chosen((310.0, PainChoice.END), (320.0, PainChoice.EASIER)) is PainChoice.END
    assert chosen((310.0, PainChoice.EASIER), (320.0, PainChoice.END)) is PainChoice.END
    assert chosen((310.0, PainChoice.EASIER), (330.0, PainChoice.END), end_s=[320.0]) is PainChoice.EASIER


def test_pain_of_the_first_minute_is_how_the_back_was_before():
    told = [PainReported(at_s=12.0, level=3), PainReported(at_s=59.0, level=4), PainReported(at_s=60.0, level=5)]
    found = analyse(PLAN, [*told, *(item for item in READINGS if item.at_s > 60)])
    assert (found.felt.pain_before, found.felt.pain_during) == (4, 5)


def test_what_a_pain_says_of_its_moment_counts_more_than_the_clock():
    told = [
        PainReported(at_s=40.0, level=6, moment=PainMoment.DURING),
        PainReported(at_s=70.0, level=2, moment=PainMoment.BEFORE),
    ]
    found = analyse(PLAN, [*told, *(item for item in READINGS if item.at_s > 70)])
    assert (found.felt.pain_before, found.felt.pain_during) == (2, 6)


def test_the_heart_rate_right_after_a_walk_that_was_stopped():
    found = analyse(PLAN, [*READINGS, SessionEnded(at_s=300.5, reason=EndReason.STOPPED)])
    assert found.felt.end_bpm == pytest.approx(126, abs=2)
    assert found.felt.one_minute_bpm is None
    assert analyse(PLAN, READINGS).felt.end_bpm is None


def test_the_heart_rate_a_minute_after_the_last_step():
    short = SessionPlan(make(WorkoutKind.STEADY, 5), TYPICAL_ZONES)
    after = [Reading(at_s=float(at_s), bpm=max(100, 126 - (at_s - 300))) for at_s in range(301, 370)]
    found = analyse(short, [*READINGS, *after, SessionEnded(at_s=370.0)])
    assert found.felt.end_bpm == pytest.approx(126, abs=2)
    assert found.felt.one_minute_bpm == pytest.approx(100, abs=2)
    assert found.summary.recovery_bpm == pytest.approx(found.felt.end_bpm - found.felt.one_minute_bpm)


def test_a_talk_test_without_a_heart_rate_says_nothing_of_a_band():
    assert analyse(PLAN, [TalkTestAnswered(at_s=5.0, answer=TalkTest.CANNOT)]).talk == ()
    assert analyse(PLAN, []).last_s == 0.0


def test_the_trace_has_the_believed_heart_rate_of_the_whole_walk():
    found = analyse(PLAN, [*READINGS, SessionEnded(at_s=301.0)])
    assert list(found.trace.at_s) == [*(item.at_s for item in READINGS), 301.0]
    assert np.max(np.abs(found.trace.bpm[:-1] - 126)) < 2
    silent = analyse(PLAN, [*READINGS, NoteAdded(at_s=400.0, text="gone")]).trace
    assert (silent.at_s[-1], np.isnan(silent.bpm[-1])) == (400.0, True)


def test_a_silence_is_a_gap_in_the_trace_although_nothing_came_in_it():
    back = [replace(item, at_s=item.at_s + 400.0) for item in READINGS]
    trace = analyse(PLAN, [*READINGS, *back]).trace
    gap = (trace.at_s > 300.0) & (trace.at_s < 400.0)
    assert np.isnan(trace.bpm[gap]).tolist() == [True]


def test_a_foot_pod_s_speed_counts_as_a_speed_that_was_sent_as_one():
    sent = with_speed(1000)
    pod = [
        Notification(at_s=item.at_s, sensor="foot_pod", characteristic=0x2A53, payload=bytes.fromhex("00000178"))
        if isinstance(item, SpeedReading)
        else item
        for item in sent
    ]
    slower = [replace(item, speed_mps=1.0) if isinstance(item, SpeedReading) else item for item in sent]
    assert analyse(PLAN, pod).steady == analyse(PLAN, slower).steady


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_another_analysis_of_the_same_recording_is_another_version(name):
    """Where this fails the judgement or the sums have changed: raise `ANALYSIS_VERSION`, and write the new figures."""
    recording = read_activity(FIXTURES / f"{name}.jsonl")
    found = analyse(SessionPlan.from_json(recording.header.session), recording.inputs)
    figures = (found.summary.z2_s, found.summary.mean_bpm, float(np.nansum(found.trace.bpm)))
    assert (ANALYSIS_VERSION, figures) == (4, pytest.approx(ANALYSES[name], abs=0.06))


def with_speed(seconds):
    pairs = ((READINGS[at_s % 300], at_s) for at_s in range(seconds))
    both = (
        (Reading(at_s=float(at_s), bpm=item.bpm), SpeedReading(at_s=float(at_s), speed_mps=1.4)) for item, at_s in pairs
    )
    return list(chain.from_iterable(both))


def test_pace_at_its_heart_rate_where_there_is_a_speed():
    assert analyse(PLAN, READINGS).steady is None
    found = analyse(PLAN, with_speed(1000))
    assert found.steady.mean_speed_mps == pytest.approx(1.4)
    assert found.steady.mean_bpm == pytest.approx(126, abs=1)
    assert found.decoupling_pct is None
    tempo = SessionPlan(make(WorkoutKind.TEMPO, None), TYPICAL_ZONES)
    assert analyse(tempo, with_speed(1000)).steady is None


@pytest.mark.parametrize("every_s", [1, 3, 6, 10])
def test_the_pace_counts_the_time_that_the_zone_counts_however_seldom_a_source_sends(every_s):
    seldom = [item for item in with_speed(1500) if item.at_s % every_s == 0]
    found = analyse(PLAN, seldom)
    assert found.steady.seconds == pytest.approx(900.0, abs=2 * every_s)
    assert found.summary.believed_s >= found.steady.seconds


def test_an_input_takes_few_bytes_of_an_analysis():
    """A recording may have millions of notes."""
    count = 10_000
    notes = (NoteAdded(at_s=at_s / 10, text=f"n{at_s}") for at_s in range(count))
    tracemalloc.start()
    try:
        found = analyse(PLAN, notes)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.felt.note.startswith("n0; n1; n2; ")
    assert found.felt.note.count("; ") == count - 1
    assert most < 110 * count
