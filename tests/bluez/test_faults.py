"""Faults over the kernel, bluetoothd and bleak: what is recorded of each, what is said, and that the strap comes back.

An emulated machine starts Python slowly, so several faults share a walk, far enough apart to be told from each other.
Time 0 of a scenario is when the radio is up; the walk begins some 20 s later.
"""

import itertools
import json
import sys
from pathlib import Path

import pytest

from coach.domain.wire import foot_pod
from coach.session.inputs import LinkDown, LinkUp, Notification
from coach.session.line_codec import parse_line
from coach.session.link_facts import LinkFactKind

pytestmark = pytest.mark.bluez

POLAR, GARMIN, PHONES = "Polar H10 AAAA", "Garmin HRM", "Headphones"

BACK_WITHIN_S = 15.0
"""Five seconds on a real machine; the emulated one needs three for what takes 0.3 there."""


BEATS = range(121, 128)


def changing(seconds, zeros=range(0)):
    """A heart that nobody takes for a frozen one."""
    return [0 if second in zeros else BEATS[second % len(BEATS)] for second in range(seconds)]


def assert_sound(walk):
    """What has to hold of every walk, whatever went wrong in it."""
    assert walk.returncode == 0, walk.stderr
    times = [item.at_s for item in walk.heard()]
    covered_s = sum(b - a for a, b in itertools.pairwise(times) if b - a <= 5.0)
    assert walk.summary["z2_s"] <= covered_s + 0.1, "a gap was credited"
    assert walk.summary["readings"] + walk.summary["rejected"] == len(times)
    assert_nothing_lost(walk)


def assert_nothing_lost(walk):
    """Each measurement of `changing` is one more than the last, so a notification that is not recorded shows."""
    links = [item.at_s for item in walk.inputs(LinkUp, LinkDown)]
    beats = [(item.at_s, item.payload[1]) for item in walk.heard() if item.payload and item.payload[1] in BEATS]
    for (a_s, a), (b_s, b) in itertools.pairwise(beats):
        together = b_s - a_s < 4.0 and not any(a_s < at_s <= b_s for at_s in links)
        assert not together or (b - a) % len(BEATS) == 1, f"lost between {a_s} s and {b_s} s"


def first_after(times, begin_s):
    return next(at_s for at_s in times if at_s > begin_s)


def test_a_walk_survives_contact_zeros_odd_payloads_silence_and_a_minute_away(on_air):
    odd = ["", "0146", "10468a0344"]
    walk = on_air(
        {
            "straps": [
                {
                    "name": POLAR,
                    "bpm": changing(600, zeros=range(85, 95)),
                    "battery": 9,
                    "events": [
                        {"at": 60, "do": "contact_off"},
                        {"at": 70, "do": "contact_on"},
                        *({"at": 102 + 2 * n, "do": "raw", "hex": text} for n, text in enumerate(odd)),
                        {"at": 115, "do": "silence"},
                        {"at": 135, "do": "talk"},
                        {"at": 155, "do": "vanish"},
                        {"at": 215, "do": "appear"},
                    ],
                }
            ]
        },
        *("walk", "--strap", POLAR, "--json", "--workout", "free", "--minutes", "4.2"),
    )
    assert_sound(walk)
    # contact off and on, and zeros: no heart rate, and the link stays
    quiet = [event for event in walk.lines if event.get("signal") == "no_contact" and event.get("type") == "event"]
    assert [event["reason"] for event in quiet] == ["contact_lost", "zero"]
    assert quiet[0]["t"] == pytest.approx(walk.rig("contact_off")[0], abs=3.0)
    # payloads that are no measurement
    assert {item.payload.hex() for item in walk.heard()} >= set(odd)
    assert [event["problem"] for event in walk.events("measurement_rejected")] == ["empty", "too_short", "odd_tail"]
    # connected but silent
    silent_s, talk_s = walk.rig("silence")[0], walk.rig("talk")[0]
    downs = walk.inputs(LinkDown)
    assert downs[0].said.kind is LinkFactKind.SILENT
    assert downs[0].said.seconds == pytest.approx(10.5, abs=1.0)
    assert downs[0].at_s - silent_s == pytest.approx(10.5, abs=3.0)
    heard = [item.at_s for item in walk.heard()]
    assert first_after(heard, talk_s) - talk_s < BACK_WITHIN_S
    # a minute away
    gone_s, back_s = walk.rig("vanish")[0], walk.rig("appear")[0]
    assert not walk.heard(gone_s + 1.5, back_s)
    assert first_after(heard, back_s) - back_s < BACK_WITHIN_S
    assert [cue["t"] > gone_s for cue in walk.cues("signal_lost")].count(True) == 1
    assert walk.cues("signal_back")[-1]["t"] > back_s
    assert walk.summary["dropouts"]["seconds"] > 60.0
    # the battery is told once
    assert [event["percent"] for event in walk.events("battery_low")] == [9]


