"""A radio without air: straps that are said to be there, and what they send."""

import asyncio

from coach.session.inputs import BatteryRead, LinkUp, Notification
from coach.session.straps import StrapDetails, StrapSeen


def strap(name="Polar H10 1234", address="AA:BB:CC:00:11:22", rssi_dbm=-60, heart_rate=True):
    return StrapSeen(name, address, rssi_dbm, None, heart_rate, False, 0.0)


def beats(clock, bpm=128, count=12):
    yield LinkUp(at_s=clock.now_s(), name="Polar H10 1234", address="AA:BB:CC:00:11:22")
    yield BatteryRead(at_s=clock.now_s(), percent=77)
    for _ in range(count):
        yield Notification(at_s=clock.now_s(), payload=bytes([0x10, bpm, 0x00, 0x02]))


class FakeSource:
    """Inputs given beforehand, then silence."""

    def __init__(self, clock, inputs):
        self._clock = clock
        self._inputs = inputs

    async def inputs(self):
        for item in self._inputs(self._clock):
            yield item
            await asyncio.sleep(0)
        await asyncio.Event().wait()

    def switch_to(self, device):
        raise AssertionError("nobody changes the strap here")

    async def straps_in_range(self):
        return ()

    details = StrapDetails()


class FakeRadio:
    """Each list of straps is heard once, the last one until nobody listens any more."""

    def __init__(self, *lists, inputs=beats):
        self._lists = lists
        self._inputs = inputs
        self.wanted = []

    def source(self, clock, wanted):
        self.wanted.append(wanted)
        return FakeSource(clock, self._inputs)

    async def straps(self, *, everything):
        for straps in self._lists:
            yield tuple(item for item in straps if everything or item.advertises_heart_rate)
            await asyncio.sleep(0)
        await asyncio.Event().wait()
