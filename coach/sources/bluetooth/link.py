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
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bleak.uuids import normalize_uuid_16

from coach.domain.heart.signal_quality import STALE_AFTER_S
from coach.errors import BluetoothError, BluetoothProblem
from coach.session.events import SessionEvent
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
from coach.session.ports import SessionClock, StrapSeen
from coach.sources.bluetooth import backoff
from coach.sources.bluetooth.device_information import StrapDetails, read_battery_percent, read_details
from coach.sources.bluetooth.discovery import Neighbourhood, Sighting, WantedStrap, listening
from coach.sources.bluetooth.ending import end
from coach.sources.bluetooth.errors import RADIO_ERRORS, During, translated

__all__ = ["CONNECTION_LOST", "LinkLimits", "StrapSource", "WantedStrap"]

HEART_RATE_MEASUREMENT = normalize_uuid_16(0x2A37)
"""The characteristic that notifies of heart beats (Bluetooth assigned numbers)."""

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
class LinkLimits:
    """How long things may take, seconds."""

    connect_s: float = 20.0
    """What others found to work per attempt; slow adapters need 10 s."""
    call_s: float = 8.0
    """A subscription or a read takes well under a second."""
    stale_after_s: float = STALE_AFTER_S
    let_go_s: float = 3.0
    """Giving up a connection takes a second or two; a stack that needs longer hangs, and ends it when it can."""
    end_s: float = 4.0
    """A little more than that: a walk that is ended waits no longer for the stack."""
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


class _OtherStrapChosenError(Exception):
    """The walker chose another strap before this one's link stood."""


class _NoHeartRateError(BluetoothError):
    """The device has no heart rate to give."""

    def __init__(self, name: str) -> None:
        super().__init__(
            BluetoothProblem.FAILED, f"{name} sends no heart rate. Choose another one with s, or with `coach pair`."
        )


