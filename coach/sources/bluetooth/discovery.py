"""Finding sensors: what is in range, and what is connected to this computer already and so does not advertise."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import msgspec
from bleak import BleakAdapter, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakError
from bleak.uuids import normalize_uuid_16

from coach.clock import monotonic_s
from coach.domain.wire import heart_rate
from coach.errors import During
from coach.session.straps import StrapSeen
from coach.sources.bluetooth.calls import end
from coach.sources.bluetooth.errors import RADIO_ERRORS, translated

_LOG = logging.getLogger(__name__)

HEART_RATE_SERVICE = normalize_uuid_16(heart_rate.SERVICE)
BATTERY_SERVICE = normalize_uuid_16(0x180F)
"""Battery (Bluetooth assigned numbers)."""

NO_RSSI_DBM = -127
"""What bleak gives on Linux for a missing signal strength."""

START_LIMIT_S = {"darwin": 120.0}.get(sys.platform, 10.0)
"""Starting a scan takes well under a second, and a stack that needs longer hangs; but the first one on a Mac waits for
the walker's answer to the question whether the terminal may use Bluetooth."""

STOP_LIMIT_S = 5.0
"""Stopping is as quick; a stack that needs longer is abandoned."""

ASK_LIMIT_S = 3.0
"""The system knows which straps are connected here, without asking them."""

ASK_EVERY_S = 8.0
"""Well within `SIGHT_LASTS_S`: a strap that stays connected stays in the list."""

SIGHT_LASTS_S = 15.0
"""Straps advertise at least every 10 s or so; one not heard for longer is out of range or taken by another."""

FORGOTTEN_AFTER_S = 180.0
"""Longer than any scan that is asked for (two minutes). Phones change their addresses all the time, and a search may go
on for hours, so those that are gone have to be removed."""

SETTLE_S = 1.5
"""Before choosing by name, wait this long for a second strap of that name."""


class _Turns:
    """Turns at scanning: to BlueZ all of one event loop is one program, which may run one search at a time."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.waiting = 0


_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turns] = WeakKeyDictionary()


def _turns() -> _Turns:
    return _TURNS.setdefault(asyncio.get_running_loop(), _Turns())


def somebody_waits_to_scan() -> bool:
    """Whether another search of this program waits for the running one to stop."""
    return _turns().waiting > 0


class Sighting(msgspec.Struct, frozen=True):
    """A device as last heard: bleak's handle, which connects at once, and what the device says of itself."""

    device: BLEDevice
    name: str
    rssi_dbm: int | None
    offers_it: bool
    """It advertises the wanted service."""
    connected: bool
    first_heard_s: float
    heard_at_s: float
    battery_percent: int | None = None

    def seen(self, now_s: float) -> StrapSeen:
        """Convert it for the lists that people read."""
        return StrapSeen(
            name=self.name,
            address=self.device.address,
            rssi_dbm=self.rssi_dbm,
            battery_percent=self.battery_percent,
            advertises_heart_rate=self.offers_it,
            connected=self.connected,
            age_s=max(0.0, now_s - self.heard_at_s),
        )


class WantedDevice(msgspec.Struct, frozen=True):
    """A device to find: by its address where that is known, else by what a walker calls it.

    A name alone is what a walker types: an address, a name, or the beginning of one ("Polar H10" for "Polar H10 1234").
    Names are shared by straps of a kind, so an address never falls back to a name: that would be a stranger's strap.
    """

    name: str
    address: str = ""

    @property
    def words(self) -> str:
        """Return its name, or its address if it has none."""
        return self.name or self.address

    @classmethod
    def remembered(cls, name: str, address: str, system: str, *, here: str = sys.platform) -> "WantedDevice":
        """Make one that was paired on `system`.

        macOS gives straps identifiers of its own in place of addresses: to and from a Mac only the name holds.
        """
        foreign = system != here and "darwin" in {system, here}
        return cls(name, "" if foreign and name else address)

    def candidates(self, straps: Iterable[tuple[str, str]]) -> list[str]:
        """Return the addresses, among (name, address) pairs, that may be meant."""
        known = list(straps)
        wanted = (self.address or self.name).casefold()
        exact = [address for _, address in known if address.casefold() == wanted]
        if exact or self.address or not wanted:
            return exact
        whole = [address for name, address in known if name.casefold() == wanted]
        return whole or [address for name, address in known if name.casefold().startswith(wanted)]

    def among(self, sightings: Iterable[Sighting], now_s: float) -> Sighting | None:
        """Return the one that is meant, once that is clear."""
        known = {sighting.device.address: sighting for sighting in sightings}
        meant = self.candidates((sighting.name, address) for address, sighting in known.items())
        if len(meant) != 1:
            return None
        found = known[meant[0]]
        by_address = found.device.address.casefold() in {self.address.casefold(), self.name.casefold()}
        return found if by_address or now_s - found.first_heard_s >= SETTLE_S else None


