"""`coach pair`: choose a strap, prove that it sends beats, remember it. Coach never chooses for the walker."""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import aclosing, suppress

import click
import msgspec

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.faces import run_app
from coach.cli.first_search import before_first_search
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.cli.scan import NOTHING_FOUND, signal_text
from coach.cli.streams import can_ask, has_terminal
from coach.config import this_system
from coach.errors import CommandError
from coach.pages.straps import ProofState, StrapProof
from coach.services.diagnosis import WHEN_NOT_HEARD
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.services.strap_proof import BluetoothRadio, Radio
from coach.session.straps import StrapSeen
from coach.session.text import printable
from coach.sources.bluetooth.discovery import SETTLE_S, WantedDevice

LISTEN_S = 8.0
"""A worn strap advertises once a second or oftener; eight seconds hear it even through a body."""

SEARCH_S = 20.0
"""When looking for a name: twice the slowest advertising interval seen of straps that nobody wears."""


@click.command(epilog='Example: coach pair    or, when you know it: coach pair "Polar H10"')
@click.argument("strap", required=False, metavar="[NAME-OR-ADDRESS]")
@click.option("--forget", is_flag=True, help="Forget the remembered strap.")
@click.option("--no-screen", is_flag=True, help="Plain questions instead of the screen.")
@json_option
@click.pass_obj
def pair(profile_name: str | None, /, *, strap: str | None, forget: bool, no_screen: bool, as_json: bool) -> int:
    """Choose your strap from those in range; walks use it from then on.

    Put it on first, with wet electrodes. With a name or an address nothing is asked.
    """
    if as_json and strap is None and not forget:
        raise click.UsageError("--json asks nothing, so it needs a name or an address: coach pair NAME --json")
    if forget and strap is not None:
        raise click.UsageError("--forget forgets the one strap that is remembered; leave the name out")
    if strap is None and not (forget or no_screen or can_ask()):
        raise CommandError(
            "choosing from a list needs a terminal; `coach scan` lists the straps, and `coach pair NAME` takes one"
        )
    with Diary(profile_name) as diary:
        radio = BluetoothRadio()
        services = DiaryServices(diary, profile_name, radio=radio)
        pairing = Pairing(services, radio, quiet=as_json)
        if forget:
            return pairing.forget()
        before_first_search(diary.profile)
        if strap is not None:
            return pairing.by_name(strap)
        if no_screen or not has_terminal():
            return pairing.by_questions()
        return _on_screen(diary, services)


def _on_screen(diary: Diary, services: DiaryServices) -> int:
    from coach.tui.screens.pair import PairScreen

    _, code = run_app(lambda: PairScreen(services), theme=diary.profile.theme, theme_chosen=services.remember_theme)
    if code != EXIT_DONE:
        return code
    kept = asyncio.run(services.remembered_strap())
    if kept is None:
        warn("no strap is remembered")
        return EXIT_COULD_NOT
    click.echo(f"Walks use {printable(kept.name) or kept.address}.")
    return EXIT_DONE


class Proven(msgspec.Struct, frozen=True):
    """A strap that sent beats and is remembered."""

    strap: StrapSeen
    proof: StrapProof

    def as_object(self) -> dict[str, object]:
        """Return it as JSON; its name is as the strap sent it, null is "not known"."""
        return {
            "name": self.strap.name,
            "address": self.strap.address,
            "system": this_system(),
            "bpm": self.proof.bpm,
            "battery_percent": self.proof.battery_percent,
            "location": self.proof.location or None,
            "manufacturer": self.proof.manufacturer or None,
        }

    def as_text(self) -> str:
        """Return it as a sentence."""
        known = [f"{self.proof.bpm} bpm"]
        if self.proof.battery_percent is not None:
            known.append(f"battery {self.proof.battery_percent} %")
        if self.proof.location:
            known.append(f"worn at the {self.proof.location}")
        if self.proof.manufacturer:
            known.append(f"made by {printable(self.proof.manufacturer)}")
        return f"{_name(self.strap)} works and is remembered: {', '.join(known)}."


class NoBeatsError(CommandError):
    """The strap under test sends no heart beats."""


