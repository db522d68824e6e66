"""One connection to a sensor, and the ways in which it ends."""

import asyncio
from dataclasses import dataclass, field

from coach.session.link_facts import LinkFact
from coach.sources.bluetooth.discovery import Sighting
from coach.sources.bluetooth.silence import AllowedSilence


class LinkLostError(Exception):
    """An established link has ended."""

    def __init__(self, fact: LinkFact) -> None:
        super().__init__(fact.kind)
        self.fact = fact


class OtherChosenError(Exception):
    """The walker chose another device before this one's link was established."""


class NothingToGiveError(Exception):
    """The device has no such characteristic. `surely`: two attempts in a row found none."""

    def __init__(self, name: str, *, surely: bool) -> None:
        super().__init__(name)
        self.name = name
        self.surely = surely


@dataclass(eq=False, slots=True)
class Connection:
    """One connection, and what came over it."""

    sighting: Sighting
    silence: AllowedSilence
    """How long it may send nothing."""
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the stack says so."""
    stands: bool = False
    """It was subscribed to."""
    packets: int = 0
    packet_at_s: float = 0.0
    """When the last packet came; until there is one, when it was subscribed to."""
    closed_by_us: bool = False
    """It was closed: ignore what the stack still delivers for it."""

    @property
    def address(self) -> str:
        """The device's."""
        return self.sighting.device.address

    @property
    def name(self) -> str:
        """As the device sent it; its address where it sent none."""
        return self.sighting.name or self.address