def test_bluetooth_of_a_strap_of_sixteen_bits_goes_off_and_on_and_its_service_is_restarted(on_air):
    walk = on_air(
        {
            "straps": [{"name": POLAR, "bpm": changing(600), "wide": True, "rr": False}],
            "adapter_events": [
                {"at": 55, "do": "power_off"},
                {"at": 75, "do": "power_on"},
                {"at": 105, "do": "daemon_restart"},
            ],
        },
        *("walk", "--strap", POLAR, "--json", "--workout", "free", "--minutes", "2.5"),
    )
    assert_sound(walk)
    off_s, on_s, restart_s = (walk.rig(what)[0] for what in ("power_off", "power_on", "daemon_restart"))
    told = [event for event in walk.events("link") if event["state"] == "adapter_off"]
    assert off_s < told[0]["t"] < on_s
    assert "switch it on" in told[0]["text"]
    assert not walk.heard(off_s + 2.0, on_s)
    ups = [item.at_s for item in walk.inputs(LinkUp)]
    assert first_after(ups, on_s) - on_s < BACK_WITHIN_S
    # The rig needs 5 s and more to start the service again.
    assert first_after(ups, restart_s) - restart_s < 30.0 + BACK_WITHIN_S
    assert walk.heard(ups[-1] + 1.0)
    # sixteen bits and no intervals are read
    assert all(item.payload[0] & 0x11 == 0x01 for item in walk.heard())
    assert {state["bpm"] for state in walk.states} - {None} <= set(BEATS)
    assert any(state["position"] == "in" for state in walk.states)


def test_a_walk_begins_before_its_strap_and_leaves_a_stranger_alone(on_air):
    walk = on_air(
        {
            "straps": [
                {"name": GARMIN, "bpm": 90},
                {
                    "name": POLAR,
                    "bpm": changing(600),
                    "events": [{"at": 0, "do": "vanish"}, {"at": 115, "do": "appear"}],
                },
            ]
        },
        *("walk", "--strap", POLAR, "--json", "--workout", "free", "--minutes", "2.2"),
    )
    assert_sound(walk)
    (appeared_s,) = walk.rig("appear")
    assert appeared_s > 60.0
    (up,) = walk.inputs(LinkUp)
    assert up.name == POLAR
    assert up.at_s - appeared_s < BACK_WITHIN_S
    assert walk.sent[GARMIN] == 0
    asked = next(event for event in walk.events("link") if event["state"] == "choose")
    assert f"{POLAR} is not here; in range: {GARMIN}" in asked["text"]
    assert walk.summary["elapsed_s"] == pytest.approx(132.0, abs=1.0)
    assert walk.summary["z2_s"] < 132.0 - appeared_s


def test_swap_in_the_middle_and_devices_of_other_kinds(on_air):
    walk = on_air(
        {
            "straps": [
                {"name": PHONES, "bpm": 0, "no_hr": True},
                {"name": POLAR, "bpm": changing(600), "advertise_hr": False, "battery": 66},
                {"name": GARMIN, "bpm": [128 + second % 3 for second in range(600)]},
            ]
        },
        program=[sys.executable, str(Path(__file__).parents[1] / "support" / "swapping.py"), PHONES, POLAR, GARMIN],
    )
    assert walk.returncode == 0, walk.stderr
    told = [line for line in walk.lines if line.get("event") == "link"]
    assert any("Headphones sends no heart rate" in line["text"] for line in told)
    names = [line["name"] for line in walk.lines if line.get("event") == "link_up"]
    assert names == [POLAR, GARMIN]
    downs = [line["reason"] for line in walk.lines if line.get("event") == "link_down"]
    assert downs == ["Another strap was chosen."]
    bpms = [bytes.fromhex(line["hex"])[1] for line in walk.lines if "hex" in line]
    assert set(bpms[:5]) <= set(BEATS)
    assert set(bpms[-5:]) <= set(range(128, 131))


