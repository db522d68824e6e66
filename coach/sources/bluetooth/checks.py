"""What `coach doctor` finds out, without judging it: this computer's Bluetooth, straps in range, what one sends.

The judgement is `coach.services.diagnosis`. Everything here ends by itself: each part has a limit.
"""

import asyncio
import os
import platform
import sys
from collections.abc import Callable
from contextlib import aclosing, suppress
from importlib.metadata import version
from pathlib import Path

import msgspec
from bleak.backends.scanner import BaseBleakScanner

from coach.clock import monotonic_s
from coach.errors import BluetoothError, BluetoothProblem
from coach.session.inputs import (
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkUp,
    Notification,
    SessionInput,
    SignalStrengthRead,
)
from coach.session.link_facts import LinkFact
from coach.session.ports import SessionClock, Source
from coach.session.straps import StrapSeen
from coach.sources.bluetooth.discovery import Neighbourhood, WantedDevice, listening

LISTEN_S = 12.0
"""Straps that are worn advertise at least once in ten seconds."""

GATHER_S = 2.0
"""How long to listen for others once the remembered strap was heard."""

CONNECT_LIMIT_S = 45.0
"""A connection may take 20 s, and a second attempt is fair."""

BEATS_S = 12.0
"""How long to collect notifications; longer than the 10 s after which a silent strap is disconnected."""

BUS_SOCKET = "/run/dbus/system_bus_socket"
"""Where the system's D-Bus listens, unless DBUS_SYSTEM_BUS_ADDRESS says otherwise."""


class SystemFacts(msgspec.Struct, frozen=True):
    """The computer, as far as it matters for Bluetooth."""

    name: str
    """linux, darwin or win32."""
    words: str
    """The same for people: "Linux 6.1"."""
    bleak: str
    """The version of the Bluetooth library."""
    in_wsl: bool = False
    """Linux inside Windows, which has no Bluetooth of its own."""
    blocked: bool = False
    """A switch, or `rfkill`, keeps the radio off (Linux)."""
    adapter_missing: bool = False
    """The kernel knows of no Bluetooth adapter (Linux)."""


class RadioFacts(msgspec.Struct, frozen=True):
    """The result of a scan."""

    error: BluetoothError | None = None
    """Why it could not be started; None when it could."""
    bus_missing: bool = False
    """There is no D-Bus to ask at all (Linux)."""
    straps: tuple[StrapSeen, ...] = ()
    """Straps in range, nearest first."""
    devices: int = 0
    """Devices of any kind in range."""
    found: StrapSeen | None = None
    """The remembered strap."""

    @property
    def problem(self) -> BluetoothProblem | None:
        """Return the kind of problem that kept it from starting."""
        return None if self.error is None else self.error.problem


class StrapFacts(msgspec.Struct, frozen=True):
    """The result of connecting to the strap as a walk does."""

    up_after_s: float | None
    """Seconds until it was subscribed to; None when that did not happen."""
    said: LinkFact | str
    """The last report of the link: why it was not established, or broke."""
    notifications: tuple[tuple[float, bytes], ...] = ()
    """When, in seconds, and the raw bytes of 0x2A37."""
    listened_s: float = 0.0
    """From the subscription to the end."""
    drops: int = 0
    battery_percent: int | None = None
    rssi_dbm: int | None = None


def system_facts() -> SystemFacts:
    """Describe this computer, without asking the radio."""
    words = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
    release = platform.mac_ver()[0] if sys.platform == "darwin" else platform.release()
    return SystemFacts(
        name=sys.platform,
        words=f"{words} {release}",
        bleak=version("bleak"),
        in_wsl=sys.platform == "linux" and "microsoft" in release.lower(),
        blocked=_blocked(Path("/sys/class/rfkill")),
        adapter_missing=sys.platform == "linux" and _adapter_missing(Path("/sys/class/bluetooth")),
    )


def _adapter_missing(adapters: Path) -> bool:
    """Whether the kernel lists no adapter, hci0 and so on."""
    return not any(adapters.glob("hci*"))


