"""One lesson a walk: none twice within 36 walks, no theme twice in a row, each true in its weeks and with a source."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.pages.lessons import LESSON_PLACES, OWN_EVERY, lesson_of_walk, phase_of
from coach.pages.walk_lessons import OWN_LESSONS, LessonTheme

REFERENCES = (Path(__file__).parents[2] / "docs" / "references.md").read_text(encoding="utf-8")

UNKIND = re.compile(r"\b(fail\w*|miss\w*|only|short of|should|must|lazy)\b", re.IGNORECASE)

WEEKS = range(30)
LESSONS = sorted(
    {lesson_of_walk(week, walk) for week in WEEKS for walk in range(LESSON_PLACES)}, key=lambda item: item.text
)
"""All that can be shown."""

OF_PHASE = (
    {LessonTheme.HABIT, LessonTheme.SAFETY},
    {LessonTheme.VOLUME},
    {LessonTheme.CAPACITY},
    {LessonTheme.KEEPING},
)
ALL_OWN = set().union(*OF_PHASE)


def lived(steps):
    """The lessons of walks one after another; True is a walk that begins another week (or repeats one, by `back`)."""
    week, shown = 1, []
    for number, change in enumerate(steps):
        week = max(1, week + change)
        shown.append((week, lesson_of_walk(week, number)))
    return shown


PATHS = st.lists(st.sampled_from([0, 0, 0, 0, 1, 1, -1]), max_size=4 * LESSON_PLACES)
"""By how many weeks each walk is further on than the one before: weeks are repeated, and stepped back to."""


def test_there_are_many():
    assert len(LESSONS) == LESSON_PLACES + (len(OWN_LESSONS) - 1) * LESSON_PLACES // OWN_EVERY
    assert len(LESSONS) >= 36
    assert len({item.text for item in LESSONS}) == len(LESSONS)


@given(PATHS)
def test_nobody_hears_the_same_one_twice_within_36_walks(steps):
    shown = [lesson.text for _, lesson in lived(steps)]
    for first in range(len(shown)):
        window = shown[first : first + LESSON_PLACES]
        assert len(set(window)) == len(window)


@given(PATHS)
def test_two_walks_in_a_row_have_different_themes(steps):
    assert all(lesson.theme is not then.theme for (_, lesson), (_, then) in pairwise(lived(steps)))


@given(PATHS)
def test_each_lesson_is_true_in_its_week_and_one_of_four_is_of_the_phase_itself(steps):
    shown = lived(steps)
    own = [lesson.theme in OF_PHASE[phase_of(week)] for week, lesson in shown]
    assert all(is_own or lesson.theme not in ALL_OWN for is_own, (_, lesson) in zip(own, shown, strict=True))
    assert all(any(own[first : first + OWN_EVERY]) for first in range(len(own) - OWN_EVERY + 1))


@given(st.integers(-3, 500), st.integers(0, 5000))
def test_every_walk_has_one_and_it_is_no_chance(week, walks_before):
    assert lesson_of_walk(week, walks_before) is lesson_of_walk(week, walks_before)


def test_phases_are_two_weeks_each_and_all_that_comes_after():
    assert [phase_of(week) for week in range(10)] == [0, 0, 0, 1, 1, 2, 2, 3, 3, 3]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda item: item.text[:30])
def test_a_lesson_is_a_sentence_or_two_in_kind_words(lesson):
    assert lesson.text.endswith(".")
    assert 1 <= len(re.findall(r"\.(?: |$)", lesson.text)) <= 2
    assert len(lesson.text) <= 170
    assert (
        re.search(r"\b(fail\w*|miss\w*|only|short of|should|must|lazy|bad news)\b", lesson.text, re.IGNORECASE) is None
    )


@pytest.mark.parametrize(
    "source", sorted({item.source for item in LESSONS if not item.source.startswith("the programme")})
)
def test_a_source_that_is_not_the_programme_is_listed(source):
    named = re.sub(r"\b(19|20)\d\d\b.*", "", source).split(",")[0].strip()
    years = re.findall(r"\b(?:19|20)\d\d\b", source)
    keys = re.findall(r"^- \*\*(.+?)\*\*", REFERENCES, re.MULTILINE)
    assert any(all(part in key for part in (named, *years)) for key in keys)


@pytest.mark.parametrize(
    "lesson", [item for item in LESSONS if "WalkBack" in item.text], ids=lambda item: item.text[:30]
)
def test_what_walkback_found_is_of_people_who_had_recovered(lesson):
    if re.search(r"\d %|\d days", lesson.text.replace("five days", "")):
        assert "recovered" in lesson.text
