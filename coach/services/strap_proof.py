"""The radio as the screens use it: which straps are in range, and whether one really sends heart beats."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Protocol

from msgspec.structs import replace

from coach.domain.wire import heart_rate
from coach.domain.wire.sensors import HEART_RATE
from coach.errors import PayloadRejectedError
from coach.pages.straps import ProofState, StrapProof
from coach.session.inputs import (
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    Notification,
    SessionInput,
)
from coach.session.link_words import words_of
from coach.session.ports import SessionClock, StrapLink
from coach.session.straps import StrapSeen
from coach.session_time import RunningClock
from coach.sources.bluetooth.discovery import Neighbourhood, WantedDevice, listening
from coach.sources.bluetooth.link import BluetoothLink

PROOF_BEATS = 5
"""Five readings are five seconds of heart rate: no accident."""

BELIEVABLE_BPM = (30, 220)
"""From a trained sleeper's heart rate to more than a grown person's maximum; dry electrodes give 255."""

PROOF_LIMIT_S = 45.0
"""A connection may take 20 s, and a second attempt is fair."""

LISTEN_EVERY_S = 1.0
"""How often the list is refreshed when nothing was heard: the ages grow."""

SCAN_S = 8.0
"""Then the scan is restarted, as in a walk's search: some systems report a device once a scan, and a scan during which
Bluetooth was switched off and on again stays deaf."""


class Radio(Protocol):
    """Where straps come from; tests have their own."""

    def source(self, clock: SessionClock, wanted: WantedDevice | None) -> StrapLink:
        """The source of a walk's heart rate."""

    def straps(self, *, everything: bool) -> AsyncGenerator[tuple[StrapSeen, ...], None]:
        """Yield the straps in range, repeatedly."""


class BluetoothRadio:
    """This computer's radio."""

    def source(self, clock: SessionClock, wanted: WantedDevice | None) -> StrapLink:
        """Return a link that finds the strap, and reconnects to it for as long as the walk lasts."""
        return BluetoothLink(HEART_RATE, clock, wanted)

    async def straps(self, *, everything: bool) -> AsyncGenerator[tuple[StrapSeen, ...], None]:
        """Yield the straps as they are heard."""
        around = Neighbourhood()
        while True:
            async with listening(around):
                until_s = around.now_s() + SCAN_S
                while around.now_s() < until_s:
                    yield around.straps(everything=everything)
                    around.heard.clear()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LISTEN_EVERY_S):
                            await around.heard.wait()
                    await asyncio.sleep(LISTEN_EVERY_S / 4)  # make one new list of many advertisements


async def prove(radio: Radio, strap: StrapSeen) -> AsyncGenerator[StrapProof, None]:
    """Connect as a walk does, and count real beats; ends with PROVEN or FAILED, and closing it disconnects."""
    clock = RunningClock()
    source = radio.source(clock, WantedDevice(strap.name, strap.address))
    proof = StrapProof(ProofState.CONNECTING, "Connecting", wanted=PROOF_BEATS)
    yield proof
    reached = False
    async with aclosing(source.inputs()) as inputs:
        while proof.state not in {ProofState.PROVEN, ProofState.FAILED}:
            try:
                async with asyncio.timeout(max(0.1, PROOF_LIMIT_S - clock.now_s())):
                    item = await anext(inputs)
            except (TimeoutError, StopAsyncIteration):
                proof = replace(proof, state=ProofState.FAILED, text=NO_BEATS if reached else NOT_REACHED)
            else:
                reached = reached or isinstance(item, LinkUp)
                proof = _described(_proof_after(proof, item), source)
            yield proof


def _described(proof: StrapProof, source: StrapLink) -> StrapProof:
    """Add what the strap says of itself, which is read while its first beats arrive."""
    return replace(proof, location=source.details.location, manufacturer=source.details.manufacturer)


NO_BEATS = "It connects but sends no heart beats: wet the electrodes, tighten it, then try again"
NOT_REACHED = "It could not be reached: end its use by phone or watch, put it on, then try again"
NO_STRAP = "It has no heart rate to give: it is no strap, so choose another one"
NOT_HEARD = "It is not heard any more: put it on, and wet the electrodes"

_LINK_WORDS = {
    LinkState.SEARCHING: "Looking for it",
    LinkState.CONNECTING: "Connecting",
    LinkState.SUBSCRIBING: "Connected, asking for heart beats",
}


def _proof_after(proof: StrapProof, item: SessionInput) -> StrapProof:  # noqa: PLR0911 - one case per input
    """Return the proof after one more input."""
    match item:
        case BatteryRead(percent=percent):
            return replace(proof, battery_percent=percent)
        case LinkChanged(state=state) if state in _LINK_WORDS:
            step = ProofState.LISTENING if state is LinkState.SUBSCRIBING else ProofState.CONNECTING
            return replace(proof, state=step, text=_LINK_WORDS[state])
        case LinkChanged(state=LinkState.CHOOSE) if proof.state is ProofState.LISTENING:
            return replace(proof, state=ProofState.FAILED, text=NO_STRAP)
        case LinkChanged(state=LinkState.CHOOSE):
            return replace(proof, text=NOT_HEARD)
        case LinkChanged(said=said) if said:
            return replace(proof, text=str(words_of(said)))
        case LinkDown(said=said):
            return replace(proof, state=ProofState.CONNECTING, text=str(words_of(said)), readings=0, bpm=None)
        case Notification(payload=payload):
            return _beat(proof, payload)
        case _:
            return proof


def _beat(proof: StrapProof, payload: bytes) -> StrapProof:
    bpm = believable_bpm(payload)
    if bpm is None:
        text = "It answers without a heart beat: wet the electrodes"
        return replace(proof, state=ProofState.LISTENING, text=text, readings=0, bpm=None)
    readings = proof.readings + 1
    if readings >= proof.wanted:
        return replace(
            proof, state=ProofState.PROVEN, bpm=bpm, readings=readings, text="This strap works, and is remembered"
        )
    return replace(proof, state=ProofState.BEATING, bpm=bpm, readings=readings, text="Heart beats arrive")


def believable_bpm(payload: bytes) -> int | None:
    """Return the heart rate of one notification; None for no contact, a zero, static, or malformed bytes."""
    try:
        measured = heart_rate.decode(payload)
    except PayloadRejectedError:
        return None
    lowest, highest = BELIEVABLE_BPM
    return None if measured.contact is False or not lowest <= measured.bpm <= highest else measured.bpm
