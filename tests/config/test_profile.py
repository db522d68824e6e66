"""What follows from a profile: zones, the programme's beginning, one's own way through it, the answers about signs."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.config import WEEK, Profile, Weekday, this_system
from coach.config.profile import MOST_MOVES
from coach.domain.programme.own_path import KEPT_MOVES_DAYS, Move, OwnPath
from coach.domain.programme.safety import SafetySign
from tests.support.profiles import PROFILES


def test_the_same_start_again_changes_nothing():
    first = Profile().starting(date(2026, 11, 9), date(2026, 11, 23))
    assert first.starting(date(2026, 11, 9), date(2026, 12, 24)) == first
    other = first.starting(date(2026, 11, 16), date(2026, 12, 24))
    assert (other.programme_start, other.programme_said) == ("2026-11-16", "2026-12-24")


@pytest.mark.parametrize(
    ("said", "signs", "slowed"),
    [
        (None, None, False),
        (None, (SafetySign.FEVER,), False),
        (None, (SafetySign.HEART_MEDICATION,), True),
        (True, (), True),
        (False, (SafetySign.HEART_MEDICATION,), False),  # asked about just this, the walker said no
    ],
)
def test_medicine_that_may_slow_the_heart_switches_formulas_off(said, signs, slowed):
    zones = Profile(age=60, slowing_medication=said, safety=signs).zones()
    assert zones.allows_speed_up is not slowed
    assert (zones.table is None) is slowed


def test_when_the_programme_began():
    today = date(2026, 11, 23)
    said = Profile().starting(date(2026, 11, 9), today).programme(today)
    assert (said.start_day, said.said_day) == (date(2026, 11, 9).toordinal(), today.toordinal())
    unsaid = Profile().programme(today)
    assert unsaid.start_day == unsaid.said_day == today.toordinal()
    walked = Profile().programme(today, first_walk_day=today.toordinal() - 10)
    assert walked.start_day == today.toordinal() - 10
    only_start = Profile(programme_start="2026-11-02").programme(today)
    assert only_start.said_day == only_start.start_day == date(2026, 11, 2).toordinal()


def test_the_system_has_a_short_name():
    assert this_system()


@settings(deadline=None)
@given(profile=PROFILES, other=PROFILES)
def test_answers_about_signs_come_back_and_change_nothing_else(profile, other):
    answers = other.safety_answers
    changed = profile.with_safety(answers)
    assert changed.safety_answers == answers
    assert profile.with_safety(profile.safety_answers) is profile
    for name in Profile.__struct_fields__:
        if name not in {"safety", "safety_asked", "signs_seen", "signs_seen_on"}:
            assert getattr(changed, name) == getattr(profile, name)


DAY = date(2026, 11, 27)


@settings(deadline=None)
@given(profile=PROFILES)
def test_ones_own_path_goes_with_the_programme_whether_it_has_begun_or_not(profile):
    own = profile.own_path
    assert profile.programme(DAY).own == own
    assert profile.starting(DAY, DAY).programme(DAY).own == own
    assert [WEEK[day] for day in sorted(own.weekdays)] == sorted(profile.walk_days or (), key=WEEK.index)
    assert len(own.moves) == len(profile.moved)
    assert (own.with_baseline, own.usual_pain) == (profile.baseline is True, profile.usual_pain)


def test_a_profile_of_before_walks_the_programme_as_it_is_written():
    assert Profile().programme(DAY).own == OwnPath()


@settings(deadline=None)
@given(profile=PROFILES, days=st.frozensets(st.integers(0, 6)))
def test_weekdays_come_back_and_none_is_not_said(profile, days):
    chosen = profile.choosing_days(days)
    assert chosen.own_path.weekdays == days
    assert bool(chosen.walk_days) == bool(days)
    assert profile.choosing_days(profile.own_path.weekdays) is profile
    assert chosen.choosing_days(profile.own_path.weekdays).own_path == profile.own_path


def test_a_walk_moved_there_and_back_leaves_nothing_and_old_moves_are_dropped():
    moved = Profile().moving(DAY, DAY + timedelta(days=1))
    assert moved.moved == (("2026-11-27", "2026-11-28"),)
    assert moved.moving(DAY + timedelta(days=1), DAY) == Profile()
    later = DAY + timedelta(days=KEPT_MOVES_DAYS + 1)
    assert moved.moving(later, later - timedelta(days=2)).own_path.moves == (
        Move(later.toordinal(), later.toordinal() - 2),
    )


def test_however_often_a_walk_is_moved_the_profile_stays_one_that_opens():
    profile = Profile()
    for step in range(3 * MOST_MOVES):
        profile = profile.moving(DAY + timedelta(days=step % 3), DAY + timedelta(days=(step + 1) % 3))
    assert 0 < len(profile.moved) <= MOST_MOVES
    assert Weekday.MON in profile.choosing_days({0}).walk_days
