"""What a strap says of itself beside heart beats: battery, maker, and where it is worn. Many do, none has to."""

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
    """Return the battery of a connected strap, 0-100; None where the strap does not report it."""
    level = await _read(client, BATTERY_LEVEL, limit_s)
    return level[0] if level and level[0] <= 100 else None


async def read_details(client: BleakClient, limit_s: float) -> StrapDetails:
    """Return maker and place of a connected strap; `limit_s` is for each."""
    maker = (await _read(client, MANUFACTURER_NAME, limit_s)).decode(errors="replace").strip("\0 ")
    return StrapDetails(maker, _location_word(await _read(client, BODY_SENSOR_LOCATION, limit_s)))


async def _read(client: BleakClient, characteristic: str, limit_s: float) -> bytes:
    """Return the value of a characteristic; no bytes where there is none, or reading it fails."""
    with suppress(*RADIO_ERRORS):
        if client.services.get_characteristic(characteristic) is not None:
            async with asyncio.timeout(limit_s):
                return bytes(await client.read_gatt_char(characteristic))
    return b""


def _location_word(payload: bytes) -> str:
    """Return the place in a word, like "chest"; empty where the strap or the standard gives none."""
    try:
        location = decode_location(payload)
    except PayloadRejectedError:
        return ""
    return "" if location.name.startswith("UNKNOWN") else location.name.lower().replace("_", " ")
