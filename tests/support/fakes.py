"""A session that shows one moment and writes down what it is asked."""

import asyncio
from dataclasses import replace

from coach.domain.totals.summary import Dropouts, SessionSummary
from coach.session.events import SessionOver
from coach.session.inputs import Paused, Resumed

SUMMARY = SessionSummary(
    elapsed_s=1245.0,
    moving_s=1200.0,
    z2_s=871.0,
    zone_s=(60.0, 269.0, 871.0, 0.0, 0.0, 0.0),
    believed_s=1200.0,
    mean_bpm=126.0,
    max_bpm=137.0,
    spikes=1,
    drift_pct=2.1,
    recovery_bpm=24.0,
    cues={},
    dropouts=Dropouts(0, 0.0),
    readings=1200,
    rejected=0,
    distance_m=None,
)


class FakeSession:
    """Meets `coach.session.ports.RunningSession`."""

    def __init__(self, snapshot, *, error=None, summary=SUMMARY):
        self.now = snapshot
        self.commands = []
        self.listener = None
        self.ended_by = None
        self._error = error
        self._summary = summary
        self._over = asyncio.Event()

    def __call__(self, listener):
        """Be the factory as well."""
        self.listener = listener
        return self

    async def run(self):
        if self._error is not None:
            raise self._error
        await self._over.wait()
        return self._summary

    def command(self, kind, **fields):
        self.commands.append((kind.__name__, fields))
        if kind in {Paused, Resumed}:
            self.now = replace(self.now, paused=kind is Paused)

    def end(self, reason):
        if self.ended_by is None:
            self.ended_by = reason
            self.now = replace(self.now, ended=True)
            self.listener((SessionOver(at_s=self.now.at_s, reason=reason, summary=SUMMARY),), self.now, heard=True)
            self._over.set()

    def snapshot(self):
        return self.now
