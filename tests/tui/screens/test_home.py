import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach.domain.programme.felt import Felt
from coach.domain.programme.function import FunctionQuestion
from coach.domain.programme.own_path import Move
from coach.domain.programme.safety import SafetySign
from coach.domain.workout.steps import WorkoutKind
from coach.errors import HostError, HostProblem, StoreError, StoreProblem
from coach.pages.profile import ProfileView
from coach.tui.app import CoachApp
from coach.tui.screens.first_run import FirstRunScreen
from coach.tui.screens.flare import FlarePlanScreen, FlareScreen
from coach.tui.screens.function import FunctionScreen
from coach.tui.screens.guided_walk import GuidedWalk
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.home import HomeScreen
from coach.tui.screens.home_questions import AnywayScreen
from coach.tui.screens.learn import LearnScreen
from coach.tui.screens.pair import PairScreen
from coach.tui.screens.plan import PlanScreen
from coach.tui.screens.safety import AskedAgainScreen, SafetyScreen
from coach.tui.screens.settings import SettingsScreen
from coach.tui.screens.summary import SummaryScreen
from coach.tui.screens.walk_outcome import WalkOutcome
from coach.tui.screens.whole_walk import MissedWalk
from tests.support import sample_pages
from tests.support.fakes import FakeHost
from tests.support.sample_pages import FakeServices
from tests.support.scenes import LIVE_IN
from tests.support.screens import SIZES, at_every_size, screen_inks, screen_text, until


def home(asked):
    return CoachApp(lambda: HomeScreen(asked))


@pytest.mark.parametrize("state", sample_pages.HOMES)
async def test_every_state_at_every_size(state, screens):
    assert await at_every_size(lambda: HomeScreen(FakeServices(sample_pages.HOMES[state]))) == screens


async def test_the_keys(screens):
    assert await at_every_size(lambda: HomeScreen(FakeServices()), "question_mark") == screens


@pytest.mark.parametrize(
    ("theme", "no_color"), [("dark", False), ("light", False), ("contrast", False), ("dark", True)]
)
async def test_the_colours(theme, no_color, screens):
    app = CoachApp(lambda: HomeScreen(FakeServices(sample_pages.WARNED)), theme=theme, no_color=no_color)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert screen_inks(app) + "\n" == screens


@pytest.mark.parametrize(
    ("key", "screen"), [("p", PlanScreen), ("h", HistoryScreen), ("s", PairScreen), ("l", LearnScreen)]
)
async def test_a_key_opens_a_page_and_escape_comes_back(key, screen):
    app = home(FakeServices())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        assert isinstance(app.screen, screen)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_the_first_time_the_questions_come_first_and_are_kept():
    asked = FakeServices(sample_pages.NEW, profile=ProfileView(asked=False))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, FirstRunScreen)
        await pilot.press("enter", "enter", "enter", "1", "enter", "1", "enter", "5", "4", "enter", "enter")
        await pilot.press("tab", "2", "enter", "1", "enter", "1", "enter")  # days, pain, a quarter of an hour, start
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "start" in screen_text(app)
    [(what, kept)] = asked.kept
    assert (what, kept.age, kept.heart_medication, kept.paced_heart, kept.safety, kept.start) == (
        "profile",
        54,
        False,
        False,
        sample_pages.NO_SIGN,
        sample_pages.TODAY,
    )
    assert kept.asked


SKIPPED = ProfileView(age=52, start=sample_pages.MONDAY)
ASKING = replace(sample_pages.HOME, asks_safety=True)


async def test_a_skipped_page_of_signs_is_asked_again_at_the_next_start_and_then_kept():
    asked = FakeServices(profile=SKIPPED)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SafetyScreen)
        await pilot.press("enter", "enter")
        await until(pilot, shows="Steady walk")
    assert asked.kept == [("profile", replace(SKIPPED, safety=sample_pages.NO_SIGN))]


