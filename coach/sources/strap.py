"""A heart-rate strap as a source: found, connected, subscribed, and got back for as long as the session lasts.

The way, and what a failure leads to; every state is told as a LinkChanged input:

| state       | goes on to                                   | on failure                              |
|-------------|----------------------------------------------|-----------------------------------------|
| searching   | connecting, when the wanted strap is heard   | adapter_off, no_service, ...: try again |
| choose      | connecting, as above; or the walker chooses  | as above                                |
| connecting  | subscribing                                  | searching                               |
| subscribing | live                                         | searching                               |
| live        | stale after 5 s without a packet             | lost, then searching                    |
| stale       | live with the next packet; lost after 10 s   | lost, then searching                    |

Freshness is the age of the last packet: stacks say "connected" for ever about straps that are gone. Every connection
has a fresh client on a fresh device, and every call of the stack a limit.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bleak.uuids import normalize_uuid_16

from coach.domain.heart_rate import decode_location
from coach.errors import BluetoothError, BluetoothProblem, PayloadRejectedError
from coach.session.inputs import (
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    SessionInput,
    SignalStrengthRead,
    StrapNotification,
)
from coach.session.outputs import SessionEvent
from coach.session.ports import SessionClock, StrapSeen
from coach.sources import backoff
from coach.sources.bluetooth_errors import RADIO_ERRORS, translated
from coach.sources.discovery import Neighbourhood, Sighting, WantedStrap, listening

__all__ = ["CONNECTION_LOST", "LinkLimits", "StrapDetails", "StrapSource", "WantedStrap"]

HEART_RATE_MEASUREMENT = normalize_uuid_16(0x2A37)
BODY_SENSOR_LOCATION = normalize_uuid_16(0x2A38)
BATTERY_LEVEL = normalize_uuid_16(0x2A19)
MANUFACTURER_NAME = normalize_uuid_16(0x2A29)
"""Characteristics (Bluetooth assigned numbers)."""

CONNECTION_LOST = "The connection to the strap was lost."
"""The reason of a LinkDown when the stack says so."""

QUEUE_LENGTH = 1024
"""A quarter of an hour of notifications: a program that has not read for so long is not going to."""

_LOG = logging.getLogger(__name__)

_STATE_OF: dict[BluetoothProblem, LinkState] = {
    BluetoothProblem.NO_SERVICE: LinkState.NO_SERVICE,
    BluetoothProblem.NO_ADAPTER: LinkState.NO_ADAPTER,
    BluetoothProblem.POWERED_OFF: LinkState.ADAPTER_OFF,
    BluetoothProblem.NOT_PERMITTED: LinkState.NOT_PERMITTED,
}


@dataclass(frozen=True, slots=True)
class StrapDetails:
    """What a strap says of itself; empty where it says nothing."""

    manufacturer: str = ""
    location: str = ""
    """Where it is worn: "chest", "wrist"."""


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """How long things may take, seconds."""

    connect_s: float = 20.0
    """What others found to work per attempt; slow adapters need 10 s."""
    call_s: float = 8.0
    """A subscription or a read takes well under a second."""
    stale_after_s: float = 5.0
    """Straps send every second; five missed are no accident (design, section 7)."""
    silent_after_s: float = 10.0
    """Then the link is torn down, whatever the stack says of it."""
    choose_after_s: float = 10.0
    """A strap advertises at least every ten seconds; then others are worth offering."""
    scan_s: float = 8.0
    """Then a search begins anew: a scan under which Bluetooth was switched off and on again stays deaf."""
    still_there_s: float = 3.0
    """A strap heard so long before a scan began is still there: stacks tell of a device once a scan, and late."""
    look_around_s: float = 4.0
    """So long the straps in range are listened for: a worn one advertises once a second or oftener."""
    watch_every_s: float = 0.5
    no_heart_rate_s: float = 30.0
    """A device without a heart rate will hardly grow one; it is somebody's headphones, so it is left alone for long."""


class _LinkLostError(Exception):
    """The connection ended; its text is a plain sentence for the walker."""