def test_a_foot_pod_runs_beside_the_strap_and_its_loss_is_nothing_to_the_heart(on_air):
    seen = on_air(
        {
            "lead": 5,
            "straps": [{"name": POLAR, "bpm": changing(600)}],
            "foot_pod": {
                "name": "Pod 12",
                "kmh": 5.4,
                "events": [{"at": 45, "do": "vanish"}, {"at": 70, "do": "appear"}],
            },
        },
        program=[sys.executable, str(Path(__file__).parents[1] / "support" / "side_by_side.py"), POLAR, "Pod 12", "75"],
    )
    assert seen.returncode == 0, seen.stderr
    items = [parse_line(json.dumps(line)) for line in seen.lines]
    assert [item.at_s for item in items] == sorted(item.at_s for item in items)
    beats = [item for item in items if isinstance(item, Notification) and item.of_the_heart]
    steps = [item for item in items if isinstance(item, Notification) and item.sensor == "foot_pod"]
    assert {item.payload[1] for item in beats} <= set(BEATS)
    speeds = [foot_pod.decode(item.payload).speed_mps for item in steps]
    assert speeds == pytest.approx([5.4 / 3.6] * len(speeds), abs=0.01)
    downs = [item for item in items if isinstance(item, LinkDown)]
    assert {item.sensor for item in downs} == {"foot_pod"}
    (lost, *_) = downs
    assert any(item.at_s > lost.at_s + 20.0 for item in steps), "the pod came back"
    while_it_was_gone = [item.at_s for item in beats if lost.at_s - 2.0 <= item.at_s <= lost.at_s + 25.0]
    assert max(b - a for a, b in itertools.pairwise(while_it_was_gone)) < 4.0


def test_pair_by_name_then_doctor_while_another_program_holds_the_strap_then_without_bluetooth(on_air):
    coach, address = f"{sys.executable} -m coach", "F0:F1:F2:F3:F4:F5"
    told_exit = "echo '{\"exit\": '$?'}'"
    steps = (
        f"{coach} pair polar --json; {told_exit}; "
        f"timeout 20 bluetoothctl connect {address} >&2; {coach} doctor --json; {told_exit}; "
        f"bluetoothctl power off >&2; {coach} doctor --json; {told_exit}"
    )
    polar = {"name": POLAR, "address": address, "bpm": changing(600), "battery": 66}
    seen = on_air({"straps": [polar, {"name": GARMIN, "bpm": 90}]}, program=["sh", "-c", steps])
    paired, pair_exit, well, well_exit, off, off_exit = seen.lines
    assert pair_exit["exit"] == 0
    assert (paired["name"], paired["address"]) == (POLAR, address)
    assert (paired["battery_percent"], paired["location"], paired["manufacturer"]) == (66, "chest", "Rig")
    assert paired["bpm"] in BEATS
    # A strap that is connected does not advertise: no scan finds it, and it is used all the same.
    assert (well["works"], well_exit["exit"]) == (True, 0), json.dumps(well, indent=1)
    checks = {check["check"]: check for check in well["checks"]}
    assert {check["verdict"] for name, check in checks.items() if name != "last walk"} == {"ok"}
    assert "connected to this computer already" in checks["strap in range"]["found"]
    assert (off["works"], off_exit["exit"]) == (False, 1)
    (problem,) = [check for check in off["checks"] if check["verdict"] == "problem"]
    assert problem["check"] == "power"
    assert "bluetoothctl power on" in problem["next_step"]
    assert seen.sent[GARMIN] == 0