@pytest.mark.parametrize(
    "keys", [["enter"], ["o", "2", "enter", "2", "0", "enter"], ["c"]], ids=["today", "other", "go on"]
)
async def test_however_a_walk_begins_skipped_signs_are_asked_once_before_it(keys):
    asked = FakeServices(replace(ASKING, unfinished=sample_pages.UNFINISHED.unfinished))
    asked.profile_view = sample_pages.FakeServices().profile_view  # answered, when home was opened
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Steady walk")
        asked.profile_view = SKIPPED
        await pilot.press(*keys)
        await until(pilot, shows="First, your health")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk)
    assert [item[0] for item in asked.kept] == ["continue" if keys == ["c"] else "start"], "skipped is not kept"


async def test_what_was_skipped_when_home_opened_is_not_asked_twice_before_a_walk_but_again_before_the_next():
    asked = FakeServices(ASKING, profile=SKIPPED, detail=None)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="First, your health")
        await pilot.press("escape")
        await until(pilot, shows="Steady walk")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk)
        app.screen.dismiss(WalkOutcome(None))
        await until(pilot, shows="Steady walk")
        await pilot.press("enter")
        await until(pilot, shows="First, your health")


@pytest.mark.parametrize(("answer", "kept"), [("1", [("seen",)]), ("2", [])])
async def test_a_sign_stays_until_a_professional_has_seen_to_it(answer, kept):
    asked = FakeServices(sample_pages.FLAGGED)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="see a doctor before you walk")
        await pilot.press("d")
        assert "Numb between the legs" in screen_text(app)
        await pilot.press(answer, "enter")
        await pilot.pause()
        await pilot.pause()
        assert ("see a doctor" in screen_text(app)) is not kept
    assert asked.kept == kept


async def test_without_a_sign_its_key_asks_nothing():
    app = home(FakeServices())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Steady walk")
        await pilot.press("d")
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize(
    ("before", "level", "keys", "signs"),
    [
        (2, 4, ["3", "enter", "enter"], {SafetySign.LEG_WEAKNESS}),
        (None, 7, ["enter"], None),
        (2, 3, [], None),
        (4, 5, [], None),
    ],
)
async def test_a_jump_of_pain_in_the_morning_asks_again_about_what_is_urgent(before, level, keys, signs):
    asked = FakeServices(replace(sample_pages.WARNED, pain_after=before))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("m", str(level), "enter")
        await pilot.pause()
        assert isinstance(app.screen, AskedAgainScreen) is bool(keys)
        await pilot.press(*keys)
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
    noticed = [] if signs is None else [("signs", signs)]
    assert asked.kept == [("morning", "2026-11-24-0731", level), *noticed]


async def test_enter_starts_todays_walk():
    asked = FakeServices()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk)
    assert asked.kept == [("start", WorkoutKind.STEADY, 28)]


@pytest.mark.parametrize("state", ["rest", "done"])
async def test_without_a_walk_today_enter_starts_nothing(state):
    asked = FakeServices(sample_pages.HOMES[state])
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert isinstance(app.screen, HomeScreen)
    assert asked.kept == []


async def test_another_walk_starts_although_the_home_screen_reads_itself_anew():
    asked = FakeServices(sample_pages.REST)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("o", "2", "enter", "2", "0", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk)
    assert asked.kept == [("start", WorkoutKind.STEADY, 20)]


@pytest.mark.parametrize(("answer", "started"), [("1", True), ("2", False)])
async def test_more_than_the_next_step_is_started_only_knowingly(answer, started):
    class Warns(FakeServices):
        async def prescription(self, kind, minutes):
            return replace(sample_pages.prescribed(kind, minutes), warning="That is more than the next step (45).")

    asked = Warns()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("o", "3", "enter", "9", "0", "enter")
        await pilot.pause()
        assert isinstance(app.screen, AnywayScreen)
        assert "more than the next step" in screen_text(app)
        await pilot.press(answer, "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk) is started
    assert asked.kept == ([("start", WorkoutKind.LONG, 90)] if started else [])


async def test_an_unfinished_walk_goes_on_or_is_closed():
    asked = FakeServices(sample_pages.UNFINISHED)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("x")
        await pilot.pause()
        await pilot.pause()
        assert "kept in the history" in screen_text(app)
        assert "never ended" not in screen_text(app)
    assert asked.kept == [("close", "2026-11-25-0712")]

    asked = FakeServices(sample_pages.UNFINISHED)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk)
    assert asked.kept == [("continue", "2026-11-25-0712")]


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        (["m", "2", "enter"], ("morning", "2026-11-24-0731", 2)),
        (["b", "1", "enter"], ("band", sample_pages.WARNED.proposed_band, True)),
        (["b", "2", "enter"], ("band", sample_pages.WARNED.proposed_band, False)),
        (["w", "2", "enter"], ("check_in", {"limited": False, "avoids_movement": True, "wants_more": False})),
        (["w", "enter"], ("check_in", {"limited": False, "avoids_movement": False, "wants_more": False})),
    ],
)
async def test_what_the_programme_wants_to_know(keys, kept):
    asked = FakeServices(replace(sample_pages.WARNED, ask_check_in=True))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    assert asked.kept == [kept]


