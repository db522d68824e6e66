"""The lessons agree with the programme, and each week has its own."""

import pytest

from coach.domain.programme.safety import URGENT, SafetySign
from coach.domain.programme.weeks import GOAL_FROM_WEEK, GOAL_MINUTES, LONG_LEAST_MIN, WEEKS, week_plan
from coach.domain.zone.zones import ZONE_2_SHARE
from coach.pages.lessons import LESSONS, lesson, lesson_of_week

NUMBER_WORDS = {4: "four", 5: "five", 6: "six", 7: "seven"}


def words_of(lesson):
    return " ".join((lesson.title, *lesson.paragraphs))


@pytest.mark.parametrize("week", range(1, WEEKS + 1))
def test_each_week_of_the_programme_has_the_lesson_of_its_phase(week):
    phase, words = week_plan(week).phase, words_of(lesson_of_week(week))
    assert f"{week}" in lesson_of_week(week).title
    assert f"{phase.minutes[0]} to {phase.minutes[1]} minutes" in words
    days = "{} or {}".format(*(NUMBER_WORDS[count] for count in phase.days))
    assert f"{days} walks" in words.lower()
    assert (f"{LONG_LEAST_MIN} or more" in words) is phase.has_long_walk
    assert ("tempo" in words) is phase.has_tempo_day
    goal = "{} to {} minutes in Zone 2 a week".format(*GOAL_MINUTES)
    assert (goal in words) is (week >= GOAL_FROM_WEEK), "no beginner is told of a goal to miss"


@pytest.mark.parametrize("week", [None, -1, 0, WEEKS + 1, 40])
def test_before_and_after_the_programme_it_is_the_talk_test(week):
    assert lesson_of_week(week) is lesson("talk-test")


def test_zone_2_is_told_as_it_is_computed():
    lo, hi = (round(100 * share) for share in ZONE_2_SHARE)
    assert f"{lo} to {hi} percent of your maximum heart rate" in words_of(lesson("zone-2"))


def test_every_lesson_is_found_by_a_key_of_its_own_and_opened_by_a_single_digit():
    assert [lesson(known.key) for known in LESSONS] == list(LESSONS)
    assert len({known.key for known in LESSONS}) == len({known.title for known in LESSONS}) == len(LESSONS) <= 9
    with pytest.raises(KeyError):
        lesson("nothing")


def test_every_lesson_is_plain_text_to_read():
    for known in LESSONS:
        assert known.paragraphs
        assert len(words_of(known).split()) < 200, "short enough to be read"
        for text in (known.title, *known.paragraphs):
            assert text.isprintable()
            assert text == " ".join(text.split()), "the screen wraps it"
        assert all(text.endswith(".") for text in known.paragraphs)


def test_what_is_urgent_is_told_where_walking_is_not_enough():
    told = {
        SafetySign.CHEST_PAIN: "chest pain",
        SafetySign.FAINTING: "fainting",
        SafetySign.SADDLE: "numbness between the legs, trouble with bladder or bowel",
        SafetySign.LEG_WEAKNESS: "weakness in a leg",
        SafetySign.BOTH_LEGS: "pain or tingling in both legs",
        SafetySign.FEVER: "fever",
    }
    assert set(told) == URGENT
    assert all(words in words_of(lesson("not-enough")) for words in told.values())
