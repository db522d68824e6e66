"""The home screen: today's walk with one key to start, and the way to everything else."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from functools import partial

from msgspec.structs import replace

from coach.domain.programme.function import FunctionAnswer
from coach.domain.programme.pain import asks_again
from coach.domain.programme.safety import SafetyAnswers, SafetySign
from coach.domain.workout.steps import WorkoutKind
from coach.drawing.home import draw_home
from coach.drawing.ink import Block, Tone
from coach.drawing.plain_text import plain_text
from coach.errors import CoachError
from coach.pages.ports import CoachServices, WalkSetup
from coach.pages.profile import ProfileView
from coach.pages.programme import HomeView, WalkOffer
from coach.tui.commands import KeyCommand
from coach.tui.screens import home_keys as keys
from coach.tui.screens.exporting import export_over
from coach.tui.screens.first_run import FirstRunScreen
from coach.tui.screens.flare import FlarePlanScreen, FlareScreen
from coach.tui.screens.function import FunctionScreen
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.home_questions import AnywayScreen, BandScreen, CheckInScreen, MorningScreen
from coach.tui.screens.learn import LearnScreen
from coach.tui.screens.page import HELP, Page
from coach.tui.screens.pair import PairScreen
from coach.tui.screens.plan import PlanScreen
from coach.tui.screens.safety import AskedAgainScreen, SafetyScreen, SeenScreen
from coach.tui.screens.settings import SettingsScreen
from coach.tui.screens.walk_choice import WalkChoice
from coach.tui.screens.walk_outcome import WalkOutcome
from coach.tui.screens.whole_walk import MissedWalk, WholeWalk, notice_of

LOOK_AGAIN_S = 5.0
"""How soon home shows what has changed elsewhere, such as a walk that began or an answer that was given: as soon as
somebody looks up from another window."""


class HomeScreen(Page[WalkOutcome | None]):
    """Today. Dismissed when the walker quits, with what became of a walk that was left running."""

    PAGE_COMMANDS = keys.HOME_COMMANDS

    def __init__(self, services: CoachServices, notice: str = "") -> None:
        super().__init__()
        self._services = services
        self._first_notice = notice
        self._view: HomeView | None = None
        self._offered: str | None = None
        """The walk whose missed questions were asked: skipped ones do not come again at once."""
        self._safety_put_off = False
        """Whether the questions about signs were asked since the last walk: once before each is enough."""
        self._left_running: WalkOutcome | None = None
        self._knows_flare = True
        """Whether the advice for a flare was read: it opens by itself once, when an answer tells of one."""

    def on_mount(self) -> None:
        if self._first_notice:
            self.notice(f"{self._first_notice[0].upper()}{self._first_notice[1:]}.", stays=True)
        self.fetch("Looking for your profile", self._services.profile, self._begin)
        self.set_interval(LOOK_AGAIN_S, self._look_again)

    def _begin(self, profile: ProfileView) -> None:
        if not profile.asked:
            self._safety_put_off = True  # it is asked among the first questions, and not again before this walk
            self._mend_profile(profile)
        elif profile.safety.unasked:
            self._ask_safety(profile, self.load)
        else:
            self.load()

    def _ask_safety(self, profile: ProfileView, then: Callable[[], None]) -> None:
        """Ask what was never answered about signs, then go on. A page that is skipped comes back at the next start."""

        def take(answers: SafetyAnswers | None) -> None:
            if answers is None or answers == profile.safety:
                then()
            else:
                keep = partial(self._services.save_profile, replace(profile, safety=answers))
                self.fetch("Keeping it", keep, lambda _: self._next(then))

        self._safety_put_off = True
        self.app.push_screen(SafetyScreen(profile.safety), take)

    def _next(self, then: Callable[[], None]) -> None:
        """Go on after this work is done: the next work would end it."""
        self.call_later(then)

    def _asked_first(self, begin: Callable[[], None]) -> None:
        """Begin a walk; first ask what was skipped, unless that was just now."""
        if self._view is not None and self._view.asks_safety and not self._safety_put_off:
            self.fetch("Reading your profile", self._services.profile, lambda known: self._ask_safety(known, begin))
        else:
            begin()

    def load(self) -> None:
        """Reload everything that is shown, without interrupting a walk that is being made ready."""
        self.call_later(self.fetch, "Reading your walks", self._services.home, self._take, group="load")

    def _take(self, view: HomeView) -> None:
        is_new = view.is_flaring and not self._knows_flare
        self._view, self._knows_flare = view, view.is_flaring
        if view.unasked is not None and view.unasked.walk_id != self._offered:
            self._offered = view.unasked.walk_id
            self.app.push_screen(MissedWalk(self._services, view.unasked), lambda _: self.load())
        elif is_new:
            self.app.push_screen(FlareScreen(self._services, view.flare_plan, asks=False), lambda _: self.load())

    def _look_again(self) -> None:
        if self._view is not None and self.is_active:
            self.run_worker(self._look_for_walk(), exclusive=True, group="look", exit_on_error=False)

    async def _look_for_walk(self) -> None:
        """Show quietly what has changed elsewhere; no other work is interrupted, and nothing opens."""
        before = self._view
        with suppress(CoachError):  # whatever is asked for next says so
            view = await self._services.home()
            if self._view is before and view != before:  # a newer one may have come meanwhile
                self._view = view
                self.show()

    def on_screen_resume(self) -> None:
        """Reload after another screen, perhaps on another day."""
        if self._view is not None:
            self.load()

    # Content

    def title_text(self) -> str:
        name = None if self._view is None else self._view.profile_name
        return f"Coach  {plain_text(name, 16)}" if name else "Coach"

    def aside(self) -> str:
        view = self._view
        if view is None:
            return ""
        day = f"{view.today:%A %d %B}" if self.size.width >= 60 else f"{view.today:%a %d %b}"
        if view.week_number is not None:
            day += f"  week {view.week_number} of 6" if self.size.width >= 60 else f"  week {view.week_number}"
        return f"{day}  {view.phase_name}" if view.phase_name and self.size.width >= 90 else day

    def commands(self) -> tuple[KeyCommand, ...]:
        view = self._view
        if view is None:
            return (HELP, keys.QUIT)
        unfinished = () if view.unfinished is None else (keys.GO_ON, keys.CLOSE)
        start = () if view.walk is None or view.running is not None else (keys.START,)
        other = (keys.OTHER,) if view.running is None else ()
        running = () if view.running is None else (keys.JOIN,)
        morning = () if view.ask_morning_pain is None else (keys.MORNING,)
        band = () if view.proposed_band is None else (keys.BAND,)
        check_in = (keys.CHECK_IN,) if view.ask_check_in else ()
        function = () if view.ask_function is None else (keys.FUNCTION,)
        seen = (keys.SEEN,) if view.open_signs else ()
        move = () if view.move is None else (keys.MOVE,)
        export = () if view.newest_walk is None else (keys.EXPORT,)
        return (
            *running,
            *start,
            *unfinished,
            *morning,
            *band,
            *check_in,
            *function,
            *seen,
            *move,
            *other,
            keys.FLARE,
            replace(keys.FLARE_PLAN, label=keys.FLARE_PLAN.label if view.asks_flare_plan else ""),
            keys.PLAN,
            keys.HISTORY,
            keys.STRAP,
            keys.SETTINGS,
            keys.PROFILE,
            keys.LEARN,
            *export,
            HELP,
            keys.QUIT,
        )

    def body(self, width: int, height: int) -> Block:
        return () if self._view is None else draw_home(self._view, width, height)

    # Walking

    def action_start(self) -> None:
        if self._helping:
            self.action_help()
        elif self._view is not None and self._view.running is not None:
            self.action_join()
        elif self._view is not None and self._view.walk is not None:
            self._start(self._view.walk)

    def action_join(self) -> None:
        """Join the walk that runs; where none does, or in the help, the key scrolls as on every page."""
        if self._helping or self._view is None or self._view.running is None:
            self.action_scroll_by(1)
        else:
            self._get_ready("Joining the walk", self._services.join_walk)

    def _start(self, walk: WalkOffer) -> None:
        ready = partial(self._services.start_walk, walk)
        self._asked_first(lambda: self._get_ready("Getting ready", ready))

    def _get_ready(self, what: str, ready: Callable[[], Awaitable[WalkSetup]]) -> None:
        """Get a walk ready; where that fails, what is shown may be why: look again."""

        async def or_look_again() -> WalkSetup:
            try:
                return await ready()
            except CoachError:
                self.load()
                raise

        self.fetch(what, or_look_again, self._walk)

    def action_other(self) -> None:
        if self._view is not None and self._view.running is None:
            self.app.push_screen(WalkChoice(), self._start_other)

    def _start_other(self, choice: tuple[WorkoutKind, int | None] | None) -> None:
        if choice is not None:
            self.fetch("Reading the plan", partial(self._services.prescription, *choice), self._warn)

    def _warn(self, walk: WalkOffer) -> None:
        """Start the walk, but ask first when it is more than the next step."""
        if walk.warning:
            self.app.push_screen(AnywayScreen(walk.warning), lambda sure: self._start(walk) if sure else None)
        else:
            self.call_later(self._start, walk)

    def action_go_on(self) -> None:
        if self._view is not None and self._view.unfinished is not None:
            ready = partial(self._services.continue_walk, self._view.unfinished.walk_id)
            self._asked_first(lambda: self._get_ready("Reading the walk", ready))

    def action_close_walk(self) -> None:
        if self._view is not None and self._view.unfinished is not None:
            walk_id = self._view.unfinished.walk_id
            self.fetch("Closing the walk", partial(self._services.close_walk, walk_id), lambda _: self._walk_closed())

    def _walk_closed(self) -> None:
        self.notice("The walk is closed, and kept in the history.")
        self.load()

    def _walk(self, setup: WalkSetup) -> None:
        self.app.push_screen(WholeWalk(self._services, setup), self._walked)

    def _walked(self, outcome: WalkOutcome | None) -> None:
        self._safety_put_off = False
        self._left_running = outcome if outcome is not None and outcome.left_running else None
        text, tone = ("", Tone.EASY) if outcome is None else notice_of(outcome)
        if text:
            self.notice(text, tone, stays=tone is not Tone.EASY)
        self.load()

    # Everything else

    def action_plan(self) -> None:
        self.app.push_screen(PlanScreen(self._services))

    def action_history(self) -> None:
        self.app.push_screen(HistoryScreen(self._services))

    def action_export(self) -> None:
        if self._view is not None and self._view.newest_walk is not None:
            export_over(self, self._services, self._view.newest_walk)

    def action_pair(self) -> None:
        self.app.push_screen(PairScreen(self._services))

    def action_learn(self) -> None:
        self.app.push_screen(LearnScreen())

    def action_profile(self) -> None:
        self.fetch("Reading your profile", self._services.profile, self._mend_profile)

    def _mend_profile(self, profile: ProfileView) -> None:
        self.app.push_screen(FirstRunScreen(self._services.today(), profile), self._take_profile)

    def _take_profile(self, profile: ProfileView | None) -> None:
        if profile is not None:
            self.fetch("Keeping it", partial(self._services.save_profile, profile), lambda _: self.load())

    def action_morning(self) -> None:
        if self._view is not None and self._view.ask_morning_pain is not None:
            self.app.push_screen(MorningScreen(), self._take_morning)

    def _take_morning(self, level: int | None) -> None:
        walk_id = None if self._view is None else self._view.ask_morning_pain
        if level is not None and walk_id is not None:
            jumped = asks_again(level, None if self._view is None else self._view.pain_after)
            then = partial(self._ask_again, level, "this morning") if jumped else self.load
            ask = partial(self._services.save_morning_pain, walk_id, level)
            self.fetch("Keeping it", ask, lambda _: then())

    def _ask_again(self, level: int, when: str) -> None:
        why = f"Pain of {level} out of 10 {when} is more than usual."
        self.app.push_screen(AskedAgainScreen(why), self._take_signs)

    def _take_signs(self, signs: frozenset[SafetySign] | None) -> None:
        if signs:
            self.fetch("Keeping it", partial(self._services.notice_signs, signs), lambda _: self.load())
        else:
            self.load()

    def action_seen(self) -> None:
        if self._view is not None and self._view.open_signs:
            self.app.push_screen(SeenScreen(self._view.open_signs), self._take_seen)

    def _take_seen(self, seen: bool | None) -> None:  # noqa: FBT001 - a page's answer
        if seen:
            self.fetch("Keeping it", self._services.say_signs_seen, lambda _: self.load())

    def action_band(self) -> None:
        if self._view is not None and self._view.proposed_band is not None:
            self.app.push_screen(BandScreen(self._view.proposal), self._take_band)

    def _take_band(self, take: bool | None) -> None:  # noqa: FBT001 - a page's answer
        band = None if self._view is None else self._view.proposed_band
        if band is not None and take is not None:
            ask = partial(self._services.decide_band, band, take=take)
            self.fetch("Keeping it", ask, lambda _: self.load())

    def action_function(self) -> None:
        if self._view is not None and self._view.ask_function is not None:
            self.app.push_screen(FunctionScreen(self._view.ask_function), self._take_function)

    def _take_function(self, answer: FunctionAnswer | None) -> None:
        if answer is not None:
            self.fetch("Keeping it", partial(self._services.save_function, answer), lambda _: self.load())

    def action_flare(self) -> None:
        if self._view is not None:
            self.app.push_screen(
                FlareScreen(self._services, self._view.flare_plan, fine=self._view.fine_pain), self._take_flare
            )

    def _take_flare(self, level: int | None) -> None:
        self._knows_flare = True
        if level is None:
            self.load()
        else:
            then = partial(self._ask_again, level, "now") if asks_again(level, None) else self.load
            self.fetch("Keeping it", partial(self._services.report_flare, level), lambda _: then())

    def action_flare_plan(self) -> None:
        if self._view is not None:
            self.app.push_screen(FlarePlanScreen(self._view.flare_plan), self._take_flare_plan)

    def _take_flare_plan(self, plan: str | None) -> None:
        if plan is not None:
            self.fetch("Keeping it", partial(self._services.save_flare_plan, plan), lambda _: self.load())

    def action_move(self) -> None:
        move = None if self._view is None else self._view.move
        if move is not None:
            days = [date.fromordinal(day) for day in (move.from_day, move.to_day)]
            self.fetch("Moving the walk", partial(self._services.move_walk, *days), lambda _: self._moved(days[1]))

    def _moved(self, day: date) -> None:
        is_today = self._view is not None and day == self._view.today
        self.notice("The walk is today." if is_today else f"The walk is on {day:%A}. Here v brings it back.")
        self.load()

    def action_settings(self) -> None:
        self.app.push_screen(SettingsScreen(self._services))

    def action_check_in(self) -> None:
        if self._view is not None and self._view.ask_check_in:
            self.app.push_screen(CheckInScreen(), self._take_check_in)

    def _take_check_in(self, marked: tuple[int, ...] | None) -> None:
        if marked is not None:
            limited, avoids_movement, wants_more = (item in marked for item in range(3))
            ask = partial(
                self._services.save_check_in, limited=limited, avoids_movement=avoids_movement, wants_more=wants_more
            )
            self.fetch("Keeping it", ask, lambda _: self.load())

    def leave(self) -> None:
        runs = self._view is not None and self._view.running is not None
        self.dismiss(self._left_running if runs else None)
