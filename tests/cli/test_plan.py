"""`coach plan`, `history` and `log`: what they print, and that what is said is kept."""

import json
from datetime import date, timedelta

import pytest

from coach.cli.plan import not_begun_object, plan_object
from coach.clock import local_now
from coach.domain.programme.day_plan import day_plan
from coach.domain.programme.felt import Felt
from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import LoggedWalk
from coach.domain.workout.steps import WorkoutKind
from tests.support.commands import as_json, asked, rebuilt
from tests.support.recorded_walks import days, record


def test_a_plan_has_exactly_the_documented_keys(capsys, home):
    found = as_json(capsys, "plan")
    assert list(found) == ["week", "phase", "today", "this_week", "decision"]
    assert list(found["today"]) == ["workout", "minutes", "steps", "focus"]
    assert list(found["this_week"]) == [
        "walks",
        "prescribed_walks",
        "minutes",
        "z2_minutes",
        "goal_minutes",
        "goal_is_walked",
        "long_walk_done",
    ]
    assert list(found["decision"]) == ["action", "reason", "why"]
    assert (found["week"], found["phase"], found["today"]["minutes"]) == (1, 1, 15)


@pytest.mark.parametrize("start", ["", "programme_start = 2199-01-01\n"], ids=["begun", "not begun"])
def test_an_open_sign_is_told_with_a_plan_until_it_was_seen_to(capsys, home, start):
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'{start}safety = ["both_legs", "injury"]\n')
    _, _, err = asked(capsys, "plan")
    assert err.startswith("coach: You marked pain in both legs and 1 more: see a doctor before you walk.")
    assert "coach profile --seen" in err
    assert list(as_json(capsys, "plan")) == ["week", "phase", "today", "this_week", "decision"]
    asked(capsys, "profile", "--seen")
    assert asked(capsys, "plan")[2] == ""


MONDAY = date(2026, 11, 2).toordinal()
START = ProgrammeStart(MONDAY, MONDAY)


def walk(day, minutes=20.0, z2_min=15.0):
    felt = Felt(rpe=4)
    return LoggedWalk(f"w{day}", day, WorkoutKind.STEADY, minutes * 60, z2_min * 60, planned_min=minutes, felt=felt)


def test_the_third_walk_of_week_3_as_json():
    walks = [
        *(walk(MONDAY + day) for day in (0, 2, 4, 6, 7, 8, 10, 11, 13)),
        walk(MONDAY + 14, 25, 25.25),
        walk(MONDAY + 15, 26, 26.25),
    ]
    found = plan_object(day_plan(START, walks, MONDAY + 17))
    assert found == {
        "week": 3,
        "phase": 2,
        "today": {
            "workout": "steady",
            "minutes": 27,
            "steps": [
                {"kind": "warm_up", "duration_s": 300.0},
                {"kind": "steady", "duration_s": 1140.0},
                {"kind": "cool_down", "duration_s": 180.0},
            ],
            "focus": "Begin hills and crossings gently, so that the heart rate stays level.",
        },
        "this_week": {
            "walks": 2,
            "prescribed_walks": [5, 6],
            "minutes": 51.0,
            "z2_minutes": 51.5,
            "goal_minutes": None,
            "goal_is_walked": False,
            "long_walk_done": False,
        },
        "decision": {
            "action": "advance",
            "reason": "5 walks done, felt as 4 of 10: on to the next step.",
            "why": "walked",
        },
    }
    assert json.loads(json.dumps(found)) == found


def test_a_day_of_rest_as_json():
    today = plan_object(day_plan(START, [walk(MONDAY)], MONDAY + 1))["today"]
    assert (today["workout"], today["minutes"], today["steps"]) == ("rest", 0, [])


def test_a_day_before_the_programme_as_json():
    found = not_begun_object(MONDAY, MONDAY - 1)
    assert found.keys() == plan_object(day_plan(START, [], MONDAY)).keys()
    assert (found["week"], found["today"]["focus"]) == (0, "The programme begins tomorrow.")
    assert "in 5 days" in not_begun_object(MONDAY, MONDAY - 5)["today"]["focus"]


def test_a_plan_can_be_asked_about_any_day(capsys, home):
    today = local_now().date()
    assert asked(capsys, "profile", "--start", today.isoformat())[0] == 0
    weeks = [as_json(capsys, "plan", "--on", (today + timedelta(days=7 * week)).isoformat()) for week in range(8)]
    assert [found["week"] for found in weeks] == list(range(1, 9))
    assert [found["this_week"]["goal_minutes"] for found in weeks] == [None] * 4 + [[150, 300]] * 4
    before = as_json(capsys, "plan", "--on", (today - timedelta(days=3)).isoformat())
    assert (before["week"], before["today"]["workout"]) == (0, "rest")
    assert before.keys() == weeks[0].keys()


@pytest.mark.parametrize("day", ["2026-13-40", "soon", "9999-12-31", ""])
def test_what_is_no_day_is_a_usage_error(capsys, home, day):
    code, out, err = asked(capsys, "plan", "--on", day)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.usefixtures("near_midnight")
def test_a_plan_in_words(capsys, home):
    _, out, _ = asked(capsys, "plan")
    assert out.startswith("Week 1 of 6")
    assert "Today: steady, 15 min" in out
    assert "0 of 4-5 walks, 0 minutes" in out


@pytest.mark.usefixtures("near_midnight")
def test_too_much_too_soon_is_told(capsys, home):
    record(home, ago=timedelta(minutes=100), minutes=90, planned=90)
    rebuilt(capsys)
    assert "where the next step has" in asked(capsys, "plan")[1]


@pytest.mark.usefixtures("near_midnight")
def test_talk_tests_that_speak_for_another_band_are_told_with_how_to_take_it(capsys, home):
    for ago in (1, 2):
        record(home, ago=days(ago), bpm=130, talk=TalkTest.CANNOT)
    rebuilt(capsys)
    _, plan, _ = asked(capsys, "plan")
    assert "On 2 walks you could not speak at 130 bpm" in plan
    proposed = as_json(capsys, "profile")["proposed_band_bpm"]
    assert proposed == [110.0, 125.0]
    command = plan.split("`coach ")[-1].split("`")[0].split()
    assert command == ["profile", "--band", "110-125"]
    assert "To take it" in asked(capsys, "profile")[1]
    assert asked(capsys, *command)[0] == 0
    assert as_json(capsys, "profile")["proposed_band_bpm"] is None
    assert "speak" not in asked(capsys, "plan")[1]


def test_people_have_their_own_walks(capsys, home):
    record(home, ago=days(1))
    rebuilt(capsys)
    assert len(as_json(capsys, "history")) == 1
    assert as_json(capsys, "--profile", "Ada", "history") == []
    assert as_json(capsys, "--profile", "Ada", "plan")["this_week"]["walks"] == 0