@dataclass(eq=False, slots=True)
class _Link:
    """One connection, and what came over it."""

    sighting: Sighting
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the stack says so."""
    stands: bool = False
    """It was subscribed to."""
    packets: int = 0
    packet_at_s: float = 0.0
    """When the last packet came; until there is one, when it was subscribed to."""
    let_go: bool = False
    """What a stack still tells of it is another connection's past, not this one's heart rate."""

    @property
    def address(self) -> str:
        return self.sighting.device.address

    @property
    def name(self) -> str:
        return self.sighting.name or self.address


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
        self._queue: asyncio.Queue[SessionInput | None] = asyncio.Queue(QUEUE_LENGTH)
        """None when nobody keeps the link any more."""
        self._dropped = 0
        self._attempt = 0
        self._failures = 0
        """Tries in a row that brought no packet."""
        self._ending = False
        self._seen_without_heart_rate = ""
        """The address of a device that showed no heart rate when it was looked at last."""
        self._switched = asyncio.Event()
        self._around = Neighbourhood(clock.now_s)
        self._linking = False
        """A link is being made: from the wish for a scan to the subscription."""
        self._searching = False
        """Part of that: the wanted strap is searched for, or the scan for it is about to start."""
        self._searching_since_s: float | None = None
        """Since when that search hears who is there; None while no scan of it has run."""
        self._linked_to = ""
        """The address of the strap whose link stands."""
        self.details = StrapDetails()
        """Of the strap that was connected last; read a moment after it is live."""

    # What the session asks for

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Everything as it comes. Closing this iterator closes the link, and returns when that is done.

        When the stack hangs it returns after a few seconds all the same.
        """
        keeping = asyncio.create_task(self._keep_linked(), name="strap link")
        keeping.add_done_callback(lambda _: self._put(None))
        try:
            while (item := await self._queue.get()) is not None:
                yield item
            keeping.result()  # it keeps the link for ever, so this raises what it died of
        finally:
            self._ending = True
            await end(keeping, self._limits.end_s)

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
                if self._searching:
                    since_s = self._searching_since_s
                    until_s = (self._clock.now_s() if since_s is None else since_s) + self._limits.look_around_s
        seen = self._around.straps(everything=True)
        return tuple(strap for strap in seen if strap.address != self._linked_to)

    # The link

    async def _keep_linked(self) -> None:
        while True:
            self._attempt += 1
            self._failures += 1  # until a packet comes
            rest_s = 0.0
            self._linking = True
            try:
                await self._link_once()
            except _OtherStrapChosenError:
                self._attempt = self._failures = 0
            except _NoHeartRateError as error:
                self._tell(LinkState.CHOOSE, str(error))
                rest_s = self._limits.no_heart_rate_s
            except BluetoothError as error:
                self._tell(_STATE_OF.get(error.problem, LinkState.SEARCHING), str(error))
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    raise
                # Windows reports an operation that it gave up as a cancellation of ours.
            except Exception as error:  # noqa: BLE001 - it is told and logged
                # A Bluetooth stack raises what it likes, and the strap has to come back all the same.
                _LOG.exception("the link failed unexpectedly")
                self._tell(LinkState.SEARCHING, str(translated(error, during=During.CONNECT)))
            finally:
                self._linking = False
            await self._rest(rest_s or backoff.delay_s(self._failures))

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
            _OtherStrapChosenError: when it was not wanted any more before it did.
        """
        link = _Link(await self._find())
        if link.sighting.rssi_dbm is not None:
            self._put(SignalStrengthRead(at_s=self._clock.now_s(), rssi_dbm=link.sighting.rssi_dbm))
        self._tell(LinkState.CONNECTING, f"Connecting to {link.name}.")
        client = BleakClient(
            link.sighting.device,
            disconnected_callback=lambda _client: link.lost.set(),
            timeout=self._limits.connect_s,
            backend=self._client_backend,
        )
        try:
            await self._come_to_stand(client, link)
            self._put(LinkUp(at_s=self._clock.now_s(), name=link.sighting.name, address=link.address))
            self._linking, self._linked_to = False, link.address
            await self._watch(client, link)
        except BluetoothError:
            if link.sighting.connected:
                self._around.distrust(link.address)
            raise
        except _LinkLostError as error:
            if self._switched.is_set():
                await self._let_go(client, link)  # this one goes on sending until then
            self._put(LinkDown(at_s=self._clock.now_s(), reason=str(error)))
        finally:
            self._linked_to = ""
            if not link.let_go:
                await self._let_go(client, link)

    async def _come_to_stand(self, client: BleakClient, link: _Link) -> None:
        """Connect and subscribe.

        Raises:
            BluetoothError: when that fails.
            _OtherStrapChosenError: when the walker does not want this strap any more.
        """
        during = During.CONNECT
        try:
            # Bleak keeps the limit itself where it can.
            await self._unless_switched(client.connect(), self._limits.connect_s + 2.0)
            during = During.SUBSCRIBE
            self._tell(LinkState.SUBSCRIBING, "Connected; asking for the heart rate.")
            self._look_for_heart_rate(client, link)
            await self._unless_switched(
                client.start_notify(HEART_RATE_MEASUREMENT, partial(self._on_notification, link)), self._limits.call_s
            )
        except RADIO_ERRORS as error:
            raise translated(error, during=during) from error
        link.stands = True
        if not link.packets:
            link.packet_at_s = self._clock.now_s()

    async def _unless_switched(self, call: Coroutine[Any, Any, None], limit_s: float) -> None:
        """Do what may take long, unless another strap is chosen meanwhile. A call that hangs is left to itself.

        Raises:
            TimeoutError: when it takes too long.
            BluetoothError: when the stack gives it up.
            _OtherStrapChosenError: when it is not wanted any more.
        """
        calling = asyncio.create_task(call, name="call of the Bluetooth stack")
        switching = asyncio.create_task(self._switched.wait(), name="another strap")
        try:
            await asyncio.wait([calling, switching], timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
            if not calling.done():
                raise _OtherStrapChosenError if switching.done() else TimeoutError
            if calling.cancelled():  # so Windows reports an operation that it gave up
                raise BluetoothError(BluetoothProblem.FAILED, "the system gave up the connection; come nearer")
            calling.result()
        finally:
            switching.cancel()
            await end(calling, self._limits.let_go_s)

    def _look_for_heart_rate(self, client: BleakClient, link: _Link) -> None:
        """Whether it has one; once it may be that the system has not read everything, or took it from its memory.

        Raises:
            BluetoothError: when it has none, and is looked at once more.
            _NoHeartRateError: when it had none before either.
        """
        if client.services.get_characteristic(HEART_RATE_MEASUREMENT) is not None:
            self._seen_without_heart_rate = ""
        elif self._seen_without_heart_rate == link.address:
            raise _NoHeartRateError(link.name)
        else:
            self._seen_without_heart_rate = link.address
            raise BluetoothError(BluetoothProblem.FAILED, f"{link.name} shows no heart rate; Coach looks once more.")

    async def _find(self) -> Sighting:
        """The wanted strap, as soon as it is heard and it is clear that it is the one.

        Raises:
            BluetoothError: when Bluetooth cannot be used, or no longer.
        """
        self._searching = True
        try:
            return await self._search()
        finally:
            self._searching, self._searching_since_s = False, None

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
            self._attempt = 1
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
        if wanted is not None and wanted.address and wanted.name in {strap.name for strap in straps}:
            # Some straps change their address, and Macs each have their own for a strap; but names are shared as well.
            self._tell(
                LinkState.CHOOSE,
                f"{wanted.name} is not here, but a strap of that name with another address; is it yours? "
                "Choose it with s.",
            )
            return True
        if wanted is None:
            missing = "No strap is chosen yet"
        elif meant:
            missing = f"Several straps are called {wanted.name}"
        else:
            missing = f"{wanted.name or wanted.address} is not here"
        self._tell(LinkState.CHOOSE, f"{missing}; in range: {listed}. Choose with s.")
        return True

    def _on_notification(self, link: _Link, _characteristic: BleakGATTCharacteristic, data: bytearray) -> None:
        """Called by bleak in our loop; a plain function, since a coroutine would become a task each time."""
        if link.let_go:
            return
        if not link.packets:
            self._attempt = self._failures = 0
        link.packets += 1
        link.packet_at_s = at_s = self._clock.now_s()
        self._put(StrapNotification(at_s=at_s, payload=bytes(data)))

    async def _watch(self, client: BleakClient, link: _Link) -> None:
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
                        await link.lost.wait()
                if link.lost.is_set():
                    raise _LinkLostError(CONNECTION_LOST)
                if self._switched.is_set():
                    raise _LinkLostError("Another strap was chosen.")
                silent_s = self._clock.now_s() - link.packet_at_s
                if silent_s >= self._limits.silent_after_s:
                    raise _LinkLostError(f"The strap has been silent for {silent_s:.0f} s.")
                if (silent_s >= self._limits.stale_after_s) is not stale:
                    stale = not stale
                    state = LinkState.STALE if stale else LinkState.LIVE
                    self._tell(
                        state, f"Nothing from the strap for {self._limits.stale_after_s:.0f} s." if stale else ""
                    )
        finally:
            await end(reading, self._limits.let_go_s)

    async def _read_facts(self, client: BleakClient) -> None:
        """The battery once a connection, the rest once a walk."""
        percent = await read_battery_percent(client, self._limits.call_s)
        if percent is not None:
            self._put(BatteryRead(at_s=self._clock.now_s(), percent=percent))
        if self.details == StrapDetails():
            self.details = await read_details(client, self._limits.call_s)

    async def _let_go(self, client: BleakClient, link: _Link) -> None:
        """Close the link; a stack that cannot even do that is left to itself."""
        patient = link.stands and not self._ending
        try:
            with suppress(*RADIO_ERRORS):
                async with asyncio.timeout(self._limits.call_s if patient else self._limits.let_go_s):
                    await client.disconnect()
        finally:
            link.let_go = True

    # What goes out

    def _tell(self, state: LinkState, text: str) -> None:
        self._put(LinkChanged(at_s=self._clock.now_s(), state=state, attempt=self._attempt, text=text))

    def _put(self, item: SessionInput | None) -> None:
        if self._queue.full():
            self._queue.get_nowait()
            self._dropped += 1
            _LOG.error("the session does not keep up: %d inputs dropped", self._dropped)
        self._queue.put_nowait(item)


def _looking_for(wanted: WantedStrap | None) -> str:
    return (
        "Looking for straps." if wanted is None else f"Looking for {wanted.name or wanted.address}. Is it on, and wet?"
    )
