"""One person's profile and history together, opened for a while; asks the programme."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from coach.clock import local_now
from coach.config import Folders, Profile, folders_of, load_profile
from coach.domain.programme.day_plan import DayPlan, day_plan
from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.talk import BandProposal, propose_band
from coach.domain.programme.tolerance import usual_pains
from coach.domain.programme.walk_log import LoggedWalk
from coach.domain.workout.steps import Workout
from coach.domain.zone.max_heart_rate import Zones
from coach.domain.zone.zones import Band, ZoneTable
from coach.errors import NotBegunError, StoreError, StoreProblem, WalkNotFoundError
from coach.packing import lies_at, lying_in
from coach.session.plan import SessionPlan
from coach.store.copies import move_aside
from coach.store.history import HistoryStore
from coach.store.rows import Session
from coach.store.schema import BUSY_MS

BUSY_WALKING_MS = 3_000
"""A walker waits so long for another process's write: one takes microseconds."""

T = TypeVar("T")


class Diary:
    """Opened for one person; use it in a `with`.

    Args:
        profile_name: the person; None is the one without a name.
        now: the walker's time, with its zone.
        walks_anyway: go on with a stand-in when the history cannot be used: a walk does not wait for it.
        mends: move a damaged history aside, and begin another.

    Raises:
        ConfigError: when the profile cannot be read.
        StoreError: when the history cannot be opened.
    """

    def __init__(
        self,
        profile_name: str | None,
        *,
        now: Callable[[], datetime] = local_now,
        walks_anyway: bool = False,
        mends: bool = False,
    ) -> None:
        self.now = now
        self.folders: Folders = folders_of(profile_name)
        self.profile: Profile = load_profile(self.folders.profile_file)
        self.trouble: StoreError | None = None
        """Why a stand-in takes the history's place."""
        self.moved_aside: Path | None = None
        """Where a damaged history is now."""
        self._walks_anyway = walks_anyway
        try:
            self.history = self._opened(BUSY_WALKING_MS if walks_anyway else BUSY_MS, checked=walks_anyway or mends)
        except StoreError as error:
            if mends and error.problem is StoreProblem.HISTORY_DAMAGED:
                self.moved_aside = move_aside(self.folders.history_file)
                self.history = self._opened()
            elif walks_anyway:
                self._stand_in(error)
            else:
                raise

    def _opened(self, busy_ms: int = BUSY_MS, *, checked: bool = False, is_stand_in: bool = False) -> HistoryStore:
        path, recordings = self.folders.history_file, self.folders.recordings
        history = HistoryStore(path, self.today(), recordings, is_stand_in=is_stand_in, busy_ms=busy_ms)
        if checked:
            try:
                history.check()
            except StoreError:
                history.close()
                raise
        return history

    def _stand_in(self, error: StoreError) -> None:
        """Go on in memory, with what the copies hold; the next start finds what is added by its recordings."""
        self.trouble = error
        self.history = self._opened(is_stand_in=True)

    def keeping(self, work: Callable[[HistoryStore], T]) -> T:
        """Do `work` with the history; when that fails in a walk, with a stand-in.

        Raises:
            StoreError: when it fails and nobody walks.
        """
        try:
            return work(self.history)
        except StoreError as error:
            if not self._walks_anyway or self.history.is_stand_in:
                raise
            self.history.close()
            self._stand_in(error)
            try:
                return work(self.history)
            except WalkNotFoundError:  # the copies lack the walk; the history may be usable in a moment
                raise error from None

    def today(self) -> date:
        """Return the walker's current date."""
        return self.now().date()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.history.close()

    def recording_of(self, session: Session) -> Path:
        """Return where a walk's recording is, or was."""
        return self.folders.recordings / _recording_name(session)

    def file_of(self, session: Session) -> Path | None:
        """Return where a walk's recording lies, from the root of the disk; None when it is gone."""
        path = lies_at(self.recording_of(session)).absolute()
        return path if path.is_file() else None

    def files_of(self, sessions: Iterable[Session]) -> Iterator[Path | None]:
        """Return what `file_of` does, of many walks by one look at their folder."""
        files = lying_in(self.folders.recordings)
        return (files.get(_recording_name(session)) for session in sessions)

    def session_plan(self, workout: Workout, band: Band | None = None) -> SessionPlan:
        """Return a walk's plan: the workout with all that the profile says of the walker.

        Args:
            workout: the workout.
            band: a Zone 2 for this walk alone.

        Raises:
            ConfigError: when the profile's numbers cannot be a person's.
        """
        own = None if band is None else Zones(ZoneTable.from_band(band, self.profile.max_bpm), "the band of this walk")
        zones = own or self.profile.zones()
        return SessionPlan(
            workout,
            zones.table,
            zones.allows_speed_up and not self._is_before_week_1(),
            paced=self.profile.paced_heart is True,
            measured_max_bpm=self.profile.max_bpm if zones.table is None else None,
            usual_pain=usual_pains(self.walks(), self.profile.usual_pain)[-1],
        )

    # The programme

    def _is_before_week_1(self) -> bool:
        """Whether the walker still finds or builds up to what week 1 asks for: then nobody is pushed into the zone."""
        try:
            return self.plan_for(self.today(), self.today()).standing.number == 0
        except NotBegunError:
            return False

    def programme_start(self, today: date) -> ProgrammeStart:
        """Return when the programme begins or began: an imported walk does not begin it.

        Raises:
            ConfigError: when a date of the profile is invalid.
        """
        return self._start_of(self.history.walks(), today)

    def counts_from(self, sessions: Iterable[Session]) -> int:
        """Return the day from which walks of other programs count, where one of these is to; otherwise the first day.

        Raises:
            ConfigError: when a date of the profile is invalid.
        """
        if not any(session.is_imported and session.counts for session in sessions):
            return date.min.toordinal()
        return self.programme_start(self.today()).start_day

    def _start_of(self, walks: Iterable[LoggedWalk], today: date) -> ProgrammeStart:
        return self.profile.programme(today, min((walk.day for walk in walks if not walk.is_imported), default=None))

    def walks(self, first_day: int | None = None, end_day: int | None = None) -> tuple[LoggedWalk, ...]:
        """Return the walks that the programme knows, from old to new: whoever asks for it asks here.

        Those of other programs are among them where the walker lets them count, from its first day on.
        """
        walks = self.history.walks(first_day, end_day)
        if not any(walk.is_imported for walk in walks):
            return walks
        return _from_the_start(walks, self.programme_start(self.today()))

    def z2_s(self, first_day: int, end_day: int) -> float:
        """Return the seconds in Zone 2 on `first_day <= day < end_day`, as the programme counts them."""
        return sum(walk.z2_s for walk in self.walks(first_day, end_day))

    def plan_for(self, on: date, today: date) -> DayPlan:
        """Return the programme's plan for a day.

        Raises:
            NotBegunError: when the programme has not begun on that day.
        """
        walks = self.history.walks()
        start = self._start_of(walks, today)
        if on.toordinal() < start.start_day:
            raise NotBegunError(date.fromordinal(start.start_day).isoformat())
        known, check_ins = _from_the_start(walks, start), self.history.check_ins()
        return day_plan(start, known, on.toordinal(), today=today.toordinal(), check_ins=check_ins)

    def band_proposal(self) -> BandProposal | None:
        """Return another Zone 2 that the talk tests suggest, unless the walker has declined it."""
        talk = [answer for walk in self.walks() for answer in walk.talk]
        zones = self.profile.zones().table
        proposal = propose_band(None if zones is None else zones.zone_2, talk)
        if proposal is None or declined_name(proposal.band) in self.profile.disclaimers_seen:
            return None
        return proposal


def _from_the_start(walks: Iterable[LoggedWalk], start: ProgrammeStart) -> tuple[LoggedWalk, ...]:
    """Return the walks without those of other programs before the programme's first day."""
    return tuple(walk for walk in walks if not walk.is_imported or walk.day >= start.start_day)


def _recording_name(session: Session) -> str:
    return session.recording or f"{session.session_id}.jsonl"


def declined_name(band: Band) -> str:
    """Return the name under which the profile keeps a declined band."""
    return f"band {band.lo_bpm:.0f}-{band.hi_bpm:.0f}"
