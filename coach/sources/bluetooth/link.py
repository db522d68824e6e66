"""A sensor over Bluetooth as a source: found, connected, subscribed, and reconnected while the session lasts.

The states, and what a failure leads to; every state is reported as a LinkChanged input:

| state       | goes on to                                   | on failure                              |
|-------------|----------------------------------------------|-----------------------------------------|
| searching   | connecting, when the wanted device is heard  | adapter_off, no_service, ...: try again |
| choose      | connecting, as above; or the walker chooses  | as above                                |
| connecting  | subscribing                                  | searching                               |
| subscribing | live                                         | searching                               |
| live        | stale: no packet for 5 s, or as `silence`    | lost, then searching                    |
| stale       | live with the next packet; lost after 10 s,  | lost, then searching                    |
|             | or after more where packets come seldom      |                                         |

Freshness is the age of the last packet: stacks say "connected" for ever about straps that are gone. How old it may be
is learnt from the packets themselves. Every connection has a fresh client on a fresh device, and every call of the
stack a limit. Each input says which sensor it is of.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypedDict

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bleak.uuids import normalize_uuid_16

from coach.domain.wire import heart_rate
from coach.domain.wire.sensors import Sensor
from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.inputs import (
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    Notification,
    SessionInput,
    SignalStrengthRead,
)
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.ports import SessionClock
from coach.session.straps import StrapDetails, StrapId, StrapSeen
from coach.sources.bluetooth import backoff
from coach.sources.bluetooth.calls import done_unless, end
from coach.sources.bluetooth.connection import Connection, LinkLostError, NothingToGiveError, OtherChosenError
from coach.sources.bluetooth.device_information import read_battery_percent, read_details
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.errors import RADIO_ERRORS, translated
from coach.sources.bluetooth.limits import LinkLimits
from coach.sources.bluetooth.search import Search
from coach.sources.bluetooth.silence import AllowedSilence

QUEUE_LENGTH = 1024
"""A quarter of an hour of notifications: a program that has not read for this long is not going to."""

_LOG = logging.getLogger(__name__)

_STATE_OF: dict[BluetoothProblem, LinkState] = {
    BluetoothProblem.NO_SERVICE: LinkState.NO_SERVICE,
    BluetoothProblem.NO_ADAPTER: LinkState.NO_ADAPTER,
    BluetoothProblem.POWERED_OFF: LinkState.ADAPTER_OFF,
    BluetoothProblem.NOT_PERMITTED: LinkState.NOT_PERMITTED,
}


class _Stamp(TypedDict):
    """The fields common to every input of a link."""

    at_s: float
    sensor: str


class BluetoothLink:
    """A sensor at an address: its notifications, stamped as they arrive, and the story of the link.

    It never ends by itself, and takes no other device than the wanted one unasked.

    Args:
        sensor: what is looked for and subscribed to.
        clock: stamps what arrives.
        wanted: the device to use; None asks the walker to choose (LinkState.CHOOSE).
        limits: how long things may take.
        client_backend: bleak's seam for a client that is not the system's.
        scanner_backend: the same for the scanner.
    """

    def __init__(
        self,
        sensor: Sensor,
        clock: SessionClock,
        wanted: WantedDevice | None,
        *,
        limits: LinkLimits | None = None,
        client_backend: type[BaseBleakClient] | None = None,
        scanner_backend: type[BaseBleakScanner] | None = None,
    ) -> None:
        self._sensor = sensor
        self._clock = clock
        self._limits = limits or LinkLimits()
        self._client_backend = client_backend
        self._queue: asyncio.Queue[SessionInput | None] = asyncio.Queue(QUEUE_LENGTH)
        """None ends it: nothing keeps the link any more."""
        self._dropped = 0
        self._attempt = 0
        self._failures = 0
        """Attempts in a row that brought no packet."""
        self._ending = False
        self._seen_without = ""
        """The address of a device that lacked the characteristic at the last attempt."""
        self._mute = ""
        """The address of a device that was subscribed to and sent nothing, on the last connection."""
        self._linking = False
        """A link is being made: from the request for a scan to the subscription."""
        self._standing: tuple[BleakClient, Connection] | None = None
        """The established link."""
        self._search = Search(
            clock,
            wanted,
            self._limits,
            report=self._report,
            begun_anew=self._begin_anew,
            service=normalize_uuid_16(sensor.service),
            gives_way=sensor.name != heart_rate.NAME,
            scanner_backend=scanner_backend,
        )
        self.details = StrapDetails()
        """Details of the device that was connected last; read a moment after it is live."""

    # What the session asks for

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Yield everything as it comes. Closing this iterator closes the link, and returns when that is done.

        When the stack hangs it returns after a few seconds all the same.
        """
        keeping = asyncio.create_task(self._keep_linked(), name=f"{self._sensor.name} link")
        keeping.add_done_callback(lambda _: self._put(None))
        try:
            while (item := await self._queue.get()) is not None:
                yield item
            keeping.result()  # it never returns by itself, so this raises what it failed with
        finally:
            self._ending = True
            await end(keeping, self._limits.end_s)

    def switch_to(self, device: StrapId) -> None:
        """Disconnect from the current device and use this one."""
        self.details = StrapDetails()
        self._search.choose(device)

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Devices around, nearest first, without the one in use; takes a few seconds.

        Raises:
            BluetoothError: when Bluetooth cannot be used.
        """
        seen = await self._search.in_range(linking=lambda: self._linking)
        linked_to = "" if self._standing is None else self._standing[1].address
        return tuple(device for device in seen if device.address != linked_to)

    async def write(self, characteristic: int, payload: bytes) -> None:
        """Write to the linked device, and wait for its answer: how commands reach a machine.

        Raises:
            BluetoothError: when there is no link, it is lost meanwhile, or the device refuses or does not answer.
        """
        if self._standing is None or self._standing[1].lost.is_set() or self._search.switched.is_set():
            raise BluetoothError(BluetoothProblem.NOT_FOUND, During.WRITE)
        client, link = self._standing
        call = client.write_gatt_char(normalize_uuid_16(characteristic), payload, response=True)
        try:
            if not await done_unless(
                link.lost, call, During.WRITE, limit_s=self._limits.call_s, close_s=self._limits.close_s
            ):
                raise BluetoothError(BluetoothProblem.NOT_FOUND, During.WRITE)
        except RADIO_ERRORS as error:
            raise translated(error, during=During.WRITE) from error

    # The link

    async def _keep_linked(self) -> None:
        while True:
            self._attempt += 1
            self._failures += 1  # until a packet comes
            rest_s = 0.0
            self._linking = True
            try:
                await self._link_once()
            except OtherChosenError:
                self._attempt = self._failures = 0
            except NothingToGiveError as error:
                if error.surely:
                    self._report(LinkState.CHOOSE, LinkFact(LinkFactKind.NOTHING_TO_GIVE, error.name))
                    rest_s = self._limits.nothing_to_give_s
                else:
                    self._report(LinkState.SEARCHING, LinkFact(LinkFactKind.NOTHING_TO_GIVE_YET, error.name))
            except BluetoothError as error:
                self._report(_STATE_OF.get(error.problem, LinkState.SEARCHING), LinkFact.trouble(error))
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    raise
                # Windows reports an operation that it gave up as a cancellation of ours.
            except Exception as error:  # noqa: BLE001 - it is reported and logged
                # A Bluetooth stack may raise anything, and the strap has to come back all the same.
                _LOG.exception("the link failed unexpectedly")
                self._report(LinkState.SEARCHING, LinkFact.trouble(translated(error, during=During.CONNECT)))
            finally:
                self._linking = False
            await self._rest(rest_s or backoff.delay_s(self._failures))

    async def _rest(self, seconds: float) -> None:
        """Wait, but stop when the walker chooses another device."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._search.switched.wait()
            self._search.switched.clear()  # one choice makes one attempt at once, also while Bluetooth cannot be used

    async def _link_once(self) -> None:
        """Search, connect, and watch the link until it is lost.

        Raises:
            BluetoothError: when no link was established.
            NothingToGiveError: when it has no such characteristic.
            OtherChosenError: when it was not wanted any more before it did.
        """
        sighting = await self._search.find()
        link = Connection(sighting, AllowedSilence(was_mute=self._mute == sighting.device.address))
        if link.sighting.rssi_dbm is not None:
            self._put(SignalStrengthRead(**self._stamp(), rssi_dbm=link.sighting.rssi_dbm))
        self._report(LinkState.CONNECTING, LinkFact(LinkFactKind.CONNECTING, link.name))
        client = BleakClient(
            link.sighting.device,
            disconnected_callback=lambda _client: link.lost.set(),
            timeout=self._limits.connect_s,
            backend=self._client_backend,
        )
        try:
            await self._bring_up(client, link)
            self._put(LinkUp(**self._stamp(), name=link.sighting.name, address=link.address))
            self._linking, self._standing = False, (client, link)
            await self._watch(client, link)
        except (BluetoothError, NothingToGiveError):
            if link.sighting.connected:
                self._search.around.distrust(link.address)
            raise
        except LinkLostError as error:
            self._standing = None
            if self._search.switched.is_set():
                await self._close(client, link)  # it goes on sending until then
            self._put(LinkDown(**self._stamp(), said=error.fact))
        finally:
            self._standing = None
            if not link.closed_by_us:
                await self._close(client, link)

    async def _bring_up(self, client: BleakClient, link: Connection) -> None:
        """Connect and subscribe.

        Raises:
            BluetoothError: when that fails.
            NothingToGiveError: when the device has no such characteristic.
            OtherChosenError: when the walker does not want this device any more.
        """
        during = During.CONNECT
        try:
            # Bleak enforces the limit itself where it can.
            await self._unless_switched(client.connect(), self._limits.connect_s + 2.0)
            during = During.SUBSCRIBE
            self._report(LinkState.SUBSCRIBING, LinkFact(LinkFactKind.SUBSCRIBING))
            for characteristic in self._offered(client, link):
                heard = partial(self._on_notification, link, characteristic)
                await self._unless_switched(
                    client.start_notify(normalize_uuid_16(characteristic), heard), self._limits.call_s
                )
        except RADIO_ERRORS as error:
            raise translated(error, during=during) from error
        link.stands = True
        if not link.packets:
            link.packet_at_s = self._clock.now_s()

    async def _unless_switched(self, call: Coroutine[Any, Any, None], limit_s: float) -> None:
        """Await a slow call, unless another device is chosen meanwhile.

        Raises:
            TimeoutError: when it takes too long.
            BluetoothError: when the stack gives it up.
            OtherChosenError: when it is not wanted any more.
        """
        if not await done_unless(
            self._search.switched, call, During.CONNECT, limit_s=limit_s, close_s=self._limits.close_s
        ):
            raise OtherChosenError

    def _offered(self, client: BleakClient, link: Connection) -> tuple[int, ...]:
        """Return the sensor's characteristics that the device has. The first is required, the others are optional.

        The caller retries once, since the system may serve a stale cache, or not have read everything yet.

        Raises:
            NothingToGiveError: when the first is missing.
        """
        first, *more = self._sensor.characteristics
        if client.services.get_characteristic(normalize_uuid_16(first)) is None:
            surely, self._seen_without = self._seen_without == link.address, link.address
            raise NothingToGiveError(link.name, surely=surely)
        self._seen_without = ""
        return (first, *(item for item in more if client.services.get_characteristic(normalize_uuid_16(item))))

    def _begin_anew(self) -> None:
        """Count the attempts anew: another device was chosen during the search."""
        self._attempt = 1

    def _on_notification(
        self, link: Connection, characteristic: int, _source: BleakGATTCharacteristic, data: bytearray
    ) -> None:
        """Called by bleak in our loop; a plain function, since a coroutine would become a task each time."""
        if link.closed_by_us:
            return
        if not link.packets:
            self._attempt = self._failures = 0
        link.packets += 1
        stamp = self._stamp()
        link.packet_at_s = stamp["at_s"]
        link.silence.packet(stamp["at_s"])
        self._put(Notification(**stamp, characteristic=characteristic, payload=bytes(data)))

    async def _watch(self, client: BleakClient, link: Connection) -> None:
        """Watch an established link until it is lost.

        Raises:
            LinkLostError: always, in the end.
        """
        reading = asyncio.create_task(self._read_facts(client), name="device information")
        stale = False
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._limits.watch_every_s):
                        await link.lost.wait()
                if link.lost.is_set():
                    raise LinkLostError(LinkFact(LinkFactKind.LOST))
                if self._search.switched.is_set():
                    raise LinkLostError(LinkFact(LinkFactKind.SWITCHED))
                silent_s = self._clock.now_s() - link.packet_at_s
                stale_after_s = link.silence.stale_after_s
                if silent_s >= link.silence.silent_after_s:
                    self._mute = "" if link.packets else link.address
                    raise LinkLostError(LinkFact(LinkFactKind.SILENT, seconds=silent_s))
                if (silent_s >= stale_after_s) is not stale:
                    stale = not stale
                    if stale:
                        self._report(LinkState.STALE, LinkFact(LinkFactKind.QUIET, seconds=stale_after_s))
                    else:
                        self._report(LinkState.LIVE, "")
        finally:
            await end(reading, self._limits.close_s)

    async def _read_facts(self, client: BleakClient) -> None:
        """Read the battery once a connection, the rest once a walk."""
        percent = await read_battery_percent(client, self._limits.call_s)
        if percent is not None:
            self._put(BatteryRead(**self._stamp(), percent=percent))
        if self.details == StrapDetails():
            self.details = await read_details(client, self._limits.call_s)

    async def _close(self, client: BleakClient, link: Connection) -> None:
        """Close the link; a stack that cannot even do that is abandoned."""
        patient = link.stands and not self._ending
        try:
            with suppress(*RADIO_ERRORS):
                async with asyncio.timeout(self._limits.call_s if patient else self._limits.close_s):
                    await client.disconnect()
        finally:
            link.closed_by_us = True

    def _stamp(self) -> _Stamp:
        return {"at_s": self._clock.now_s(), "sensor": self._sensor.name}

    def _report(self, state: LinkState, said: LinkFact | str) -> None:
        self._put(LinkChanged(**self._stamp(), state=state, attempt=self._attempt, said=said))

    def _put(self, item: SessionInput | None) -> None:
        if self._queue.full():
            self._queue.get_nowait()
            self._dropped += 1
            _LOG.error("the session does not keep up: %d inputs dropped", self._dropped)
        self._queue.put_nowait(item)
