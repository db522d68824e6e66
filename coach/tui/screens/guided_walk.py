"""A walk of the programme: when it is finished the questions come, while the session still measures the recovery."""

from coach.domain.signal_quality import Signal
from coach.session.inputs import StepSkipped
from coach.tui.messages import SnapshotReady
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.walk import WalkScreen
from coach.tui.services import Felt, WalkSetup

WORTH_MEASURING_S = 60.0
"""A heart that has walked for less than a minute has nothing to recover from."""


class GuidedWalk(WalkScreen):
    """The walk screen, with the questions at its end. `felt` is None when the walk ended before they were asked."""

    def __init__(self, setup: WalkSetup) -> None:
        super().__init__(setup.start, straps=setup.straps, today_z2_s=setup.today_z2_s, week=setup.week)
        self.felt: Felt | None = None
        self._asked = False

    def on_snapshot_ready(self, message: SnapshotReady) -> None:
        """Ask once the last step is over; a walk without a single heart beat is not kept, so nothing is asked of it.

        The walk screen's own handler is called as well.
        """
        now = message.snapshot
        if now.finished and not now.ended and not self._asked and any(now.zone_s):
            self._asked = True
            questions = AfterWalkScreen(session=self._session, finished_at_s=now.at_s)
            self.app.push_screen(questions, self._answered)

    def _answered(self, felt: Felt | None) -> None:
        self.felt = felt or Felt()
        self._end(end=True)

    def _end(self, end: bool | None) -> None:  # noqa: FBT001 - a dialog's answer
        """Ending the last step finishes the walk, and a free walk has no other way: the recovery is measured then."""
        now = self._session.snapshot()
        last = now.step is not None and now.step.next_kind is None
        if end and last and now.signal is Signal.LIVE and now.moving_s >= WORTH_MEASURING_S:
            self._session.command(StepSkipped)
            self._refresh()
        else:
            super()._end(end)
