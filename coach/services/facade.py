"""The screens' calls, answered by the services; the disk is accessed outside the event loop."""

import os
from asyncio import to_thread
from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from contextlib import aclosing, contextmanager, suppress
from datetime import date, datetime
from operator import methodcaller
from pathlib import Path

from msgspec.structs import replace

from coach.config import exports_folder
from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.domain.programme.function import FunctionAnswer
from coach.domain.programme.safety import SafetySign
from coach.domain.programme.walk_log import CheckIn
from coach.domain.workout.steps import Workout, WorkoutKind
from coach.domain.zone.zones import Band
from coach.errors import HostError, HostProblem, StoreError, WalkProblem, WalkUnavailableError
from coach.live.host import SessionHost
from coach.live.remote_host import RemoteHost
from coach.live.sharing import PageProcess
from coach.pages.exporting import ExportedFile
from coach.pages.history import HistoryView, WalkDetail
from coach.pages.ports import WalkSetup
from coach.pages.profile import ProfileView, SettingsView
from coach.pages.programme import HomeView, PlanView, UnaskedView, UnfinishedView, WalkOffer
from coach.pages.straps import ProofState, StrapProof, StrapView
from coach.services.detached import Detached, join
from coach.services.diary import Diary
from coach.services.exporting import exported, keep_beside
from coach.services.packing_up import pack_walks
from coach.services.profile import ProfileKeeper
from coach.services.programme import ProgrammePages
from coach.services.recorded_walks import RecordedWalks
from coach.services.strap_proof import BluetoothRadio, Radio, prove
from coach.services.straps import remembered_strap
from coach.services.unasked_walks import UnaskedWalks
from coach.services.walk_pages import WalkPages
from coach.services.walks import HeartSource, Walks, WalkUnderWay
from coach.services.walks_elsewhere import Ended, WalksElsewhere
from coach.session.plan import SessionPlan
from coach.session.ports import SessionClock, WalkHost
from coach.session.straps import StrapSeen
from coach.store.rows import Session
from coach.store.unfinished import Unfinished

PACKED_UNSEEN = 50
"""Recordings that the process of a walk packs after it: an older Coach's, and imported ones, 0.1 s each."""


