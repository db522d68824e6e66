"""Rows of the history: what the programme judges by, and names that the history has always kept."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from coach.domain.programme.felt import Felt
from coach.domain.programme.talk import TalkAnswer, TalkTest
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.store.rows import Session, StoredSummary, summary_json
from tests.support.fakes import SUMMARY

AT = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


def stored(**changes):
    known = {
        "elapsed_s": 1245.0, "moving_s": 1200.0, "z2_s": 871.0, "mean_bpm": 126.0, "max_bpm": 137.0, "excursions": 1,
        "cardiac_drift_pct": 2.1, "recovery_bpm": 24.0, "distance_m": None, "steady": None, "decoupling_pct": None,
        "everything": json.loads(summary_json(SUMMARY)),
    }  # fmt: skip
    return StoredSummary(**known | changes)


def session(summary=None, felt=None, talk=()):
    day = AT.date().toordinal()
    log = felt or Felt()
    return Session("w", AT, day, WorkoutKind.STEADY, 20.0, None, AT, "finished", summary or stored(), log, talk)


def test_a_summary_comes_back_as_the_walk_made_it():
    assert stored().as_summary() == SUMMARY
    assert stored(everything={"z2_s": 1}).as_summary() is None


def test_the_history_keeps_its_own_names():
    kept = json.loads(summary_json(SUMMARY))
    assert (kept["spikes"], kept["drift_pct"]) == (SUMMARY.excursions, SUMMARY.cardiac_drift_pct)
    own = {"excursions", "cardiac_drift_pct"}
    assert set(kept) == {field.name for field in fields(SessionSummary)} - own | {"spikes", "drift_pct"}


def test_a_walk_that_never_ended_is_not_judged():
    assert replace(session(), summary=None).as_logged_walk() is None


@pytest.mark.parametrize(
    ("felt", "measured_m", "speed_mps"),
    [
        (Felt(), None, None),
        (Felt(), 1500.0, 1.25),
        (Felt(distance_m=1800.0), 1500.0, 1.5),
        (Felt(distance_m=1800.0, belt_speed_mps=1.4), 1500.0, 1.4),
    ],
)
def test_the_speed_is_the_belt_s_or_comes_from_the_distance(felt, measured_m, speed_mps):
    walk = session(stored(distance_m=measured_m), felt).as_logged_walk()
    assert (walk.speed_mps, walk.felt) == (speed_mps, felt)


def test_a_talk_test_after_the_walk_speaks_for_all_of_it_unless_one_was_answered_on_the_way():
    after = Felt(talk_test=TalkTest.CANNOT)
    (answer,) = session(felt=after).as_logged_walk().talk
    assert (answer.answer, answer.bpm) == (TalkTest.CANNOT, 126.0)
    on_the_way = TalkAnswer(AT.date().toordinal(), "w", TalkTest.COMFORTABLE, 131.0)
    assert session(felt=after, talk=(on_the_way,)).as_logged_walk().talk == (on_the_way,)
    assert session(stored(mean_bpm=None), after).as_logged_walk().talk == ()
