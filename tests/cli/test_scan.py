"""`coach scan`, and the strap that is remembered."""

import json
from contextlib import asynccontextmanager

import pytest

from coach.cli import scan
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_USAGE
from coach.cli.main import run
from coach.errors import BluetoothError, BluetoothProblem, During
from coach.services.diagnosis import WHEN_NOT_HEARD
from coach.session.straps import StrapSeen
from coach.sources.bluetooth import checks
from coach.sources.bluetooth.checks import RadioFacts, SystemFacts

STRAP = StrapSeen("Polar\x1b[31m H10", "AA:BB:CC:00:11:22", -60, 80, True, False, 0.42)
UNKNOWN = StrapSeen("", "AA:BB:CC:00:11:44", None, None, True, False, 0.0)
CONNECTED = StrapSeen("", "AA:BB:CC:00:11:33", None, None, False, True, 0.0)


@pytest.fixture
def heard(monkeypatch):
    """What the radio hears; and how it was asked."""
    found, asked = [], []

    async def scan_for(seconds, *, everything):
        asked.append((seconds, everything))
        return tuple(found)

    monkeypatch.setattr(scan, "scan_for", scan_for)
    return found, asked


def test_a_scan_lists_what_is_heard_and_no_name_moves_the_cursor(heard, capsys):
    found, asked = heard
    found += [STRAP, CONNECTED, UNKNOWN]
    assert run(["scan", "--seconds", "3", "--all"]) == EXIT_DONE
    assert asked == [(3.0, True)]
    assert capsys.readouterr().out.splitlines() == [
        "  -60 dBm  Polar·[31m H10  AA:BB:CC:00:11:22",
        "connected  unnamed  AA:BB:CC:00:11:33",
        "  unknown  unnamed  AA:BB:CC:00:11:44",
    ]


def test_a_scan_as_json_keeps_the_name_as_it_was_sent(heard, capsys):
    heard[0].append(STRAP)
    assert run(["scan", "--json"]) == EXIT_DONE
    (told,) = json.loads(capsys.readouterr().out)
    assert told == {
        "name": STRAP.name,
        "address": STRAP.address,
        "rssi_dbm": -60,
        "battery_percent": 80,
        "heart_rate": True,
        "connected": False,
        "age_s": 0.4,
    }


def test_nothing_heard_says_what_to_do(heard, capsys):
    assert run(["scan"]) == EXIT_COULD_NOT
    told = capsys.readouterr()
    assert told.out == ""
    assert "wet the electrodes" in told.err


CONDITIONS = {
    "adapter off": (BluetoothProblem.POWERED_OFF, {}, False, "bluetoothctl power on"),
    "a switch keeps it off": (BluetoothProblem.POWERED_OFF, {"blocked": True}, False, "rfkill unblock"),
    "no adapter": (BluetoothProblem.NO_ADAPTER, {}, False, "plug in a Bluetooth adapter"),
    "no adapter, so no service": (BluetoothProblem.NO_SERVICE, {"adapter_missing": True}, False, "plug in a Bluetooth"),
    "no bluetoothd": (BluetoothProblem.NO_SERVICE, {}, False, "systemctl enable --now bluetooth"),
    "no D-Bus": (BluetoothProblem.NO_SERVICE, {}, True, "install and start D-Bus"),
    "no permission": (BluetoothProblem.NOT_PERMITTED, {}, False, "usermod -aG bluetooth"),
    "busy": (BluetoothProblem.BUSY, {}, False, "end other programs that search"),
    "unknown": (BluetoothProblem.FAILED, {}, False, "end other programs that search"),
}


@pytest.mark.parametrize(("problem", "system", "bus_missing", "step"), CONDITIONS.values(), ids=CONDITIONS)
@pytest.mark.parametrize("command", [["scan"], ["scan", "--json"], ["pair", "Polar"]], ids=" ".join)
def test_what_a_search_blames_is_what_the_doctor_blames(
    monkeypatch, capsys, home, command, problem, system, bus_missing, step
):
    error = BluetoothError(problem, During.SCAN, "why", system="linux")
    here = SystemFacts("linux", "Linux 6.1", "3.1.0", **system)

    async def no_scan(*_args, **_more):
        raise error

    @asynccontextmanager
    async def not_listening(*_args, **_more):
        raise error
        yield

    monkeypatch.setattr(checks, "system_facts", lambda: here)
    monkeypatch.setattr("coach.cli.doctor.system_facts", lambda: here)
    monkeypatch.setattr(checks, "_bus_missing", lambda: bus_missing)
    monkeypatch.setattr(checks, "listening", not_listening)
    monkeypatch.setattr(scan, "scan_for", no_scan)
    monkeypatch.setattr("coach.services.strap_proof.listening", not_listening)
    assert run(["doctor", "--json"]) == EXIT_COULD_NOT
    first = next(check for check in json.loads(capsys.readouterr().out)["checks"] if check["verdict"] == "problem")
    assert run(command) == EXIT_COULD_NOT
    [line] = capsys.readouterr().err.splitlines()
    assert line == f"coach: {first['check']}: {first['found']}; {first['next_step']}"
    assert step in line


def test_nothing_in_range_has_the_doctors_next_step(heard, monkeypatch, capsys, home):
    (home / "config").mkdir(parents=True)
    (home / "config" / "profile.toml").write_text('[strap]\nname = "Polar"\naddress = "AA"\nsystem = "linux"\n')

    async def radio(_wanted):
        return RadioFacts()

    monkeypatch.setattr("coach.cli.doctor.examine_radio", radio)
    assert run(["scan"]) == EXIT_COULD_NOT
    said = capsys.readouterr().err
    assert run(["doctor"]) == EXIT_COULD_NOT
    assert WHEN_NOT_HEARD in capsys.readouterr().out
    assert WHEN_NOT_HEARD in said


@pytest.mark.parametrize("seconds", ["0", "121", "nan", "soon"])
def test_a_length_that_is_none(heard, seconds):
    assert run(["scan", "--seconds", seconds]) == EXIT_USAGE
    assert heard[1] == []
