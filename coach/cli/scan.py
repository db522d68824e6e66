"""`coach scan`: the straps in range."""

import asyncio
import json
import sys

import click

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.first_search import MACOS_FIRST
from coach.cli.notices import warn
from coach.cli.options import FiniteRange, json_option
from coach.services.diagnosis import WHEN_NOT_HEARD
from coach.session.straps import StrapSeen
from coach.session.text import printable
from coach.sources.bluetooth.discovery import scan as scan_for

NOTHING_FOUND = f"no strap was heard; {WHEN_NOT_HEARD}. `coach doctor` looks closer"


@click.command(epilog="Example: coach scan --seconds 10")
@click.option("--seconds", type=FiniteRange(1, 120), default=8.0, show_default=True, help="How long to listen.")
@click.option("--all", "everything", is_flag=True, help="Every Bluetooth device, not only those with a heart rate.")
@json_option
def scan(*, seconds: float, everything: bool, as_json: bool) -> int:
    """Heart-rate straps in range, nearest first."""
    if sys.platform == "darwin":
        warn(MACOS_FIRST)
    found = asyncio.run(scan_for(seconds, everything=everything))
    if as_json:
        click.echo(json.dumps([strap_object(strap) for strap in found]))
    elif found:
        click.echo("\n".join(strap_text(strap) for strap in found))
    if not found:
        warn(NOTHING_FOUND)
    return EXIT_DONE if found else EXIT_COULD_NOT


def strap_object(strap: StrapSeen) -> dict[str, object]:
    """A strap as JSON; its name is as the strap sent it."""
    return {
        "name": strap.name,
        "address": strap.address,
        "rssi_dbm": strap.rssi_dbm,
        "battery_percent": strap.battery_percent,
        "heart_rate": strap.advertises_heart_rate,
        "connected": strap.connected,
        "age_s": round(strap.age_s, 1),
    }


def signal_text(strap: StrapSeen) -> str:
    """Return the signal strength in dBm, or why there is none."""
    if strap.rssi_dbm is not None:
        return f"{strap.rssi_dbm} dBm"
    return "connected" if strap.connected else "unknown"


def strap_text(strap: StrapSeen) -> str:
    """A strap in a line: signal, name, address."""
    return f"{signal_text(strap):>9}  {printable(strap.name) or 'unnamed'}  {strap.address}"
