"""`coach log`: what is said is kept, and mended."""

import pytest

from tests.support.commands import as_json, asked, rebuilt
from tests.support.recorded_walks import days, record


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


@pytest.mark.parametrize(
    ("arguments", "asks"),
    [
        (("--pain", "3"), False),
        (("--pain-before", "2", "--pain", "4"), True),
        (("--pain-before", "4", "--pain-during", "5"), False),
        (("--pain", "2", "--pain-morning", "5"), True),
        (("--pain-before", "7"), True),
        (("--rpe", "9"), False),
    ],
)
def test_a_jump_of_pain_asks_about_the_urgent_signs_again(capsys, home, arguments, asks):
    record(home, ago=days(1))
    rebuilt(capsys)
    code, _, err = asked(capsys, "log", *arguments)
    assert (code, "Is any of these new: numb between the legs" in err) == (0, asks)
    assert asked(capsys, "log", "--note", "the same")[2] == "", "only what is said now"