class DiaryServices:
    """Implements `coach.pages.ports.CoachServices`."""

    def __init__(
        self,
        diary: Diary,
        profile_name: str | None,
        *,
        radio: Radio | None = None,
        clock: Callable[[float], SessionClock] | None = None,
        audible: bool = True,
        own_process: bool = False,
        detached: Detached | None = None,
        here_notice: str = "",
    ) -> None:
        self._diary = diary
        self._name = profile_name
        self._radio = radio or BluetoothRadio()
        self._profile = ProfileKeeper(diary, self.today)
        self._programme = ProgrammePages(diary, self.today)
        self.recorded = RecordedWalks(diary)
        self._walk_pages = WalkPages(self.recorded, self._programme, self.today)
        profile = self._profile
        self.walks = Walks(
            self.recorded,
            self._radio,
            profile.remember_strap,
            profile.notice_signs,
            clock=clock,
            audible=audible,
            own_process=own_process,
        )
        self._detached = detached
        """Starts walks in processes of their own; None runs them in this one."""
        self._packs = PACKED_UNSEEN if own_process else 1
        self._here_notice = here_notice
        """What a screen says when a walk could not be in a process of its own after all."""
        self._elsewhere = WalksElsewhere(self.recorded, self.walks.meeting)
        self._page = PageProcess(profile_name)
        self._joined: dict[str, RemoteHost] = {}
        self._unasked = UnaskedWalks(diary)
        self._battery_percent: int | None = None
        self.notice = ""
        """What the walker should know of the files, on the screen as well."""

    def close(self) -> None:
        """Keep the walks that ran when the program was left, and pack recordings: nobody waits any more."""
        self.walks.close()
        with suppress(StoreError):
            pack_walks(self._diary, self._packs)

    # The walker

    def today(self) -> date:
        """Return the walker's current date."""
        return self._diary.today()

    async def profile(self) -> ProfileView:
        """Read the profile from its file as it is now."""
        return await to_thread(self._profile.view)

    async def save_profile(self, profile: ProfileView) -> None:
        """Keep the answers beside everything else that is known."""
        await to_thread(self._profile.save, profile)

    async def notice_signs(self, signs: Collection[SafetySign]) -> None:
        """Keep signs that are new or there again."""
        await to_thread(self._profile.notice_signs, signs)

    async def say_signs_seen(self) -> None:
        """Keep that a professional has seen to the open signs, and the day."""
        await to_thread(self._profile.say_signs_seen)

    async def remember_theme(self, name: str) -> None:
        """Remember the chosen colours for the next time.

        Raises:
            ConfigError: when the profile cannot be read or written.
        """
        await to_thread(self._profile.remember_theme, name)

    async def decide_band(self, band: Band, *, take: bool) -> None:
        """Keep the band, or that it was declined."""
        await to_thread(self._profile.decide_band, band, take=take)

    async def save_check_in(self, *, limited: bool, avoids_movement: bool, wants_more: bool) -> None:
        """Keep how daily life goes."""
        check_in = CheckIn(self.today().toordinal(), limited, avoids_movement, wants_more)
        await to_thread(self._diary.keeping, methodcaller("add_check_in", check_in))

    # Pages

    async def home(self) -> HomeView:
        """Return today's view."""
        return await to_thread(self._home)

    def _home(self) -> HomeView:
        self._profile.read()
        home = self._programme.home(self._name, self._strap(), self._unfinished())
        return replace(home, running=self._elsewhere.running(), unasked=self.unasked())

    def _unfinished(self) -> UnfinishedView | None:
        """Return the newest walk that never ended, is recent enough to resume, and is not open here."""
        for item in self.recorded.unfinished():
            if item.can_continue and not self.walks.is_open(item.recording.stem):
                minutes = int((item.last_at - item.started_at).total_seconds() // 60)
                return UnfinishedView(item.recording.stem, item.started_at, minutes)
        return None

    async def plan(self) -> PlanView:
        """The six weeks."""
        return await to_thread(self._programme.six_weeks)

    async def history(self) -> HistoryView:
        """All walks and their trends."""
        return await to_thread(self._walk_pages.history)

    async def walk(self, walk_id: str) -> WalkDetail:
        """One walk, its trace computed from the recording where that still is."""
        return await to_thread(self._walk_pages.detail, walk_id)

    async def replay(self, walk_id: str, speed: float) -> SessionHost:
        """Read the recording, and make what shows it again."""
        return await to_thread(self.walks.replay, walk_id, speed)

    # Walking

    async def prescription(self, kind: WorkoutKind, minutes: int | None) -> WalkOffer:
        """Prescribe a walk other than today's, with a warning when it is more than the programme's next step."""
        return await to_thread(self._programme.other_walk, kind, minutes)

    async def start_walk(self, walk: WalkOffer) -> WalkSetup:
        """Open the recording, and make what runs the walk."""
        return await to_thread(self._start, walk)

    def _start(self, walk: WalkOffer) -> WalkSetup:
        plan = self._diary.session_plan(Workout(walk.kind, walk.steps))
        return self.begin(plan, HeartSource(remembered_strap(self._diary.profile)))

    def begin(self, plan: SessionPlan, heart: HeartSource) -> WalkSetup:
        """Begin a walk for a screen, in a process of its own where that can be.

        Raises:
            HostError: when a walk runs already, or its process cannot begin.
            StoreError: when the history or the recording cannot be written.
        """
        if (detached := self._detached) is not None:
            with self._or_here():
                return self._setup_elsewhere(detached.begin(plan, heart), begins=True)
        return self._setup_here(self.walks.begin(plan, heart))

    def resume(self, item: Unfinished, heart: HeartSource) -> WalkSetup:
        """Go on with a walk that never ended, as `begin`."""
        if (detached := self._detached) is not None:
            with self._or_here():
                return self._setup_elsewhere(detached.go_on(item.recording.stem, heart), begins=False)
        return self._setup_here(self.walks.go_on(item, heart))

    @contextmanager
    def _or_here(self) -> Iterator[None]:
        """Go on after this where the disk takes no file for another process: the walk begins all the same."""
        try:
            yield
        except HostError as error:
            if error.problem is not HostProblem.NO_PLACE:
                raise
            if self._here_notice not in self.notice:
                self.notice = "; ".join(filter(None, (self.notice, self._here_notice)))

    def join(self) -> WalkSetup:
        """Join the walk that another process runs, as a screen.

        Raises:
            HostError: when none runs, or it cannot be joined.
        """
        return self._setup_elsewhere(join(self.walks.meeting), begins=False)

    def _setup_here(self, walk: WalkUnderWay) -> WalkSetup:
        return self._setup(walk.session.session_id, walk.host, walk.session.day, begins=walk.begins)

    def _setup_elsewhere(self, host: RemoteHost, *, begins: bool) -> WalkSetup:
        self._joined[host.hello.walk] = host
        day = datetime.fromisoformat(host.hello.begun_at).date().toordinal()
        return self._setup(host.hello.walk, host, day, begins=begins)

    def _setup(self, walk_id: str, host: WalkHost, day: int, *, begins: bool) -> WalkSetup:
        """Return what a screen needs to show a walk. Until its questions were asked, they wait for the next start."""
        self._unasked.add(walk_id)
        return WalkSetup(
            walk_id=walk_id,
            host=host,
            today_z2_s=self._diary.z2_s(day, day + 1),
            week=self._programme.week_so_far(),
            begins=begins,
            notice=self.notice,
            sharing=self._page,
        )

    async def join_walk(self) -> WalkSetup:
        """Join the walk that another process runs."""
        return await to_thread(self.join)

    async def continue_walk(self, walk_id: str) -> WalkSetup:
        """Go on with a walk that never ended: the time between counts as a pause."""
        return await to_thread(self._continue, walk_id)

    def _continue(self, walk_id: str) -> WalkSetup:
        item = self.walks.unended(walk_id)
        if item is None or not item.can_continue:
            raise WalkUnavailableError(WalkProblem.TOO_OLD, walk_id)
        return self.resume(item, HeartSource(remembered_strap(self._diary.profile)))

    async def close_walk(self, walk_id: str) -> None:
        """Close a walk that never ended, at the end of its recording."""
        await to_thread(self._close_walk, walk_id)

    def _close_walk(self, walk_id: str) -> None:
        item = self.walks.unended(walk_id)
        if item is not None:
            self.recorded.close(item)

    async def finish_walk(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        """Keep what the recording says, and what was felt."""
        return await to_thread(self._finish, walk_id, felt)

    def keep(self, walk_id: str, ended: Ended | None = None) -> Session | None:
        """Keep a walk that is over, or wait until its own process has; None when there was too little of it.

        Raises:
            HostError: when its process does not end.
            StoreError: when it cannot be kept.
        """
        if self.walks.is_open(walk_id):
            return self.walks.keep(walk_id)
        if ended is None and walk_id in self._joined:
            ended = Ended.of_event(self._joined[walk_id].ending)
        try:
            return self._elsewhere.kept(walk_id, ended)
        finally:
            self.walks.all_recorded &= self._elsewhere.all_recorded

    def _finish(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        if self.keep(walk_id) is None:
            return None
        if felt != NOTHING_FELT:  # an unanswered question keeps its answer from during the walk
            self._diary.keeping(methodcaller("log", walk_id, felt))
        self._unasked.remove(walk_id)
        return self._walk_pages.detail(walk_id)

    def unasked(self) -> UnaskedView | None:
        """Return the latest walk that nobody was asked about, while it is remembered; forget the others."""
        return self._unasked.latest()

    async def is_unasked(self, walk_id: str) -> bool:
        """Whether no terminal has asked how the walk felt, and kept the answers."""
        return await to_thread(self._unasked.is_unasked, walk_id)

    async def save_felt(self, walk_id: str, felt: Felt, before: Felt) -> WalkDetail:
        """Change what was felt, where it differs from what it was before."""
        await to_thread(self._diary.keeping, methodcaller("log", walk_id, felt, before))
        return await self.walk(walk_id)

    async def let_count(self, walk_id: str, *, counts: bool) -> None:
        """Keep whether an imported walk counts in the programme's weeks."""
        await to_thread(self._diary.keeping, methodcaller("let_count", walk_id, counts=counts))

    async def save_morning_pain(self, walk_id: str, level: int) -> None:
        """Keep the next morning's pain in the walk's log."""
        await to_thread(self._diary.keeping, methodcaller("log", walk_id, Felt(pain_next_morning=level)))

    # Straps

    async def watch_straps(self, *, everything: bool) -> AsyncGenerator[tuple[StrapSeen, ...], None]:
        """The straps in range; closing this stops the scan."""
        async with aclosing(self._radio.straps(everything=everything)) as seen:
            async for straps in seen:
                yield straps

    async def prove_strap(self, strap: StrapSeen) -> AsyncGenerator[StrapProof, None]:
        """Connect as a walk does, and count real beats."""
        async with aclosing(prove(self._radio, strap)) as steps:
            async for proof in steps:
                if proof.state is ProofState.PROVEN:
                    await to_thread(self._profile.remember_strap, strap.strap_id)
                    self._battery_percent = proof.battery_percent
                yield proof

    async def remembered_strap(self) -> StrapView | None:
        """The strap that walks use."""
        await to_thread(self._profile.read)
        return self._strap()

    def _strap(self) -> StrapView | None:
        known = self._diary.profile.strap
        return None if known is None else StrapView(known.name, known.address, self._battery_percent)

    async def forget_strap(self) -> None:
        """Forget the strap; walks then ask which one to use."""
        await to_thread(self._profile.remember_strap, None)

    # Function

    async def save_function(self, answer: FunctionAnswer) -> None:
        """Keep how well the walker can do what matters to them, or that they do not want to say."""
        check_in = answer.as_check_in(self.today().toordinal())
        await to_thread(self._diary.keeping, methodcaller("add_check_in", check_in))

    # One's own path, and the settings

    async def move_walk(self, from_day: date, to_day: date) -> None:
        """Move a walk to another day of its week."""
        await to_thread(self._profile.move_walk, from_day, to_day)

    async def save_flare_plan(self, text: str) -> None:
        """Keep what to do when pain flares; without a word there is no plan."""
        await to_thread(self._profile.save_flare_plan, text)

    async def settings(self) -> SettingsView:
        """Read the settings from the profile as it is now."""
        return await to_thread(self._profile.settings)

    async def change_settings(self, before: SettingsView, after: SettingsView) -> None:
        """Keep what differs."""
        await to_thread(self._profile.change_settings, before, after)

    async def report_flare(self, level: int) -> None:
        """Keep today's pain, told apart from a walk."""
        check_in = CheckIn(self.today().toordinal(), pain=level)
        await to_thread(self._diary.keeping, methodcaller("add_check_in", check_in))

    # Files for others

    async def export(self, walk_id: str, to: str) -> ExportedFile:
        """Put a walk into a file, with the downloads; a number is added where another file has its name."""
        return await to_thread(self._export, walk_id, to)

    def _export(self, walk_id: str, to: str) -> ExportedFile:
        file = exported(self.recorded, self._diary.history.find_session(walk_id), to)
        path = keep_beside(file, exports_folder(self._name))
        return ExportedFile(path.name, shown_folder(path.parent), file.readings)


def shown_folder(folder: Path) -> str:
    """Return a folder as its owner calls it: at home it begins with ~, but not on Windows, which has no such name."""
    home = Path.home()
    if os.name != "posix" or not folder.is_relative_to(home):
        return str(folder)
    return str(Path("~") / folder.relative_to(home))