@pytest.mark.parametrize("key", ["m", "b"])
async def test_a_question_that_is_left_is_not_answered(key):
    asked = FakeServices(sample_pages.WARNED)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(key, "escape")
        await pilot.pause()
    assert asked.kept == []


async def test_the_profile_is_mended():
    asked = FakeServices()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("r", "tab", "tab", "tab", "tab", "backspace", "3", "enter", "escape")
        await pilot.pause()
    [(_, kept)] = asked.kept
    assert (kept.age, kept.start) == (53, sample_pages.MONDAY)


async def test_waiting_shows_progress_and_does_not_block():
    asked = FakeServices()
    asked.hold = asyncio.Event()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Reading your walks")
        await pilot.press("question_mark")
        assert "Keys" in screen_text(app)
        await pilot.press("question_mark")
        asked.hold.set()
        await until(pilot, shows="Steady walk")
        assert "Reading your walks" not in screen_text(app)


async def test_trouble_is_told_in_full_and_the_page_stays():
    asked = FakeServices()
    asked.error = StoreError(StoreProblem.HISTORY_NOT_OPENED, detail="the disk is full")
    app = home(asked)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert "the disk is full; check the folder" in " ".join(screen_text(app).split())
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_leaving(key):
    app = home(FakeServices())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        assert app.is_running
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running or app._exit


async def test_every_command_of_the_page_is_in_the_palette():
    app = home(FakeServices())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Start today's walk", "The plan", "History", "Strap", "Profile", "Learn", "Quit"} <= titles
        [command] = [command for command in app.get_system_commands(app.screen) if command.title == "The plan"]
        await command.callback()
        await pilot.pause()
        assert isinstance(app.screen, PlanScreen)


