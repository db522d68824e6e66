"""The judgement of `coach doctor`: facts in, lines with a next step out."""

import itertools
import json

import pytest
from msgspec.structs import replace

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.services.diagnosis import UNTOLD, Verdict, connections_lost, diagnose, why_no_scan, works
from coach.sources.bluetooth.checks import RadioFacts, StrapFacts, SystemFacts
from tests.support.fake_radio import strap

LINUX = SystemFacts("linux", "Linux 6.1", "3.1.0")
MACOS = SystemFacts("darwin", "macOS 15.1", "3.1.0")
WINDOWS = SystemFacts("win32", "Windows 11", "3.1.0")
SYSTEMS = {"linux": LINUX, "macos": MACOS, "windows": WINDOWS}

POLAR, GARMIN = strap("Polar H10 1234"), strap("Garmin", "C0:00:00:00:00:01")
HEARD = RadioFacts(straps=(GARMIN, POLAR), devices=5, found=POLAR)


def notified(payload=bytes([0x16, 120, 0x00, 0x02]), count=12, every_s=1.0):
    return tuple((2.0 + i * every_s, payload) for i in range(count))


GOOD = StrapFacts(1.2, "", notified(), listened_s=12.0, battery_percent=80, rssi_dbm=-60)


def lines(system=LINUX, radio=HEARD, strap=GOOD, remembered="Polar H10 1234"):
    return {check.name: check for check in diagnose(system, radio, strap, remembered)}


def without_bluetooth(problem, system=LINUX, **more):
    return lines(system, RadioFacts(BluetoothError(problem, During.SCAN, "busy", system=system.name), **more), None)


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_where_all_is_well_every_line_is_ok_and_a_walk_works(system):
    checks = diagnose(system, HEARD, GOOD, "Polar H10 1234", ())
    assert {check.verdict for check in checks} == {Verdict.OK}
    assert not any(check.next_step for check in checks)
    assert works(checks)


def test_the_bus_and_its_service_are_looked_at_on_linux_alone():
    assert {"D-Bus", "Bluetooth service"} <= lines(LINUX).keys()
    assert not {"D-Bus", "Bluetooth service"} & (lines(MACOS).keys() | lines(WINDOWS).keys())


@pytest.mark.parametrize(
    ("problem", "bus_missing", "line", "step"),
    [
        (BluetoothProblem.NO_SERVICE, True, "D-Bus", "apt install dbus bluez"),
        (BluetoothProblem.NO_SERVICE, False, "Bluetooth service", "systemctl enable --now bluetooth"),
        (BluetoothProblem.NO_ADAPTER, False, "adapter", "lsusb"),
        (BluetoothProblem.POWERED_OFF, False, "power", "bluetoothctl power on"),
        (BluetoothProblem.NOT_PERMITTED, False, "permission", "usermod -aG bluetooth"),
        (BluetoothProblem.BUSY, False, "scan", "systemctl restart bluetooth"),
    ],
)
def test_the_things_that_linux_raises_are_each_their_own_line(problem, bus_missing, line, step):
    told = without_bluetooth(problem, bus_missing=bus_missing)
    assert [name for name, check in told.items() if check.verdict is Verdict.PROBLEM] == [line]
    assert step in told[line].next_step
    assert told[line].stops_a_walk
    names = list(told)
    before = {name for name in names[: names.index(line)] if told[name].verdict is not Verdict.OK}
    assert before <= {"permission"}, "who may use a service shows when there is one"
    assert {told[name].verdict for name in names[names.index(line) + 1 :]} == {Verdict.NOT_CHECKED}


RUNGS = ("D-Bus", "permission", "Bluetooth service", "adapter", "power")


def test_a_scan_that_fails_for_an_unknown_reason_says_nothing_of_what_it_needs():
    told = without_bluetooth(BluetoothProblem.FAILED)
    assert told["scan"].verdict is Verdict.PROBLEM
    assert "systemctl restart bluetooth" in told["scan"].next_step
    assert {told[rung].verdict for rung in RUNGS} == {Verdict.NOT_CHECKED}