def _blocked(switches: Path) -> bool:
    """Whether every Bluetooth radio is switched off by rfkill (Linux; no other system has this folder)."""
    states = []
    for switch in switches.glob("*"):
        with suppress(OSError):
            if (switch / "type").read_text().strip() == "bluetooth":
                states.append(
                    (switch / "soft").read_text().strip() == "1" or (switch / "hard").read_text().strip() == "1"
                )
    return bool(states) and all(states)


async def examine_radio(
    wanted: WantedDevice | None,
    *,
    listen_s: float = LISTEN_S,
    gather_s: float = GATHER_S,
    scanner_backend: type[BaseBleakScanner] | None = None,
    now_s: Callable[[], float] = monotonic_s,
) -> RadioFacts:
    """Scan until the wanted strap is heard, or for as long as a strap may need; never fails."""
    try:
        async with listening(Neighbourhood(now_s), scanner_backend=scanner_backend) as around:
            found = None
            until_s = now_s() + listen_s
            while True:
                if found is None and wanted is not None:
                    found = wanted.among(around.lately(), now_s())
                    until_s = until_s if found is None else min(until_s, now_s() + gather_s)
                if (left_s := until_s - now_s()) <= 0:
                    break
                around.heard.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(left_s):
                        await around.heard.wait()
            return RadioFacts(
                straps=around.straps(),
                devices=len(around.sightings),
                found=None if found is None else found.seen(now_s()),
            )
    except BluetoothError as error:
        return radio_without_scan(error)


def radio_without_scan(error: BluetoothError) -> RadioFacts:
    """Return what is known of the radio when a scan could not be started."""
    # A socket without a listener is no bus either.
    refused = sys.platform == "linux" and isinstance(error.__cause__, ConnectionRefusedError)
    return RadioFacts(error, bus_missing=_bus_missing() or refused)


def _bus_missing() -> bool:
    """Whether the D-Bus socket is missing, or its address is malformed (Linux)."""
    if sys.platform != "linux":
        return False
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={BUS_SOCKET}")
    if not all(":" in part for part in address.split(";")):
        return True
    paths = [part.partition("unix:path=")[2].partition(",")[0] for part in address.split(";") if "unix:path=" in part]
    return bool(paths) and not any(Path(path).exists() for path in paths)


async def examine_strap(
    source: Source, clock: SessionClock, *, connect_limit_s: float = CONNECT_LIMIT_S, beats_s: float = BEATS_S
) -> StrapFacts:
    """Connect as a walk does, listen to `beats_s` of heart beats, and disconnect; never fails."""
    heard: list[SessionInput] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(connect_limit_s) as limit, aclosing(source.inputs()) as inputs:
            async for item in inputs:
                first_up = isinstance(item, LinkUp) and not any(isinstance(known, LinkUp) for known in heard)
                heard.append(item)
                if first_up:
                    limit.reschedule(asyncio.get_running_loop().time() + beats_s)
    return _strap_facts(heard, clock.now_s())


def _strap_facts(heard: list[SessionInput], end_s: float) -> StrapFacts:
    ups = [item.at_s for item in heard if isinstance(item, LinkUp)]
    said = [item.said for item in heard if isinstance(item, LinkDown) or (isinstance(item, LinkChanged) and item.said)]
    batteries = [item.percent for item in heard if isinstance(item, BatteryRead)]
    strengths = [item.rssi_dbm for item in heard if isinstance(item, SignalStrengthRead)]
    return StrapFacts(
        up_after_s=ups[0] if ups else None,
        said=said[-1] if said else "",
        notifications=tuple((item.at_s, item.payload) for item in heard if isinstance(item, Notification)),
        listened_s=end_s - ups[0] if ups else 0.0,
        drops=sum(isinstance(item, LinkDown) for item in heard),
        battery_percent=batteries[-1] if batteries else None,
        rssi_dbm=strengths[-1] if strengths else None,
    )
