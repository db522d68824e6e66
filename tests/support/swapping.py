"""A strap source that is handed from one strap to the next, over the computer's own Bluetooth: `swapping.py NAME...`.

It prints what it would have recorded. What a walker does with the key s is done here by the names given.
"""

import asyncio
import sys

from coach.domain.wire.sensors import HEART_RATE
from coach.session.inputs import LinkChanged, LinkUp, Notification
from coach.session.line_codec import dump_input
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.straps import StrapId
from coach.session_time import RunningClock
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink

BEATS = 10
"""Of each strap before the next is taken."""


async def swap(names):
    source = BluetoothLink(HEART_RATE, RunningClock(), WantedDevice(names.pop(0)))
    beats = 0
    async with asyncio.timeout(150.0):
        async for item in source.inputs():
            sys.stdout.write(f"{dump_input(item)}\n")
            sys.stdout.flush()
            beats = 0 if isinstance(item, LinkUp) else beats + isinstance(item, Notification)
            said = item.said if isinstance(item, LinkChanged) else None
            useless = isinstance(said, LinkFact) and said.kind is LinkFactKind.NOTHING_TO_GIVE
            if not (useless or beats == BEATS):
                continue
            if not names:
                return
            name = names.pop(0)
            seen = await source.straps_in_range()
            address = next((strap.address for strap in seen if strap.name == name), "")
            source.switch_to(StrapId(name, address))


asyncio.run(swap(sys.argv[1:]))
