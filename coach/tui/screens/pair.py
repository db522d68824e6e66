"""Pairing: a live list, never chosen for the walker; the chosen one has to prove that it sends beats."""

import logging
from contextlib import aclosing
from functools import partial

from textual.worker import Worker

from coach.drawing.ink import Block, Tone
from coach.drawing.pairing import draw_proof, draw_straps
from coach.drawing.plain_text import strap_label
from coach.errors import CoachError
from coach.pages.ports import CoachServices
from coach.pages.straps import ProofState, StrapProof, StrapView
from coach.session.error_words import error_sentence
from coach.session.straps import StrapSeen
from coach.tui.commands import KeyCommand
from coach.tui.screens.page import BACK, HELP, Page

_LOG = logging.getLogger(__name__)

TICK_S = 0.4

_TRY = KeyCommand("enter", "enter", "try it", "try", "Try this strap", "Shows real beats, then remembers it.")
_ALL = KeyCommand("a", "a", "show everything", "everything", "Show everything", "Also devices of other kinds.")
_FORGET = KeyCommand("f", "f", "forget yours", "forget", "Forget your strap", "Walks then ask which to use.")
_AGAIN = KeyCommand("r", "r", "listen again", "again", "Listen again", "After Bluetooth was switched on, for example.")
_UP = KeyCommand("up,k", "↑", "", "choose(-1)", "Up", "Mark the strap above.")
_DOWN = KeyCommand("down,j", "↓", "", "choose(1)", "Down", "Mark the strap below.")
_DONE = KeyCommand("enter", "enter", "done", "try", "Done", "Back to where you came from.")


class PairScreen(Page[None]):
    """Straps in range, then the one under test."""

    TITLE_TEXT = "Choose your strap"
    PAGE_COMMANDS = (_TRY, _ALL, _FORGET, _AGAIN, _UP, _DOWN, HELP, BACK)

    def __init__(self, services: CoachServices) -> None:
        super().__init__()
        self._services = services
        self._heard: tuple[StrapSeen, ...] = ()
        self._chosen: str | None = None
        self._remembered: StrapView | None = None
        self._everything = False
        self._deaf = False
        self._trying: StrapSeen | None = None
        self._proof: StrapProof | None = None
        self._worker: Worker[None] | None = None

    def on_mount(self) -> None:
        self.set_interval(TICK_S, self._move)
        self.fetch("Reading your strap", self._services.remembered_strap, self._remember)
        self._listen()

    def _remember(self, strap: StrapView | None) -> None:
        self._remembered = strap

    def _move(self) -> None:
        self._tick += 1
        self.show()

    # Content

    def title_text(self) -> str:
        return self.TITLE_TEXT if self._trying is None else "Trying the strap"

    def aside(self) -> str:
        if self._trying is not None or not self._straps:
            return ""
        return f"{len(self._straps)} in range" + (", nearest first" if self.size.width >= 60 else "")

    def commands(self) -> tuple[KeyCommand, ...]:
        if self._trying is not None:
            if self._proof is not None and self._proof.state is ProofState.PROVEN:
                return (_DONE, HELP, BACK)
            return (_AGAIN, HELP, BACK) if self._has_failed else (HELP, BACK)
        forget = () if self._remembered is None else (_FORGET,)
        some = (_TRY, _UP, _DOWN) if self._straps else ()
        return (*some, _ALL, *forget, _AGAIN, HELP, BACK)

    @property
    def _straps(self) -> tuple[StrapSeen, ...]:
        """The straps that are shown, nearest first."""
        return tuple(strap for strap in self._heard if self._everything or strap.advertises_heart_rate)

    @property
    def _has_failed(self) -> bool:
        return self._proof is not None and self._proof.state is ProofState.FAILED

    def body(self, width: int, height: int) -> Block:
        if self._trying is not None and self._proof is not None:
            return draw_proof(self._trying, self._proof, width, height, tick=self._tick)
        return draw_straps(
            self._straps,
            self._chosen,
            self._remembered,
            width,
            height,
            tick=self._tick,
            everything=self._everything,
            deaf=self._deaf,
        )

    # Listening

    def _listen(self) -> None:
        self._trying = self._proof = None
        self._deaf = False
        self.notice("")
        self._worker = self.run_worker(self._follow, exclusive=True, group="radio", exit_on_error=False)

    async def _follow(self) -> None:
        try:
            # Listen for everything: a scan of one kind would have to stop before one of the other could start.
            async with aclosing(self._services.watch_straps(everything=True)) as seen:
                async for straps in seen:
                    self._heard = straps
                    self._mark()
        except CoachError as error:
            self._not_listening(error_sentence(error))
        except Exception as error:  # noqa: BLE001 - it is shown and logged: a stuck list looks live
            _LOG.exception("listening for straps failed")
            self._not_listening(f"Coach has a fault: {error!r}.")

    def _not_listening(self, why: str) -> None:
        self._heard = ()
        self._deaf = True
        self.notice(why, Tone.ABOVE, stays=True)

    def _mark(self) -> None:
        """Mark the nearest strap when the marked one is no longer shown."""
        straps = self._straps
        if self._chosen not in {strap.address for strap in straps}:
            self._chosen = straps[0].address if straps else None
        self.show()

    def action_choose(self, by: int) -> None:
        if self._helping:
            self.action_scroll_by(by)
            return
        addresses = [strap.address for strap in self._straps]
        if self._trying is None and addresses:
            at = addresses.index(self._chosen) if self._chosen in addresses else 0
            self._chosen = addresses[max(0, min(len(addresses) - 1, at + by))]
            self.show()

    def action_everything(self) -> None:
        if self._trying is None:
            self._everything = not self._everything
            self._mark()

    def action_again(self) -> None:
        if self._trying is not None and self._has_failed:
            self._try(self._trying)
        elif self._trying is None:
            self._listen()

    def action_forget(self) -> None:
        if self._remembered is not None and self._trying is None:
            self.fetch("Forgetting", self._services.forget_strap, self._forgotten)

    def _forgotten(self, _: object) -> None:
        name = "" if self._remembered is None else strap_label(self._remembered.name)
        self._remembered = None
        self.notice(f"{name} is forgotten.")

    # Testing

    def action_try(self) -> None:
        if self._proof is not None and self._proof.state is ProofState.PROVEN:
            self.dismiss(None)
        elif self._trying is None:
            chosen = next((strap for strap in self._straps if strap.address == self._chosen), None)
            if chosen is not None:
                self._try(chosen)

    def _try(self, strap: StrapSeen) -> None:
        self._trying = strap
        self._proof = StrapProof(ProofState.CONNECTING, "Connecting")
        self.notice("")
        self._worker = self.run_worker(partial(self._prove, strap), exclusive=True, group="radio", exit_on_error=False)

    async def _prove(self, strap: StrapSeen) -> None:
        try:
            async with aclosing(self._services.prove_strap(strap)) as steps:
                async for proof in steps:
                    self._proof = proof
                    self.show()
        except CoachError as error:
            self._proof = StrapProof(ProofState.FAILED, error_sentence(error))
            self.show()
        except Exception as error:  # noqa: BLE001 - it is shown and logged: a proof that stands still looks like one
            _LOG.exception("trying a strap failed")
            self._proof = StrapProof(ProofState.FAILED, f"Coach has a fault: {error!r}")
            self.show()

    def leave(self) -> None:
        """Go back: from a strap under test to the list, from the list home."""
        proven = self._proof is not None and self._proof.state is ProofState.PROVEN
        if self._trying is not None and not proven:
            self._listen()
        else:
            self.dismiss(None)
