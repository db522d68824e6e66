"""Answers outside a walk: those of one day come one by one, and history, file and copies agree on them."""

import logging
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.programme.walk_log import CheckIn, OwnActivity, by_day
from coach.store.answers import read_check_ins, write_check_ins
from coach.store.check_ins import are_alike, check_ins_of, keep_check_in, match_check_ins, put_copied
from coach.store.schema import in_memory
from tests.support.check_ins import CHECK_INS

DAY = 739_943
STAIRS = (OwnActivity("stairs", 4),)


def opened():
    connection = in_memory()
    connection.row_factory = sqlite3.Row
    return closing(connection)


@pytest.fixture
def history():
    with opened() as connection:
        yield connection


@settings(deadline=None)  # it syncs
@given(CHECK_INS, st.data())
def test_every_answer_stays_until_its_question_is_answered_again(tmp_path_factory, given_answers, data):
    folder = tmp_path_factory.mktemp("recordings")
    with opened() as history:
        for item in given_answers:
            keep_check_in(history, folder, item)
            if data.draw(st.booleans()):
                match_check_ins(history, folder)
        assert check_ins_of(history) == read_check_ins(folder) == by_day(given_answers)
        assert are_alike(history, folder)


@settings(deadline=None)
@given(CHECK_INS)
def test_a_history_without_them_takes_them_from_the_file(tmp_path_factory, given_answers):
    folder = tmp_path_factory.mktemp("recordings")
    write_check_ins(folder, given_answers)
    with opened() as history:
        match_check_ins(history, folder)
        assert check_ins_of(history) == by_day(given_answers)
        assert are_alike(history, folder)


def test_a_pain_does_not_wipe_the_day_s_other_answers(history, tmp_path):
    keep_check_in(history, tmp_path, CheckIn(DAY, limited=False, function=STAIRS))
    keep_check_in(history, tmp_path, CheckIn(DAY, pain=7))
    assert check_ins_of(history) == (CheckIn(DAY, limited=False, pain=7, function=STAIRS),)


def test_what_an_editor_changed_stands_and_what_it_left_out_comes_back(history, tmp_path):
    keep_check_in(history, tmp_path, CheckIn(DAY, limited=False, pain=7))
    text = '{"format": "coach-answers", "version": 1}\n{"day": "2026-11-23", "pain": 4}\n'
    (tmp_path / "check-ins.answers.jsonl").write_text(text, encoding="utf-8")
    assert not are_alike(history, tmp_path)
    match_check_ins(history, tmp_path)
    kept = (CheckIn(DAY, limited=False, pain=4),)
    assert check_ins_of(history) == read_check_ins(tmp_path) == kept


def test_what_the_disk_did_not_take_is_newer_than_what_it_has(history, tmp_path, caplog):
    keep_check_in(history, tmp_path, CheckIn(DAY, pain=7, limited=True))
    away = tmp_path / "missing"
    away.touch()  # a file where the folder should be
    with caplog.at_level(logging.WARNING):
        keep_check_in(history, away, CheckIn(DAY, pain=4))
    assert "in the history alone" in caplog.text
    assert not are_alike(history, tmp_path)
    match_check_ins(history, tmp_path)
    kept = (CheckIn(DAY, limited=True, pain=4),)
    assert check_ins_of(history) == read_check_ins(tmp_path) == kept


def test_a_copy_fills_what_is_missing_and_the_file_s_word_is_newer(history, tmp_path):
    keep_check_in(history, tmp_path, CheckIn(DAY, pain=4))
    with history:
        put_copied(history, {"day": DAY, "limited": 1, "pain": 9})
        put_copied(history, {"day": DAY + 1, "limited": 1})
    write_check_ins(tmp_path, [CheckIn(DAY + 1, limited=False)])
    match_check_ins(history, tmp_path)
    kept = (CheckIn(DAY, limited=True, pain=4), CheckIn(DAY + 1, limited=False))
    assert check_ins_of(history) == read_check_ins(tmp_path) == kept


@pytest.mark.parametrize("function", ["no JSON", "[", "[" * 100_000, "7", None])
def test_activities_that_cannot_be_read_are_none(history, function):
    history.execute("INSERT INTO check_ins (day, limited, function) VALUES (1, 1, ?)", (function,))
    assert check_ins_of(history) == (CheckIn(1, limited=True),)
