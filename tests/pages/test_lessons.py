"""The short texts: each has its key, and every week has one."""

import pytest

from coach.domain.programme.weeks import WEEKS
from coach.pages.lessons import LESSONS, lesson, lesson_of_week


def test_every_lesson_is_found_by_its_own_key():
    assert [lesson(item.key) for item in LESSONS] == list(LESSONS)
    with pytest.raises(KeyError):
        lesson("nothing")


def test_every_week_has_a_lesson_and_so_has_the_time_around_them():
    of_weeks = [lesson_of_week(week) for week in range(1, WEEKS + 1)]
    assert all(item in LESSONS for item in of_weeks)
    assert len(set(of_weeks)) > 1
    assert lesson_of_week(None) in LESSONS


def test_a_lesson_is_short_enough_to_be_read():
    for item in LESSONS:
        assert 1 <= len(item.paragraphs) <= 5
        assert sum(len(paragraph.split()) for paragraph in item.paragraphs) < 200
        assert all(paragraph.strip() == paragraph for paragraph in item.paragraphs)
