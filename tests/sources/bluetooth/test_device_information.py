"""What a strap says of itself: read where it is told, nothing where it is not, over bleak and a radio in memory."""

import pytest
from bleak import BleakClient
from bleak.backends.device import BLEDevice

from coach.session.straps import StrapDetails
from coach.sources.bluetooth.device_information import read_battery_percent, read_details
from fixtures.memory_radio import Air, MemoryStrap
from fixtures.virtual_time import run


def read(strap):
    air = Air(strap)

    async def connect_and_read():
        async with BleakClient(BLEDevice(strap.address, strap.name, None), backend=air.client) as client:
            return await read_battery_percent(client, 8.0), await read_details(client, 8.0)

    return run(connect_and_read())


@pytest.mark.parametrize(("battery", "percent"), [(0, 0), (77, 77), (100, 100), (255, None), (None, None)])
def test_the_battery_is_a_percentage_or_not_known(battery, percent):
    assert read(MemoryStrap("Polar", "AA:00", battery=battery))[0] == percent


@pytest.mark.parametrize(
    ("values", "details"),
    [
        ({0x2A29: b"Polar Electro\0", 0x2A38: b"\x01"}, StrapDetails("Polar Electro", "chest")),
        ({0x2A29: b"\xffX", 0x2A38: b"\x63"}, StrapDetails("\N{REPLACEMENT CHARACTER}X", "")),
        ({0x2A38: b""}, StrapDetails()),
        ({}, StrapDetails()),
    ],
)
def test_maker_and_place_are_told_where_the_strap_tells_them(values, details):
    assert read(MemoryStrap("Polar", "AA:00", values=values))[1] == details
