"""Answers beside the recordings: they come back, keep what a later version wrote, and damage costs only itself."""

import json
import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.programme.felt import NOTHING_FELT, SCALE, Felt
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import LONGEST_NAME, CheckIn, OwnActivity, activity_name, by_day
from coach.limits import MOST_ANSWERS_BYTES
from coach.store.answers import (
    beside,
    check_in_of,
    read_answers,
    read_check_ins,
    read_raw_answers,
    write_answers,
    write_check_ins,
)
from coach.store.file_lock import is_locked, lock
from tests.support.check_ins import CHECK_INS

LEVELS = st.none() | st.sampled_from(SCALE)
AMOUNTS = st.none() | st.floats(0, 1e5)
FELT = st.builds(
    Felt,
    rpe=LEVELS,
    pain_before=LEVELS,
    pain_during=LEVELS,
    pain_after=LEVELS,
    pain_next_morning=LEVELS,
    talk_test=st.none() | st.sampled_from(TalkTest),
    note=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    distance_m=AMOUNTS,
    belt_speed_mps=AMOUNTS,
    end_bpm=AMOUNTS,
    one_minute_bpm=AMOUNTS,
)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "2026-11-23-0731.jsonl"
    path.write_text('{"format": "coach-recording", "version": 1}\n', encoding="utf-8")
    return path


def test_the_file_is_lines_of_json_that_anybody_can_read(recording):
    write_answers(recording, {"rpe": 4, "note": "wind ☃"})
    path = recording.with_name("2026-11-23-0731.answers.jsonl")
    assert beside(recording) == path
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    assert lines == [{"format": "coach-answers", "version": 1}, {"rpe": 4, "note": "wind ☃"}]
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


@settings(deadline=None)  # it syncs
@given(FELT, FELT)
def test_every_answer_comes_back_and_a_change_leaves_the_others(tmp_path_factory, first, then):
    recording = tmp_path_factory.mktemp("answers") / "walk.jsonl"
    recording.touch()
    write_answers(recording, first.answers())
    assert read_answers(recording) == first
    write_answers(recording, then.answers())
    assert read_answers(recording) == Felt(**(first.answers() | then.answers()))


def test_an_answer_can_be_taken_back(recording):
    write_answers(recording, {"rpe": 4, "pain_after": 2})
    write_answers(recording, {"rpe": None})
    assert read_answers(recording) == Felt(pain_after=2)


def test_what_a_later_version_wrote_stays(recording):
    newer = '{"format": "coach-answers", "version": 7, "by": "me"}\n{"rpe": 3, "function": [1, 2]}\n'
    beside(recording).write_text(newer, encoding="utf-8")
    assert read_answers(recording) == Felt(rpe=3)
    write_answers(recording, {"rpe": 5})
    lines = [json.loads(line) for line in beside(recording).read_text(encoding="utf-8").splitlines()]
    assert lines == [{"format": "coach-answers", "version": 7, "by": "me"}, {"rpe": 5, "function": [1, 2]}]


@pytest.mark.parametrize(
    "kept",
    [
        '"rpe": 11',
        '"rpe": -1',
        '"rpe": true',
        '"rpe": "4"',
        '"rpe": 4.0',
        '"talk_test": "loudly"',
        '"talk_test": [1]',
        '"note": 7',
        '"distance_m": NaN',
        '"distance_m": Infinity',
        '"distance_m": -1',
        f'"end_bpm": 1{"0" * 400}',
        '"distance_m": 1e6',
    ],
)
def test_an_answer_off_its_scale_is_none_and_costs_only_itself(recording, kept):
    text = f'{{"format": "coach-answers", "version": 1}}\n{{{kept}, "pain_before": 2}}\n'
    beside(recording).write_text(text, encoding="utf-8")
    assert read_answers(recording) == Felt(pain_before=2)


def test_the_farthest_walk_is_an_answer(recording):
    write_answers(recording, {"distance_m": 999_999.0})
    assert read_answers(recording) == Felt(distance_m=999_999.0)


def test_half_a_surrogate_pair_in_a_note_is_replaced(recording):
    text = '{"format": "coach-answers", "version": 1}\n{"note": "a\\ud800b"}\n'
    beside(recording).write_text(text, encoding="utf-8")
    assert read_answers(recording).note == "a?b"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[1]\n",
        b"{}\n",
        b"[" * 100_000,
        b'{"format": "coach-answers"}',
        b"x" * (MOST_ANSWERS_BYTES + 1),
    ],
    ids=["empty", "bytes", "list", "no header", "deep", "header alone", "huge"],
)
def test_a_damaged_file_is_no_answer(recording, data):
    beside(recording).write_bytes(data)
    assert read_answers(recording) == NOTHING_FELT


