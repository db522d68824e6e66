"""A recording looked back on: its sums, its end, and what was told on the way."""

from itertools import chain

import pytest

from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.session.analysis import look_back
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    EndReason,
    NoteAdded,
    PainReported,
    Reading,
    SessionEnded,
    SpeedReading,
    TalkTestAnswered,
)
from coach.session.plan import SessionPlan

PLAN = SessionPlan(make(WorkoutKind.STEADY, 20), TYPICAL_ZONES)
READINGS = [Reading(at_s=float(at_s), bpm=125 + int(at_s) // 4 % 3) for at_s in range(301)]


def test_the_sums_are_the_engine_s():
    engine = SessionEngine(PLAN)
    for item in READINGS:
        engine.receive(item)
    found = look_back(PLAN, READINGS)
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
    found = look_back(PLAN, [*READINGS, *told])
    ((at_s, answer, bpm),) = found.talk
    assert (at_s, answer, abs(bpm - 126) < 2) == (300.0, TalkTest.COMFORTABLE, True)
    assert (found.pain, found.notes, found.ended, found.last_s) == ((2,), ("hill",), EndReason.STOPPED, 301.0)


def test_pain_that_is_none_is_not_taken():
    told = [PainReported(at_s=300.0, level=level) for level in (11, 3, -1, 10, 0)]
    assert look_back(PLAN, [*READINGS, *told]).pain == (3, 10, 0)


def test_pain_of_the_first_minute_is_how_the_back_was_before():
    told = [PainReported(at_s=12.0, level=3), PainReported(at_s=59.0, level=4), PainReported(at_s=60.0, level=5)]
    found = look_back(PLAN, [*told, *(item for item in READINGS if item.at_s > 60)])
    assert (found.pain_before, found.pain) == (4, (5,))


def test_the_heart_rate_right_after_a_walk_that_was_stopped():
    found = look_back(PLAN, [*READINGS, SessionEnded(at_s=300.5, reason=EndReason.STOPPED)])
    assert found.end_bpm == pytest.approx(126, abs=2)
    assert found.one_minute_bpm is None
    assert look_back(PLAN, READINGS).end_bpm is None


def test_the_heart_rate_a_minute_after_the_last_step():
    short = SessionPlan(make(WorkoutKind.STEADY, 5), TYPICAL_ZONES)
    after = [Reading(at_s=float(at_s), bpm=max(100, 126 - (at_s - 300))) for at_s in range(301, 370)]
    found = look_back(short, [*READINGS, *after, SessionEnded(at_s=370.0)])
    assert found.end_bpm == pytest.approx(126, abs=2)
    assert found.one_minute_bpm == pytest.approx(100, abs=2)
    assert found.summary.recovery_bpm == pytest.approx(found.end_bpm - found.one_minute_bpm)


def test_a_talk_test_without_a_heart_rate_says_nothing_of_a_band():
    assert look_back(PLAN, [TalkTestAnswered(at_s=5.0, answer=TalkTest.CANNOT)]).talk == ()
    assert look_back(PLAN, []).last_s == 0.0


def with_speed(seconds):
    pairs = ((READINGS[at_s % 300], at_s) for at_s in range(seconds))
    both = (
        (Reading(at_s=float(at_s), bpm=item.bpm), SpeedReading(at_s=float(at_s), speed_mps=1.4)) for item, at_s in pairs
    )
    return list(chain.from_iterable(both))


def test_pace_at_its_heart_rate_where_there_is_a_speed():
    assert look_back(PLAN, READINGS).steady is None
    found = look_back(PLAN, with_speed(1000))
    assert found.steady.mean_speed_mps == pytest.approx(1.4)
    assert found.steady.mean_bpm == pytest.approx(126, abs=1)
    assert found.decoupling_pct is None
    tempo = SessionPlan(make(WorkoutKind.TEMPO, None), TYPICAL_ZONES)
    assert look_back(tempo, with_speed(1000)).steady is None
