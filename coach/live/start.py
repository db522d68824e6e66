"""What runs a session: its pump, and its voice where it has one."""

from typing import TYPE_CHECKING

from coach.audio.announcer import Announcer
from coach.live.pump import SessionPump
from coach.live.voice import AudibleSession, heard_too
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, RunningSession, SessionClock, Source, StartSession

if TYPE_CHECKING:
    pass


def start_session(
    plan: SessionPlan,
    source: Source,
    clock: SessionClock,
    *,
    sink: RecordingSink | None = None,
    end_when_finished: bool,
    voice: Announcer | None = None,
    engine: SessionEngine | None = None,
) -> StartSession:
    """What makes the session once somebody listens; with a voice its cues are heard too.

    `engine` has heard the first part of a walk that goes on; None begins a new one.
    """

    def start(listener: Listener) -> RunningSession:
        pump = SessionPump(
            source=source,
            engine=engine or SessionEngine(plan),
            sink=sink,
            clock=clock,
            listener=listener if voice is None else heard_too(listener, voice),
            end_when_finished=end_when_finished,
        )
        return pump if voice is None else AudibleSession(pump, voice, hears_out=end_when_finished)

    return start
