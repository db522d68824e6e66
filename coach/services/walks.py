"""Walks under way: opened, run by a host, resumed, and kept when they are over."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from operator import methodcaller
from pathlib import Path

import msgspec

from coach.audio.announcer import Announcer
from coach.domain.programme.safety import SafetySign
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.formats.registry import read_activity
from coach.live.channel import Channel
from coach.live.host import SessionHost
from coach.live.meeting import Meeting
from coach.live.start import host_replay, host_session
from coach.live.voice import announcer
from coach.services.recorded_walks import RecordedWalks, ResumedWalk
from coach.services.sign_memory import RememberingSigns
from coach.services.strap_memory import RememberingStraps
from coach.services.strap_proof import Radio
from coach.services.straps import origin_of
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, SessionClock, Source, StrapSwitch
from coach.session.straps import StrapId
from coach.session_time import RunningClock
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.simulator import SIMULATED_SEED, SimulatedStrap
from coach.store.recorder import RecordingWriter
from coach.store.rows import Session
from coach.store.unfinished import Unfinished


class HeartSource(msgspec.Struct, frozen=True):
    """Where a walk's heart rate comes from: a strap, or a simulated walker."""

    wanted: WantedDevice | None = None
    """The strap; None lets the walker choose."""
    simulated: bool = False

    @property
    def origin(self) -> dict[str, object]:
        """For the recording's header (README, "Your files")."""
        return {"kind": "simulator", "seed": SIMULATED_SEED} if self.simulated else origin_of(self.wanted)


class WalkUnderWay(msgspec.Struct, frozen=True):
    """A walk with its host, ready to run."""

    session: Session
    """Its place in the history."""
    host: SessionHost
    recording: Path
    begins: bool
    """False for a resumed walk."""
    channel: Channel
    """Lets viewers in other processes join, once it is open."""


