"""What the screens ask for, answered from a person's diary and the radio; the disk is read beside the event loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from datetime import date, datetime

import msgspec

from coach.clock import RunningClock, local_now
from coach.config import NO_DEVICE, Profile, RememberedStrap, load_profile, save_profile, this_system
from coach.domain.programme.walk_log import CheckIn
from coach.domain.workout.steps import Workout, WorkoutKind
from coach.domain.zone.zones import Band
from coach.errors import CoachError, CommandError
from coach.formats.registry import read_recording
from coach.live.start import start_session
from coach.live.voice import announcer
from coach.pages.history import Felt, HistoryView, WalkDetail
from coach.pages.ports import WalkSetup
from coach.pages.profile import ProfileView
from coach.pages.programme import HomeView, PlanView, Prescription, UnfinishedView, WeekView
from coach.pages.straps import ProofState, StrapProof, StrapView
from coach.services.diary import Diary, declined_name
from coach.services.programme import ProgrammePages
from coach.services.strap_memory import RememberingStraps
from coach.services.strap_proof import BluetoothRadio, Radio, prove
from coach.services.straps import origin_of, remembered_strap
from coach.services.trends import comparison_of, felt_of, row_of, trends_of, whole_walk, with_recovery
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import SessionClock, Source, StrapLink
from coach.session.straps import StrapId, StrapSeen
from coach.store.recorder import RecordingWriter
from coach.store.rows import LogChanges, Session


class DiaryServices:
    """Meets `coach.pages.ports.CoachServices`; one walk at a time."""

    def __init__(
        self,
        diary: Diary,
        profile_name: str | None,
        *,
        radio: Radio | None = None,
        now: Callable[[], datetime] = local_now,
        clock: Callable[[float], SessionClock] = lambda start_s: RunningClock(start_s=start_s),
        audible: bool = True,
    ) -> None:
        self._diary = diary
        self._name = profile_name
        self._radio = radio or BluetoothRadio()
        self._now = now
        self._clock = clock
        self._pages = ProgrammePages(diary, self.today)
        self._audible = audible
        self._walks: dict[str, tuple[Session, RecordingWriter]] = {}
        self._closed_old = False
        self._battery_percent: int | None = None
        self._profile_lock = threading.Lock()

    def close(self) -> None:
        """Keep the walks that the program was left in."""
        for walk_id in tuple(self._walks):
            self._end(walk_id)

    # The walker

    def today(self) -> date:
        """The walker's day."""
        return self._now().date()

    async def profile(self) -> ProfileView:
        """From the profile's file, as it stands now."""
        return await asyncio.to_thread(self._profile)

    def _profile(self) -> ProfileView:
        known = self._diary.profile = load_profile(self._diary.places.profile_file)
        return ProfileView(
            age=known.age,
            max_bpm=None if known.max_bpm is None else round(known.max_bpm),
            heart_medication=known.slowing_medication,
            safety=known.safety,
            start=None if known.programme_start is None else date.fromisoformat(known.programme_start),
            asked=known.asked,
        )

    async def save_profile(self, profile: ProfileView) -> None:
        """Keep the answers beside everything else that is known."""
        await asyncio.to_thread(self._save_profile, profile)

    def _change_profile(self, change: Callable[[Profile], Profile]) -> None:
        """Read, change and write the profile in one go: two threads may want to."""
        path = self._diary.places.profile_file
        with self._profile_lock:
            changed = change(load_profile(path))
            save_profile(path, changed)
            self._diary.profile = changed

    def _save_profile(self, profile: ProfileView) -> None:
        self._change_profile(lambda known: self._with_answers(known, profile))

    def _with_answers(self, known: Profile, profile: ProfileView) -> Profile:
        before = None if known.max_bpm is None else round(known.max_bpm)
        changed = msgspec.structs.replace(
            known,
            age=profile.age,
            # What was measured to a tenth is not rounded by being looked at.
            max_bpm=known.max_bpm if profile.max_bpm == before else profile.max_bpm,
            slowing_medication=profile.heart_medication,
            safety=profile.safety,
            disclaimers_seen=tuple(dict.fromkeys((*known.disclaimers_seen, NO_DEVICE))),
        )
        if profile.start is not None and profile.start.isoformat() != known.programme_start:
            changed = changed.starting(profile.start, self.today())
        changed.zones()  # numbers that cannot be a person's are refused before they are kept
        return changed

    async def remember_theme(self, name: str) -> None:
        """Keep the colours that were chosen for the next time.

        Raises:
            ConfigError: when the profile cannot be read or written.
        """
        await asyncio.to_thread(self._change_profile, lambda known: msgspec.structs.replace(known, theme=name))

    # Pages

    async def home(self) -> HomeView:
        """Today; walks that never ended and are old are closed on the way."""
        return await asyncio.to_thread(self._home)

    def _home(self) -> HomeView:
        if not self._closed_old:
            self._diary.close_unfinished()
            self._closed_old = True
        self._diary.profile = profile = load_profile(self._diary.places.profile_file)
        today = self.today()
        zones = profile.zones()
        plan = self._pages.plan_of(today)
        proposal = self._diary.band_proposal()
        view = HomeView(
            today=today,
            profile_name=self._name,
            week_number=None,
            phase_name="",
            walk=None,
            headline="Not yet",
            focus="",
            reason="",
            warning="",
            week=WeekView((), 0, (0, 0), 0.0, None, None),
            strap=self._strap(),
            unfinished=self._unfinished(),
            ask_morning_pain=self._pages.unasked_morning(today),
            proposed_band=None if proposal is None else proposal.band,
            proposal="" if proposal is None else proposal.evidence,
            ask_check_in=plan is not None and self._pages.wants_check_in(plan, today),
            band_note=zones.source,
        )
        return self._pages.before_the_start(view) if plan is None else self._pages.with_plan(view, plan)

    def _strap(self) -> StrapView | None:
        known = self._diary.profile.strap
        return None if known is None else StrapView(known.name, known.address, self._battery_percent)

    def _unfinished(self) -> UnfinishedView | None:
        """The newest walk that never ended and is young enough to go on."""
        for item in self._diary.unfinished():
            if item.can_continue and item.recording.stem not in self._walks:
                minutes = int((item.last_at - item.started_at).total_seconds() // 60)
                return UnfinishedView(item.recording.stem, item.started_at, minutes)
        return None

    async def plan(self) -> PlanView:
        """The six weeks."""
        return await asyncio.to_thread(self._pages.six_weeks)

    async def history(self) -> HistoryView:
        """All walks and their trends."""
        return await asyncio.to_thread(self._history)

    def _history(self) -> HistoryView:
        sessions = [session for session in self._diary.history.sessions() if session.summary is not None]
        if not sessions:
            return HistoryView((), ())
        return HistoryView(tuple(row_of(item) for item in reversed(sessions)), trends_of(sessions, self.today()))

    async def walk(self, walk_id: str) -> WalkDetail:
        """One walk, its trace computed from the recording where that still is."""
        return await asyncio.to_thread(self._detail, walk_id)

    def _detail(self, walk_id: str) -> WalkDetail:
        session = self._diary.history.find_session(walk_id)
        stored = None if session.summary is None else session.summary.as_summary()
        zones, summary, trace = self._diary.profile.zones().table, stored, None
        with suppress(CoachError):
            recording = read_recording(self._diary.recording_of(session))
            plan = SessionPlan.from_json(recording.header.session)
            zones = plan.zones
            summary, trace = whole_walk(plan, recording)
            summary = with_recovery(summary, stored)
        if summary is None:
            raise CommandError(f"of the walk {walk_id} nothing is left to look at; `coach history --rebuild` may help")
        return WalkDetail(
            row=row_of(session),
            zones=zones,
            summary=summary,
            trace=trace,
            felt=felt_of(session),
            comparison=comparison_of(session, self._diary.history.sessions()),
            advice=self._pages.advice(session),
        )

    # Walking

    async def prescription(self, kind: WorkoutKind, minutes: int | None) -> Prescription:
        """Another walk than today's, with a warning when it is more than the programme's next step."""
        return await asyncio.to_thread(self._pages.other_walk, kind, minutes)

    async def start_walk(self, walk: Prescription) -> WalkSetup:
        """Open the recording, and make what runs the walk."""
        return await asyncio.to_thread(self._start, walk)

    def _start(self, walk: Prescription) -> WalkSetup:
        zones = self._diary.profile.zones()
        plan = SessionPlan(Workout(walk.kind, walk.steps), zones.table, zones.pushes)
        wanted = remembered_strap(self._diary.profile)
        clock = self._clock(0.0)
        strap = self._radio.source(clock, wanted)
        return self.set_up(plan, strap, clock, origin_of(wanted), strap)

    def set_up(
        self,
        plan: SessionPlan,
        source: Source,
        clock: SessionClock,
        origin: dict[str, object],
        straps: StrapLink | None = None,
    ) -> WalkSetup:
        """Open the recording of a walk on any source, and make what runs it; `straps` where that is a strap."""
        session, sink = self._diary.begin(plan, origin)
        return self._setup(session, sink, source, clock, SessionEngine(plan), straps)

    def _setup(
        self,
        session: Session,
        sink: RecordingWriter,
        source: Source,
        clock: SessionClock,
        engine: SessionEngine,
        straps: StrapLink | None,
    ) -> WalkSetup:
        """A walk that begins, or one that goes on: then the engine has heard its first part."""
        self._walks[session.session_id] = (session, sink)
        voice = announcer(self._diary.profile, self._diary.places) if self._audible else None
        if straps is not None and self._diary.profile.strap is None:  # a spare one does not replace one's own
            source = straps = RememberingStraps(straps, self._remember)
        start = start_session(
            engine.plan, source, clock, sink=sink, end_when_finished=False, voice=voice, engine=engine
        )
        return WalkSetup(
            walk_id=session.session_id,
            start=start,
            straps=straps,
            today_z2_s=self._diary.history.z2_s(session.day, session.day + 1),
            week=self._pages.week_so_far(),
            begins=engine.now_s == 0.0,
        )

    async def continue_walk(self, walk_id: str) -> WalkSetup:
        """Go on with a walk that never ended: the time between counts as a pause."""
        return await asyncio.to_thread(self._continue, walk_id)

    def _continue(self, walk_id: str) -> WalkSetup:
        item = next((item for item in self._diary.unfinished() if item.recording.stem == walk_id), None)
        if item is None or not item.can_continue:
            raise CommandError("that walk can no longer be continued; it is kept as it is")
        going = self._diary.go_on(item)
        clock = RunningClock(start_s=going.engine.now_s)
        strap = self._radio.source(clock, remembered_strap(self._diary.profile))
        return self._setup(going.session, going.sink, strap, clock, going.engine, strap)

    async def close_walk(self, walk_id: str) -> None:
        """Take a walk that never ended as ended where its recording stops."""
        await asyncio.to_thread(self._close_walk, walk_id)

    def _close_walk(self, walk_id: str) -> None:
        item = next((item for item in self._diary.unfinished() if item.recording.stem == walk_id), None)
        if item is not None:
            self._diary.close(item)

    async def finish_walk(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        """Keep what the recording says, and what was felt."""
        return await asyncio.to_thread(self._finish, walk_id, felt)

    def _finish(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        session = self._end(walk_id)
        if session is None:
            return None
        answers = {name: value for name, value in _changes(felt).items() if value is not None}
        if answers:  # what was not asked again keeps what was told during the walk
            self._diary.history.log(walk_id, **answers)  # type: ignore[arg-type]  # keys of LogChanges
        return self._detail(walk_id)

    def _end(self, walk_id: str) -> Session | None:
        session, sink = self._walks.pop(walk_id)
        sink.close()
        return self._diary.keep(session)

    async def save_felt(self, walk_id: str, felt: Felt) -> WalkDetail:
        """Change what was felt."""
        await asyncio.to_thread(lambda: self._diary.history.log(walk_id, **_changes(felt)))
        return await self.walk(walk_id)

    async def save_morning_pain(self, walk_id: str, level: int) -> None:
        """The next morning's pain, in the walk's log."""
        await asyncio.to_thread(lambda: self._diary.history.log(walk_id, pain_next_morning=level))

    async def decide_band(self, band: Band, *, take: bool) -> None:
        """Keep the band, or that it was declined."""
        await asyncio.to_thread(self._decide_band, band, take=take)

    def _decide_band(self, band: Band, *, take: bool) -> None:
        def decided(known: Profile) -> Profile:
            if take:
                return msgspec.structs.replace(known, band_bpm=(band.lo_bpm, band.hi_bpm))
            return msgspec.structs.replace(known, disclaimers_seen=(*known.disclaimers_seen, declined_name(band)))

        self._change_profile(decided)

    async def save_check_in(self, *, limited: bool, avoids_movement: bool, wants_more: bool) -> None:
        """Keep how daily life goes."""
        told = CheckIn(self.today().toordinal(), limited, avoids_movement, wants_more)
        await asyncio.to_thread(self._diary.history.add_check_in, told)

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
                    await asyncio.to_thread(self._remember, strap.strap_id)
                    self._battery_percent = proof.battery_percent
                yield proof

    def _remember(self, strap: StrapId | None) -> None:
        kept = None if strap is None else RememberedStrap(strap.name, strap.address, this_system())
        self._change_profile(lambda known: msgspec.structs.replace(known, strap=kept))

    async def remembered_strap(self) -> StrapView | None:
        """The strap that walks use."""
        await asyncio.to_thread(self._profile)
        return self._strap()

    async def forget_strap(self) -> None:
        """Walks then ask which strap to use."""
        await asyncio.to_thread(self._remember, None)


def _changes(felt: Felt) -> LogChanges:
    return LogChanges(
        rpe=felt.rpe,
        pain_before=felt.pain_before,
        pain_after=felt.pain_after,
        pain_next_morning=felt.pain_next_morning,
        talk_test=felt.talk_test,
        distance_m=felt.distance_m,
        belt_speed_mps=felt.belt_speed_mps,
        note=felt.note or None,
    )
