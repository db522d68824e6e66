"""A strap and a foot pod over the computer's own Bluetooth, side by side: `side_by_side.py STRAP POD SECONDS`.

It prints what it would have recorded, from the moment both links stand.
"""

import asyncio
import sys
from contextlib import aclosing, suppress

from coach.domain.wire.sensors import FOOT_POD, HEART_RATE
from coach.session.inputs import LinkUp
from coach.session.line_codec import dump_input
from coach.session_time import RunningClock
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink
from coach.sources.several import Several

BOTH_UP_S = 120.0
"""The emulated machine needs some seconds for what takes a real one a tenth."""


async def listen(strap, pod, seconds):
    clock = RunningClock()
    both = Several(
        BluetoothLink(HEART_RATE, clock, WantedDevice(strap)), BluetoothLink(FOOT_POD, clock, WantedDevice(pod))
    )
    up = set()
    with suppress(TimeoutError):
        async with asyncio.timeout(BOTH_UP_S) as limit, aclosing(both.inputs()) as inputs:
            async for item in inputs:
                sys.stdout.write(f"{dump_input(item)}\n")
                sys.stdout.flush()
                if isinstance(item, LinkUp) and item.sensor not in up:
                    up.add(item.sensor)
                    if len(up) == 2:
                        limit.reschedule(asyncio.get_running_loop().time() + seconds)


asyncio.run(listen(sys.argv[1], sys.argv[2], float(sys.argv[3])))
