"""What the programme says: every fact has words, no word reproaches, and nothing stands unchanged for long."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.advice import Limit, TooMuch, TooMuchKind
from coach.domain.programme.day_plan import day_plan
from coach.domain.programme.own_path import OwnPath
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.progression import ProgrammeStart, standing
from coach.domain.programme.tolerance import Action, Decision, Why
from coach.domain.programme.weeks import AttendTo, week_plan
from coach.domain.workout.steps import WorkoutKind
from coach.pages.programme_texts import ATTEND_TO, KEEP_GOING, LIMIT, REST, TOO_MUCH, WEEK_DONE, WHY
from coach.pages.programme_words import (
    afterwards_sentence,
    days_sentence,
    decision_sentence,
    goal_sentence,
    length_text,
    limit_sentence,
    path_sentence,
    sayings,
    too_much_sentence,
)

MONDAY = date(2026, 11, 2).toordinal()

REPROACH = re.compile(
    r"\b(fail|failed|failure|missed|miss|short of|behind|should have|too little|must|only)\b", re.IGNORECASE
)

ONCE = {
    Why.BEGINS,
    Why.BASELINE_KNOWN,
    Why.BASELINE_ENOUGH,
    Why.GOES_AS_PLANNED,
    Why.TAKEN_AS_WALKED,
    Why.WEEK_OFF,
    Why.PAIN_FINE,
}
"""Reasons that hold for a week, for the next week has another: two weeks off are `WEEKS_AWAY`."""

DECISIONS = st.builds(
    Decision,
    st.sampled_from(Action),
    st.sampled_from(Why),
    level=st.integers(0, 10),
    count=st.integers(0, 60),
    needed=st.integers(1, 6),
    days=st.one_of(st.none(), st.integers(1, 5)),
    effort=st.one_of(st.none(), st.floats(0, 10)),
    is_calm=st.booleans(),
    choice=st.sampled_from(PainChoice),
    is_lowest=st.booleans(),
    is_flare=st.booleans(),
)


def test_every_fact_has_words():
    assert set(WHY) == set(Why)
    assert set(ATTEND_TO) == set(AttendTo)
    assert set(LIMIT) == set(Limit)
    assert set(TOO_MUCH) == set(TooMuchKind)


@given(decision=DECISIONS, turn=st.integers(0, 60))
def test_a_reason_is_a_whole_sentence_without_reproach_and_changes_after_two_weeks(decision, turn):
    said = decision_sentence(decision, turn)
    assert said.endswith(".")
    assert "{" not in said
    assert "None" not in said
    assert not REPROACH.search(said)
    if decision.why not in ONCE:
        assert len({decision_sentence(decision, turn + week) for week in range(3)}) > 1


@pytest.mark.parametrize("texts", [*ATTEND_TO.values(), REST, WEEK_DONE, KEEP_GOING])
def test_what_is_said_for_months_is_said_in_turn(texts):
    assert len(set(texts)) >= 2
    assert not any(REPROACH.search(text) for text in texts)


@pytest.mark.parametrize("limit", list(Limit))
def test_when_walking_is_not_enough_the_next_step_is_named_in_turn(limit):
    said = [limit_sentence(limit, turn) for turn in range(6)]
    assert all(earlier != later for earlier, later in pairwise(said))
    assert all("physiotherapist" in text and not REPROACH.search(text) for text in said)


@pytest.mark.parametrize("kind", list(TooMuchKind))
def test_too_much_is_said_with_its_numbers(kind):
    said = too_much_sentence(TooMuch(kind, 52, 40))
    assert "52" in said
    assert "40" in said
    assert not REPROACH.search(said)


def test_fewer_days_are_said_openly():
    assert days_sentence(3) == "Three days a week: the same steps, in about 10 weeks instead of 6."
    assert days_sentence(5) == days_sentence(6) == ""
    assert goal_sentence(week_plan(4)) == ""
    assert goal_sentence(week_plan(5)) == "Goal: 150-300 minutes in Zone 2 a week."
    assert goal_sentence(week_plan(5).on_days(3)) == "Goal on your three days: 75-150 minutes in Zone 2 a week."


def test_what_is_to_come_is_said_until_it_has_come():
    three = OwnPath(frozenset({0, 2, 4}))
    start = ProgrammeStart(MONDAY, MONDAY, three)
    week_1, week_8 = (standing(start, [], MONDAY + 7 * week, MONDAY) for week in (0, 8))
    assert path_sentence(week_1) == days_sentence(3)
    assert path_sentence(standing(replace(start, own=replace(three, with_baseline=True)), [], MONDAY)).startswith(
        "From week 1 on: three days a week"
    )
    assert "150" not in afterwards_sentence(week_1)
    assert "90 minutes in Zone 2" in afterwards_sentence(week_1)
    assert "90 minutes of walking" in afterwards_sentence(week_1, is_walked=True)
    assert path_sentence(week_8) == afterwards_sentence(week_8) == ""


def test_a_walk_without_minutes_is_as_is_comfortable():
    assert length_text(0, WorkoutKind.FREE) == "as is comfortable"
    assert length_text(30, WorkoutKind.STEADY) == "30 min"


def test_a_day_says_its_reason_and_what_to_attend_to():
    start = ProgrammeStart(MONDAY, MONDAY)
    said = sayings(day_plan(start, [], MONDAY))
    assert said.reason.startswith("The programme begins")
    assert said.focus in ATTEND_TO[AttendTo.ARMS]
    assert sayings(day_plan(start, [], MONDAY + 1)).focus in REST
    assert said.texts == (said.reason, said.focus)
    own = replace(start, own=OwnPath(frozenset({1})))
    assert sayings(day_plan(own, [], MONDAY)).focus in REST
