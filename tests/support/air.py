"""A radio in memory, under bleak's own API: straps that fail on cue, an adapter that goes off, a stack that hangs.

`Air.scanner` and `Air.client` are bleak backends; what they are asked for is counted, so that a leak shows.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field

from bleak import BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)
from bleak.uuids import normalize_uuid_16

from coach.domain.wire import foot_pod
from coach.domain.wire.heart_rate import HeartRateMeasurement, encode

PERIOD_S = 1.0
CONNECT_S = 0.3
"""What connecting and finding the services takes of a strap nearby."""


@dataclass(eq=False)
class MemoryStrap:
    """One strap on the air; its fields may be changed while it is."""

    name: str
    address: str
    rssi_dbm: int = -60
    bpm: int = 125
    says_service: bool = True
    has_heart_rate: bool = True
    visible: bool = True
    talking: bool = True
    contact: bool | None = True
    rr: bool = True
    wide: bool = False
    battery: int | None = 80
    values: dict[int, bytes] = field(default_factory=lambda: {0x2A29: b"Polar Electro\0", 0x2A38: b"\x01"})
    raw: list[bytes] = field(default_factory=list)
    """Payloads that are sent instead of the next measurements."""
    client: "BaseBleakClient | None" = None
    callback: object = None
    sent: list[bytes] = field(default_factory=list)
    """What reached a subscriber."""
    subscriptions: int = 0
    service: int = 0x180D
    characteristic: int = 0x2A37
    written: list[tuple[str, bytes]] = field(default_factory=list)
    """What was written to it, with the characteristic."""
    speed_mps: float = 1.4

    def payload(self):
        if self.raw:
            return self.raw.pop(0)
        if self.service == foot_pod.SERVICE:
            return foot_pod.encode(foot_pod.FootPodMeasurement(self.speed_mps, 110))
        # A heart whose beats differ a little, so that nobody takes it for a frozen one.
        bpm = self.bpm + len(self.sent) % 3 if self.bpm else 0
        rr_s = (60 / bpm,) if self.rr and bpm else ()
        return encode(HeartRateMeasurement(bpm, contact=self.contact, rr_s=rr_s), wide=self.wide)

    def drop(self):
        """The link breaks, and the stack notices."""
        client, self.client, self.callback = self.client, None, None
        if client is not None:
            client.lose()

    def vanish(self):
        self.visible = False
        self.drop()

    def appear(self):
        self.visible = True


class Air:
    """Everything in range of one computer."""

    def __init__(self, *straps):
        self.straps = list(straps)
        self.trouble = None
        """What every call of the stack raises, None while it works."""
        self.hanging = set()
        """Calls that never return: scan, stop, connect, disconnect, start_notify, read."""
        self.disconnect_s = 0.0
        """A slow stack goes on notifying while it lets go."""
        self.scanning = set()
        self.clients = 0
        self.scans = 0
        air = self

        class Scanner(MemoryScanner):
            world = air

        class Client(MemoryClient):
            world = air

        self.scanner, self.client = Scanner, Client

    @property
    def connected(self):
        return [strap for strap in self.straps if strap.client is not None]

    def strap_at(self, address):
        return next((strap for strap in self.straps if strap.address == address), None)

    def power_off(self):
        """All links break and all scans go deaf."""
        self.trouble = BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF)
        self.scanning.clear()
        for strap in self.connected:
            strap.drop()

    def power_on(self):
        self.trouble = None

    async def call(self, name):
        """Each call of the stack goes through here."""
        if name in self.hanging:
            await asyncio.Event().wait()
        await asyncio.sleep(0.01)
        if self.trouble is not None:
            raise self.trouble

    async def live(self):
        """Straps advertise and notify, once a second each, a little apart."""
        while True:
            for strap in tuple(self.straps):
                await asyncio.sleep(PERIOD_S / len(self.straps))
                if self.trouble is not None or not strap.visible:
                    continue
                if strap.client is None:
                    for scanner in tuple(self.scanning):
                        scanner.hear(strap)
                elif strap.callback is not None and strap.talking:
                    payload = strap.payload()
                    strap.sent.append(payload)
                    strap.callback(bytearray(payload))

    @contextlib.asynccontextmanager
    async def on(self, script=()):
        """On the air, with (seconds, what to do) done at their times."""
        loop = asyncio.get_running_loop()
        timers = [loop.call_later(at_s, act) for at_s, act in script]
        living = asyncio.create_task(self.live())
        try:
            yield self
        finally:
            living.cancel()
            for timer in timers:
                timer.cancel()
            await asyncio.gather(living, return_exceptions=True)


def as_the_systems_own(monkeypatch, air, *connected):
    """The system's scanner is the one in memory, and the system is connected to these (address, name) already."""

    class Adapter:
        asked = 0
        hangs = False
        error = None

        @classmethod
        async def get(cls):
            return cls()

        async def get_connected_devices(self, _services):
            Adapter.asked += 1
            if Adapter.error is not None:
                raise Adapter.error
            if Adapter.hangs:
                await asyncio.Event().wait()
            return [BLEDevice(address, name, None) for address, name in connected]

    monkeypatch.setattr(
        "coach.sources.bluetooth.discovery.BleakScanner",
        lambda heard, backend: BleakScanner(heard, backend=air.scanner),
    )
    monkeypatch.setattr("coach.sources.bluetooth.discovery.BleakAdapter", Adapter)
    return Adapter


