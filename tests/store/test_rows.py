"""Rows of the history: what a walk is to the programme, and a summary that comes back as it was kept."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.felt import NAMES, NOTHING_FELT, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAnswer, TalkTest
from coach.domain.totals.summary import Dropouts, SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.store.rows import Session, StoredSummary, summary_json, walk_of
from tests.support.fakes import SUMMARY

MORNING = datetime(2026, 11, 25, 7, 31, tzinfo=UTC)
NUMBERS = st.floats(0, 1e6, allow_nan=False)
SUMMARIES = st.builds(
    SessionSummary,
    elapsed_s=NUMBERS,
    moving_s=NUMBERS,
    z2_s=NUMBERS,
    zone_s=st.tuples(*[NUMBERS] * 6),
    believed_s=NUMBERS,
    mean_bpm=st.none() | NUMBERS,
    max_bpm=st.none() | NUMBERS,
    excursions=st.integers(0, 99),
    cardiac_drift_pct=st.none() | st.floats(-50, 50),
    recovery_bpm=st.none() | st.floats(-50, 99),
    cues=st.dictionaries(st.text(max_size=9), st.integers(0, 99), max_size=4),
    dropouts=st.builds(Dropouts, st.integers(0, 99), NUMBERS),
    readings=st.integers(0, 20_000),
    rejected=st.integers(0, 20_000),
    distance_m=st.none() | NUMBERS,
)


def stored(summary=SUMMARY, **changes):
    """As the history reads it."""
    row = StoredSummary(
        elapsed_s=summary.elapsed_s,
        moving_s=summary.moving_s,
        z2_s=summary.z2_s,
        mean_bpm=summary.mean_bpm,
        max_bpm=summary.max_bpm,
        excursions=summary.excursions,
        cardiac_drift_pct=summary.cardiac_drift_pct,
        recovery_bpm=summary.recovery_bpm,
        distance_m=summary.distance_m,
        steady=None,
        decoupling_pct=None,
        kept=summary_json(summary),
    )
    return replace(row, **changes)


def session(summary=None, felt=NOTHING_FELT, talk=()):
    return Session(
        session_id="2026-11-25-0731",
        started_at=MORNING,
        day=MORNING.toordinal(),
        kind=WorkoutKind.STEADY,
        planned_min=20.0,
        recording="2026-11-25-0731.jsonl",
        ended_at=None,
        end_reason=None,
        summary=summary,
        felt=felt,
        talk=talk,
    )


@given(SUMMARIES)
def test_a_summary_comes_back_as_the_session_made_it(summary):
    assert stored(summary).as_summary() == summary


def test_a_summary_is_kept_under_the_names_it_always_had():
    kept = json.loads(summary_json(SUMMARY))
    assert (kept["spikes"], kept["drift_pct"]) == (SUMMARY.excursions, SUMMARY.cardiac_drift_pct)
    assert not {"excursions", "cardiac_drift_pct"} & set(kept)


def test_a_summary_with_a_number_that_json_has_not_is_our_bug():
    with pytest.raises(ValueError, match="JSON"):
        summary_json(replace(SUMMARY, mean_bpm=float("nan")))


@pytest.mark.parametrize(
    "changes", [{"zone_s": [1.0, 2.0]}, {"moving_s": "long"}, {"dropouts": None}], ids=["short", "text", "none"]
)
def test_a_summary_that_another_coach_made_otherwise_wants_a_rebuild(changes):
    everything = {**json.loads(summary_json(SUMMARY)), **changes}
    assert stored(kept=json.dumps(everything)).as_summary() is None
    lacking = {name: value for name, value in everything.items() if name != "moving_s"}
    assert stored(kept=json.dumps(lacking)).as_summary() is None


def test_a_walk_without_sums_is_not_judged():
    assert session(felt=Felt(rpe=3, distance_m=1500.0)).as_logged_walk() is None


def test_the_programme_judges_a_walk_by_its_sums_and_what_was_felt():
    felt = Felt(rpe=3, pain_after=1)
    walk = session(stored(), felt).as_logged_walk()
    assert (walk.walk_id, walk.day, walk.kind, walk.planned_min) == (
        "2026-11-25-0731",
        MORNING.toordinal(),
        WorkoutKind.STEADY,
        20.0,
    )
    assert (walk.moving_s, walk.z2_s, walk.mean_bpm, walk.excursions) == (1200.0, 871.0, 126.0, 1)
    assert (walk.felt, walk.speed_mps, walk.talk) == (felt, None, ())


@pytest.mark.parametrize(
    ("felt", "measured_m", "speed_mps"),
    [
        (Felt(), None, None),
        (Felt(), 1800.0, 1.5),
        (Felt(distance_m=2400.0), 1800.0, 2.0),
        (Felt(distance_m=2400.0), None, 2.0),
        (Felt(belt_speed_mps=1.25, distance_m=2400.0), 1800.0, 1.25),
    ],
    ids=["unknown", "measured", "told over measured", "told", "the belt's over all"],
)
def test_a_speed_is_the_belts_or_the_way_by_the_time_walked_and_what_was_told_comes_first(felt, measured_m, speed_mps):
    assert session(stored(distance_m=measured_m), felt).as_logged_walk().speed_mps == speed_mps


def test_a_walk_of_no_time_has_no_speed():
    assert session(stored(moving_s=0.0), Felt(distance_m=100.0)).as_logged_walk().speed_mps is None


def test_a_talk_test_after_the_walk_speaks_for_all_of_it_unless_one_was_answered_on_the_way():
    afterwards = Felt(talk_test=TalkTest.WITH_EFFORT)
    day, walk_id = MORNING.toordinal(), "2026-11-25-0731"
    assert session(stored(), afterwards).as_logged_walk().talk == (
        TalkAnswer(day, walk_id, TalkTest.WITH_EFFORT, 126.0),
    )
    assert session(stored(mean_bpm=None), afterwards).as_logged_walk().talk == (), "at no known heart rate"
    on_the_way = (TalkAnswer(day, walk_id, TalkTest.CANNOT, 141.0),)
    assert session(stored(), afterwards, on_the_way).as_logged_walk().talk == on_the_way


@pytest.mark.parametrize("choice", [None, *PainChoice])
@pytest.mark.parametrize("answer", [None, *TalkTest])
def test_what_a_row_says_of_pain_and_speech_is_known_by_its_meaning(choice, answer):
    answers = {"talk_test": answer and answer.value, "rpe": 4}
    columns = ("w1", 739000, "steady", 20.0, 0, 1180.0, 900.0, 124.5, 2, None, choice and choice.value)
    walk = walk_of((*columns, *(answers.get(name) for name in NAMES)), ())
    assert (walk.pain_choice, walk.felt, walk.kind) == (choice, Felt(talk_test=answer, rpe=4), WorkoutKind.STEADY)
    assert all(type(found) in {type(None), PainChoice, TalkTest} for found in (walk.pain_choice, walk.felt.talk_test))