@pytest.mark.parametrize("problem", [BluetoothProblem.NO_SERVICE, BluetoothProblem.FAILED])
def test_without_an_adapter_nothing_else_is_to_be_started(problem):
    told = without_bluetooth(problem, replace(LINUX, adapter_missing=True))
    assert told["adapter"].verdict is Verdict.PROBLEM
    assert "lsusb" in told["adapter"].next_step
    assert told["Bluetooth service"].verdict is Verdict.NOT_CHECKED
    assert lines(replace(LINUX, adapter_missing=True))["adapter"].verdict is Verdict.OK, "a scan knows better"


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
@pytest.mark.parametrize("problem", BluetoothProblem)
def test_every_problem_has_a_next_step_on_every_system_and_stops_a_walk(system, problem):
    checks = diagnose(system, RadioFacts(BluetoothError(problem, During.SCAN)), None, "Polar H10 1234")
    (stuck,) = [check for check in checks if check.verdict is Verdict.PROBLEM]
    assert stuck.next_step
    assert not works(checks)


@pytest.mark.parametrize("more", [{}, {"blocked": True}, {"adapter_missing": True}, {"in_wsl": True}], ids=str)
@pytest.mark.parametrize("bus_missing", [False, True])
@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
@pytest.mark.parametrize("problem", BluetoothProblem)
def test_why_no_scan_is_the_first_problem_of_the_diagnosis_in_its_words(problem, system, bus_missing, more):
    system = replace(system, **more)
    radio = RadioFacts(BluetoothError(problem, During.SCAN, "why", system=system.name), bus_missing=bus_missing)
    first = next(check for check in diagnose(system, radio, None, "Polar") if check.verdict is Verdict.PROBLEM)
    said = why_no_scan(system, radio)
    assert first.found in said
    assert first.next_step in said
    assert "\n" not in said


def test_a_scan_that_fails_has_one_next_step_not_two():
    said = why_no_scan(LINUX, RadioFacts(BluetoothError(BluetoothProblem.BUSY, During.SCAN, system="linux")))
    assert said.startswith("scan: could not be started: another program is searching for Bluetooth devices; end other")


def test_the_next_step_is_the_systems_own():
    steps = [
        without_bluetooth(BluetoothProblem.NOT_PERMITTED, system)["permission"].next_step for system in SYSTEMS.values()
    ]
    for one, other in itertools.combinations(steps, 2):
        assert one != other
    assert "Privacy & Security" in steps[1]


def test_a_radio_that_a_switch_keeps_off_wants_rfkill():
    blocked = SystemFacts("linux", "Linux 6.1", "3.1.0", blocked=True)
    assert "rfkill unblock" in without_bluetooth(BluetoothProblem.POWERED_OFF, blocked)["power"].next_step
    assert "rfkill" not in without_bluetooth(BluetoothProblem.POWERED_OFF)["power"].next_step


@pytest.mark.parametrize(
    "system",
    [SystemFacts("linux", "Linux 5.15-microsoft", "3.1.0", in_wsl=True), SystemFacts("linux", "Linux 6.1", "3.0.1")],
    ids=["inside Windows", "old library"],
)
def test_a_system_that_cannot_do_it_is_a_problem(system):
    assert lines(system)["system"].stops_a_walk


def test_an_old_library_is_told_by_number_not_by_letter():
    assert lines(SystemFacts("linux", "Linux 6.1", "3.10.0"))["system"].verdict is Verdict.OK


def test_while_no_strap_is_remembered_pairing_is_the_next_step():
    told = lines(radio=RadioFacts(straps=(GARMIN,), devices=2), strap=None, remembered=None)
    assert told["strap in range"].stops_a_walk
    assert "Garmin" in told["strap in range"].found
    assert "coach pair" in told["strap in range"].next_step
    assert told["packets"].verdict is Verdict.NOT_CHECKED


