"""The screens' services on a real diary: a profile on disk, a history, recordings; only the radio is made up."""

import asyncio
import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.clock import local_now
from coach.config import load_profile
from coach.domain.programme.felt import Felt
from coach.domain.programme.function import FunctionAnswer
from coach.domain.programme.safety import SafetyAnswers, SafetySign
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import CheckIn, OwnActivity
from coach.domain.wire.heart_rate import HeartRateMeasurement, encode
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Band
from coach.errors import CommandError, HostError, HostProblem, StoreError, StoreProblem, WalkUnavailableError
from coach.packing import packed_path
from coach.pages.profile import ProfileView
from coach.pages.straps import ProofState
from coach.services import facade
from coach.services.diary import Diary
from coach.services.facade import DiaryServices, shown_folder
from coach.services.importing import Asked, Importer, Watching, files_in
from coach.services.recorded_walks import RecordedWalks
from coach.services.walks import HeartSource
from coach.session.commands import AddNote, ReportPain
from coach.session.inputs import (
    BatteryRead,
    EndReason,
    LinkUp,
    Notification,
    PainMoment,
    SessionEnded,
    TalkTestAnswered,
)
from coach.session.line_codec import dump_input
from coach.session.plan import SessionPlan
from coach.session.straps import StrapDetails, StrapSeen
from coach.store.unasked import UnaskedStore
from tests.support.recorded_walks import record
from tests.support.watch_files import fit_walk, put

STRAP = StrapSeen("Polar H10 1234", "AA:BB:CC:00:11:22", -60, None, True, False, 0.0)


class FakeSource:
    """Inputs given beforehand, then silence."""

    def __init__(self, clock, inputs):
        self._clock = clock
        self._inputs = inputs
        self.closed = False

    async def inputs(self):
        try:
            for item in self._inputs(self._clock):
                yield item
                await asyncio.sleep(0)
            await asyncio.Event().wait()
        finally:
            self.closed = True

    def switch_to(self, device):
        raise AssertionError("nobody changes the strap here")

    async def straps_in_range(self):
        return ()

    details = StrapDetails()


def beats(clock, bpm=128, count=12):
    yield LinkUp(at_s=clock.now_s(), name=STRAP.name, address=STRAP.address)
    yield BatteryRead(at_s=clock.now_s(), percent=77)
    for _ in range(count):
        yield Notification(at_s=clock.now_s(), payload=bytes([0x10, bpm, 0x00, 0x02]))


class FakeRadio:
    def __init__(self, inputs=beats, straps=(STRAP,)):
        self._inputs = inputs
        self._straps = straps
        self.wanted = []
        self.sources = []
        self.scanning = False

    def source(self, clock, wanted):
        self.wanted.append(wanted)
        self.sources.append(FakeSource(clock, self._inputs))
        return self.sources[-1]

    async def straps(self, *, everything):
        self.scanning = True
        try:
            while True:
                yield self._straps
                await asyncio.sleep(0)
        finally:
            self.scanning = False


def services(diary, radio=None, days_later=0):
    now = local_now() + timedelta(days=days_later)
    diary.now = lambda: now
    return DiaryServices(diary, None, radio=radio or FakeRadio(), audible=False)