@pytest.mark.skipif(os.name != "posix", reason="there are no such pipes")
def test_a_pipe_in_its_place_is_no_answer_and_nobody_waits_for_it(recording):
    os.mkfifo(beside(recording))
    assert read_answers(recording) == NOTHING_FELT


def test_without_its_recording_nothing_is_written(tmp_path):
    """Whoever deletes a recording means all of the walk."""
    assert not write_answers(tmp_path / "walk.jsonl", {"rpe": 4})
    assert list(tmp_path.iterdir()) == []


def test_all_that_lies_there_can_be_had_as_it_stands(recording):
    assert read_raw_answers(recording) == {}
    beside(recording).write_text('{"format": "coach-answers", "version": 1}\n{"rpe": 3, "later": [1]}\n', "utf-8")
    assert read_raw_answers(recording) == {"rpe": 3, "later": [1]}


def test_it_says_that_they_are_written(recording):
    assert write_answers(recording, {"rpe": 4})


def test_the_recording_is_locked_meanwhile_unless_its_walk_holds_the_lock(recording, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(is_locked(recording)))
    write_answers(recording, {"rpe": 4})
    assert seen == [True]
    assert not is_locked(recording)
    with recording.open("r+b") as walk:
        assert lock(walk.fileno(), wait=False)
        write_answers(recording, {"rpe": 5})
        assert is_locked(recording)
    assert read_answers(recording).rpe == 5


def test_answers_about_daily_life_come_back(tmp_path):
    given_answers = (CheckIn(739_000, True, False, None), CheckIn(739_007, None, None, True))
    write_check_ins(tmp_path, given_answers)
    assert read_check_ins(tmp_path) == given_answers
    path = tmp_path / "check-ins.answers.jsonl"
    path.write_text(path.read_text() + '{"day": "soon"}\n{"limited": true}\n{"day": 7}\n', encoding="utf-8")
    assert read_check_ins(tmp_path) == given_answers
    assert read_check_ins(tmp_path / "none") == ()


@settings(deadline=None)  # it syncs
@given(CHECK_INS, CHECK_INS)
def test_answers_of_one_day_come_one_by_one_and_each_stays(tmp_path_factory, first, then):
    folder = tmp_path_factory.mktemp("recordings")
    write_check_ins(folder, first)
    for item in then:
        write_check_ins(folder, [item])
    assert read_check_ins(folder) == by_day((*first, *then))


def test_what_a_later_version_wrote_about_a_day_stays(tmp_path):
    path = tmp_path / "check-ins.answers.jsonl"
    newer = (
        '{"format": "coach-answers", "version": 2}\n{"week": 7}\n'
        '{"day": "2026-11-23", "limited": null, "slept_h": 7, "pain": 4}\n'
    )
    path.write_text(newer, encoding="utf-8")
    write_check_ins(tmp_path, [CheckIn(739_943, function=(OwnActivity("stairs", 6),))])
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {"format": "coach-answers", "version": 2},
        {
            "day": "2026-11-23",
            "limited": None,
            "slept_h": 7,
            "pain": 4,
            "function": [{"name": "stairs", "score": 6}],
        },
        {"week": 7},
    ]


@given(
    st.dictionaries(
        st.sampled_from(["limited", "pain", "function", "asks_function", "else"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["name", "score"]), inner),
        ),
    )
)
def test_whatever_a_file_says_it_is_an_answer_or_none(kept):
    found = check_in_of(1, kept)
    assert found.pain is None or found.pain in SCALE
    for item in found.function:
        assert item.name.isprintable()
        assert 0 < len(item.name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({"pain": 11}, CheckIn(1)),
        ({"pain": True}, CheckIn(1)),
        ({"pain": 4.0}, CheckIn(1)),
        ({"function": [{"name": "a\x1b[2Jb\n", "score": 3}]}, CheckIn(1, function=(OwnActivity("a [2Jb", 3),))),
        ({"function": [{"name": "x" * 500, "score": 3}]}, CheckIn(1, function=(OwnActivity("x" * LONGEST_NAME, 3),))),
        ({"function": [{"name": " ", "score": 3}, {"name": "a", "score": 12}, {"name": "b"}, 7, None]}, CheckIn(1)),
        ({"function": [{"name": "a", "score": 1}] * 4}, CheckIn(1, function=(OwnActivity("a", 1),) * 3)),
        ({"function": "stairs", "limited": 1, "asks_function": "no"}, CheckIn(1)),
    ],
)  # fmt: skip
def test_a_check_in_s_answer_off_its_scale_is_none_and_costs_only_itself(kept, expected):
    assert check_in_of(1, kept) == expected
    assert check_in_of(1, kept | {"wants_more": True}).wants_more


def test_names_are_printed_as_they_are_kept():
    assert activity_name("carry\tthe shopping ☃ home") == "carry the shopping ☃ home"
