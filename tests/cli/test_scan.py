"""`coach scan`, and the strap that is remembered."""

import json
import sys

import pytest

from coach.cli import scan
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_USAGE
from coach.cli.main import run
from coach.cli.scan import before_first_search
from coach.config import Profile, RememberedStrap
from coach.session.straps import StrapSeen

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


@pytest.mark.parametrize("seconds", ["0", "121", "nan", "soon"])
def test_a_length_that_is_none(heard, seconds):
    assert run(["scan", "--seconds", seconds]) == EXIT_USAGE
    assert heard[1] == []


@pytest.mark.parametrize(
    ("platform", "paired", "told"), [("darwin", False, 1), ("darwin", True, 0), ("linux", False, 0)]
)
def test_a_mac_is_warned_of_until_a_strap_is_known(monkeypatch, capsys, platform, paired, told):
    monkeypatch.setattr(sys, "platform", platform)
    before_first_search(Profile(strap=RememberedStrap("Polar H10", "AA", platform) if paired else None))
    assert capsys.readouterr().err.count("answer the question macOS asks") == told