class Pairing:
    """Pairing without a screen. One event loop runs all of it, as Bluetooth libraries require.

    Args:
        services: remember the strap.
        radio: where straps come from.
        quiet: print JSON and nothing else.
    """

    def __init__(self, services: DiaryServices, radio: Radio, *, quiet: bool = False) -> None:
        self._services = services
        self._radio = radio
        self._quiet = quiet

    def forget(self) -> int:
        """Forget the remembered strap, if there is one."""
        with asyncio.Runner() as runner:
            known = runner.run(self._services.remembered_strap())
            runner.run(self._services.forget_strap())
        if self._quiet:
            click.echo(json.dumps({"forgotten": None if known is None else known.name}))
        else:
            click.echo("No strap was remembered." if known is None else f"{printable(known.name)} is forgotten.")
        return EXIT_DONE

    def by_name(self, words: str) -> int:
        """Pair the strap with this name or address.

        Raises:
            CommandError: when it is not heard, the name fits several, or it sends no beats.
            BluetoothError: when Bluetooth cannot be used.
        """
        with asyncio.Runner() as runner:
            self._say(f"Looking for {printable(words)}.")
            proven = runner.run(self._prove(runner.run(self._search(words))))
        click.echo(json.dumps(proven.as_object()) if self._quiet else proven.as_text())
        return EXIT_DONE

    def by_questions(self) -> int:
        """List, ask and test, as often as the walker wants.

        Raises:
            CommandError: when the walker leaves without a strap.
            BluetoothError: when Bluetooth cannot be used.
        """
        everything = False
        with asyncio.Runner() as runner:
            while True:
                self._say(f"Listening for {'every device' if everything else 'heart-rate straps'}.")
                straps = runner.run(self._listen(everything=everything))
                self._list(straps)
                answer = _ask(f"{'Number of yours, ' if straps else ''}r listen again, a show everything, q leave: ")
                if answer is None or answer == "q":
                    raise CommandError("no strap was chosen; `coach pair` asks again")
                everything = everything or answer == "a"
                if answer.isdecimal() and 1 <= int(answer) <= len(straps):
                    try:
                        click.echo(runner.run(self._prove(straps[int(answer) - 1])).as_text())
                    except NoBeatsError as error:
                        self._say(f"{error}.")
                    else:
                        return EXIT_DONE

    def _list(self, straps: Sequence[StrapSeen]) -> None:
        for number, strap in enumerate(straps, start=1):
            kind = "" if strap.advertises_heart_rate else "  (does not say that it is a strap)"
            self._say(f"{number:>3}  {signal_text(strap):>9}  {_name(strap)}  {strap.address}{kind}")
        if not straps:
            self._say(f"{NOTHING_FOUND[:1].upper()}{NOTHING_FOUND[1:]}.")

    async def _listen(self, *, everything: bool) -> tuple[StrapSeen, ...]:
        """Return the straps heard in the next `LISTEN_S` seconds, nearest first."""
        heard: tuple[StrapSeen, ...] = ()
        with suppress(TimeoutError):
            async with asyncio.timeout(LISTEN_S), aclosing(self._radio.straps(everything=everything)) as seen:
                async for straps in seen:
                    heard = straps
        return heard

    async def _search(self, words: str) -> StrapSeen:
        """Return the one strap with this name or address; wait a moment for a second one of that name."""
        wanted = WantedDevice(words)
        meant: list[StrapSeen] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(SEARCH_S) as limit, aclosing(self._radio.straps(everything=True)) as seen:
                async for straps in seen:
                    addresses = wanted.candidates((strap.name, strap.address) for strap in straps)
                    first = not meant
                    meant = [strap for strap in straps if strap.address in addresses]
                    if any(strap.address.casefold() == words.casefold() for strap in meant):
                        break
                    if meant and first:
                        limit.reschedule(asyncio.get_running_loop().time() + 2 * SETTLE_S)
        if not meant:
            raise CommandError(f"{printable(words)} was not heard; {WHEN_NOT_HEARD}; `coach scan` lists who is there")
        if len(meant) > 1:
            listed = ", ".join(f"{_name(strap)} ({strap.address})" for strap in meant)
            raise CommandError(f"several straps are called so: {listed}; say which one by its address")
        return meant[0]

    async def _prove(self, strap: StrapSeen) -> Proven:
        """Test the strap, and remember it when it works.

        Raises:
            NoBeatsError: when it sends no beats.
        """
        proof, said = None, ""
        async with aclosing(self._services.prove_strap(strap)) as steps:
            async for proof in steps:
                beats = f": {proof.bpm} bpm" if proof.state is ProofState.BEATING else ""
                if proof.state not in {ProofState.PROVEN, ProofState.FAILED} and f"{proof.text}{beats}" != said:
                    said = f"{proof.text}{beats}"
                    self._say(f"  {printable(said)}")
        if proof is None or proof.state is not ProofState.PROVEN:
            text = "it sent no heart beats" if proof is None else proof.text
            raise NoBeatsError(f"{_name(strap)}: {text[:1].lower()}{text[1:]}")
        return Proven(strap, proof)

    def _say(self, text: str) -> None:
        if not self._quiet:
            click.echo(text)


def _name(strap: StrapSeen) -> str:
    return printable(strap.name) or "unnamed"


def _ask(question: str) -> str | None:
    """Return the walker's answer in lower case; None when there is nobody to answer."""
    click.echo(question, nl=False)
    line = sys.stdin.readline()
    if not line:
        click.echo()
        return None
    return line.strip().lower()
