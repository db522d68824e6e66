"""A walk over the kernel, bluetoothd and bleak."""

import itertools
import json
import sys

import pytest

from coach.formats.registry import read_activity
from coach.session.inputs import LinkDown, LinkUp, Notification

pytestmark = pytest.mark.bluez

POLAR, GARMIN = "Polar H10 AAAA", "Garmin HRM"


def test_scan_lists_two_straps(on_air):
    found = on_air(
        {"straps": [{"name": POLAR, "bpm": 120}, {"name": GARMIN, "bpm": 90}]}, "scan", "--seconds", "12", "--json"
    )
    assert found.returncode == 0, found.stderr
    listed = json.loads(found.stdout)
    assert {strap["name"] for strap in listed} == {POLAR, GARMIN}
    assert all(strap["heart_rate"] and strap["rssi_dbm"] < 0 for strap in listed)


def test_a_walk_receives_what_the_strap_sent_and_survives_a_drop(on_air):
    # Emulated Python starts slowly: time 0 is when the radio is up, and the walk begins about 20 s later.
    walk = on_air(
        {
            "straps": [
                {
                    "name": POLAR,
                    "bpm": [118 + second % 9 for second in range(300)],
                    "events": [{"at": 50, "do": "drop"}],
                },
                {"name": GARMIN, "bpm": 90},
            ]
        },
        *("walk", "--strap", POLAR, "--json", "--workout", "free", "--minutes", "1.5"),
    )
    assert walk.returncode == 0, walk.stderr
    (path,) = walk.recordings
    inputs = read_activity(path).inputs
    ups = [item.at_s for item in inputs if isinstance(item, LinkUp)]
    downs = [item.at_s for item in inputs if isinstance(item, LinkDown)]
    assert len(ups) == 2
    assert len(downs) == 1
    assert ups[1] - downs[0] < 15.0
    heard = [item.at_s for item in inputs if isinstance(item, Notification)]
    # The rig counts what it sent from connection to disconnection; the subscription comes a moment after the former,
    # twice, and the walk ends a moment before the latter.
    missed = walk.sent[POLAR] - len(heard)
    assert 0 <= missed <= 12
    for begin_s, end_s in zip(ups, [downs[0], heard[-1]], strict=True):
        span = [at_s for at_s in heard if begin_s <= at_s <= end_s]
        assert len(span) >= (end_s - begin_s) - 2.0, "a second without a notification while connected"
    assert walk.sent[GARMIN] == 0
    assert [event["state"] for event in walk.events("link")].count("lost") == 1
    gaps = [second - first for first, second in itertools.pairwise(heard) if second - first > 5.0]
    assert walk.summary["z2_s"] <= (heard[-1] - heard[0]) - sum(gaps)
    assert walk.summary["readings"] == len(heard)


def test_a_walk_outlives_its_terminal_and_is_joined_again(on_air):
    walk = on_air(
        {"straps": [{"name": POLAR, "bpm": [118 + second % 9 for second in range(300)]}]},
        program=[sys.executable, "-m", "tests.bluez.joined_again", POLAR],
    )
    assert walk.returncode == 0, walk.stderr
    [told] = walk.lines
    assert (told["killed"], told["stop"]) == (-9, 0), told
    assert told["said"].startswith("The walk is over, and kept.")
    inputs = walk.recording.inputs
    assert [type(item) for item in inputs if isinstance(item, LinkUp | LinkDown)] == [LinkUp], "the link was touched"
    heard = [item.at_s for item in inputs if isinstance(item, Notification)]
    assert heard[-1] - heard[0] > told["joined_s"]
    # The strap sends one a second; a busy emulated machine delivers some late.
    assert max(second - first for first, second in itertools.pairwise(heard)) < 3.0
    assert 0 <= walk.sent[POLAR] - len(heard) <= 12