@dataclass
class Neighbourhood:
    """What a running scan has heard. `heard` is set on each advertisement."""

    now_s: Callable[[], float] = monotonic_s
    service: str = HEART_RATE_SERVICE
    """The wanted service, as bleak writes it."""
    sightings: dict[str, Sighting] = field(default_factory=dict)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _distrusted: set[str] = field(default_factory=set)

    def hear(self, device: BLEDevice, data: AdvertisementData) -> None:
        """Take in one advertisement; the first may lack the name, which comes with the scan response.

        BlueZ also reports devices that only changed in its own records, even some that are gone, without a signal
        strength. Ignore those: they were not heard.
        """
        if data.rssi <= NO_RSSI_DBM:
            return
        self._distrusted.discard(device.address)
        before, now_s = self.sightings.get(device.address), self.now_s()
        battery = data.service_data.get(BATTERY_SERVICE)
        self.sightings[device.address] = Sighting(
            device,
            name=data.local_name or device.name or (before.name if before else ""),
            rssi_dbm=data.rssi if data.rssi < 0 else None,  # macOS gives 127 when it does not know
            offers_it=self.service in data.service_uuids or (before is not None and before.offers_it),
            connected=False,
            first_heard_s=now_s if before is None else before.first_heard_s,
            heard_at_s=now_s,
            battery_percent=battery[0] if battery and battery[0] <= 100 else None,
        )
        for address in [known for known, item in self.sightings.items() if now_s - item.heard_at_s > FORGOTTEN_AFTER_S]:
            del self.sightings[address]
        self.heard.set()

    def connected_to(self, devices: Iterable[BLEDevice]) -> None:
        """Add straps that this computer is connected to; a recent advertisement says more, and is kept."""
        now_s = self.now_s()
        for device in devices:
            if device.address in self._distrusted:
                continue
            before = self.sightings.get(device.address)
            if before is not None and not before.connected and now_s - before.heard_at_s <= SIGHT_LASTS_S:
                continue
            self.sightings[device.address] = Sighting(
                device,
                name=device.name or "",
                rssi_dbm=None,
                offers_it=True,
                connected=True,
                first_heard_s=now_s if before is None else before.first_heard_s,
                heard_at_s=now_s,
            )
            self.heard.set()

    def distrust(self, address: str) -> None:
        """Stop believing the system that it is connected to this strap, until the strap advertises.

        After bluetoothd has crashed, bleak says "connected" for ever.
        """
        self._distrusted.add(address)
        self.sightings.pop(address, None)

    def lately(self, within_s: float = SIGHT_LASTS_S) -> list[Sighting]:
        """Return what was heard within the last `within_s` seconds."""
        now_s = self.now_s()
        return [item for item in self.sightings.values() if now_s - item.heard_at_s <= within_s]

    def straps(self, *, everything: bool = False, within_s: float = SIGHT_LASTS_S) -> tuple[StrapSeen, ...]:
        """Devices heard lately, nearest first; without `everything` only those that offer the wanted service."""
        now_s = self.now_s()
        seen = [item.seen(now_s) for item in self.lately(within_s) if everything or item.offers_it]
        return tuple(sorted(seen, key=lambda strap: (strap.rssi_dbm is None, -(strap.rssi_dbm or 0), strap.name)))


