"""The diary: one person's profile and history, and what it asks the programme."""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import coach as coach_folder
from coach.domain.programme.felt import Felt
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import WorkoutKind, free, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.errors import HistoryVersionError, NotBegunError, StoreError, StoreProblem
from coach.services.diary import Diary, declined_name
from coach.services.importing import Asked, Importer, Watching, files_in
from coach.services.programme import ProgrammePages
from coach.services.recorded_walks import RecordedWalks
from coach.session.inputs import PainMoment, PainReported, Reading, SessionEnded
from coach.session.plan import SessionPlan
from tests.support.recorded_walks import days, record
from tests.support.watch_files import fit_walk, put

PLAN = SessionPlan(make(WorkoutKind.STEADY, 20), TYPICAL_ZONES)


def test_a_day_before_the_programme_begins_has_no_plan(diary):
    monday = date(2026, 11, 23)
    diary.profile = type(diary.profile)(programme_start=monday.isoformat())
    assert diary.plan_for(monday, monday).standing.number == 1
    with pytest.raises(NotBegunError) as caught:
        diary.plan_for(monday - timedelta(days=1), monday)
    assert monday.isoformat() in str(caught.value)


@pytest.mark.parametrize("paced", [None, False, True])
@pytest.mark.parametrize("band", [None, Band(100, 115)])
def test_a_walk_s_plan_has_all_that_the_profile_says_of_the_walker(diary, paced, band):
    diary.profile = type(diary.profile)(max_bpm=171.0, slowing_medication=True, paced_heart=paced)
    plan = diary.session_plan(PLAN.workout, band)
    assert (plan.workout, plan.max_bpm, plan.paced) == (PLAN.workout, 171.0, paced is True)
    assert plan.allows_speed_up is (band is not None)
    assert (plan.zones is None) is (band is None)
    assert band is None or plan.zones.zone_2 == band


def test_a_walk_s_plan_has_the_usual_pain_as_the_programme_knows_it(diary, home):
    assert diary.session_plan(PLAN.workout).usual_pain is None
    for ago, level in enumerate([1, 1, 5, 2, 2, 9, 9], 1):  # the newest first
        record(home, ago=days(ago), told=[PainReported(at_s=1200.0, level=level, moment=PainMoment.BEFORE)])
    RecordedWalks(diary).rebuild(lambda *_: None)
    assert diary.session_plan(PLAN.workout).usual_pain == 2


def test_a_declined_band_is_not_proposed_again(diary, home):
    for ago in (1, 2):
        record(home, ago=days(ago), bpm=130, talk=TalkTest.CANNOT)
    RecordedWalks(diary).rebuild(lambda *_: None)
    assert diary.band_proposal().band == Band(110, 125)
    names = (declined_name(Band(110, 125)),)
    diary.profile = type(diary.profile)(disclaimers_seen=names)
    assert diary.band_proposal() is None


# A history that cannot be used


def spoil(path, way):
    if way == "text":
        path.write_bytes(b"not a database" * 100)
    elif way == "newer":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 999")
    elif way == "a row":
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE sessions SET kind = 'swimming'")
    else:
        path.unlink()
        path.mkdir()


WAYS = ("text", "newer", "a row", "folder")


@pytest.fixture
def spoilt(home, request):
    record(home, ago=days(1))
    with Diary(None) as diary:
        RecordedWalks(diary).settle()
        path = diary.folders.history_file
    with Diary(None):
        pass  # the day's copy
    spoil(path, request.param)
    return path


@pytest.mark.parametrize("spoilt", WAYS, indirect=True)
def test_a_walk_does_not_wait_for_a_history_and_joins_it_later(spoilt, home):
    before = None if spoilt.is_dir() else spoilt.read_bytes()
    with Diary(None, walks_anyway=True) as diary:
        assert diary.trouble is not None
        recorded = RecordedWalks(diary)
        recorded.settle()
        assert len(diary.history.sessions()) == 1, "the copy's"
        session, sink = recorded.begin(PLAN, {})
        sink.write(Reading(at_s=1.0, bpm=120))
        sink.write(SessionEnded(at_s=700.0))
        assert recorded.keep(session, sink).summary.moving_s == 700.0
        diary.history.log(session.session_id, Felt(rpe=4))
    assert before is None or spoilt.read_bytes() == before, "nothing touched it"
    if spoilt.is_dir():
        spoilt.rmdir()
    else:
        for path in spoilt.parent.glob(f"{spoilt.name}*"):
            if not path.name.endswith(".backup"):
                path.unlink()
    with Diary(None) as diary:
        RecordedWalks(diary).settle()
        assert diary.history.session(session.session_id).felt.rpe == 4
        assert len(diary.history.sessions()) == 2


@pytest.mark.parametrize("spoilt", WAYS, indirect=True)
def test_who_asks_for_the_history_is_told(spoilt):
    with pytest.raises(StoreError), Diary(None) as diary:
        diary.history.sessions()


@pytest.mark.parametrize("spoilt", ["text", "a row"], indirect=True)
def test_a_damaged_history_is_mended_from_its_copy(spoilt):
    with Diary(None, mends=True) as diary:
        assert diary.moved_aside == spoilt.with_name("history.sqlite3.damaged")
        assert (len(diary.history.sessions()), diary.trouble) == (1, None)
        assert diary.history.find_session().kind is WorkoutKind.STEADY


