"""The walk: shows the session's snapshots, and turns keys into commands. It decides nothing."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from coach.domain.pacing.cue import Cue
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.safety import SafetySign, in_order
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.machine import MachineEventKind
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.drawing.panels import WalkLook
from coach.drawing.plain_text import plain_text, strap_label
from coach.errors import CoachError
from coach.pages.ports import Sharing, Show
from coach.pages.programme import Week
from coach.session.commands import (
    AnswerPain,
    AnswerSigns,
    AnswerTalkTest,
    ChangeBand,
    ExtendStep,
    Mute,
    Pause,
    ReportPain,
    Resume,
    SkipStep,
    SwitchStrap,
)
from coach.session.error_words import error_sentence
from coach.session.events import CueRaised, PainHeard, Reported, SessionEvent, SessionOver
from coach.session.inputs import EndReason
from coach.session.later import unheard
from coach.session.names import titled
from coach.session.ports import WalkHost
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapSeen
from coach.tui.commands import FOOTER_KEYS, WALK_COMMANDS
from coach.tui.messages import SessionEventRaised, SnapshotReady
from coach.tui.screens.dialogs import BandDialog, ConfirmEnd, Dialog, Ending, HelpScreen
from coach.tui.screens.leaving import LeavesOnce
from coach.tui.screens.page import NOTICE_S
from coach.tui.screens.pain_dialogs import PainChoiceDialog, PainDialog, SignsDialog
from coach.tui.screens.second_hand import SecondHand
from coach.tui.screens.share_dialog import ShareDialog
from coach.tui.screens.strap_dialog import StrapDialog
from coach.tui.screens.talk_dialog import TalkTestDialog
from coach.tui.screens.walk_notices import notice_of_event
from coach.tui.screens.walk_outcome import CarriesWalk, WalkOutcome
from coach.tui.widgets.drawn import WalkView

_LOG = logging.getLogger(__name__)

EXTEND_S = 60.0


class WalkScreen(LeavesOnce[WalkOutcome]):
    """Shows one walk, which its host runs: it goes on when this screen goes away.

    Args:
        host: the walk.
        today_z2_s: Zone 2 time earned today before this walk.
        week: this week's Zone 2 time and goal, where a programme is followed.
        sharing: shows the walk on other screens; None where they cannot join.
        show: says what it is where nobody walks; in a replay the recorded answers follow by themselves.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(command.keys, command.action, command.label) for command in WALK_COMMANDS),
        Binding("escape", "leave_show", show=False),
    ]

    def __init__(
        self,
        host: WalkHost,
        *,
        today_z2_s: float = 0.0,
        week: Week | None = None,
        show: Show | None = None,
        sharing: Sharing | None = None,
    ) -> None:
        super().__init__()
        self._sharing = sharing
        self._host = host
        self._let_go: Callable[[], None] | None = None
        self._is_show = show is not None
        self._next_steps = () if show is None else show.next_steps
        self._talks = False
        """Whether the talk test has to wait, since another question is open."""
        self._asked_pain: PainHeard | None = None
        """The question about pain that was opened here last."""
        mark = "" if show is None else show.mark
        self._look = WalkLook(keys=FOOTER_KEYS, mark=mark, today_z2_s=today_z2_s, week=week)
        self._outcome: WalkOutcome | None = None
        self._leaving = False
        self._stopped = False
        """Whether the walker has ended the workout before its last step."""
        self._notices = 0
        self._asks_here = host.asks_here
        self._view = WalkView(id="walk")
        self._second_hand = SecondHand(self.set_timer, self._refresh, 1.0 if show is None else show.speed)

    def compose(self) -> ComposeResult:
        yield self._view

    def on_mount(self) -> None:
        self._show(colourless=self.app.no_color)
        self._host.start()
        if isinstance(self.app, CarriesWalk):
            self.app.carry(self._host)
        self._let_go = self._host.attach(self._hear)
        self._wait_for_the_end()

    def on_unmount(self) -> None:
        if self._let_go is not None:
            self._let_go()

    def _show(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of WalkLook
        self._look = replace(self._look, **changes)
        self._view.look = self._look

    def notice(self, text: str, *shorter: str, for_s: float = NOTICE_S) -> None:
        """Show a text quietly, for a while, where it covers nothing; where it does not fit, a shorter one."""
        self._notices += 1
        mine = self._notices
        self._show(notice=plain_text(text), notice_shorter=tuple(map(plain_text, shorter)))
        self.set_timer(for_s, lambda: self._show(notice="") if mine == self._notices else None)

    # What the session says

    def _hear(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        for event in events:
            self.post_message(SessionEventRaised(event))
        self.post_message(SnapshotReady(snapshot))

    def on_snapshot_ready(self, message: SnapshotReady) -> None:
        if self._outcome is None:  # one that was under way when the walk ended or was lost would stay
            self._look_at(message.snapshot)
        if message.snapshot.finished:
            self._talks = False
        if message.snapshot.ended:
            self._close(Dialog, but=(HelpScreen, ShareDialog, ConfirmEnd))
        self._follow_question()

    def _close(self, kind: type[Dialog[Any]], but: tuple[type[Dialog[Any]], ...] = ()) -> None:
        """Close the questions of this kind without an answer: nothing is left that one would change."""
        for above in reversed(self.app.screen_stack):
            if isinstance(above, kind) and not isinstance(above, but):
                above.dismiss(None)

    def _look_at(self, snapshot: SessionSnapshot) -> None:
        self._view.snapshot = snapshot
        self._second_hand.wait(snapshot)

    def _refresh(self) -> None:
        if self._outcome is not None:
            return
        self._look_at(self._host.latest)
        asked_here, self._asks_here = self._asks_here, self._host.asks_here
        if asked_here and not self._asks_here and not self._host.latest.ended:
            self.notice("Another screen has control now; the next command here takes it back.", "Another screen leads.")
        self._follow_question()  # it waits while another screen has control

    def on_session_event_raised(self, message: SessionEventRaised) -> None:
        event = message.event
        if (quietly := notice_of_event(event)) is not None:
            self.notice(*quietly.spellings, for_s=quietly.for_s)
        match event:
            case CueRaised(cue=Cue.TALK_TEST, reason=MachineEventKind.SETTLED) if not self._host.latest.finished:
                self._talks = not self._is_show
                self._open_question()
            case Reported(talk_test=TalkTest()):
                self._talks = False  # another screen has answered what waits or is open here
                self._close(TalkTestDialog)
            case SessionOver(reason=EndReason.STOPPED) if not (self._leaving or self._is_show):
                self._say_to_the_end("The walk was ended elsewhere.")
            case _:
                pass

    @work(exit_on_error=False)
    async def _wait_for_the_end(self) -> None:
        try:
            self._outcome = WalkOutcome(await self._host.over())
            self._view.snapshot = self._host.latest
            self._say_next()
        except Exception as error:  # noqa: BLE001 - whatever ended the walk is shown
            self._fail(error)
        if self._leaving:
            self._leave()

    def _say_next(self) -> None:
        """Say what to do after it."""
        if self._next_steps:
            self._say_to_the_end(*self._next_steps)

    def _say_to_the_end(self, text: str, *shorter: str) -> None:
        """Show a notice that stays."""
        self._notices += 1  # the end of an earlier notice does not clear it
        self._show(notice=plain_text(text), notice_shorter=tuple(map(plain_text, shorter)))

    def _fail(self, error: Exception) -> None:
        self._outcome = WalkOutcome(None, error)
        self._talks = False
        self._close(Dialog)  # what is said now may not be covered
        self._view.snapshot = unheard(self._host.latest)  # nothing of it is true any more
        if isinstance(error, CoachError):
            what = f"{titled(error_sentence(error))}."
        else:
            _LOG.error("the walk failed", exc_info=error)
            what = f"Coach has a fault: {error!r}. The recording is kept."
        self._show(failure="q leaves")  # why stands in the notice, where there is more room
        first = what.removesuffix(".").partition(";")[0]
        self._say_to_the_end(
            f"{what} q leaves.",
            f"{first}. q leaves, and says the rest.",
            "q leaves; the whole of it is said then.",
            "q leaves.",
        )

    # The end

    def action_end(self) -> None:
        """Ask, and end; when there is nothing left to end, leave."""
        if self._outcome is not None:
            self._leave()
        elif self._host.latest.finished and not self._host.asks_here and not self._is_show:
            self.leave_running()  # another screen asks how it was, while the recovery is measured
        elif self._host.latest.finished or self._is_show:
            self._end(end=True)
        elif self.is_active:  # a second key finds the question open
            self.app.push_screen(ConfirmEnd(can_leave=self._host.outlives_viewers), self._take_ending)

    def _take_ending(self, ending: Ending | None) -> None:
        if ending is Ending.LEAVE:
            self.leave_running()
        else:
            self._end(end=ending is Ending.END)

    def leave_running(self) -> None:
        """Leave; the walk goes on, and another screen may have its control."""
        if self._outcome is not None:  # it has ended meanwhile, or was lost
            self._leave()
            return
        self._host.leave()
        if isinstance(self.app, CarriesWalk):
            self.app.carry(None)  # its end is no business of this program any more
        self.dismiss(WalkOutcome(None, left_running=True))

    def action_leave_show(self) -> None:
        if self._is_show:
            self.action_end()

    def _end(self, end: bool | None) -> None:  # noqa: FBT001 - a dialog's answer
        if not end:
            return
        if self._outcome is not None:
            self._leave()
            return
        self._leaving = True
        self._host.end(self._end_reason())

    def _end_reason(self) -> EndReason:
        finished = self._host.latest.finished and not self._stopped
        return EndReason.FINISHED if finished else EndReason.STOPPED

    def _leave(self) -> None:
        self.dismiss(self._outcome)

    # Commands

    def action_pause(self) -> None:
        self._host.send(Resume() if self._host.latest.paused else Pause())
        self._refresh()

    def action_skip(self) -> None:
        self._host.send(SkipStep())
        self._refresh()

    def action_extend(self) -> None:
        step = self._host.latest.step
        if step is None or step.remaining_s is None:
            self.notice("There is no step to make longer.")
            return
        self._host.send(ExtendStep(by_s=EXTEND_S))
        self.notice("A minute more.")
        self._refresh()

    def action_mute(self) -> None:
        self._host.send(Mute(muted=not self._host.latest.muted))

    def action_far(self) -> None:
        self._show(far=not self._look.far)

    def action_band(self) -> None:
        now = self._host.latest
        zones = now.zones or TYPICAL_ZONES  # a walker without a band may begin with the typical one
        self.app.push_screen(BandDialog(zones.zone_2, now.believed_bpm), self._take_band)

    def _take_band(self, band: Band | None) -> None:
        if band is not None:
            self._host.send(ChangeBand(band))
            self._refresh()

    # What the session asks

    def _follow_question(self) -> None:
        """Close a question about pain that another screen has answered, and open the one that is open now."""
        if self._host.latest.asks != self._asked_pain:
            self._close(SignsDialog)
            self._close(PainChoiceDialog)
        self._open_question()

    def on_screen_resume(self) -> None:
        """Open the question that waits. Textual calls the handler of the base as well."""
        self._open_question()

    def _open_question(self) -> None:
        """Open what the session asks, once. It waits while another question is open, or another screen has control."""
        if not (self._host.asks_here and self.is_active) or self.has_left or self._is_show or self._outcome is not None:
            return
        asks = self._host.latest.asks
        if asks is not None and asks != self._asked_pain:
            self._asked_pain = asks
            self._ask_about(asks)
        elif self._talks:
            self._talks = False
            self.app.push_screen(TalkTestDialog(uncalled=True), self._take_talk_test)

    def _ask_about(self, heard: PainHeard) -> None:
        if heard.question.asks_signs:
            self.app.push_screen(SignsDialog(), lambda signs: self._take_signs(heard, signs))
        else:
            self._ask_choice(heard)

    def _take_signs(self, heard: PainHeard, signs: frozenset[SafetySign] | None) -> None:
        """Answer; the state then asks how to go on, here or where control is by then."""
        if signs is not None:
            self._host.send(AnswerSigns(tuple(sign.value for sign in in_order(signs))))
            self._refresh()
        elif self._host.latest.asks == heard:  # put off, not answered elsewhere
            self._ask_choice(heard)

    def _ask_choice(self, heard: PainHeard) -> None:
        self.app.push_screen(PainChoiceDialog(heard), self._take_choice)

    def _take_choice(self, choice: PainChoice | None) -> None:
        if choice is PainChoice.END:
            self._end_for_pain()
        elif choice is not None:
            self._host.send(AnswerPain(choice))
            self._refresh()

    def _end_for_pain(self) -> None:
        """End the walk as the walker ends it otherwise, and keep why."""
        self._stopped = self._host.latest.has_steps_left
        self._host.send(AnswerPain(PainChoice.END))
        self._end(end=True)

    # Commands for the walk

    def action_talk(self) -> None:
        self.app.push_screen(TalkTestDialog(), self._take_talk_test)

    def _take_talk_test(self, answer: TalkTest | None) -> None:
        if answer is not None:
            self._host.send(AnswerTalkTest(answer))

    def action_pain(self) -> None:
        self.app.push_screen(PainDialog(), self._take_pain)

    def _take_pain(self, level: int | None) -> None:
        if level is not None:
            self._host.send(ReportPain(level))

    def action_swap(self) -> None:
        if not self._host.has_strap:
            self.notice("No strap gives this walk its heart rate.")
            return
        self.app.push_screen(StrapDialog(self._host.straps_in_range), self._take_strap)

    def _take_strap(self, strap: StrapSeen | None) -> None:
        if strap is not None:
            self._host.send(SwitchStrap(strap.strap_id))
            self.notice(f"Changing to {strap_label(strap.name)}.")

    def action_share(self) -> None:
        if self._sharing is None:
            self.notice("Only a walk of your own can be seen on other screens.")
        else:
            self.app.push_screen(ShareDialog(self._sharing))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())