def test_a_strap_that_is_not_heard_may_be_dry_or_held_by_a_phone():
    told = lines(radio=RadioFacts(straps=(GARMIN,), devices=3), strap=None)
    check = told["strap in range"]
    assert check.stops_a_walk
    assert "in range: Garmin" in check.found
    for word in ("wet", "phone", "battery"):
        assert word in check.next_step


def test_a_weak_signal_is_a_problem_that_stops_no_walk():
    weak = RadioFacts(straps=(), devices=1, found=strap("Polar", rssi_dbm=-92))
    check = lines(radio=weak)["strap in range"]
    assert (check.verdict, check.stops_a_walk) == (Verdict.PROBLEM, False)


def test_a_strap_that_does_not_connect_is_held_or_stuck():
    told = lines(strap=StrapFacts(None, "the strap is gone; put it on."))
    assert told["connection"].stops_a_walk
    assert "phone" in told["connection"].next_step
    assert told["packets"].verdict is told["battery"].verdict is Verdict.NOT_CHECKED


def test_connected_but_silent():
    told = lines(strap=StrapFacts(1.0, "", (), listened_s=12.0))
    assert told["connection"].verdict is Verdict.OK
    assert told["packets"].stops_a_walk
    assert "wet the electrodes" in told["packets"].next_step


def test_too_few_packets_are_lost_in_the_air():
    told = lines(strap=StrapFacts(1.0, "", notified(count=3, every_s=4.0), listened_s=12.0))
    assert told["packets"].verdict is Verdict.PROBLEM
    assert "nearer" in told["packets"].next_step


def test_packets_that_cease_are_noticed():
    told = lines(strap=StrapFacts(1.0, "", notified(count=2), listened_s=12.0))
    assert told["packets"].verdict is Verdict.PROBLEM


def test_a_link_that_broke_meanwhile_is_told():
    told = lines(strap=StrapFacts(1.0, "", notified(), listened_s=12.0, drops=2))
    assert (told["connection"].verdict, told["connection"].stops_a_walk) == (Verdict.PROBLEM, False)
    assert "lost twice" in told["connection"].found
    assert "then lost once" in lines(strap=replace(GOOD, drops=1))["connection"].found


def test_zeros_and_lost_contact_are_dry_electrodes():
    zeros = lines(strap=StrapFacts(1.0, "", notified(bytes([0x06, 0])), listened_s=12.0))
    assert zeros["heart rate"].stops_a_walk
    off = lines(strap=StrapFacts(1.0, "", notified(bytes([0x04, 67])), listened_s=12.0))
    assert off["skin contact"].stops_a_walk
    assert "wet" in off["skin contact"].next_step


def test_what_a_strap_does_not_tell_is_not_checked_and_stops_nothing():
    checks = diagnose(LINUX, HEARD, StrapFacts(1.0, "", notified(bytes([0x00, 120])), listened_s=12.0), "Polar")
    told = {check.name: check for check in checks}
    assert told["skin contact"].verdict is told["battery"].verdict is Verdict.NOT_CHECKED
    assert "a walk does without" in told["beat intervals"].found
    assert works(checks)


def test_bytes_that_are_no_measurement_are_packets_but_no_heart_rate():
    told = lines(strap=StrapFacts(1.0, "", notified(b""), listened_s=12.0))
    assert told["packets"].verdict is Verdict.OK
    assert told["heart rate"].verdict is Verdict.NOT_CHECKED


def test_a_low_battery_is_told_and_stops_no_walk():
    check = lines(strap=StrapFacts(1.0, "", notified(), listened_s=12.0, battery_percent=9))["battery"]
    assert (check.verdict, check.stops_a_walk) == (Verdict.PROBLEM, False)