def a_walk(diary, days_ago=0, *, minutes=20, bpm=128, end=True, talk=None, shift=timedelta(0)):
    """A walk recorded by hand, one beat a second."""
    session_started = local_now() - timedelta(days=days_ago) + shift
    name = f"{session_started:%Y-%m-%d-%H%M}-{days_ago}"
    plan = {"workout": "steady", "band_bpm": [120, 135], "steps": [{"kind": "steady", "duration_s": minutes * 60}]}
    header = {
        "format": "coach-recording",
        "version": 1,
        "started_at": session_started.isoformat(),
        "source": {"kind": "strap"},
        "session": plan,
    }
    lines = [json.dumps(header)]
    payload = encode(HeartRateMeasurement(bpm=bpm, rr_s=(60 / bpm,)))
    for second in range(1, minutes * 60):
        lines.append(dump_input(Notification(at_s=float(second), payload=payload)))
        if talk is not None and second == 300:
            lines.append(dump_input(TalkTestAnswered(at_s=300.0, answer=talk)))
    if end:
        lines.append(dump_input(SessionEnded(at_s=minutes * 60.0, reason=EndReason.FINISHED)))
    diary.folders.recordings.mkdir(parents=True, exist_ok=True)
    (diary.folders.recordings / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    if end:
        RecordedWalks(diary).rebuild(lambda *_: None)
    return name


async def test_the_first_questions_are_asked_once_and_a_paired_strap_does_not_count_as_an_answer(diary):
    asked = services(diary)
    assert not (await asked.profile()).asked
    async for _ in asked.prove_strap(STRAP):
        pass
    assert not (await asked.profile()).asked

    today = asked.today()
    answers = ProfileView(age=52, safety=SafetyAnswers().answered(SafetySign, {SafetySign.FEVER}), start=today)
    await asked.save_profile(answers)
    assert await asked.profile() == answers
    assert load_profile(diary.folders.profile_file).strap.name == STRAP.name


async def test_home_keeps_signs_in_sight_until_they_were_seen_to(diary):
    asked = services(diary)
    assert (await asked.home()).asks_safety
    await asked.save_profile(ProfileView(safety=SafetyAnswers().answered(SafetySign, {SafetySign.FEVER})))
    view = await asked.home()
    assert (view.asks_safety, view.open_signs) == (False, {SafetySign.FEVER})
    await asked.notice_signs({SafetySign.SADDLE})
    assert (await asked.home()).open_signs == {SafetySign.FEVER, SafetySign.SADDLE}
    await asked.say_signs_seen()
    assert (await asked.home()).open_signs == frozenset()


async def test_home_looks_again_without_reading_and_sees_what_another_command_did(diary):
    walked = a_walk(diary, days_ago=1)
    asked = services(diary)
    before, seen = await asked.home(), []
    assert (before.ask_morning_pain, before.unfinished) == (walked, None)
    diary.history._connection.set_trace_callback(seen.append)
    assert await asked.home() == before
    assert {text for text in seen if not text.startswith("PRAGMA data_version")} == set()
    with Diary(None) as other:  # `coach log`
        other.history.log(walked, Felt(pain_next_morning=1))
    assert (await asked.home()).ask_morning_pain is None
    begun = a_walk(diary, minutes=1, end=False, shift=-timedelta(minutes=2))
    assert (await asked.home()).unfinished.walk_id == begun, "a recording alone"
    (diary.folders.recordings / f"{begun}.jsonl").unlink()
    assert (await asked.home()).unfinished is None


async def test_all_questions_skipped_is_a_safe_beginner_today(diary):
    asked = services(diary)
    await asked.save_profile(ProfileView(start=asked.today()))
    view = await asked.home()
    assert (view.week_number, view.walk.minutes, view.walk.band) == (1, 15, Band(120, 135))
    assert view.week.goal_minutes is None


async def test_a_walk_from_home_is_recorded_kept_and_looked_back_on(diary):
    radio = FakeRadio(inputs=lambda clock: beats(clock, count=40))
    asked = services(diary, radio)
    await asked.save_profile(ProfileView(start=asked.today()))
    view = await asked.home()
    setup = await asked.start_walk(view.walk)
    heard = []
    host = setup.host
    running = asyncio.create_task(host.run())
    while len(heard) < 60:
        heard.append(None)
        await asyncio.sleep(0)
    host.end(EndReason.STOPPED)
    summary = await running
    assert summary.readings == 40
    assert radio.sources[0].closed

    felt = Felt(rpe=3, pain_before=2, pain_after=1, talk_test=TalkTest.COMFORTABLE, note="sunny")
    detail = await asked.finish_walk(setup.walk_id, felt)
    assert detail.felt == felt
    assert detail.summary.readings == 40
    assert (await asked.history()).walks[0].rpe == 3

    mended = await asked.save_felt(setup.walk_id, Felt(rpe=5), detail.felt)
    assert mended.felt == Felt(rpe=5)


async def test_what_was_told_during_the_walk_stays_unless_it_is_said_again(diary):
    asked = services(diary, FakeRadio(inputs=lambda clock: beats(clock, count=5)))
    for note, kept in ((None, "hill"), ("sunny", "sunny")):
        setup = await asked.start_walk(await asked.prescription(WorkoutKind.FREE, None))
        host = setup.host
        running = asyncio.create_task(host.run())
        await asyncio.sleep(0)
        host.send(ReportPain(3, PainMoment.BEFORE))
        host.send(AddNote("hill"))
        host.end(EndReason.STOPPED)
        await running
        detail = await asked.finish_walk(setup.walk_id, Felt(rpe=3, note=note))
        assert (detail.felt.note, detail.felt.rpe, detail.felt.pain_before) == (kept, 3, 3)
        assert detail.advice == "A short walk is a walk. Today's (15 min) is still there, if you like."


async def test_a_walk_without_a_beat_is_not_kept(diary):
    asked = services(diary, FakeRadio(inputs=lambda _clock: iter(())))
    setup = await asked.start_walk(await asked.prescription(WorkoutKind.FREE, None))
    assert await asked.finish_walk(setup.walk_id, Felt()) is None
    assert (await asked.history()).walks == ()


async def test_closing_the_program_in_a_walk_keeps_it_and_packs_its_recording(diary, home):
    asked = services(diary)
    setup = await asked.start_walk(await asked.prescription(WorkoutKind.STEADY, 20))
    host = setup.host
    running = asyncio.create_task(host.run())
    for _ in range(60):
        await asyncio.sleep(0)
    host.end(EndReason.INTERRUPTED)
    await running
    older = record(home, ago=timedelta(days=3), minutes=12)
    asked.recorded.settle()
    asked.close()
    assert [row.walk_id for row in (await asked.history()).walks] == [setup.walk_id, older]
    folder = home / "data" / "recordings"
    assert packed_path(folder / f"{setup.walk_id}.jsonl").exists()
    assert (folder / f"{older}.jsonl").exists()  # somebody waits for the program's end: it packs one
    DiaryServices(diary, None, own_process=True).close()
    assert [path.suffix for path in folder.iterdir() if "answers" not in path.name] == [".xz", ".xz"]


async def test_a_history_that_fails_keeps_no_program_from_ending(diary, monkeypatch):
    def failing(*_):
        raise StoreError(StoreProblem.HISTORY_DAMAGED)

    monkeypatch.setattr(facade, "pack_walks", failing)
    services(diary).close()


async def test_home_shows_the_walks_of_the_week_and_asks_about_the_morning_after(diary):
    a_walk(diary, days_ago=1)
    asked = services(diary)
    await asked.save_profile(ProfileView(start=asked.today() - timedelta(days=2)))
    view = await asked.home()
    assert (view.week.walks, [day.walked_minutes for day in view.week.days][:3]) == (1, [0, 20, 0])
    assert view.week.z2_minutes > 15
    await asked.save_morning_pain(view.ask_morning_pain, 2)
    assert (await asked.home()).ask_morning_pain is None
    assert (await asked.history()).walks[0].pain is None


async def test_a_day_walked_is_done_and_a_day_before_the_start_waits(diary):
    asked = services(diary)
    await asked.save_profile(ProfileView(start=asked.today()))
    now = local_now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    a_walk(diary, shift=-min(timedelta(minutes=30), now - midnight))  # of today, whatever the time is
    view = await asked.home()
    assert (view.walk, view.headline) == (None, "Done for today")

    later = asked.today() + timedelta(days=3)
    await asked.save_profile(ProfileView(start=later))
    view = await asked.home()
    assert (view.walk, view.week_number, view.headline) == (None, None, f"Begins {later:%A}")
    plan = await asked.plan()
    assert plan.current is None
    assert len(plan.weeks) == 6


async def test_the_plan_has_the_six_weeks_and_what_was_walked_in_them(diary):
    for days_ago in (1, 2, 4, 6, 7):
        a_walk(diary, days_ago)
    asked = services(diary)
    start = asked.today() - timedelta(days=7)
    profile = diary.profile.starting(start, start)
    await asked.save_profile(ProfileView(start=start))
    diary.profile = profile
    plan = await asked.plan()
    assert [week.number for week in plan.weeks] == [1, 2, 3, 4, 5, 6]
    assert plan.weeks[0].walks == 5
    assert plan.current == 2


async def test_an_unfinished_walk_goes_on_with_its_time_and_the_gap_earns_nothing(diary):
    walk_id = a_walk(diary, minutes=10, end=False, shift=timedelta(minutes=-20))
    radio = FakeRadio(inputs=lambda clock: beats(clock, count=5))
    asked = services(diary, radio)
    view = await asked.home()
    assert (view.unfinished.walk_id, view.unfinished.walked_minutes) == (walk_id, 9)

    setup = await asked.continue_walk(walk_id)
    host = setup.host
    now = host.latest
    assert 1190 < now.at_s < 1230
    assert 590 < now.moving_s < 630
    earned_s = now.z2_s
    assert earned_s > 400
    running = asyncio.create_task(host.run())
    for _ in range(30):
        await asyncio.sleep(0)
    host.end(EndReason.STOPPED)
    await running
    detail = await asked.finish_walk(walk_id, Felt(rpe=2))
    assert detail.summary.z2_s == pytest.approx(earned_s, abs=15)
    assert len((await asked.history()).walks) == 1
    assert (await asked.home()).unfinished is None


async def test_an_unfinished_walk_can_be_closed_and_an_old_one_is_closed_by_itself(diary):
    young = a_walk(diary, minutes=10, end=False, shift=timedelta(minutes=-15))
    old = a_walk(diary, days_ago=2, minutes=12, end=False)
    asked = services(diary)
    asked.recorded.settle()
    assert (await asked.home()).unfinished.walk_id == young
    assert [row.walk_id for row in (await asked.history()).walks] == [old]
    await asked.close_walk(young)
    assert (await asked.home()).unfinished is None
    assert [row.walk_id for row in (await asked.history()).walks] == [young, old]
    with pytest.raises(CommandError):
        await asked.continue_walk(young)


async def test_walks_are_compared_with_the_last_ones_of_their_kind(diary):
    for days_ago, bpm in ((5, 130), (3, 130), (1, 124)):
        a_walk(diary, days_ago, bpm=bpm)
    asked = services(diary)
    history = await asked.history()
    assert [row.mean_bpm is not None for row in history.walks] == [True] * 3
    newest, middle, first = history.walks
    assert (await asked.walk(first.walk_id)).comparison == ()
    await asked.save_felt(middle.walk_id, Felt(rpe=5, pain_after=4, distance_m=1500.0), Felt())
    detail = await asked.save_felt(newest.walk_id, Felt(rpe=3, pain_after=4, distance_m=1700.0), Felt())
    assert detail.comparison[0].startswith("At 124 bpm you walked 5.1 km/h, 0.8 faster than the last one")
    assert detail.comparison[1:] == ("It felt easier than usual, 3 of 10.", "The pain after it was about the same.")
    trends = {trend.name.split()[0]: trend for trend in (await asked.history()).trends}
    assert [value for _, value in trends["Effort"].points] == [5, 3]  # of the walks at about the same speed
    assert len(trends["Speed"].points) == 2


async def test_a_walk_whose_recording_is_gone_still_has_its_sums(diary):
    name = a_walk(diary, 1)
    file = diary.folders.recordings / f"{name}.jsonl"
    asked = services(diary)
    assert (await asked.walk(name)).file == file
    assert not (await asked.replay(name, 10.0)).latest.ended
    file.unlink()
    detail = await asked.walk(name)
    assert detail.trace is None
    assert detail.file is None
    with pytest.raises(CommandError):
        await asked.replay(name, 10.0)
    assert detail.summary.z2_s > 600


async def test_the_talk_tests_propose_a_band_that_is_taken_or_left(diary):
    for days_ago in (3, 1):
        a_walk(diary, days_ago, bpm=146, talk=TalkTest.COMFORTABLE)
    asked = services(diary)
    view = await asked.home()
    assert view.proposed_band is not None
    assert "you spoke comfortably" in view.proposal
    await asked.decide_band(view.proposed_band, take=False)
    assert (await asked.home()).proposed_band is None

    band = Band(128, 143)
    await asked.decide_band(band, take=True)
    assert (await asked.prescription(WorkoutKind.STEADY, 20)).band == band


async def test_too_much_is_warned_about_and_an_impossible_walk_refused(diary):
    asked = services(diary)
    await asked.save_profile(ProfileView(start=asked.today()))
    assert (await asked.prescription(WorkoutKind.STEADY, 15)).warning == ""
    assert "Too much too soon" in (await asked.prescription(WorkoutKind.STEADY, 90)).warning
    with pytest.raises(CommandError):
        await asked.prescription(WorkoutKind.TEMPO, 20)


async def test_daily_life_is_asked_about_once_a_week(diary):
    asked = services(diary)
    await asked.save_profile(ProfileView(start=asked.today()))
    assert not (await asked.home()).ask_check_in
    week_later = services(diary, days_later=7)
    assert (await week_later.home()).ask_check_in
    await week_later.save_check_in(limited=False, avoids_movement=False, wants_more=True)
    view = await week_later.home()
    assert not view.ask_check_in
    assert "physiotherapist" in view.warning


async def test_activities_of_one_s_own_are_kept_beside_the_day_s_other_answers(diary):
    asked = services(diary)
    day = asked.today().toordinal()
    await asked.save_check_in(limited=True, avoids_movement=False, wants_more=False)
    await asked.save_function(FunctionAnswer((OwnActivity("stairs", 4),)))
    kept = CheckIn(day, True, False, False, function=(OwnActivity("stairs", 4),), asks_function=True)
    assert diary.history.check_ins() == (kept,)
    await asked.save_function(FunctionAnswer((), asks_again=False))
    assert diary.history.check_ins() == (replace(kept, asks_function=False),)


async def test_a_strap_proves_its_beats_and_is_remembered_and_forgotten(diary):
    radio = FakeRadio()
    asked = services(diary, radio)
    assert await asked.remembered_strap() is None
    proofs = [proof async for proof in asked.prove_strap(STRAP)]
    assert (proofs[0].state, proofs[-1].state) == (ProofState.CONNECTING, ProofState.PROVEN)
    assert (proofs[-1].bpm, proofs[-1].battery_percent) == (128, 77)
    assert radio.wanted[0].address == STRAP.address
    assert radio.sources[0].closed
    kept = await asked.remembered_strap()
    assert (kept.name, kept.battery_percent) == (STRAP.name, 77)
    await asked.forget_strap()
    assert await asked.remembered_strap() is None


async def test_a_strap_without_beats_is_not_remembered(diary, monkeypatch):
    monkeypatch.setattr("coach.services.strap_proof.PROOF_LIMIT_S", 0.0)
    asked = services(diary, FakeRadio(inputs=lambda clock: beats(clock, bpm=0, count=3)))
    proofs = [proof async for proof in asked.prove_strap(STRAP)]
    assert proofs[-1].state is ProofState.FAILED
    assert "wet the electrodes" in proofs[-1].text
    assert await asked.remembered_strap() is None


async def test_leaving_the_list_stops_the_scan(diary):
    radio = FakeRadio()
    seen = services(diary, radio).watch_straps(everything=False)
    assert await anext(seen) == (STRAP,)
    assert radio.scanning
    await seen.aclose()
    assert not radio.scanning


def test_what_today_is_comes_from_the_clock_it_is_given(home):
    fixed = datetime(2026, 11, 23, 23, 59).astimezone()
    with Diary(None, now=lambda: fixed) as diary:
        assert DiaryServices(diary, None, audible=False).today() == date(2026, 11, 23)


async def test_a_flare_on_a_day_without_a_walk_is_kept_in_the_day(diary):
    asked = services(diary)
    await asked.save_check_in(limited=True, avoids_movement=False, wants_more=False)
    await asked.report_flare(7)
    [kept] = diary.history.check_ins()
    assert (kept.day, kept.pain, kept.limited) == (asked.today().toordinal(), 7, True)


async def test_ones_own_path_is_chosen_through_the_screens_calls(diary):
    asked = services(diary)
    await asked.move_walk(asked.today(), asked.today() + timedelta(days=1))
    await asked.save_flare_plan("Warmth.")
    before = await asked.settings()
    await asked.change_settings(before, replace(before, sound=False))
    assert (await asked.profile()).flare_plan == "Warmth."
    assert (await asked.settings()) == replace(before, sound=False)
    own = diary.profile.programme(asked.today()).own
    assert len(own.moves) == 1


async def test_an_imported_walk_is_marked_in_the_list_and_counts_when_the_walker_says_so(diary, tmp_path):
    asked = services(diary)
    began = diary.now() - timedelta(minutes=30)
    path = put(tmp_path, "walk.fit", fit_walk(began, 20))
    a_walk(diary, 3)
    list(Importer(asked.recorded, Asked()).run(files_in([path]), Watching()))
    newest, ours = (await asked.history()).walks
    assert (newest.imported, newest.counts, ours.imported, ours.counts) == ("fit", False, "", True)
    day = began.date().toordinal()  # half an hour after midnight that is yesterday
    assert diary.z2_s(day, day + 1) == 0.0
    await asked.let_count(newest.walk_id, counts=True)
    assert (await asked.history()).walks[0].counts
    assert diary.z2_s(day, day + 1) > 0.0
    await asked.let_count(newest.walk_id, counts=False)
    assert not (await asked.history()).walks[0].counts


async def test_a_walk_is_exported_beside_others_and_said_where(home, diary):
    stem = record(home, ago=timedelta(days=1), minutes=12)
    services = DiaryServices(diary, None)
    services.recorded.settle()
    assert (await services.home()).newest_walk == stem
    file = await services.export(stem, "fit")
    assert (file.name, file.folder, file.readings) == (f"{stem}.fit", str(home / "exports"), 719)
    (home / "exports" / file.name).write_bytes(b"another")
    assert (await services.export(stem, "fit")).name == f"{stem}-2.fit"


def test_a_folder_at_home_is_shown_as_one(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    shown = "~/Downloads" if os.name == "posix" else str(tmp_path / "Downloads")
    assert shown_folder(tmp_path / "Downloads") == shown
    assert shown_folder(tmp_path.parent) == str(tmp_path.parent)


def left_unasked(diary, *walk_ids):
    store = UnaskedStore(diary.folders.unasked_file)
    for walk_id in walk_ids:
        store.add(walk_id)
    return store


async def test_a_walk_that_ended_with_nobody_there_is_asked_about_once_and_only_the_newest(diary):
    asked = services(diary)
    names = [a_walk(diary, shift=-timedelta(hours=hours)) for hours in (5, 3)]
    store = left_unasked(diary, *names)
    missed = (await asked.home()).unasked
    assert missed == asked.unasked()
    assert (missed.walk_id, store.ids()) == (names[1], (names[1],))
    detail = await asked.finish_walk(missed.walk_id, Felt(rpe=4))
    assert detail.felt.rpe == 4
    assert (await asked.home()).unasked is None
    assert store.ids() == ()


async def test_a_walk_that_one_terminal_has_asked_about_is_not_for_another_to_ask(diary):
    one, other = services(diary), services(diary)
    name = a_walk(diary, shift=-timedelta(hours=3))
    left_unasked(diary, name)
    assert [await each.is_unasked(name) for each in (one, other)] == [True, True]
    await one.finish_walk(name, Felt(rpe=4))
    assert [await each.is_unasked(name) for each in (one, other)] == [False, False]


async def test_answers_that_cannot_be_kept_leave_the_questions_to_be_asked(diary, monkeypatch):
    asked = services(diary)
    name = a_walk(diary, shift=-timedelta(hours=3))
    left_unasked(diary, name)

    def fails(*_):
        raise StoreError(StoreProblem.DISK_FULL)

    monkeypatch.setattr(diary.history, "log", fails)
    with pytest.raises(StoreError):
        await asked.finish_walk(name, Felt(rpe=4))
    assert await asked.is_unasked(name)


async def test_what_was_felt_a_day_ago_is_not_asked(diary):
    asked = services(diary)
    store = left_unasked(diary, a_walk(diary, days_ago=1, shift=-timedelta(minutes=1)), "2001-01-01-0000")
    assert asked.unasked() is None
    assert store.ids() == ()
    within = a_walk(diary, days_ago=1, shift=timedelta(minutes=10))
    left_unasked(diary, within)
    assert asked.unasked().walk_id == within


async def test_a_walk_that_runs_or_may_go_on_is_not_asked_about_yet(diary):
    asked = services(diary)
    setup = await asked.start_walk(await asked.prescription(WorkoutKind.FREE, None))
    assert UnaskedStore(diary.folders.unasked_file).ids() == (setup.walk_id,)
    assert asked.unasked() is None
    running = asyncio.create_task(setup.host.run())
    await asyncio.sleep(0)
    setup.host.end(EndReason.STOPPED)
    await running
    await asked.finish_walk(setup.walk_id, Felt())
    assert asked.unasked() is None
    assert UnaskedStore(diary.folders.unasked_file).ids() == ()


async def test_a_screen_that_is_closed_leaves_its_questions_for_the_next_start(diary):
    first = services(diary, FakeRadio(inputs=lambda clock: beats(clock, count=40)))
    setup = await first.start_walk(await first.prescription(WorkoutKind.FREE, None))
    running = asyncio.create_task(setup.host.run())
    for _ in range(60):
        await asyncio.sleep(0)
    setup.host.end(EndReason.INTERRUPTED)
    await running
    first.close()
    assert services(diary).unasked().walk_id == setup.walk_id
    assert services(diary, days_later=2).unasked() is None


class NoPlace:
    """Starts walks in processes of their own, and the disk has filled."""

    def begin(self, *_):
        raise HostError(HostProblem.NO_PLACE)

    go_on = begin


async def test_a_walk_begins_or_goes_on_here_when_the_disk_takes_no_file_for_a_process_of_its_own(diary, home):
    services = DiaryServices(diary, None, detached=NoPlace(), here_notice="it ends with its window", audible=False)
    services.notice = "well begun"
    setup = services.begin(SessionPlan.from_json({"workout": "free"}), HeartSource(simulated=True))
    assert not setup.host.outlives_viewers
    assert setup.notice == "well begun; it ends with its window"
    services.close()
    name = record(home, ago=timedelta(minutes=12), minutes=5, ends=False)
    again = services.resume(services.walks.unended(name), HeartSource(simulated=True))
    assert (again.walk_id, again.begins, again.notice) == (name, False, setup.notice)
    services.close()


async def test_a_walk_that_cannot_begin_for_another_reason_does_not_begin_here(diary):
    class Runs:
        def begin(self, *_):
            raise HostError(HostProblem.RUNS_ALREADY)

    services = DiaryServices(diary, None, detached=Runs())
    with pytest.raises(HostError):
        services.begin(SessionPlan.from_json({"workout": "free"}), HeartSource(simulated=True))
    assert diary.history.sessions() == ()


async def test_joining_and_going_on_need_a_walk(diary):
    asked = services(diary)
    with pytest.raises(HostError) as refused:
        await asked.join_walk()
    assert refused.value.problem is HostProblem.NONE
    with pytest.raises(WalkUnavailableError):
        await asked.continue_walk("2001-01-01-0000")
    with asked.walks.meeting.held(), pytest.raises(HostError) as refused:
        await asked.start_walk(await asked.prescription(WorkoutKind.FREE, None))
    assert refused.value.problem is HostProblem.RUNS_ALREADY
    assert diary.history.sessions() == ()
    assert (await asked.home()).running is None
