"""One connection to a sensor, and the ways in which it ends."""

import asyncio
from dataclasses import dataclass, field

from coach.session.link_facts import LinkFact
from coach.sources.bluetooth.discovery import Sighting


class LinkLostError(Exception):
    """A link that stood has ended."""

    def __init__(self, fact: LinkFact) -> None:
        super().__init__(fact.kind)
        self.fact = fact


class OtherChosenError(Exception):
    """The walker chose another device before this one's link stood."""


class NothingToGiveError(Exception):
    """The device has no such characteristic. `surely`: it was looked at twice."""

    def __init__(self, name: str, *, surely: bool) -> None:
        super().__init__(name)
        self.name = name
        self.surely = surely


@dataclass(eq=False, slots=True)
class Connection:
    """One connection, and what came over it."""

    sighting: Sighting
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the stack says so."""
    stands: bool = False
    """It was subscribed to."""
    packets: int = 0
    packet_at_s: float = 0.0
    """When the last packet came; until there is one, when it was subscribed to."""
    closed_by_us: bool = False
    """What a stack still tells of it is another connection's past, not this one's heart rate."""

    @property
    def address(self) -> str:
        """The device's."""
        return self.sighting.device.address

    @property
    def name(self) -> str:
        """As the device sent it; its address where it sent none."""
        return self.sighting.name or self.address