@asynccontextmanager
async def listening(
    around: Neighbourhood | None = None, *, scanner_backend: type[BaseBleakScanner] | None = None
) -> AsyncIterator[Neighbourhood]:
    """A scan that runs inside the `async with`; it is stopped whatever happens there.

    One runs at a time: the next waits here until the one before it has stopped.

    Args:
        around: collects what is heard, beside what it has heard before; None begins anew.
        scanner_backend: bleak's seam for a scanner that is not the system's.

    Raises:
        BluetoothError: when it cannot be started.
    """
    turns = _turns()
    turns.waiting += 1
    try:
        await turns.turn.acquire()
    finally:
        turns.waiting -= 1
    try:
        async with _scanning(around or Neighbourhood(), scanner_backend) as heard:
            yield heard
    finally:
        turns.turn.release()


@asynccontextmanager
async def _scanning(
    around: Neighbourhood, scanner_backend: type[BaseBleakScanner] | None
) -> AsyncIterator[Neighbourhood]:
    # No filter by service: straps exist that do not advertise it, and the remembered one may be among them.
    try:
        scanner = BleakScanner(around.hear, backend=scanner_backend)
    except RADIO_ERRORS as error:  # a system that bleak does not know
        raise translated(error, during=During.SCAN) from error
    # Do not interrupt the start: a scan that is requested and then abandoned runs on, and blocks others.
    starting = asyncio.create_task(scanner.start(), name="start of a scan")
    asking = None
    try:
        await _started(starting)
        if scanner_backend is None:
            asking = asyncio.create_task(_ask_what_is_connected(around), name="straps connected here")
        yield around
    finally:
        if asking is not None:
            asking.cancel()
        await _stopped(scanner, starting)


async def _started(starting: "asyncio.Task[None]") -> None:
    """Wait for the start of a scan.

    Raises:
        BluetoothError: when it fails, whatever the stack raises, or takes too long.
    """
    await asyncio.wait([starting], timeout=START_LIMIT_S)
    if not starting.done():
        raise translated(TimeoutError(), during=During.SCAN)
    if starting.cancelled():  # Windows reports an operation it gave up like this; nobody cancelled us
        raise translated(BleakError("the system gave it up"), during=During.SCAN)
    error = starting.exception()
    if error is not None:
        if not isinstance(error, RADIO_ERRORS):
            _LOG.error("the start of a scan failed unexpectedly", exc_info=error)
        raise translated(error, during=During.SCAN) from error


async def _stopped(scanner: BleakScanner, starting: "asyncio.Task[None]") -> None:
    """Stop the scan; when the stack has gone meanwhile, nothing scans any more."""
    await asyncio.wait([starting], timeout=STOP_LIMIT_S)
    if not starting.done():
        await end(starting, 0.0)  # it hangs
    elif not starting.cancelled() and starting.exception() is None:
        stopping = asyncio.create_task(scanner.stop(), name="stop of a scan")
        await asyncio.wait([stopping], timeout=STOP_LIMIT_S)
        await end(stopping, 0.0)  # whatever it raised


async def _ask_what_is_connected(around: Neighbourhood) -> None:
    """Poll, beside a scan, for straps connected to this computer: they do not advertise, so the scan misses them."""
    while True:
        around.connected_to(await _connected_here(around.service))
        await asyncio.sleep(ASK_EVERY_S)


async def _connected_here(service: str) -> list[BLEDevice]:
    try:
        async with asyncio.timeout(ASK_LIMIT_S):
            adapter = await BleakAdapter.get()
            return await adapter.get_connected_devices([service])
    except Exception as error:  # noqa: BLE001 - stacks raise anything, and this only adds to what a scan finds
        _LOG.debug("straps connected to this computer are not known: %r", error)
        return []


async def scan(
    seconds: float, *, everything: bool = False, scanner_backend: type[BaseBleakScanner] | None = None
) -> tuple[StrapSeen, ...]:
    """Return the straps heard within `seconds`, nearest first; also those heard only once, at its beginning.

    Raises:
        BluetoothError: when Bluetooth cannot be used.
    """
    async with listening(scanner_backend=scanner_backend) as around:
        await asyncio.sleep(seconds)
        return around.straps(everything=everything, within_s=FORGOTTEN_AFTER_S)
