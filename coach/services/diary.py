"""One person's profile and history together, opened for a while; asks the programme."""

from collections.abc import Callable
from datetime import date, datetime
from types import TracebackType
from typing import Self

from coach.clock import local_now
from coach.config import Folders, Profile, folders_of, load_profile
from coach.domain.programme.day_plan import DayPlan, day_plan
from coach.domain.programme.talk import BandProposal, propose_band
from coach.domain.zone.zones import Band
from coach.errors import NotBegunError
from coach.store.history import HistoryStore


class Diary:
    """Opened for one person; use it in a `with`.

    Args:
        profile_name: the person; None is the one without a name.
        now: the walker's time, with its zone.

    Raises:
        ConfigError: when the profile cannot be read.
        StoreError: when the history cannot be opened.
    """

    def __init__(self, profile_name: str | None, *, now: Callable[[], datetime] = local_now) -> None:
        self.now = now
        self.folders: Folders = folders_of(profile_name)
        self.profile: Profile = load_profile(self.folders.profile_file)
        self.history = HistoryStore(self.folders.history_file, self.today())

    def today(self) -> date:
        """Return the walker's current date."""
        return self.now().date()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.history.close()

    # The programme

    def plan_for(self, on: date, today: date) -> DayPlan:
        """Return the programme's plan for a day.

        Raises:
            NotBegunError: when the programme has not begun on that day.
        """
        walks = self.history.walks()
        first = min((walk.day for walk in walks), default=None)
        start = self.profile.programme(today, first)
        if on.toordinal() < start.start_day:
            raise NotBegunError(date.fromordinal(start.start_day).isoformat())
        return day_plan(start, walks, on.toordinal(), today=today.toordinal(), check_ins=self.history.check_ins())

    def band_proposal(self) -> BandProposal | None:
        """Return another Zone 2 that the talk tests suggest, unless the walker has declined it."""
        talk = [answer for walk in self.history.walks() for answer in walk.talk]
        proposal = propose_band(self.profile.zones().table.zone_2, talk)
        if proposal is None or declined_name(proposal.band) in self.profile.disclaimers_seen:
            return None
        return proposal


def declined_name(band: Band) -> str:
    """Return the name under which the profile keeps a declined band."""
    return f"band {band.lo_bpm:.0f}-{band.hi_bpm:.0f}"