async def test_what_the_walker_should_know_of_the_files_stays_until_something_else_is_said():
    app = CoachApp(lambda: HomeScreen(FakeServices(), "the history is damaged"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="The history is damaged.")


async def test_a_flare_is_reported_and_its_advice_read_once():
    asked = FakeServices(replace(sample_pages.HOME, flare_plan="Lie down, knees up."))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f", "6", "enter")
        await pilot.pause()
        assert "Lie down, knees up." in screen_text(app)
        asked.home_view = replace(asked.home_view, is_flaring=True)
        await pilot.press("enter")
        await until(pilot, screen=HomeScreen, shows="flared")
    assert asked.kept == [("flare", 6)]


async def test_an_answer_that_tells_of_a_flare_opens_the_advice_by_itself_once():
    calm = replace(sample_pages.HOME, ask_morning_pain="w1", pain_after=1, flare_plan="Short walks.")
    asked = FakeServices(calm)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="enter start")
        asked.home_view = replace(calm, ask_morning_pain=None, is_flaring=True)
        app.screen.load()
        await until(pilot, screen=FlareScreen)
        assert "Short walks." in screen_text(app)
        await pilot.press("enter")
        await until(pilot, screen=HomeScreen)
        app.screen.load()
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_a_flare_that_was_there_before_is_a_line_on_the_page_and_no_question():
    app = home(FakeServices(replace(sample_pages.HOME, is_flaring=True)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "Your back flared: read what helps." in screen_text(app)


async def test_v_moves_the_walk_and_says_where():
    move = Move(sample_pages.TODAY.toordinal(), sample_pages.TODAY.toordinal() + 1)
    asked = FakeServices(replace(sample_pages.HOME, move=move))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("v")
        await until(pilot, shows="The walk is on Thursday")
    assert asked.kept == [("move", sample_pages.TODAY, sample_pages.TODAY + timedelta(days=1))]


async def test_without_a_day_to_move_to_v_does_nothing():
    asked = FakeServices()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("v")
        await pilot.pause()
    assert asked.kept == []


async def test_own_activities_are_asked_for_when_they_are_due():
    question = FunctionQuestion(3, ("stairs", "sleep"), sample_pages.TODAY.toordinal() - 21, may_end=True)
    asked = FakeServices(replace(sample_pages.HOME, ask_function=question))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("a")
        assert isinstance(app.screen, FunctionScreen)
        await pilot.press("escape")
        await until(pilot, screen=HomeScreen)
        await pilot.press("g")
        await until(pilot, screen=SettingsScreen)


async def test_the_plan_for_a_flare_is_written_in_calm_days():
    asked = FakeServices(replace(sample_pages.HOME, asks_flare_plan=True))
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Write your plan for a flare" in screen_text(app)
        await pilot.press("y")
        await until(pilot, screen=FlarePlanScreen)
        await pilot.press("O", "k", "escape")
        await until(pilot, screen=HomeScreen)
    assert asked.kept == [("flare_plan", "Ok")]


@pytest.mark.parametrize("view", [sample_pages.RUNNING, sample_pages.RUNNING_UNKNOWN], ids=["known", "unknown"])
@pytest.mark.parametrize("key", ["j", "enter"])
async def test_a_walk_that_runs_is_joined_by_either_key(view, key):
    asked = FakeServices(view)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="A walk is running")
        await pilot.press(key)
        await until(pilot, screen=GuidedWalk)
    assert asked.kept == [("join",)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", [sample_pages.RUNNING, sample_pages.RUNNING_UNKNOWN], ids=["known", "unknown"])
async def test_while_a_walk_runs_no_other_is_offered(view, size):
    asked = FakeServices(view)
    app = home(asked)
    async with app.run_test(size=size) as pilot:
        await until(pilot, shows="A walk is running")
        assert ("07:12" in screen_text(app)) is (view is sample_pages.RUNNING)
        assert "enter start" not in screen_text(app)
        assert {command.action for command in app.screen.commands()}.isdisjoint({"start", "other"})
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("question_mark")
        assert "Start today" not in screen_text(app)
    assert asked.kept == []


async def test_a_walk_that_has_ended_meanwhile_is_not_joined_but_said():
    asked = FakeServices(sample_pages.RUNNING)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="A walk is running")
        asked.error = HostError(HostProblem.NONE)
        await pilot.press("j")
        await until(pilot, shows="no walk is running")
        assert isinstance(app.screen, HomeScreen)


class NothingToJoin(FakeServices):
    """The walk has ended by the time that it is to be joined."""

    async def join_walk(self):
        self.home_view = sample_pages.HOME
        raise HostError(HostProblem.NONE)


async def test_after_a_join_that_failed_home_shows_what_is_there_now():
    app = home(NothingToJoin(sample_pages.RUNNING))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="A walk is running")
        await pilot.press("j")
        await until(pilot, shows="enter start")
        assert "A walk is running" not in screen_text(app)
        assert "no walk is running" in screen_text(app)


async def test_that_a_walk_runs_comes_and_goes_by_itself(monkeypatch):
    monkeypatch.setattr("coach.tui.screens.home.LOOK_AGAIN_S", 0.05)
    asked = FakeServices()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="enter start")
        asked.home_view = sample_pages.RUNNING
        await until(pilot, shows="A walk is running")
        asked.error = HostError(HostProblem.NONE)
        before = asked.times_reached
        await until(pilot, holds=lambda: asked.times_reached > before + 1)
        assert "no walk is running" not in screen_text(app)  # nobody has asked for anything
        asked.home_view, asked.error = sample_pages.HOME, None
        await until(pilot, shows="enter start")


