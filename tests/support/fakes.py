"""A walk that shows one moment and writes down what it is asked."""

import asyncio

from msgspec.structs import replace

from coach.domain.totals.summary import Dropouts, SessionSummary
from coach.session.commands import AnswerPain, AnswerSigns, Pause, Resume
from coach.session.events import PainChosen, PainHeard, SessionOver
from coach.session.pain_report import after_signs
from coach.session.wire import AnswerLine

SUMMARY = SessionSummary(
    elapsed_s=1245.0,
    moving_s=1200.0,
    z2_s=871.0,
    zone_s=(60.0, 269.0, 871.0, 0.0, 0.0, 0.0),
    believed_s=1200.0,
    mean_bpm=126.0,
    max_bpm=137.0,
    excursions=1,
    cardiac_drift_pct=2.1,
    recovery_bpm=24.0,
    cues={},
    dropouts=Dropouts(0, 0.0),
    readings=1200,
    rejected=0,
    distance_m=None,
)


class FakeHost:
    """Meets `coach.session.ports.WalkHost`: a walk that stands still and writes down what it is asked."""

    def __init__(self, snapshot, *, error=None, summary=SUMMARY, straps=None, outlives_viewers=False):
        self.latest = snapshot
        self.outlives_viewers = outlives_viewers
        self.asks_here = True
        self.sent = []
        self.listeners = []
        self.ended_by = None
        self.started = 0
        self.left = 0
        self.straps = straps
        self._error = error
        self._summary = summary
        self._over = asyncio.Event()

    def start(self):
        self.started += 1

    async def over(self):
        if self._error is not None:
            raise self._error
        await self._over.wait()
        return self._summary

    def attach(self, listener):
        self.listeners.append(listener)
        listener((), self.latest, heard=False)
        return lambda: self.listeners.remove(listener)

    def tell(self, *events, snapshot=None, heard=True):
        """Have every listener hear these events, with the walk as it stands then."""
        self.latest = snapshot or self.latest
        for event in events:
            if isinstance(event, PainHeard | PainChosen):
                self.latest = replace(self.latest, asks=event if isinstance(event, PainHeard) else None)
        for listener in tuple(self.listeners):
            listener(events, self.latest, heard=heard)

    async def change_now(self, command):
        self.send(command)
        return AnswerLine(1, done=True)

    def send(self, command):
        self.sent.append(command)
        if isinstance(command, Pause | Resume):
            self.latest = replace(self.latest, paused=isinstance(command, Pause))
        elif isinstance(command, AnswerSigns) and self.latest.asks is not None:
            self.latest = replace(self.latest, asks=after_signs(self.latest.asks, command.signs))
        elif isinstance(command, AnswerPain):
            self.latest = replace(self.latest, asks=None)

    def end(self, reason):
        if self.ended_by is None:
            self.ended_by = reason
            ended = replace(self.latest, ended=True)
            self.tell(SessionOver(at_s=self.latest.at_s, reason=reason, summary=SUMMARY), snapshot=ended)
            self._over.set()

    def leave(self):
        self.left += 1

    @property
    def has_strap(self):
        return self.straps is not None

    async def straps_in_range(self):
        return await self.straps.straps_in_range()
