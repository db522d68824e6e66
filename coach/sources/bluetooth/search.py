"""The search for a device, until it is heard and clearly the wanted one; others are offered, never taken unasked."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bleak.backends.scanner import BaseBleakScanner

from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.ports import SessionClock
from coach.session.straps import StrapId, StrapSeen
from coach.sources.bluetooth.discovery import (
    Neighbourhood,
    Sighting,
    WantedDevice,
    listening,
    somebody_waits_to_scan,
)
from coach.sources.bluetooth.limits import LinkLimits

OFFERED_MOST = 3
"""At most this many are named in a sentence; the names of more neighbours need not be recorded."""

Report = Callable[[LinkState, LinkFact], None]
"""Called with each step of a search."""


class Search:
    """Finds the wanted device, again and again, for one link.

    Args:
        clock: of the session.
        wanted: the device; None asks the walker to choose.
        limits: how long things may take.
        tell: is called with each step.
        begun_anew: is called when another device was chosen while the search ran.
        service: by which the sensor is recognised on the air, as bleak writes it.
        gives_way: scan only for a moment while another search waits, as the heart's may.
        scanner_backend: bleak's seam for a scanner that is not the system's.
    """

    def __init__(
        self,
        clock: SessionClock,
        wanted: WantedDevice | None,
        limits: LinkLimits,
        *,
        report: Report,
        begun_anew: Callable[[], None],
        service: str,
        gives_way: bool,
        scanner_backend: type[BaseBleakScanner] | None,
    ) -> None:
        self._clock = clock
        self._wanted = wanted
        self._limits = limits
        self._report = report
        self._begun_anew = begun_anew
        self._scanner_backend = scanner_backend
        self._gives_way = gives_way
        self.around = Neighbourhood(clock.now_s, service=service)
        self.switched = asyncio.Event()
        """Set when another device was chosen; the code that acts on it clears it."""
        self._searching = False
        """The wanted device is searched for, or the scan for it is about to start."""
        self._since_s: float | None = None
        """When the first scan of that search began to hear; None before."""

    def choose(self, device: StrapId) -> None:
        """Want this device from now on."""
        self._wanted = WantedDevice(device.name, device.address)
        self.switched.set()

    async def find(self) -> Sighting:
        """Return the wanted device, as soon as it is heard and clearly the one.

        Raises:
            BluetoothError: when Bluetooth cannot be used, or no longer.
        """
        self._searching = True
        try:
            return await self._search()
        finally:
            self._searching, self._since_s = False, None

    async def _search(self) -> Sighting:
        offered = False
        while True:
            async with listening(self.around, scanner_backend=self._scanner_backend):
                since_s = self._clock.now_s()  # a scan may be slow to start, and hears nothing until then
                if self._since_s is None:
                    self._since_s = since_s
                    self.switched.clear()
                    self._report(LinkState.SEARCHING, self._looking())
                while True:
                    found = self._found(since_s)
                    if found is not None:
                        return found
                    now_s = self._clock.now_s()
                    patience_s = 0.0 if self._wanted is None else self._limits.choose_after_s
                    if not offered and now_s - self._since_s >= patience_s:
                        offered = self._offer(self._wanted)
                    if now_s - since_s >= self._turn_s:
                        break
                    await self.heard()

    @property
    def _turn_s(self) -> float:
        """How long a scan may last now."""
        waited_for = self._gives_way and somebody_waits_to_scan()
        return self._limits.share_s if waited_for else self._limits.scan_s

    def _looking(self) -> LinkFact:
        return LinkFact(LinkFactKind.LOOKING, "" if self._wanted is None else self._wanted.words)

    def _found(self, since_s: float) -> Sighting | None:
        """Return the device to connect to, if it was heard just now; from then on only this one is wanted."""
        if self.switched.is_set():
            self.switched.clear()
            self._begun_anew()
            self._report(LinkState.SEARCHING, self._looking())
        if self._wanted is None:
            return None
        found = self._wanted.among(self.around.lately(), self._clock.now_s())
        if found is None or found.heard_at_s < since_s - self._limits.still_there_s:
            return None
        self._wanted = WantedDevice(found.name, found.device.address)
        return found

    async def heard(self) -> None:
        """Wait for an advertisement, or a moment."""
        self.around.heard.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.watch_every_s):
                await self.around.heard.wait()

    def _offer(self, wanted: WantedDevice | None) -> bool:
        """Report the devices in range instead, if there are any: none of them is taken unasked."""
        seen = self.around.straps()
        if not seen:
            return False
        meant = [] if wanted is None else wanted.candidates((strap.name, strap.address) for strap in seen)
        if len(meant) == 1:
            return False  # it was heard just now, and the next look takes it
        in_range = tuple(strap.name or strap.address for strap in seen[:OFFERED_MOST])
        if wanted is None:
            fact = LinkFact(LinkFactKind.NONE_CHOSEN, in_range=in_range)
        elif wanted.address and wanted.name in {strap.name for strap in seen}:
            # Some straps change their address, and Macs each have their own for a strap; but names are shared as well.
            fact = LinkFact(LinkFactKind.OTHER_ADDRESS, wanted.name)
        elif meant:
            fact = LinkFact(LinkFactKind.SEVERAL, wanted.name, in_range)
        else:
            fact = LinkFact(LinkFactKind.NOT_HERE, wanted.words, in_range)
        self._report(LinkState.CHOOSE, fact)
        return True

    async def in_range(self, *, linking: Callable[[], bool]) -> tuple[StrapSeen, ...]:
        """Devices around, nearest first; takes a few seconds.

        A running search for the wanted device hears them too, so no other scan runs beside it.

        Args:
            linking: whether a link is being made, which needs the radio for itself.

        Raises:
            BluetoothError: when Bluetooth cannot be used.
        """
        until_s = self._clock.now_s() + self._limits.look_around_s
        while self._clock.now_s() < until_s:
            if not linking():
                async with listening(self.around, scanner_backend=self._scanner_backend):
                    until_s = self._clock.now_s() + self._limits.look_around_s
                    while self._clock.now_s() < until_s and not linking():
                        await self.heard()
            else:
                await self.heard()
                if self._searching:
                    since_s = self._since_s
                    until_s = (self._clock.now_s() if since_s is None else since_s) + self._limits.look_around_s
        return self.around.straps(everything=True)