async def test_what_another_command_changes_is_shown_by_itself_and_nothing_opens(monkeypatch):
    monkeypatch.setattr("coach.tui.screens.home.LOOK_AGAIN_S", 0.05)
    asked = FakeServices()
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="enter start")
        asked.home_view = replace(sample_pages.HOME, headline="Done for today", walk=None, is_flaring=True)
        await until(pilot, shows="Your back flared")
        assert isinstance(app.screen, HomeScreen)


async def test_a_look_that_was_slow_does_not_bring_back_what_was_before(monkeypatch):
    asked, is_read = FakeServices(), asyncio.Event()
    app, newer = home(asked), replace(sample_pages.HOME, headline="Done for today", walk=None)

    async def slowly():
        await is_read.wait()
        return sample_pages.REST

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="enter start")
        monkeypatch.setattr(asked, "home", slowly)
        look = asyncio.create_task(app.screen._look_for_walk())
        await pilot.pause()
        app.screen._take(newer)
        is_read.set()
        await look
        assert app.screen._view is newer


@pytest.mark.parametrize("still", [True, False])
async def test_quitting_tells_of_a_walk_that_was_left_and_still_runs(still, monkeypatch):
    monkeypatch.setattr("coach.tui.screens.home.LOOK_AGAIN_S", 0.05)
    asked = FakeServices()
    asked.host = FakeHost(LIVE_IN, outlives_viewers=True)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Steady walk")
        await pilot.press("enter")
        await until(pilot, screen=GuidedWalk)
        asked.home_view = sample_pages.RUNNING
        await pilot.press("q", "l")
        await until(pilot, screen=HomeScreen, shows="A walk is running")
        if not still:
            asked.home_view = sample_pages.HOME
            await until(pilot, shows="enter start")
        await pilot.press("q")
        await pilot.pause()
    assert app.return_value == (WalkOutcome(None, left_running=True) if still else None)


async def test_where_no_walk_runs_j_scrolls_as_on_every_page():
    app = home(FakeServices())
    async with app.run_test(size=(40, 12)) as pilot:
        await until(pilot, shows="Steady walk")
        await pilot.press("question_mark")
        before = screen_text(app)
        await pilot.press("j")
        assert screen_text(app) != before


async def test_a_walk_that_ended_unseen_is_asked_about_once_kept_and_looked_back_on():
    asked = FakeServices(sample_pages.UNASKED)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Your walk at 07:12: how was it?")
        await pilot.press("6", "escape")
        await until(pilot, screen=SummaryScreen)
        await pilot.press("escape")
        await until(pilot, screen=HomeScreen)
        assert not any(isinstance(screen, MissedWalk) for screen in app.screen_stack)
    assert asked.kept == [("finish", "w-missed", Felt(rpe=6))]


async def test_skipped_questions_of_a_missed_walk_do_not_come_again_at_once():
    class Forgetful(FakeServices):
        """Fails to keep that they were asked."""

        async def finish_walk(self, walk_id, felt):
            await super().finish_walk(walk_id, felt)
            self.home_view = sample_pages.UNASKED
            return self.detail

    app = home(Forgetful(sample_pages.UNASKED))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="how was it?")
        await pilot.press("escape")
        await until(pilot, screen=SummaryScreen)
        await pilot.press("escape")
        await until(pilot, screen=HomeScreen, shows="Steady walk")
        await pilot.press("h", "escape")  # home is loaded again
        await until(pilot, screen=HomeScreen, shows="Steady walk")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_a_walk_that_is_left_running_says_nothing_and_is_found_again():
    asked = FakeServices()
    asked.host = FakeHost(LIVE_IN, outlives_viewers=True)
    app = home(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Steady walk")
        await pilot.press("enter")
        await until(pilot, screen=GuidedWalk)
        asked.home_view = sample_pages.RUNNING
        await pilot.press("q", "l")
        await until(pilot, screen=HomeScreen, shows="A walk is running")
        await pilot.press("j")
        await until(pilot, screen=GuidedWalk)
    assert [kept[0] for kept in asked.kept] == ["start", "join"]