@pytest.mark.parametrize("spoilt", ["newer"], indirect=True)
def test_the_history_of_a_newer_coach_is_not_moved(spoilt):
    with pytest.raises(HistoryVersionError):
        Diary(None, mends=True)
    assert spoilt.exists()


def test_a_history_locked_by_another_process_keeps_nobody_from_walking(home, monkeypatch):
    monkeypatch.setattr("coach.services.diary.BUSY_WALKING_MS", 1)
    with Diary(None, walks_anyway=True) as diary, closing(sqlite3.connect(diary.folders.history_file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        recorded = RecordedWalks(diary)
        session, sink = recorded.begin(PLAN, {})
        assert diary.trouble.problem is StoreProblem.IN_USE
        sink.write(Reading(at_s=1.0, bpm=120))
        sink.write(SessionEnded(at_s=700.0))
        assert recorded.keep(session, sink).summary.moving_s == 700.0
    with Diary(None) as diary:
        assert RecordedWalks(diary).settle().adopted == 1
        assert diary.history.find_session().session_id == session.session_id


@pytest.mark.parametrize("spoilt", ["a row"], indirect=True)
def test_damage_that_the_copy_has_as_well_costs_only_its_own_row(spoilt):
    for copy in spoilt.parent.glob("*.backup"):
        spoil(copy, "a row")
    with Diary(None, walks_anyway=True) as diary:
        assert diary.trouble is not None
        assert RecordedWalks(diary).settle().adopted == 1, "the recording brings it back"
    with Diary(None, mends=True) as diary:
        RecordedWalks(diary).settle()
        assert len(diary.history.sessions()) == 1


def test_an_answer_to_a_walk_that_the_copies_lack_is_refused_for_the_reason_there_is(home, monkeypatch):
    monkeypatch.setattr("coach.services.diary.BUSY_WALKING_MS", 1)
    stem = record(home, ago=days(1))
    with Diary(None, walks_anyway=True) as diary, closing(sqlite3.connect(diary.folders.history_file)) as other:
        RecordedWalks(diary).settle()
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError) as caught:
            diary.keeping(lambda history: history.log(stem, Felt(rpe=4)))
        assert caught.value.problem is StoreProblem.IN_USE


def test_before_week_1_nobody_is_pushed_into_the_zone(diary, home):
    assert diary.session_plan(PLAN.workout).allows_speed_up
    diary.profile = msgspec.structs.replace(diary.profile, baseline=True)
    assert not diary.session_plan(PLAN.workout).allows_speed_up


@pytest.fixture
def imported(diary, home, tmp_path):
    """Take a watch's walk of so many days ago in, with an answer to each question."""

    def imported(ago, *, counts, minutes=40):
        path = put(tmp_path, f"{ago}-{minutes}.fit", fit_walk(diary.now() - timedelta(days=ago), minutes))
        (outcome,) = Importer(RecordedWalks(diary), Asked(counts=counts)).run(files_in([path]), Watching())
        felt = Felt(rpe=9, pain_before=8, pain_during=9, pain_after=9, talk_test=TalkTest.COMFORTABLE)
        diary.history.log(outcome.walks[0].session_id, felt)

    return imported


def seen(diary):
    """What the programme makes of the walks; which is the newest, to export it, is another matter."""
    today = diary.today()
    pages = ProgrammePages(diary, diary.today)
    return (
        diary.plan_for(today, today),
        diary.band_proposal(),
        diary.session_plan(free()),
        diary.programme_start(today),
        diary.z2_s(0, 10**6),
        replace(pages.home(None, None, None), newest_walk=None),
        pages.six_weeks(),
        pages.unasked_morning(today),
        pages.week_so_far(),
    )


def test_an_imported_walk_that_does_not_count_is_invisible_to_the_programme(diary, home, imported):
    record(home, ago=timedelta(days=9))
    RecordedWalks(diary).settle()
    before = seen(diary)
    for ago in (1, 2, 3, 4, 60):
        imported(ago, counts=False)
    assert seen(diary) == before


def test_imported_walks_before_the_programme_never_count_and_never_begin_it(diary, home, imported):
    record(home, ago=timedelta(days=9))
    RecordedWalks(diary).settle()
    before = seen(diary)
    for ago in (10, 11, 30, 60):
        imported(ago, counts=True)
    assert seen(diary) == before
    imported(1, counts=True)
    assert seen(diary)[3] == before[3]
    assert [walk.day for walk in diary.walks()] == [diary.today().toordinal() - ago for ago in (9, 1)]
    assert diary.z2_s(0, 10**6) > before[4]


def test_without_a_walk_of_ones_own_nothing_imported_counts_before_today(diary, imported):
    imported(3, counts=True)
    assert diary.walks() == ()
    assert diary.programme_start(diary.today()).start_day == diary.today().toordinal()


def test_the_programme_asks_for_walks_in_one_place():
    """Or one of its questions would count walks that do not count."""
    calls = re.compile(r"history\.walks\(")
    coach = Path(coach_folder.__file__).parent
    places = {
        path.relative_to(coach).as_posix()
        for path in coach.rglob("*.py")
        if calls.search(path.read_text(encoding="utf-8"))
    }
    assert places == {"services/diary.py"}


def test_only_where_one_is_to_count_is_there_a_first_day_for_it(diary, imported):
    imported(3, counts=False)
    assert diary.counts_from(diary.history.sessions()) == date.min.toordinal()
    imported(2, counts=True)
    assert diary.counts_from(diary.history.sessions()) == diary.today().toordinal()
