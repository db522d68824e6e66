"""`coach plan`, `history` and `log`: what they print, and that what is said is kept."""

import json
from datetime import date, timedelta

import pytest

from coach.cli.main import run
from coach.cli.programme import not_begun_object, plan_object
from coach.clock import local_now
from coach.domain.plan_view import day_plan
from coach.domain.progression import ProgrammeStart
from coach.domain.talk_test import TalkTest
from coach.domain.walk_log import LoggedWalk
from coach.domain.workout import WorkoutKind
from tests.cli.walks import days, record


def asked(capsys, *arguments):
    """Exit code, what was printed, and what was complained of."""
    code = run(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def as_json(capsys, *arguments):
    code, out, err = asked(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def rebuilt(capsys):
    assert asked(capsys, "history", "--rebuild")[0] == 0


# plan


def test_a_plan_has_exactly_the_documented_keys(capsys, home):
    found = as_json(capsys, "plan")
    assert list(found) == ["week", "phase", "today", "this_week", "decision"]
    assert list(found["today"]) == ["workout", "minutes", "steps", "focus"]
    assert list(found["this_week"]) == ["walks", "prescribed_walks", "z2_minutes", "goal_minutes", "long_walk_done"]
    assert list(found["decision"]) == ["action", "reason"]
    assert (found["week"], found["phase"], found["today"]["minutes"]) == (1, 1, 15)


MONDAY = date(2026, 11, 2).toordinal()
START = ProgrammeStart(MONDAY, MONDAY)


def walk(day, minutes=20.0, z2_min=15.0):
    return LoggedWalk(f"w{day}", day, WorkoutKind.STEADY, minutes * 60, z2_min * 60, planned_min=minutes, rpe=4)


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


def test_a_plan_in_words(capsys, home):
    _, out, _ = asked(capsys, "plan")
    assert out.startswith("Week 1 of 6")
    assert "Today: 15 minutes, steady" in out
    assert "0 of 4-5 walks, 0 minutes in Zone 2" in out


def test_too_much_too_soon_is_told(capsys, home):
    record(home, ago=timedelta(minutes=100), minutes=90, planned=90)
    rebuilt(capsys)
    assert "more than the programme's next step" in asked(capsys, "plan")[1]


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


# history


def test_an_empty_history_says_how_to_begin(capsys, home):
    assert "coach walk" in asked(capsys, "history")[1]


def test_walks_newest_first_with_what_was_felt(capsys, home):
    old, new = record(home, ago=days(3)), record(home, ago=days(1), minutes=12)
    rebuilt(capsys)
    assert asked(capsys, "log", old, "--rpe", "4", "--pain", "2", "--note", "wind\x1b[2J")[0] == 0
    found = as_json(capsys, "history")
    assert [item["session"] for item in found] == [new, old]
    assert found[1]["summary"]["z2_s"] == pytest.approx(1195, abs=15)
    assert found[1]["log"]["note"] == "wind\x1b[2J"
    _, out, _ = asked(capsys, "history")
    assert "\x1b" not in out
    assert out.splitlines()[2].split() == [
        old,
        "steady",
        "20:00",
        *out.splitlines()[2].split()[3:5],
        "4",
        "2",
        "128",
        "wind·[2J",
    ]


def test_a_lost_history_comes_back_from_the_recordings(capsys, home):
    stems = [record(home, ago=days(ago)) for ago in (3, 2, 1)]
    rebuilt(capsys)
    before = as_json(capsys, "history")
    for path in (home / "data").glob("history.sqlite3*"):
        path.unlink()
    code, _, err = asked(capsys, "history", "--rebuild")
    assert (code, "3 walks computed again" in err) == (0, True)
    assert as_json(capsys, "history") == before
    assert {item["session"] for item in before} == set(stems)


def test_a_recording_that_cannot_be_read_is_told_and_costs_only_itself(capsys, home):
    record(home, ago=days(1))
    (home / "data" / "recordings" / "broken.jsonl").write_text("hello\n", encoding="utf-8")
    code, _, err = asked(capsys, "history", "--rebuild")
    assert code == 0
    assert "broken.jsonl was left out" in err
    assert len(as_json(capsys, "history")) == 1


def test_an_old_walk_that_never_ended_is_closed_where_it_stopped(capsys, home):
    stem = record(home, ago=timedelta(hours=3), minutes=11, ends=False)
    (found,) = as_json(capsys, "history")
    assert (found["session"], found["end_reason"]) == (stem, None)
    assert found["summary"]["elapsed_s"] == 659.0
    assert as_json(capsys, "plan")["this_week"]["walks"] == 1


# log


def test_answers_are_kept_and_mended_one_by_one(capsys, home):
    stem = record(home, ago=days(1))
    rebuilt(capsys)
    assert asked(capsys, "log", "--rpe", "4", "--pain-before", "2", "--talk", "with_effort", "--speed", "5.4")[0] == 0
    assert asked(capsys, "log", "--end-bpm", "131", "--minute-bpm", "104")[1].split()[-3:] == ["131", "->", "104"]
    assert asked(capsys, "log", stem[:10], "--rpe", "5", "--pain-morning", "1", "--distance", "1700")[0] == 0
    log = as_json(capsys, "log")["log"]
    assert log == {
        "rpe": 5, "pain_before": 2, "pain_during": None, "pain_after": None, "pain_next_morning": 1,
        "talk_test": "with_effort", "note": None, "distance_m": 1700.0, "belt_speed_mps": pytest.approx(1.5),
        "end_bpm": 131.0, "one_minute_bpm": 104.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--rpe", "11"), 2),
        (("--rpe", "-1"), 2),
        (("--pain", "some"), 2),
        (("--talk", "loudly"), 2),
        (("--distance", "nan"), 2),
        (("--end-bpm", "20"), 2),
        (("--minute-bpm", "nan"), 2),
        (("--speed", "-3"), 2),
        (("nowhere", "--rpe", "3"), 1),
        ((), 1),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(capsys, home, arguments, code):
    record(home, ago=days(1))
    rebuilt(capsys)
    found, out, err = asked(capsys, "log", *arguments)
    assert (found, out) == (code, "")
    assert "inside Coach" not in err
    assert as_json(capsys, "history")[0]["log"]["rpe"] is None


def test_a_note_that_is_no_text_is_kept_as_far_as_it_is(capsys, home):
    record(home, ago=days(1))
    rebuilt(capsys)
    assert asked(capsys, "log", "--note", "caf\udce9")[0] == 0
    assert as_json(capsys, "log")["log"]["note"] == "caf?"


def test_a_log_without_a_walk_says_so(capsys, home):
    code, _, err = asked(capsys, "log", "--rpe", "3")
    assert (code, "no walk yet" in err) == (1, True)
