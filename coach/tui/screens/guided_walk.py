"""A walk of the programme: asks for pain before it, and the other questions after it, during the recovery."""

from msgspec.structs import replace

from coach.domain.programme.felt import Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.walk_log import SHORTEST_COUNTED_S
from coach.pages.ports import WalkSetup
from coach.session.commands import AnswerPain, EngineCommand, ReportPain, StopWorkout
from coach.session.inputs import PainMoment
from coach.session.snapshot import SessionSnapshot
from coach.tui.messages import SnapshotReady
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.pain_dialogs import PainBeforeDialog
from coach.tui.screens.walk import WalkScreen
from coach.tui.screens.walk_outcome import WalkOutcome

WORTH_MEASURING_S = 60.0
"""A heart that has walked for less than a minute has nothing to recover from."""


class GuidedWalk(WalkScreen):
    """The walk screen, with its questions; what was answered is in the outcome."""

    def __init__(self, setup: WalkSetup) -> None:
        super().__init__(setup.host, today_z2_s=setup.today_z2_s, week=setup.week, sharing=setup.sharing)
        self._felt: Felt | None = None
        self._begins = setup.begins
        self._pain_before: int | None = None
        self._asked = False
        self._first_notice = setup.notice

    def on_mount(self) -> None:
        """Ask for pain; the walk runs already, and does not wait. Textual calls the walk screen's handler as well."""
        if self._first_notice:
            self.notice(f"{self._first_notice[0].upper()}{self._first_notice[1:]}.")
        if self._begins:
            self.app.push_screen(PainBeforeDialog(), self._take_pain_before)

    def _take_pain_before(self, level: int | None) -> None:
        self._pain_before = level
        if level is not None:
            self._host.send(ReportPain(level, PainMoment.BEFORE))

    def on_snapshot_ready(self, message: SnapshotReady) -> None:
        """Ask once the last step is over; a strap test without a heart beat is not kept, so nothing is asked about it.

        Textual calls the walk screen's own handler as well.
        """
        now = message.snapshot
        asks = self._host.asks_here and not self._asked
        if now.finished and not now.ended and asks and self._is_kept(now):
            self._asked = True
            questions = AfterWalkScreen(felt=self._before, host=self._host, finished_at_s=now.at_s)
            self.app.push_screen(questions, self._answered)

    @staticmethod
    def _is_kept(now: SessionSnapshot) -> bool:
        return any(now.zone_s) or now.moving_s >= SHORTEST_COUNTED_S

    def _answered(self, felt: Felt | None) -> None:
        self._felt = felt or self._before
        self._end(end=True)

    @property
    def _before(self) -> Felt:
        """The answers given before the walk."""
        return Felt(pain_before=self._pain_before)

    def _leave(self) -> None:
        outcome = self._outcome or WalkOutcome(None)
        self.dismiss(replace(outcome, felt=self._felt or self._before, asked=self._felt is not None))

    def _end(self, end: bool | None) -> None:  # noqa: FBT001 - a dialog's answer
        """End the walk; one worth measuring measures the recovery first. A free walk ends only this way."""
        if end and self._is_worth_measuring:
            self._stop(StopWorkout())
        else:
            super()._end(end)

    def _end_for_pain(self) -> None:
        if self._is_worth_measuring:
            self._stop(AnswerPain(PainChoice.END))
        else:
            super()._end_for_pain()

    @property
    def _is_worth_measuring(self) -> bool:
        now = self._host.latest
        return now.step is not None and now.signal.is_believed and now.moving_s >= WORTH_MEASURING_S

    def _stop(self, command: EngineCommand) -> None:
        self._stopped = self._host.latest.has_steps_left
        self._host.send(command)
        self._refresh()