class MemoryScanner(BaseBleakScanner):
    world: Air

    def __init__(self, detection_callback, service_uuids, scanning_mode, **_kwargs):
        super().__init__(detection_callback, service_uuids)

    async def start(self):
        await self.world.call("scan")
        if self.world.scanning:  # BlueZ lets a program search once at a time
            raise BleakDBusError("org.bluez.Error.InProgress", ["Operation already in progress"])
        self.world.scans += 1
        self.world.scanning.add(self)

    async def stop(self):
        await self.world.call("stop")
        self.world.scanning.discard(self)

    def hear(self, strap):
        services = [normalize_uuid_16(strap.service)] if strap.says_service and strap.has_heart_rate else []
        data = AdvertisementData(strap.name, {}, {}, services, None, strap.rssi_dbm, ())
        device = self.create_or_update_device(strap.address, strap.address, strap.name, None, data)
        self.call_detection_callbacks(device, data)


class MemoryClient(BaseBleakClient):
    world: Air

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{key: kwargs[key] for key in ("disconnected_callback", "timeout")})
        self.world.clients += 1
        self._strap = None

    @property
    def name(self):
        return self.address

    @property
    def mtu_size(self):
        return 23

    @property
    def is_connected(self):
        return self._strap is not None

    def lose(self):
        self._strap = None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def connect(self, pair, **_kwargs):
        await self.world.call("connect")
        await asyncio.sleep(CONNECT_S)
        strap = self.world.strap_at(self.address)
        if strap is None or not strap.visible or strap.client is not None:
            raise BleakDeviceNotFoundError(self.address, "not found")
        self._strap, strap.client = strap, self
        self.services = _services(strap)

    async def disconnect(self):
        await self.world.call("disconnect")
        await asyncio.sleep(self.world.disconnect_s)
        strap = self._strap
        if strap is not None:
            strap.drop()

    async def pair(self, *_args, **_kwargs):
        raise NotImplementedError

    async def unpair(self):
        raise NotImplementedError

    async def read_gatt_char(self, characteristic, **_kwargs):
        await self.world.call("read")
        if self._strap is None:
            raise BleakError("not connected")
        return bytearray(characteristic.obj)

    async def read_gatt_descriptor(self, descriptor, **_kwargs):
        raise NotImplementedError

    async def write_gatt_char(self, characteristic, data, response):
        await self.world.call("write")
        if self._strap is None:
            raise BleakError("not connected")
        self._strap.written.append((characteristic.uuid, bytes(data)))

    async def write_gatt_descriptor(self, descriptor, data):
        raise NotImplementedError

    async def start_notify(self, characteristic, callback, **_kwargs):
        await self.world.call("start_notify")
        if self._strap is None:
            raise BleakError("not connected")
        self._strap.subscriptions += 1
        self._strap.callback = callback

    async def stop_notify(self, characteristic):
        raise NotImplementedError


def _services(strap):
    offered = BleakGATTServiceCollection()
    characteristics = {strap.characteristic: b""} if strap.has_heart_rate else {}
    characteristics |= strap.values | ({} if strap.battery is None else {0x2A19: bytes([strap.battery])})
    service = BleakGATTService(None, 1, normalize_uuid_16(strap.service))
    offered.add_service(service)
    for handle, (number, value) in enumerate(characteristics.items(), start=2):
        offered.add_characteristic(
            BleakGATTCharacteristic(
                value, handle, normalize_uuid_16(number), ["read", "write", "notify"], lambda: 20, service
            )
        )
    return offered