class Walks:
    """The walks of one person that run, or have run and are not kept yet.

    Args:
        recorded: keeps them.
        radio: where straps come from.
        remember: keeps a strap that was chosen in a walk, where none is remembered.
        keep_signs: keeps urgent signs that are marked in a walk.
        clock: makes the clock of a walk, from its first second.
        audible: whether walks may be heard.
        own_process: whether this process runs the walk alone, and opens its channel and closes it itself; otherwise
            the channel is there from the walk's first second to its last.
    """

    def __init__(
        self,
        recorded: RecordedWalks,
        radio: Radio,
        remember: Callable[[StrapId], None],
        keep_signs: Callable[[Collection[SafetySign]], None],
        *,
        clock: Callable[[float], SessionClock] | None = None,
        audible: bool = True,
        own_process: bool = False,
    ) -> None:
        self._recorded = recorded
        self._diary = recorded.diary
        self._radio = radio
        self._remember = remember
        self._signs = RememberingSigns(keep_signs)
        self._clock = clock or (lambda start_s: RunningClock(start_s=start_s))
        self._audible = audible
        self._own_process = own_process
        self.meeting = Meeting(self._diary.folders.data)
        """Where the walk's viewers join it."""
        self._open: dict[str, tuple[Session, RecordingWriter, ExitStack]] = {}
        self.all_recorded = True
        """Whether the disk has everything of the walks kept so far."""
        self._channel: Channel | None = None
        """That of the walk that was begun last."""

    def begin(
        self, plan: SessionPlan, heart: HeartSource, *, ends_by_itself: bool = False, audible: bool = True
    ) -> WalkUnderWay:
        """Open the recording of a new walk, and make its host.

        Args:
            plan: what it sets out to do.
            heart: where its heart rate comes from.
            ends_by_itself: end with the last step, since nobody is watching to end it.
            audible: whether cues are heard.

        Raises:
            HostError: when a walk of this profile runs already.
            StoreError: when the history or the recording cannot be written.
        """
        with ExitStack() as alone:
            alone.enter_context(self.meeting.held())
            clock = self._clock(0.0)
            session, sink = self._recorded.begin(plan, heart.origin)
            going = ResumedWalk(session, sink, SessionEngine(plan))
            self._open[session.session_id] = (session, sink, alone.pop_all())  # from here on `close` keeps it
        return self._hosted(going, heart, clock, ends_by_itself=ends_by_itself, audible=audible)

    def go_on(
        self, item: Unfinished, heart: HeartSource, *, ends_by_itself: bool = False, audible: bool = True
    ) -> WalkUnderWay:
        """Go on with a walk that never ended: the time since its last line counts as a pause.

        Raises:
            HostError: when a walk of this profile runs already.
            RecordingError: when its recording cannot be read any more.
            StoreError: when it cannot be written, or another window has gone on with it.
            WalkUnavailableError: when another window has ended it meanwhile.
        """
        with ExitStack() as alone:
            alone.enter_context(self.meeting.held())
            going = self._recorded.go_on(item)
            self._open[going.session.session_id] = (going.session, going.sink, alone.pop_all())
        clock = self._clock(going.engine.now_s)
        return self._hosted(going, heart, clock, ends_by_itself=ends_by_itself, audible=audible)

    def _hosted(
        self, going: ResumedWalk, heart: HeartSource, clock: SessionClock, *, ends_by_itself: bool, audible: bool
    ) -> WalkUnderWay:
        source, listeners, straps = self._source(going.engine.plan, heart, clock, going.engine.now_s)
        begins = going.engine.now_s == 0.0
        host = host_session(
            going.engine.plan,
            source,
            clock,
            sink=going.sink,
            straps=straps,
            engine=going.engine,
            listeners=(*listeners, self._signs),
            voice=self._voice() if audible and self._audible else None,
            end_when_finished=ends_by_itself,
        )
        session = going.session
        channel = Channel(host, self.meeting, walk_id=session.session_id, begun_at=session.started_at)
        self._channel = channel
        if not self._own_process:
            host.accompany(channel)
        return WalkUnderWay(session, host, going.sink.path, begins, channel)

    def _voice(self) -> Announcer:
        return announcer(self._diary.profile, self._diary.folders, self._ring_elsewhere if self._own_process else None)

    def _ring_elsewhere(self) -> None:
        """Ring the bell of a viewer: a process of its own has no terminal."""
        if self._channel is not None:
            self._channel.ring()

    def _source(
        self, plan: SessionPlan, heart: HeartSource, clock: SessionClock, start_s: float
    ) -> tuple[Source, tuple[Listener, ...], StrapSwitch | None]:
        """Return the source, its listeners to the walk, and the switch to another strap if it has one."""
        if heart.simulated:
            zones = plan.zones or TYPICAL_ZONES
            walker = SimulatedStrap(zones.zone_2, clock, seed=SIMULATED_SEED, start_s=start_s)
            return walker, (walker,), None
        strap = self._radio.source(clock, heart.wanted)
        if self._diary.profile.strap is None:  # a spare strap does not replace the walker's own
            strap = RememberingStraps(strap, self._remember)
        return strap, (), strap

    def replay(self, walk_id: str, speed: float) -> SessionHost:
        """Return what shows a past walk again, so many times as fast as life.

        Raises:
            RecordingError: when its recording cannot be read.
            WalkNotFoundError: when there is no such walk.
            WalkUnavailableError: when its recording is gone.
        """
        return host_replay(read_activity(self._recorded.file_to_replay(walk_id)), RunningClock(speed))

    def unended(self, walk_id: str) -> Unfinished | None:
        """Return the walk of this name that never ended, unless it is under way; None when there is none."""
        return next((item for item in self._recorded.unfinished() if item.recording.stem == walk_id), None)

    def is_open(self, walk_id: str) -> bool:
        """Whether this program runs that walk, or has not kept it yet."""
        return walk_id in self._open

    def keep(self, walk_id: str) -> Session | None:
        """Keep what the recording of a finished walk says; when nothing was in it, forget the walk and return None."""
        session, sink, alone = self._open.pop(walk_id)
        with alone:
            kept = self._recorded.keep(session, sink)
        self.all_recorded &= sink.trouble is None
        return kept

    def give_up(self, walk: WalkUnderWay) -> None:
        """Take back a walk before its first second; one that was to go on stays as it was, without an end."""
        session, sink, alone = self._open.pop(walk.session.session_id)
        with alone:
            sink.close()
            if walk.begins:
                self._diary.keeping(methodcaller("forget_session", session.session_id))
                sink.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Keep the walks that ran when the program was left."""
        for walk_id in tuple(self._open):
            self.keep(walk_id)
