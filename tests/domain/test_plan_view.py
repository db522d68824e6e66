"""The plan of a day, and exactly what `coach plan --json` prints."""

import json
from datetime import date

import pytest

from coach.domain.plan_view import day_plan, is_long, not_begun_json, plan_json, week_title
from coach.domain.progression import ProgrammeStart
from coach.domain.walk_log import LoggedWalk
from coach.domain.workout import WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()
START = ProgrammeStart(MONDAY, MONDAY)


def walk(day, minutes=20.0, z2_min=15.0):
    return LoggedWalk(f"w{day}", day, WorkoutKind.STEADY, minutes * 60, z2_min * 60, planned_min=minutes, rpe=4)


TWO_WEEKS = [walk(MONDAY + day) for day in (0, 2, 4, 6, 7, 8, 10, 11, 13)]


def test_the_third_walk_of_week_3():
    walks = [*TWO_WEEKS, walk(MONDAY + 14, 25, 25.25), walk(MONDAY + 15, 26, 26.25)]
    found = plan_json(day_plan(START, walks, MONDAY + 17))
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
            "focus": "Keep the heart rate even: few spikes, no hurry.",
        },
        "this_week": {
            "walks": 2,
            "prescribed_walks": [5, 6],
            "z2_minutes": 51.5,
            "goal_minutes": None,
            "long_walk_done": False,
        },
        "decision": {
            "action": "advance",
            "reason": "5 walks done, felt as 4 of 10: on to the next step.",
        },
    }
    assert json.loads(json.dumps(found)) == found


def test_a_day_of_rest():
    today = plan_json(day_plan(START, TWO_WEEKS, MONDAY + 16))["today"]
    assert (today["workout"], today["minutes"], today["steps"]) == ("rest", 0, [])


def test_after_the_walk_the_day_is_done_and_the_week_has_it():
    plan = day_plan(START, [walk(MONDAY)], MONDAY)
    found = plan_json(plan)
    assert (plan.today.done, found["today"]["minutes"]) == (True, 15)
    assert (found["this_week"]["walks"], found["this_week"]["z2_minutes"]) == (1, 15.0)


@pytest.mark.parametrize("week", range(1, 9))
def test_the_goal_is_there_from_week_5_on(week):
    found = plan_json(day_plan(START, [], MONDAY + 7 * (week - 1), today=MONDAY))
    assert found["week"] == week
    assert found["this_week"]["goal_minutes"] == (None if week < 5 else [150, 300])


def test_the_longer_walk_is_seen_whatever_it_was_called():
    walks = [*TWO_WEEKS, walk(MONDAY + 14, 39.5)]
    plan = day_plan(START, walks, MONDAY + 17)
    assert plan.week.long_walk_done
    assert plan.week.has_long_walk
    assert all(day.planned.kind is not WorkoutKind.LONG for day in plan.days if day.day > MONDAY + 14)
    assert not is_long(walk(1, 38.0))


def test_seven_days_with_what_was_walked_and_what_is_to_come():
    plan = day_plan(START, [walk(MONDAY, 15.0), walk(MONDAY + 1, 12.0)], MONDAY + 2)
    assert [day.walked_minutes for day in plan.days] == [15.0, 12.0, 0, 0, 0, 0, 0]
    assert [day.planned.minutes for day in plan.days] == [15, 0, 16, 0, 17, 0, 17]
    assert plan.today == plan.days[2].planned


def test_an_earlier_day_is_told_as_it_was_then():
    then = day_plan(START, TWO_WEEKS[:2], MONDAY + 2)
    now = day_plan(START, TWO_WEEKS, MONDAY + 2, today=MONDAY + 20)
    assert plan_json(then) == plan_json(now)


def test_before_the_programme_begins():
    with pytest.raises(ValueError, match="not begun"):
        day_plan(START, [], MONDAY - 1)
    found = not_begun_json(MONDAY, MONDAY - 1)
    assert found.keys() == plan_json(day_plan(START, [], MONDAY)).keys()
    assert (found["week"], found["today"]["focus"]) == (0, "The programme begins tomorrow.")
    assert "in 5 days" in not_begun_json(MONDAY, MONDAY - 5)["today"]["focus"]


def test_titles():
    assert (week_title(3), week_title(8)) == ("Week 3 of 6", "Week 8")
