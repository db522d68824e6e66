"""The programme's pages: from the diary to today, the week, the six weeks and what is next."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from coach.config import Profile
from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import CheckIn, OwnActivity
from coach.domain.programme.weeks import RHYTHM
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import Band
from coach.errors import WorkoutLengthError
from coach.pages.lessons import lesson_of_walk
from coach.pages.programme import UnfinishedView, Week
from coach.pages.programme_texts import ATTEND_TO
from coach.pages.straps import StrapView
from coach.services.diary import Diary
from coach.services.programme import ProgrammePages
from coach.store.history import HistoryStore
from coach.store.rows import NewSession, Rebuilt
from tests.support.fakes import SUMMARY

MONDAY = date(2026, 11, 23)
WEDNESDAY = MONDAY + timedelta(days=2)
"""Today: the third day of the programme, which asks for a walk on the first, third, fifth and seventh of its week."""


@pytest.fixture
def diary(home):
    with Diary(None, now=lambda: datetime.combine(WEDNESDAY, time(18), UTC)) as opened:
        opened.profile = Profile(programme_start=MONDAY.isoformat(), programme_said=MONDAY.isoformat())
        yield opened


@pytest.fixture
def pages(diary):
    return ProgrammePages(diary, diary.today)


def begins(diary, start):
    diary.profile = msgspec.structs.replace(
        diary.profile, programme_start=start.isoformat(), programme_said=start.isoformat()
    )


def walk(diary, day, minutes=15.0, *, z2_min=10.0, kind=WorkoutKind.STEADY, felt=None, hour=7):
    """A walk of that day as the history keeps it."""
    started = datetime.combine(day, time(hour), UTC)
    new = NewSession(started, kind, minutes, session_id=f"{started:%Y-%m-%d-%H%M}")
    summary = replace(SUMMARY, elapsed_s=minutes * 60, moving_s=minutes * 60, z2_s=z2_min * 60)
    diary.history.rebuild([Rebuilt(new, started + timedelta(minutes=minutes), "finished", summary)])
    if felt is not None:
        diary.history.log(new.session_id, felt)
    return diary.history.session(new.session_id)


def home(pages):
    return pages.home(None, None, None)


def test_home_reads_the_walks_once_and_nothing_while_nothing_changes(diary, pages):
    walk(diary, MONDAY)
    seen = []
    diary.history._connection.set_trace_callback(seen.append)
    before = home(pages)
    assert len([text for text in seen if "JOIN summaries" in text and "LIMIT" not in text]) == 1
    seen.clear()
    assert home(pages) is before
    assert [text for text in seen if not text.startswith("PRAGMA data_version")] == []


STRAP = StrapView("Strap", "C0:FF:EE:00:00:01", None)


@pytest.mark.parametrize(
    "change", ["a walk", "an answer", "a check-in", "the profile", "the day", "the strap", "unfinished", "the history"]
)
def test_home_is_made_anew_when_something_changes(diary, change):
    today, told = [WEDNESDAY], {"strap": None, "unfinished": None}
    pages = ProgrammePages(diary, lambda: today[0])
    known = walk(diary, MONDAY)
    before = pages.home(None, **told)
    with HistoryStore(diary.folders.history_file, WEDNESDAY) as other:  # as another process has it open
        if change == "a walk":
            other.rebuild([Rebuilt(NewSession(local(8), WorkoutKind.FREE), local(9), "finished", SUMMARY)])
        elif change == "an answer":
            other.log(known.session_id, Felt(pain_after=9))
        elif change == "a check-in":
            other.add_check_in(CheckIn(WEDNESDAY.toordinal(), pain=9))
    if change == "the profile":
        diary.profile = msgspec.structs.replace(diary.profile, band_bpm=(112.0, 126.0))
    elif change == "the day":
        today[0] += timedelta(days=1)
    elif change == "the strap":
        told["strap"] = STRAP
    elif change == "unfinished":
        told["unfinished"] = UnfinishedView("2026-11-25-0700", local(7), 12)
    elif change == "the history":
        diary.history.close()
        diary.history = HistoryStore(diary.folders.history_file.with_name("another.sqlite3"), WEDNESDAY)
    assert pages.home(None, **told) != before
    assert pages.home(None, **told) == ProgrammePages(diary, lambda: today[0]).home(None, **told)


def local(hour):
    return datetime.combine(WEDNESDAY, time(hour), UTC)


def test_home_offers_the_walk_of_the_day_in_the_walkers_own_band(diary, pages):
    diary.profile = msgspec.structs.replace(diary.profile, band_bpm=(112.0, 126.0))
    walk(diary, MONDAY)
    view = home(pages)
    offered = make(WorkoutKind.STEADY, view.walk.minutes)
    assert (view.week_number, view.phase_name, view.headline) == (1, RHYTHM.name, "")
    assert (view.walk.kind, view.walk.steps, view.walk.band) == (WorkoutKind.STEADY, offered.steps, Band(112, 126))
    assert RHYTHM.minutes[0] < view.walk.minutes <= RHYTHM.minutes[1], "a little more than on Monday"
    assert view.band_note == "your own band, 112-126 bpm"
    assert view.focus in {text for item in RHYTHM.attend_to for text in ATTEND_TO[item]}


def test_a_day_walked_is_done_and_a_day_between_is_for_rest(diary):
    on_tuesday = ProgrammePages(diary, lambda: MONDAY + timedelta(days=1))
    assert (home(on_tuesday).headline, home(on_tuesday).walk) == ("Rest today", None)
    walk(diary, WEDNESDAY)
    on_wednesday = ProgrammePages(diary, lambda: WEDNESDAY)
    assert (home(on_wednesday).headline, home(on_wednesday).walk) == ("Done for today", None)


@pytest.mark.parametrize(("days", "headline"), [(1, "Begins Thursday"), (6, "Begins Tuesday"), (7, "Begins 02 Dec")])
def test_before_the_first_day_home_says_when_it_is_and_asks_for_nothing(diary, pages, days, headline):
    start = WEDNESDAY + timedelta(days=days)
    begins(diary, start)
    view = home(pages)
    assert (view.headline, view.walk, view.week_number, view.phase_name) == (headline, None, None, "")
    assert f"{start:%A, %d %B}" in view.focus
    assert (view.reason, view.warning, view.ask_check_in) == ("", "", False)
    assert [day.day for day in view.week.days] == [MONDAY + timedelta(days=number) for number in range(7)]
    assert [day.day for day in view.week.days if day.is_today] == [WEDNESDAY]
    assert {day.planned for day in view.week.days} == {None}
    assert pages.week_so_far() is None


def test_the_week_shows_what_was_walked_and_a_beginner_has_no_goal_to_miss(diary, pages):
    walk(diary, MONDAY, 15.0, z2_min=9.0)
    walk(diary, WEDNESDAY, 16.0, z2_min=10.0)
    walk(diary, WEDNESDAY, 3.0, z2_min=2.0, hour=12)  # a try of the strap
    week = home(pages).week
    assert [day.walked_minutes for day in week.days] == [15, 0, 16, 0, 0, 0, 0]
    assert (week.walks, week.prescribed_walks) == (2, RHYTHM.days)
    assert week.z2_minutes == 21.0, "what was earned is earned"
    assert (week.goal_minutes, week.long_walk_done) == (None, None)
    assert pages.week_so_far() == Week(21.0 * 60, None)


@pytest.mark.parametrize(("minutes", "done"), [(30.0, False), (41.0, True)])
def test_a_week_with_a_longer_walk_says_whether_it_was_done(diary, pages, minutes, done):
    begins(diary, MONDAY - timedelta(days=14))
    diary.profile = msgspec.structs.replace(diary.profile, programme_said=MONDAY.isoformat())  # taken as walked
    walk(diary, MONDAY, minutes)
    view = home(pages)
    assert (view.week_number, view.week.long_walk_done) == (3, done)


def test_from_week_5_on_the_walk_has_the_weeks_goal_and_the_tempo_day_a_choice(diary):
    begins(diary, MONDAY - timedelta(days=28))
    diary.profile = msgspec.structs.replace(diary.profile, programme_said=MONDAY.isoformat())
    for number in range(3):
        walk(diary, MONDAY + timedelta(days=number), 32.0, z2_min=20.0)
    friday = ProgrammePages(diary, lambda: MONDAY + timedelta(days=4))
    assert friday.week_so_far() == Week(60.0 * 60, 150)
    view = home(friday)
    assert (view.week_number, view.walk.kind) == (5, WorkoutKind.TEMPO)
    assert "The tempo is optional" in view.focus


def test_after_week_6_no_week_of_the_programme_is_shown(diary, pages):
    begins(diary, MONDAY - timedelta(days=42))
    diary.profile = msgspec.structs.replace(diary.profile, programme_said=MONDAY.isoformat())
    assert home(pages).week_number is None
    plan = pages.six_weeks()
    assert (plan.current, [week.number for week in plan.weeks]) == (None, [1, 2, 3, 4, 5, 6])
    assert plan.afterwards == ""  # it has come


def test_the_six_weeks_count_a_repeated_week_with_all_its_walks(diary, pages):
    begins(diary, MONDAY - timedelta(days=14))
    walk(diary, MONDAY - timedelta(days=8), z2_min=7.0)  # one walk is too few: the week comes once more
    walk(diary, MONDAY - timedelta(days=7), z2_min=8.0)
    walk(diary, MONDAY, z2_min=9.0)
    plan = pages.six_weeks()
    assert plan.current == 1
    first, second = plan.weeks[:2]
    assert (first.walks, first.z2_minutes) == (3, 24.0)
    assert (second.walks, second.z2_minutes) == (0, 0.0)
    assert [(week.days, week.minutes, week.long_minutes, week.tempo) for week in plan.weeks][2:5:2] == [
        ((5, 6), (25, 29), 40, False),
        ((6, 7), (31, 38), None, True),
    ]


def test_before_the_first_day_the_six_weeks_are_laid_out_and_none_is_current(diary, pages):
    begins(diary, MONDAY + timedelta(days=7))
    plan = pages.six_weeks()
    assert (plan.current, plan.today) == (None, WEDNESDAY)
    assert plan.focus == "The six weeks begin on Monday, 30 November."
    assert plan.week.days[0].day == MONDAY + timedelta(days=7)
    assert not any(day.is_today for day in plan.week.days)


@pytest.mark.parametrize(
    ("day", "minutes", "felt", "advice"),
    [
        (MONDAY + timedelta(days=2), 15.0, None, "Next on Friday: "),
        (MONDAY + timedelta(days=5), 15.0, None, "Tomorrow: "),
        (MONDAY + timedelta(days=6), 15.0, None, "The week is done."),
        (MONDAY + timedelta(days=2), 3.0, None, "A short walk is a walk. Today's (15 min)"),
        (MONDAY + timedelta(days=2), 15.0, Felt(pain_after=7), "A walk brought pain of 7 of 10"),
        (MONDAY + timedelta(days=2), 60.0, None, "60 minutes in one walk, where the next step has 20"),
    ],
    ids=["in two days", "tomorrow", "last day", "a try", "pain", "too much"],
)
def test_after_a_walk_it_says_what_is_next(diary, day, minutes, felt, advice):
    session = walk(diary, day, minutes, felt=felt)
    assert ProgrammePages(diary, lambda: day).advice(session).startswith(advice)


def test_todays_walk_has_the_lesson_of_its_number(diary, pages):
    earlier, today = walk(diary, MONDAY), walk(diary, WEDNESDAY)
    assert pages.lesson_of(today) == lesson_of_walk(1, 1)
    assert pages.lesson_of(earlier) is None
    begins(diary, WEDNESDAY + timedelta(days=1))
    assert pages.lesson_of(today) is None


def test_of_an_earlier_walk_nothing_is_next(diary, pages):
    assert pages.advice(walk(diary, MONDAY)) == ""
    begins(diary, WEDNESDAY + timedelta(days=1))
    assert pages.advice(walk(diary, WEDNESDAY)) == ""


def test_another_walk_is_warned_about_when_it_is_more_than_the_next_step(diary, pages):
    assert pages.other_walk(WorkoutKind.STEADY, 20).warning == ""
    assert pages.other_walk(WorkoutKind.STEADY, 21).warning.startswith("21 minutes is more")
    endless = pages.other_walk(WorkoutKind.FREE, None)
    assert (endless.minutes, endless.warning) == (None, "")
    begins(diary, WEDNESDAY + timedelta(days=1))
    assert pages.other_walk(WorkoutKind.STEADY, 90).warning == "", "walk as you like until then"
    with pytest.raises(WorkoutLengthError):
        pages.other_walk(WorkoutKind.TEMPO, 20)


def test_the_morning_is_asked_of_yesterdays_last_walk_until_it_is_answered(diary, pages):
    tuesday = WEDNESDAY - timedelta(days=1)
    walk(diary, MONDAY)
    assert pages.unasked_morning(WEDNESDAY) is None
    walk(diary, tuesday)
    last = walk(diary, tuesday, hour=17)
    walk(diary, tuesday, 2.0, hour=19)  # a try of the strap
    assert home(pages).ask_morning_pain == last.session_id
    diary.history.log(last.session_id, Felt(pain_next_morning=0))
    assert home(pages).ask_morning_pain is None


def test_daily_life_is_asked_about_a_week_after_the_start_and_after_each_answer(diary):
    def asks(day):
        return home(ProgrammePages(diary, lambda: MONDAY + timedelta(days=day))).ask_check_in

    assert [asks(day) for day in (0, 6, 7)] == [False, False, True]
    diary.history.add_check_in(CheckIn((MONDAY + timedelta(days=8)).toordinal(), limited=False))
    diary.history.add_check_in(CheckIn((MONDAY + timedelta(days=10)).toordinal(), pain=5))
    assert [asks(day) for day in (8, 14, 15)] == [False, False, True]


def test_activities_of_one_s_own_are_due_by_the_calendar_weeks_of_the_programme(diary):
    pages = ProgrammePages(diary, lambda: MONDAY)

    def due(day):
        today = MONDAY + timedelta(days=day)
        question = pages.wants_function(diary.plan_for(today, today), today)
        return None if question is None else (question.week, question.names)

    assert [due(day) for day in (0, 13, 14, 21)] == [(0, ()), (0, ()), None, (3, ())]
    diary.history.add_check_in(CheckIn(MONDAY.toordinal(), function=(OwnActivity("stairs", 4),)))
    assert [due(day) for day in (0, 20, 21, 42)] == [None, None, (3, ("stairs",)), (6, ("stairs",))]


def test_a_short_walk_of_a_baseline_week_has_a_lesson_of_its_own_too(diary, pages):
    walk(diary, MONDAY, 5.0)
    assert pages.lesson_of(walk(diary, WEDNESDAY, 5.0)) == lesson_of_walk(1, 1)