@pytest.mark.parametrize(
    ("stood_s", "verdict", "found"),
    [
        (None, Verdict.NOT_CHECKED, "none yet"),
        ((), Verdict.OK, "never"),
        ((300.0, 20.0), Verdict.OK, "twice"),
        ((24.0, 25.0, 22.5, 26.0), Verdict.PROBLEM, "every 24 s"),
        ((152.0, 150.0, 156.0), Verdict.PROBLEM, "every 152 s"),
        ((10.0, 300.0, 60.0), Verdict.PROBLEM, "3 times"),
    ],
)
def test_a_link_that_was_lost_again_and_again_shows_its_pattern(stood_s, verdict, found):
    (check,) = [check for check in diagnose(LINUX, HEARD, GOOD, "Polar", stood_s) if check.name == "last walk"]
    assert check.verdict is verdict
    assert found in check.found
    assert not check.stops_a_walk
    assert bool(check.next_step) is (verdict is Verdict.PROBLEM)


def test_a_regular_pattern_is_the_adapters_and_an_irregular_one_the_airs():
    regular, irregular = (
        diagnose(LINUX, HEARD, GOOD, "Polar", stood_s)[-1].next_step for stood_s in ((60.0,) * 4, (10.0, 300.0, 60.0))
    )
    assert "adapter" in regular
    assert "chest" in irregular


def test_names_from_outside_cannot_write_on_the_terminal():
    evil = strap("Evil\x1b[2J")
    checks = diagnose(LINUX, RadioFacts(straps=(evil,), devices=1), None, "Also\x1bevil")
    assert not any("\x1b" in check.found + check.next_step for check in checks)


def line(**fields):
    return f"{json.dumps(fields)}\n"


def recorded(folder, name, *events):
    folder.mkdir(parents=True, exist_ok=True)
    head = line(format="coach-recording", version=1, started_at="2026-11-23T07:31:04.512Z")
    (folder / name).write_text(head + "".join(line(**event) for event in events))


def test_the_newest_recording_tells_how_long_connections_stood(tmp_path):
    assert connections_lost(tmp_path / "nowhere") is None
    recorded(
        tmp_path,
        "walk.jsonl",
        {"t": 2.0, "event": "link_up", "name": "Polar", "address": "AA"},
        {"t": 26.0, "event": "link_down", "reason": "The connection to the strap was lost.", "fact": {"kind": "lost"}},
        {"t": 30.0, "event": "link_up", "name": "Polar", "address": "AA"},
        {"t": 40.0, "event": "link_down", "reason": "Another strap was chosen.", "fact": {"kind": "switched"}},
        {"t": 50.0, "event": "link_up", "name": "Garmin", "address": "BB"},
    )
    assert connections_lost(tmp_path) == (24.0,)


def test_another_sensors_link_is_no_matter_of_the_straps(tmp_path):
    pod = {"sensor": "foot_pod", "event": "sensor_link"}
    recorded(
        tmp_path,
        "walk.jsonl",
        {"t": 2.0, "event": "link_up", "name": "Polar", "address": "AA"},
        {"t": 3.0, "what": "link_up", "name": "Pod", "address": "BB", **pod},
        {"t": 20.0, "what": "link_down", "fact": {"kind": "lost"}, **pod},
        {"t": 85.0, "what": "link_up", "name": "Pod", "address": "BB", **pod},
        {"t": 90.0, "event": "link_down", "reason": "The connection to the strap was lost.", "fact": {"kind": "lost"}},
    )
    assert connections_lost(tmp_path) == (88.0,)


def test_what_an_older_coach_recorded_in_words_alone_is_not_taken_apart(tmp_path):
    recorded(
        tmp_path,
        "walk.jsonl",
        {"t": 2.0, "event": "link_up", "name": "Polar", "address": "AA"},
        {"t": 90.0, "event": "link_down", "reason": "The connection to the strap was lost."},
    )
    assert connections_lost(tmp_path) == UNTOLD
    (check,) = [check for check in diagnose(LINUX, HEARD, GOOD, "Polar", UNTOLD) if check.name == "last walk"]
    assert (check.verdict, "older Coach" in check.found) == (Verdict.NOT_CHECKED, True)


def test_a_recording_that_cannot_be_read_is_no_finding(tmp_path):
    (tmp_path / "walk.jsonl").write_text("no recording")
    assert connections_lost(tmp_path) is None
