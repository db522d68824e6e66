"""`coach doctor`: what is wrong with Bluetooth or the strap on this computer, and what to do next."""

import asyncio
import json
import sys
from pathlib import Path

import click

from coach.cli.diagnosis import Check, diagnose, works
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.options import json_option
from coach.cli.straps import MACOS_FIRST
from coach.clock import RunningClock
from coach.config import RememberedStrap, folders, load_profile
from coach.errors import CoachError
from coach.formats.recording_file import read_recording
from coach.session.inputs import LinkDown, LinkUp
from coach.session.text import printable
from coach.sources.bluetooth_checks import examine_radio, examine_strap, system_facts
from coach.sources.strap import CONNECTION_LOST, StrapSource, WantedStrap


@click.command(epilog="Example: coach doctor")
@json_option
@click.pass_obj
def doctor(profile_name: str | None, /, *, as_json: bool) -> int:
    """What is wrong with Bluetooth or the strap here, in plain words, with the next step.

    Wear the strap with wet electrodes meanwhile; it takes up to a minute. The exit code is 1 when a walk would be
    without a heart rate.
    """
    places = folders(profile_name)
    remembered = load_profile(places.profile_file).strap
    if sys.platform == "darwin":
        click.echo(MACOS_FIRST, err=True)
    checks = asyncio.run(_examine(remembered, connections_lost(places.recordings)))
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


async def _examine(remembered: RememberedStrap | None, last_walk: tuple[float, ...] | None) -> tuple[Check, ...]:
    wanted = None
    if remembered is not None:
        wanted = WantedStrap.remembered(remembered.name, remembered.address, remembered.system)
    _progress("listening for straps")
    radio = await examine_radio(wanted)
    strap = None
    if radio.found is not None:
        _progress(f"connecting to {printable(radio.found.name)} and listening to its beats")
        clock = RunningClock()
        strap = await examine_strap(StrapSource(clock, WantedStrap(radio.found.name, radio.found.address)), clock)
    name = None if remembered is None else remembered.name
    return diagnose(system_facts(), radio, strap, name, last_walk)


def connections_lost(recordings: Path) -> tuple[float, ...] | None:
    """How long each connection of the newest recording stood before it was lost, seconds; None without a recording."""
    try:
        newest = max(recordings.glob("*.jsonl"), key=lambda path: path.stat().st_mtime, default=None)
        inputs = [] if newest is None else read_recording(newest).inputs
    except (CoachError, OSError):
        return None  # a recording that cannot be read is not what was asked about
    up_s, stood_s = None, []
    for item in inputs:
        if isinstance(item, LinkUp):
            up_s = item.at_s
        elif isinstance(item, LinkDown) and up_s is not None:
            if item.reason == CONNECTION_LOST:
                stood_s.append(item.at_s - up_s)
            up_s = None
    return None if newest is None else tuple(stood_s)


def _progress(doing: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"coach: {doing}", err=True)


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
