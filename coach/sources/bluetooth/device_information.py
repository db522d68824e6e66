"""What a strap says of itself beside heart beats: battery, maker, and where it is worn. Many do, and none must."""

import asyncio
from contextlib import suppress

from bleak import BleakClient
from bleak.uuids import normalize_uuid_16

from coach.domain.wire.heart_rate import decode_location
from coach.errors import PayloadRejectedError
from coach.session.straps import StrapDetails
from coach.sources.bluetooth.errors import RADIO_ERRORS

BODY_SENSOR_LOCATION = normalize_uuid_16(0x2A38)
BATTERY_LEVEL = normalize_uuid_16(0x2A19)
MANUFACTURER_NAME = normalize_uuid_16(0x2A29)
"""Characteristics (Bluetooth assigned numbers)."""


async def read_battery_percent(client: BleakClient, limit_s: float) -> int | None:
    """The battery of a connected strap, 0-100; None where it is not told."""
    level = await _read(client, BATTERY_LEVEL, limit_s)
    return level[0] if level and level[0] <= 100 else None


async def read_details(client: BleakClient, limit_s: float) -> StrapDetails:
    """Maker and place of a connected strap; `limit_s` is for each."""
    maker = (await _read(client, MANUFACTURER_NAME, limit_s)).decode(errors="replace").strip("\0 ")
    return StrapDetails(maker, _location_word(await _read(client, BODY_SENSOR_LOCATION, limit_s)))


async def _read(client: BleakClient, characteristic: str, limit_s: float) -> bytes:
    """The value of a characteristic; no bytes where there is none, or it is not given."""
    with suppress(*RADIO_ERRORS):
        if client.services.get_characteristic(characteristic) is not None:
            async with asyncio.timeout(limit_s):
                return bytes(await client.read_gatt_char(characteristic))
    return b""


def _location_word(payload: bytes) -> str:
    """The place in a word, like "chest"; empty where it is not said or not known to the standard."""
    try:
        location = decode_location(payload)
    except PayloadRejectedError:
        return ""
    return "" if location.name.startswith("UNKNOWN") else location.name.lower().replace("_", " ")
