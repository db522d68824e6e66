"""The one way to begin a walk: make its host, with the listeners from its first second."""

from collections.abc import Iterable

from coach.audio.announcer import Announcer
from coach.live.host import SessionHost
from coach.live.voice import VoiceListener
from coach.session.activity import Activity
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, SessionClock, Source, StrapSwitch
from coach.session_time import ReplayClock
from coach.sources.replay import ReplaySource


def host_replay(recording: Activity, clock: SessionClock, plan: SessionPlan | None = None) -> SessionHost:
    """Return a host that runs a recording again.

    Args:
        recording: the walk.
        clock: how fast it goes; time waits for each input, so that it is the same walk at every speed.
        plan: another one than the recording's own.
    """
    waiting = ReplayClock(clock)
    source = ReplaySource(recording.inputs, waiting.inputs)
    own = plan or SessionPlan.from_json(recording.header.session)
    return host_session(own, source, waiting, end_when_finished=False)


def host_session(
    plan: SessionPlan,
    source: Source,
    clock: SessionClock,
    *,
    end_when_finished: bool,
    sink: RecordingSink | None = None,
    straps: StrapSwitch | None = None,
    engine: SessionEngine | None = None,
    listeners: Iterable[Listener] = (),
    voice: Announcer | None = None,
) -> SessionHost:
    """Return a host that is ready to run.

    Args:
        plan: the session's plan.
        source: where its inputs come from.
        clock: its time.
        end_when_finished: end with the last step.
        sink: where to keep inputs.
        straps: the source of other straps.
        engine: holds the first part of a walk that goes on; None begins a new one.
        listeners: notified of every change, such as a simulated walker who follows cues.
        voice: announces cues aloud.
    """
    host = SessionHost(
        source=source,
        engine=engine or SessionEngine(plan),
        clock=clock,
        sink=sink,
        straps=straps,
        end_when_finished=end_when_finished,
    )
    for listener in listeners:
        host.attach(listener)
    if voice is not None:
        heard = VoiceListener(voice, hears_out=end_when_finished)
        host.attach(heard, at_end=heard.close)
    return host
