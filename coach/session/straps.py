"""A strap as data: its identity, its advertisement, and its own description."""

import msgspec


class StrapId(msgspec.Struct, frozen=True):
    """Which strap: its name, and its address, a MAC or on macOS an identifier of this computer only."""

    name: str
    address: str


class StrapSeen(msgspec.Struct, frozen=True):
    """A device in range, from advertisements or already connected to this computer.

    `age_s` is how long ago it was last heard; `rssi_dbm` None when it is connected and not advertising.
    """

    name: str
    address: str
    rssi_dbm: int | None
    battery_percent: int | None
    advertises_heart_rate: bool
    connected: bool
    age_s: float

    @property
    def strap_id(self) -> StrapId:
        """Which strap this is."""
        return StrapId(self.name, self.address)


class StrapDetails(msgspec.Struct, frozen=True):
    """A strap's own description; empty where it gives none."""

    manufacturer: str = ""
    location: str = ""
    """Where it is worn: "chest", "wrist"."""
