"""The services that screens call. Disk, radio and programme stay behind them.

Everything that touches disk or radio is asynchronous, so that no screen can block. Everything shown is frozen.
"""

from collections.abc import AsyncGenerator, Collection
from datetime import date
from typing import Protocol

import msgspec

from coach.domain.programme.felt import Felt
from coach.domain.programme.function import FunctionAnswer
from coach.domain.programme.safety import SafetySign
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Band
from coach.pages.exporting import ExportedFile
from coach.pages.history import HistoryView, WalkDetail
from coach.pages.profile import ProfileView, SettingsView
from coach.pages.programme import HomeView, PlanView, WalkOffer, Week
from coach.pages.straps import StrapProof, StrapView
from coach.session.ports import WalkHost
from coach.session.straps import StrapSeen


class SharedView(msgspec.Struct, frozen=True):
    """The page of a walk for other screens: its address with the code for the next device, and the devices let in."""

    address: str
    qr: tuple[str, ...]
    """The address as a QR code, in lines of blocks for white on black."""
    devices: tuple[tuple[int, str], ...] = ()
    """Each with the number by which it is put out."""


class Sharing(Protocol):
    """Shows the walk on the screens of other devices, by a process of its own that goes on without this one."""

    @property
    def is_for_lan(self) -> bool | None:
        """Whether the page that runs is for every device in the network; None when none runs."""

    def views(self, *, lan: bool) -> AsyncGenerator[SharedView, None]:
        """Start the page where it is not there yet, and yield what to show now and after each change, until its end.

        Args:
            lan: for every device in this network, in clear text; otherwise for this computer alone.

        Raises:
            CommandError: when it cannot start, or was broken off; empty when it did not say why.
        """

    def put_out(self, device: int) -> None:
        """Let a device look on no more."""

    def close(self) -> None:
        """End the page."""


class WalkSetup(msgspec.Struct, frozen=True):
    """A walk that is ready to run."""

    walk_id: str
    host: WalkHost
    today_z2_s: float
    week: Week | None
    begins: bool = True
    """False for a resumed walk: pain was asked at its start."""
    notice: str = ""
    """What the walker should know before it, such as a history that cannot be used."""
    sharing: Sharing | None = None
    """None where other screens cannot join."""


class Show(msgspec.Struct, frozen=True):
    """A walk that is shown and that nobody walks: a demo, or a replay. It asks nothing and is left at once."""

    mark: str
    """What it is, as "demo, x10"."""
    next_steps: tuple[str, ...] = ()
    """What to do after it, from the longest to the shortest."""
    speed: float = 1.0
    """How many times as fast as life; `inf` is as fast as the machine can."""


class CoachServices(Protocol):
    """Everything the screens call. A CoachError is shown to the walker as it is."""

    def today(self) -> date:
        """Return the walker's current date."""

    async def profile(self) -> ProfileView:
        """Return what is known of the walker."""

    async def save_profile(self, profile: ProfileView) -> None:
        """Keep the answers; an unanswered question gets a safe default."""

    async def notice_signs(self, signs: Collection[SafetySign]) -> None:
        """Keep signs that are new or there again; they stay in sight until a professional has seen to them."""

    async def say_signs_seen(self) -> None:
        """Keep that a professional has seen to the open signs, and the day."""

    async def home(self) -> HomeView:
        """Today."""

    async def plan(self) -> PlanView:
        """The six weeks."""

    async def history(self) -> HistoryView:
        """All walks and their trends."""

    async def walk(self, walk_id: str) -> WalkDetail:
        """Return one past walk in detail."""

    async def replay(self, walk_id: str, speed: float) -> WalkHost:
        """Return what shows a past walk again, so many times as fast as life; nothing of it is kept."""

    async def prescription(self, kind: WorkoutKind, minutes: int | None) -> WalkOffer:
        """Prescribe a walk other than today's."""

    async def start_walk(self, walk: WalkOffer) -> WalkSetup:
        """Make everything ready for a walk; the recording begins with the session."""

    async def continue_walk(self, walk_id: str) -> WalkSetup:
        """Go on with a walk that never ended."""

    async def join_walk(self) -> WalkSetup:
        """Join the walk that another process runs."""

    async def close_walk(self, walk_id: str) -> None:
        """Close a walk that never ended, at the end of its recording."""

    async def finish_walk(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        """Keep a walk and what was felt; None when there was too little of it to look back on."""

    async def is_unasked(self, walk_id: str) -> bool:
        """Whether no terminal has asked how the walk felt, and kept the answers."""

    async def save_felt(self, walk_id: str, felt: Felt, before: Felt) -> WalkDetail:
        """Change what was felt, where it differs from what it was before."""

    async def let_count(self, walk_id: str, *, counts: bool) -> None:
        """Keep whether an imported walk counts in the programme's weeks."""

    async def save_morning_pain(self, walk_id: str, level: int) -> None:
        """Keep the back pain of the morning after a walk, 0-10."""

    async def decide_band(self, band: Band, *, take: bool) -> None:
        """Adopt a proposed band, or decline it and do not ask again."""

    async def save_check_in(self, *, limited: bool, avoids_movement: bool, wants_more: bool) -> None:
        """Keep how daily life goes."""

    def watch_straps(self, *, everything: bool) -> AsyncGenerator[tuple[StrapSeen, ...], None]:
        """Yield the straps in range, nearest first, until it is closed.

        `everything` also shows devices that do not say they measure heart rate.
        """

    def prove_strap(self, strap: StrapSeen) -> AsyncGenerator[StrapProof, None]:
        """Connect and show real beats; ends after PROVEN (the strap is remembered then) or FAILED."""

    async def remembered_strap(self) -> StrapView | None:
        """The strap that walks use."""

    async def forget_strap(self) -> None:
        """Use no strap until another is chosen."""

    async def save_function(self, answer: FunctionAnswer) -> None:
        """Keep how well the walker can do what matters to them, or that they do not want to say."""

    async def move_walk(self, from_day: date, to_day: date) -> None:
        """Move a walk to another day of its week; moving it straight back leaves no trace.

        Raises:
            ValueError: when no week holds both days.
        """

    async def save_flare_plan(self, text: str) -> None:
        """Keep what to do when pain flares; without a word there is no plan."""

    async def settings(self) -> SettingsView:
        """What is set on one page."""

    async def change_settings(self, before: SettingsView, after: SettingsView) -> None:
        """Keep what differs; colours and strap are kept where they are chosen."""

    async def report_flare(self, level: int) -> None:
        """Keep today's pain, 0-10, told apart from a walk."""

    async def export(self, walk_id: str, to: str) -> ExportedFile:
        """Put a walk into a file of a format in `coach.pages.exporting.FILES`; no other file is replaced."""
