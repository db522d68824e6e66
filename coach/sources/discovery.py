"""Finding straps: what is in range, and what is connected to this computer already and so does not advertise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bleak import BleakAdapter, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.uuids import normalize_uuid_16

from coach.clock import monotonic_s
from coach.session.ports import StrapSeen
from coach.sources.bluetooth_errors import RADIO_ERRORS, translated

HEART_RATE_SERVICE = normalize_uuid_16(0x180D)
"""Heart Rate (Bluetooth assigned numbers)."""

START_LIMIT_S = 10.0
"""Starting or stopping a scan takes well under a second; a stack that needs longer hangs."""

SIGHT_LASTS_S = 15.0
"""Straps advertise at least every 10 s or so; one not heard for longer is out of range or taken by another."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device as last heard: bleak's handle, which connects at once, and what it told of itself."""

    device: BLEDevice
    name: str
    rssi_dbm: int | None
    advertises_heart_rate: bool
    connected: bool
    heard_at_s: float

    def seen(self, now_s: float) -> StrapSeen:
        """For the lists that people read."""
        return StrapSeen(
            name=self.name,
            address=self.device.address,
            rssi_dbm=self.rssi_dbm,
            battery_percent=None,
            advertises_heart_rate=self.advertises_heart_rate,
            connected=self.connected,
            age_s=max(0.0, now_s - self.heard_at_s),
        )


@dataclass
class Neighbourhood:
    """What a running scan has heard. `news` is set on each advertisement."""

    sightings: dict[str, Sighting] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, device: BLEDevice, data: AdvertisementData) -> None:
        """One advertisement; the first may lack the name, which comes with the scan response."""
        before = self.sightings.get(device.address)
        name = data.local_name or device.name or (before.name if before else "")
        advertises = HEART_RATE_SERVICE in data.service_uuids or (before is not None and before.advertises_heart_rate)
        self.sightings[device.address] = Sighting(device, name, data.rssi, advertises, False, monotonic_s())  # noqa: FBT003
        self.news.set()

    def straps(self, *, everything: bool = False) -> tuple[StrapSeen, ...]:
        """Devices heard lately, nearest first; without `everything` only those that offer a heart rate."""
        now_s = monotonic_s()
        seen = [
            sighting.seen(now_s)
            for sighting in self.sightings.values()
            if (everything or sighting.advertises_heart_rate) and now_s - sighting.heard_at_s <= SIGHT_LASTS_S
        ]
        return tuple(sorted(seen, key=lambda strap: (strap.rssi_dbm is None, -(strap.rssi_dbm or 0), strap.name)))


@asynccontextmanager
async def listening(*, scanner_backend: type[BaseBleakScanner] | None = None) -> AsyncIterator[Neighbourhood]:
    """A scan that runs inside the `async with`; it is stopped whatever happens there.

    Raises:
        BluetoothError: when it cannot be started.
    """
    around = Neighbourhood()
    # No filter by service: straps exist that do not advertise it, and the remembered one may be among them.
    scanner = BleakScanner(around.hear, backend=scanner_backend)
    try:
        async with asyncio.timeout(START_LIMIT_S):
            await scanner.start()
    except RADIO_ERRORS as error:
        raise translated(error) from error
    try:
        if scanner_backend is None:
            for sighting in await connected_here():
                around.sightings.setdefault(sighting.device.address, sighting)
        yield around
    finally:
        await _stopped(scanner)


async def _stopped(scanner: BleakScanner) -> None:
    """Stop, also when the stack has gone meanwhile: then nothing scans any more."""
    try:
        async with asyncio.timeout(START_LIMIT_S):
            await scanner.stop()
    except RADIO_ERRORS:
        return


async def connected_here() -> list[Sighting]:
    """Straps that this computer is connected to already; they do not advertise, and no scan finds them."""
    try:
        async with asyncio.timeout(START_LIMIT_S):
            adapter = await BleakAdapter.get()
            devices = await adapter.get_connected_devices([HEART_RATE_SERVICE])
    except (*RADIO_ERRORS, NotImplementedError):
        return []  # it only adds to what a scan finds
    now_s = monotonic_s()
    return [Sighting(device, device.name or "", None, True, True, now_s) for device in devices]  # noqa: FBT003


async def scan(
    seconds: float, *, everything: bool = False, scanner_backend: type[BaseBleakScanner] | None = None
) -> tuple[StrapSeen, ...]:
    """The straps heard within `seconds`, nearest first.

    Raises:
        BluetoothError: when Bluetooth cannot be used.
    """
    async with listening(scanner_backend=scanner_backend) as around:
        await asyncio.sleep(seconds)
        return around.straps(everything=everything)
