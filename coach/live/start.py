"""The one way in which a walk begins: its host, with those who listen from its first second."""

from collections.abc import Iterable

from coach.audio.announcer import Announcer
from coach.live.host import SessionHost
from coach.live.voice import VoiceListener
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, SessionClock, Source, StrapSwitch


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
    """A host that is ready to run.

    Args:
        plan: what the session sets out to do.
        source: where its inputs come from.
        clock: its time.
        end_when_finished: end with the last step.
        sink: where inputs are kept.
        straps: where another strap can be had.
        engine: has heard the first part of a walk that goes on; None begins a new one.
        listeners: are told everything, such as a simulated walker who follows cues.
        voice: makes cues heard.
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
