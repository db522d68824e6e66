"""What screens ask of the outside. Disk, radio and programme stay behind it.

Everything that touches disk or radio is asynchronous, so that no screen can block. Everything shown is frozen.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from coach.domain.programme.felt import Felt
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Band
from coach.pages.history import HistoryView, WalkDetail
from coach.pages.profile import ProfileView
from coach.pages.programme import HomeView, PlanView, WalkOffer, Week
from coach.pages.straps import StrapProof, StrapView
from coach.session.ports import WalkHost
from coach.session.straps import StrapSeen


@dataclass(frozen=True, slots=True)
class WalkSetup:
    """A walk that is ready to run."""

    walk_id: str
    host: WalkHost
    today_z2_s: float
    week: Week | None
    begins: bool = True
    """False for a walk that goes on: pain was asked at its start."""


class CoachServices(Protocol):
    """Everything the screens ask for. A CoachError is told to the walker as it is."""

    def today(self) -> date:
        """The day it is for the walker."""

    async def profile(self) -> ProfileView:
        """What is known of the walker."""

    async def save_profile(self, profile: ProfileView) -> None:
        """Keep the answers; what was not said gets a safe default."""

    async def home(self) -> HomeView:
        """Today."""

    async def plan(self) -> PlanView:
        """The six weeks."""

    async def history(self) -> HistoryView:
        """All walks and their trends."""

    async def walk(self, walk_id: str) -> WalkDetail:
        """One walk, looked back on."""

    async def prescription(self, kind: WorkoutKind, minutes: int | None) -> WalkOffer:
        """Another walk than today's."""

    async def start_walk(self, walk: WalkOffer) -> WalkSetup:
        """Make everything ready for a walk; the recording begins with the session."""

    async def continue_walk(self, walk_id: str) -> WalkSetup:
        """Go on with a walk that never ended."""

    async def close_walk(self, walk_id: str) -> None:
        """Take a walk that never ended as ended when its recording stops."""

    async def finish_walk(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        """Keep a walk and what was felt; None when there was too little of it to look back on."""

    async def save_felt(self, walk_id: str, felt: Felt, before: Felt) -> WalkDetail:
        """Change what was felt, where it differs from what it was before."""

    async def save_morning_pain(self, walk_id: str, level: int) -> None:
        """How the back was the morning after a walk, 0-10."""

    async def decide_band(self, band: Band, *, take: bool) -> None:
        """Take a proposed band as one's own, or leave it and not be asked again."""

    async def save_check_in(self, *, limited: bool, avoids_movement: bool, wants_more: bool) -> None:
        """How daily life goes."""

    def watch_straps(self, *, everything: bool) -> AsyncGenerator[tuple[StrapSeen, ...], None]:
        """The straps in range, nearest first, again and again until it is closed.

        `everything` also shows devices that do not say they measure heart rate.
        """

    def prove_strap(self, strap: StrapSeen) -> AsyncGenerator[StrapProof, None]:
        """Connect and show real beats; ends after PROVEN (the strap is remembered then) or FAILED."""

    async def remembered_strap(self) -> StrapView | None:
        """The strap that walks use."""

    async def forget_strap(self) -> None:
        """Use no strap until another is chosen."""
