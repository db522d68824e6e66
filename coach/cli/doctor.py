"""`coach doctor`: what is wrong with Bluetooth or the strap on this computer, and what to do next."""

import asyncio
import json
import sys

import click

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.first_search import MACOS_FIRST
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.config import RememberedStrap, folders_of, load_profile
from coach.domain.wire.sensors import HEART_RATE
from coach.services.diagnosis import Check, LastWalk, connections_lost, diagnose, works
from coach.session.text import printable
from coach.session_time import RunningClock
from coach.sources.bluetooth.checks import examine_radio, examine_strap, system_facts
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink


@click.command(epilog="Example: coach doctor")
@json_option
@click.pass_obj
def doctor(profile_name: str | None, /, *, as_json: bool) -> int:
    """What is wrong with Bluetooth or the strap here, in plain words, with the next step.

    Wear the strap with wet electrodes meanwhile; it takes up to a minute. The exit code is 1 when a walk would be
    without a heart rate.
    """
    folders = folders_of(profile_name)
    remembered = load_profile(folders.profile_file).strap
    if sys.platform == "darwin":
        warn(MACOS_FIRST)
    checks = asyncio.run(_examine(remembered, connections_lost(folders.recordings)))
    if as_json:
        click.echo(json.dumps({"works": works(checks), "checks": [_as_object(check) for check in checks]}))
    else:
        for check in checks:
            click.echo(_as_text(check))
        click.echo()
        click.echo(
            "A walk would work." if works(checks) else "A walk would not work: mend the first problem, then ask again."
        )
    return EXIT_DONE if works(checks) else EXIT_COULD_NOT


async def _examine(remembered: RememberedStrap | None, last_walk: LastWalk) -> tuple[Check, ...]:
    wanted = None
    if remembered is not None:
        wanted = WantedDevice.remembered(remembered.name, remembered.address, remembered.system)
    _progress("listening for straps")
    radio = await examine_radio(wanted)
    strap = None
    if radio.found is not None:
        _progress(f"connecting to {printable(radio.found.name)} and listening to its beats")
        clock = RunningClock()
        strap = await examine_strap(
            BluetoothLink(HEART_RATE, clock, WantedDevice(radio.found.name, radio.found.address)), clock
        )
    name = None if remembered is None else remembered.name
    return diagnose(system_facts(), radio, strap, name, last_walk)


def _progress(doing: str) -> None:
    if sys.stderr.isatty():
        warn(doing)


def _as_text(check: Check) -> str:
    line = f"{check.verdict.value:<12} {check.name:<18} {check.found}"
    return f"{line}\n{'':<13}{'':<18} -> {check.next_step}" if check.next_step else line


def _as_object(check: Check) -> dict[str, object]:
    return {
        "check": check.name,
        "verdict": check.verdict.value,
        "found": check.found,
        "next_step": check.next_step or None,
        "stops_a_walk": check.stops_a_walk,
    }
