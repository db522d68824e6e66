"""The programme as the pages show it, from a history on disk: before it, on its days, and after a walk."""

from datetime import timedelta

import pytest

from coach.clock import local_now
from coach.config import Profile, save_profile
from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import CheckIn
from coach.domain.workout.steps import WorkoutKind
from coach.errors import WorkoutLengthError
from coach.services.diary import Diary
from coach.services.programme import ProgrammePages
from tests.support.recorded_walks import days, record


@pytest.fixture
def today():
    return local_now().date()


def opened(home, start, today):
    save_profile(home / "config" / "profile.toml", Profile(age=50, programme_start=start.isoformat()))
    diary = Diary(None)
    diary.rebuild(lambda *_: None)
    return diary, ProgrammePages(diary, lambda: today)


def test_before_the_first_day_it_says_when_that_is_and_asks_for_nothing(home, today):
    diary, pages = opened(home, today + timedelta(days=3), today)
    with diary:
        view = pages.home(None, None, None)
        assert (view.walk, view.week_number, view.reason, view.ask_check_in) == (None, None, "", False)
        assert view.headline.startswith("Begins ")
        assert [day.planned for day in view.week.days] == [None] * 7
        assert pages.week_so_far() is None
        assert len(pages.six_weeks().weeks) == 6
        assert pages.six_weeks().current is None


def test_in_week_1_there_is_a_walk_until_it_is_done(home, today):
    diary, pages = opened(home, today, today)
    with diary:
        view = pages.home(None, None, None)
        assert (view.week_number, view.walk.kind, view.walk.minutes) == (1, WorkoutKind.STEADY, 15)
        assert pages.six_weeks().current == 1
        record(home, ago=timedelta(minutes=31), minutes=15, planned=15)
        diary.rebuild(lambda *_: None)
        done = pages.home(None, None, None)
        assert (done.walk, done.headline) == (None, "Done for today")
        assert pages.week_so_far().z2_s == pytest.approx(15 * 60, abs=30)


def test_another_walk_is_made_and_a_much_longer_one_is_warned_about(home, today):
    diary, pages = opened(home, today, today)
    with diary:
        assert pages.other_walk(WorkoutKind.STEADY, 15).warning == ""
        assert pages.other_walk(WorkoutKind.LONG, 90).warning
        assert pages.other_walk(WorkoutKind.FREE, None).minutes is None
        with pytest.raises(WorkoutLengthError):
            pages.other_walk(WorkoutKind.TEMPO, 20)


def test_the_morning_after_is_asked_once(home, today):
    record(home, ago=days(1))
    diary, pages = opened(home, today - timedelta(days=1), today)
    with diary:
        asked = pages.unasked_morning(today)
        assert asked == diary.history.find_session().session_id
        diary.history.log(asked, Felt(pain_next_morning=0))
        assert pages.unasked_morning(today) is None


def test_the_check_in_comes_a_week_after_the_last_one(home, today):
    diary, pages = opened(home, today - timedelta(days=14), today)
    with diary:
        assert pages.home(None, None, None).ask_check_in
        diary.history.add_check_in(CheckIn(today.toordinal() - 6, limited=False))
        assert not pages.home(None, None, None).ask_check_in
