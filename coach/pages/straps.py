"""Straps, as screens show them."""

from enum import StrEnum

import msgspec


class ProofState(StrEnum):
    """How far the proof of a strap has come."""

    CONNECTING = "connecting"
    LISTENING = "listening"
    BEATING = "beating"
    PROVEN = "proven"
    FAILED = "failed"


class StrapProof(msgspec.Struct, frozen=True):
    """A strap under test: does it send heart beats? None is "not known (yet)"."""

    state: ProofState
    text: str
    """A plain sentence: what is happening, or what went wrong and what to do next."""
    bpm: int | None = None
    readings: int = 0
    wanted: int = 5
    battery_percent: int | None = None
    location: str = ""
    manufacturer: str = ""


class StrapView(msgspec.Struct, frozen=True):
    """The remembered strap, as it was when it was last worn."""

    name: str
    address: str
    battery_percent: int | None = None