class _NoHeartRateError(BluetoothError):
    """The device has no heart rate to give."""

    def __init__(self, name: str) -> None:
        super().__init__(
            BluetoothProblem.FAILED, f"{name} sends no heart rate. Choose another one with s, or with `coach pair`."
        )


class StrapSource:
    """Notifications of one strap, stamped as they arrive, and the story of the link. It never ends by itself.

    Args:
        clock: stamps what arrives.
        wanted: the strap to use; None asks the walker to choose (LinkState.CHOOSE). Another one is never taken unasked.
        limits: how long things may take.
        client_backend: bleak's seam for a client that is not the system's.
        scanner_backend: the same for the scanner.
    """

    def __init__(
        self,
        clock: SessionClock,
        wanted: WantedStrap | None,
        *,
        limits: LinkLimits | None = None,
        client_backend: type[BaseBleakClient] | None = None,
        scanner_backend: type[BaseBleakScanner] | None = None,
    ) -> None:
        self._clock = clock
        self._wanted = wanted
        self._limits = limits or LinkLimits()
        self._client_backend = client_backend
        self._scanner_backend = scanner_backend
        self._queue: asyncio.Queue[SessionInput] = asyncio.Queue(QUEUE_LENGTH)
        self._dropped = 0
        self._attempt = 0
        self._packet_at_s = 0.0
        self._switched = asyncio.Event()
        self._around = Neighbourhood(clock.now_s)
        self._linking = False
        """A link is being made: from the wish for a scan to the subscription."""
        self._searching_since_s: float | None = None
        """Since when the search for the wanted strap hears who is there; None when it does not run."""
        self._linked_to = ""
        """The address of the strap whose link stands."""
        self.details = StrapDetails()
        """Of the strap that was connected last; read a moment after it is live."""

    # What the session asks for

    async def inputs(self) -> AsyncIterator[SessionInput]:
        """Everything as it comes. Closing this iterator closes the link, and returns when that is done."""
        keeping = asyncio.create_task(self._keep_linked(), name="strap link")
        try:
            while True:
                yield await self._queue.get()
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    def hear(self, event: SessionEvent) -> None:
        """A strap does not listen."""

    def switch_to(self, address: str, name: str) -> None:
        """Let go of the current strap and take this one."""
        self._wanted = WantedStrap(name, address)
        self.details = StrapDetails()
        self._switched.set()

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Devices around, nearest first, without the strap in use; takes a few seconds.

        The search for the wanted strap hears them too, and then nothing else searches beside it.

        Raises:
            BluetoothError: when Bluetooth cannot be used.
        """
        until_s = self._clock.now_s() + self._limits.look_around_s
        while self._clock.now_s() < until_s:
            if not self._linking:
                async with listening(self._around, scanner_backend=self._scanner_backend):
                    until_s = self._clock.now_s() + self._limits.look_around_s
                    while self._clock.now_s() < until_s and not self._linking:
                        await self._news()
            else:
                await self._news()
                if self._searching_since_s is not None:
                    until_s = self._searching_since_s + self._limits.look_around_s
        seen = self._around.straps(everything=True)
        return tuple(strap for strap in seen if strap.address != self._linked_to)

    # The link

    async def _keep_linked(self) -> None:
        failures = 0
        while True:
            self._attempt += 1
            rest_s = 0.0
            self._linking = True
            try:
                await self._link_once()
                failures = 0
            except _NoHeartRateError as error:
                self._tell(LinkState.CHOOSE, str(error))
                rest_s = self._limits.no_heart_rate_s
            except BluetoothError as error:
                failures += 1
                self._tell(_STATE_OF.get(error.problem, LinkState.SEARCHING), str(error))
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    raise
                failures += 1  # Windows reports an operation that it gave up as a cancellation of ours
            except Exception as error:  # noqa: BLE001 - it is told and logged
                # A Bluetooth stack raises what it likes, and the strap has to come back all the same.
                _LOG.exception("the link failed unexpectedly")
                failures += 1
                self._tell(LinkState.SEARCHING, str(translated(error)))
            finally:
                self._linking = False
            await self._rest(rest_s or backoff.delay_s(failures))

    async def _rest(self, seconds: float) -> None:
        """Wait, but not when the walker chooses another strap meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._switched.wait()
            self._switched.clear()  # one choice is one more try at once, also while Bluetooth cannot be used

    async def _link_once(self) -> None:
        """From searching to the loss of a link that stood.

        Raises:
            BluetoothError: when it did not come to stand.
        """
        sighting = await self._find()
        name = sighting.name or sighting.device.address
        if sighting.rssi_dbm is not None:
            self._put(SignalStrengthRead(at_s=self._clock.now_s(), rssi_dbm=sighting.rssi_dbm))
        self._tell(LinkState.CONNECTING, f"Connecting to {name}.")
        lost = asyncio.Event()
        client = BleakClient(
            sighting.device,
            disconnected_callback=lambda _client: lost.set(),
            timeout=self._limits.connect_s,
            backend=self._client_backend,
        )
        stood = let_go = False
        try:
            async with asyncio.timeout(self._limits.connect_s + 2.0):
                await client.connect()
            self._tell(LinkState.SUBSCRIBING, "Connected; asking for the heart rate.")
            await self._subscribe(client, name)
            stood = True
            self._attempt = 0
            self._put(LinkUp(at_s=self._clock.now_s(), name=sighting.name, address=sighting.device.address))
            self._linking, self._linked_to = False, sighting.device.address
            await self._watch(client, lost)
        except _LinkLostError as error:
            if self._switched.is_set():
                await self._let_go(client)  # this one goes on sending until then
                let_go = True
            self._put(LinkDown(at_s=self._clock.now_s(), reason=str(error)))
        except RADIO_ERRORS as error:
            if not stood:
                raise translated(error) from error
            self._put(LinkDown(at_s=self._clock.now_s(), reason=str(translated(error))))
        finally:
            self._linked_to = ""
            if not let_go:
                await self._let_go(client)

    async def _find(self) -> Sighting:
        """The wanted strap, as soon as it is heard and it is clear that it is the one.

        Raises:
            BluetoothError: when Bluetooth cannot be used, or no longer.
        """
        try:
            return await self._search()
        finally:
            self._searching_since_s = None

    async def _search(self) -> Sighting:
        offered = False
        while True:
            async with listening(self._around, scanner_backend=self._scanner_backend):
                since_s = self._clock.now_s()  # a scan may be slow to start, and hears nobody until it has
                if self._searching_since_s is None:
                    self._searching_since_s = since_s
                    self._switched.clear()
                    self._tell(LinkState.SEARCHING, _looking_for(self._wanted))
                while True:
                    found = self._choose(since_s)
                    if found is not None:
                        return found
                    now_s = self._clock.now_s()
                    patience_s = 0.0 if self._wanted is None else self._limits.choose_after_s
                    if not offered and now_s - self._searching_since_s >= patience_s:
                        offered = self._offer(self._wanted)
                    if now_s - since_s >= self._limits.scan_s:
                        break
                    await self._news()

    def _choose(self, since_s: float) -> Sighting | None:
        """The strap to connect to, if it was heard just now; from then on only this one will do."""
        if self._switched.is_set():
            self._switched.clear()
            self._tell(LinkState.SEARCHING, _looking_for(self._wanted))
        if self._wanted is None:
            return None
        found = self._wanted.among(self._around.lately(), self._clock.now_s())
        if found is None or found.heard_at_s < since_s - self._limits.still_there_s:
            return None
        self._wanted = WantedStrap(found.name, found.device.address)
        return found

    async def _news(self) -> None:
        """Wait for an advertisement, or a moment."""
        self._around.news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.watch_every_s):
                await self._around.news.wait()

    def _offer(self, wanted: WantedStrap | None) -> bool:
        """Say who is there instead, if anybody is: none of them is taken unasked."""
        straps = self._around.straps()
        if not straps:
            return False
        meant = [] if wanted is None else wanted.candidates((strap.name, strap.address) for strap in straps)
        if len(meant) == 1:
            return False  # it was heard this moment, and is taken the next
        listed = ", ".join(strap.name or strap.address for strap in straps[:3])
        if wanted is None:
            missing = "No strap is chosen yet"
        elif meant:
            missing = f"Several straps are called {wanted.name}"
        else:
            missing = f"{wanted.name or wanted.address} is not here"
        self._tell(LinkState.CHOOSE, f"{missing}; in range: {listed}. Choose with s.")
        return True

    async def _subscribe(self, client: BleakClient, name: str) -> None:
        self._packet_at_s = self._clock.now_s()
        if client.services.get_characteristic(HEART_RATE_MEASUREMENT) is None:
            raise _NoHeartRateError(name)
        async with asyncio.timeout(self._limits.call_s):
            await client.start_notify(HEART_RATE_MEASUREMENT, self._on_notification)

    def _on_notification(self, _characteristic: BleakGATTCharacteristic, data: bytearray) -> None:
        """Called by bleak in our loop; a plain function, since a coroutine would become a task each time."""
        at_s = self._clock.now_s()
        self._packet_at_s = at_s
        self._put(StrapNotification(at_s=at_s, payload=bytes(data)))

    async def _watch(self, client: BleakClient, lost: asyncio.Event) -> None:
        """Stay with a link that stands, until it does not.

        Raises:
            _LinkLostError: always, in the end.
        """
        reading = asyncio.create_task(self._read_facts(client), name="strap facts")
        stale = False
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._limits.watch_every_s):
                        await lost.wait()
                if lost.is_set():
                    raise _LinkLostError(CONNECTION_LOST)
                if self._switched.is_set():
                    raise _LinkLostError("Another strap was chosen.")
                silent_s = self._clock.now_s() - self._packet_at_s
                if silent_s >= self._limits.silent_after_s:
                    raise _LinkLostError(f"The strap has been silent for {silent_s:.0f} s.")
                if (silent_s >= self._limits.stale_after_s) is not stale:
                    stale = not stale
                    state = LinkState.STALE if stale else LinkState.LIVE
                    self._tell(state, "Nothing from the strap for 5 s." if stale else "")
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read_facts(self, client: BleakClient) -> None:
        """The battery once a connection, the rest once a walk; many straps have these, and none must."""
        battery = await self._read(client, BATTERY_LEVEL)
        if battery and battery[0] <= 100:
            self._put(BatteryRead(at_s=self._clock.now_s(), percent=battery[0]))
        if self.details == StrapDetails():
            made_by = (await self._read(client, MANUFACTURER_NAME)).decode(errors="replace").strip("\0 ")
            self.details = StrapDetails(made_by, _location_word(await self._read(client, BODY_SENSOR_LOCATION)))

    async def _read(self, client: BleakClient, characteristic: str) -> bytes:
        """The value of a characteristic; no bytes where there is none, or it is not given."""
        with suppress(*RADIO_ERRORS):
            if client.services.get_characteristic(characteristic) is not None:
                async with asyncio.timeout(self._limits.call_s):
                    return bytes(await client.read_gatt_char(characteristic))
        return b""

    async def _let_go(self, client: BleakClient) -> None:
        """Close the link; a stack that cannot even do that is left to itself."""
        with suppress(*RADIO_ERRORS):
            async with asyncio.timeout(self._limits.call_s):
                await client.disconnect()

    # What goes out

    def _tell(self, state: LinkState, text: str) -> None:
        self._put(LinkChanged(at_s=self._clock.now_s(), state=state, attempt=self._attempt, text=text))

    def _put(self, item: SessionInput) -> None:
        if self._queue.full():
            self._queue.get_nowait()
            self._dropped += 1
            _LOG.error("the session does not keep up: %d inputs dropped", self._dropped)
        self._queue.put_nowait(item)


def _looking_for(wanted: WantedStrap | None) -> str:
    return (
        "Looking for straps." if wanted is None else f"Looking for {wanted.name or wanted.address}. Is it on, and wet?"
    )


def _location_word(payload: bytes) -> str:
    """The place in a word, like "chest"; empty where it is not said or not known to the standard."""
    try:
        location = decode_location(payload)
    except PayloadRejectedError:
        return ""
    return "" if location.name.startswith("UNKNOWN") else location.name.lower().replace("_", " ")
