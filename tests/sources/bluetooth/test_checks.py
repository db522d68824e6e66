"""What `coach doctor` finds out, over a radio in memory; the judgement is tested beside it."""

import asyncio

import pytest
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from coach.domain.wire.sensors import HEART_RATE
from coach.errors import BluetoothProblem
from coach.session.error_words import error_sentence
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.sources.bluetooth.checks import (
    _adapter_missing,
    _blocked,
    _bus_missing,
    examine_radio,
    examine_strap,
    system_facts,
)
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink
from fixtures.memory_radio import Air, MemoryStrap, as_the_systems_own
from fixtures.virtual_time import LoopClock, run

POLAR = WantedDevice("Polar H10", "A0:00:00:00:00:01")


def polar(**changed):
    return MemoryStrap(POLAR.name, POLAR.address, **changed)


def other(**changed):
    return MemoryStrap("Garmin", "B0:00:00:00:00:01", **changed)


def radio(air, wanted=POLAR, **more):
    async def examined():
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        async with air.on():
            facts = await examine_radio(wanted, scanner_backend=air.scanner, now_s=loop.time, **more)
        return facts, loop.time() - began_s

    facts, took_s = run(examined())
    assert not air.scanning
    return facts, took_s


def strap(air, script=()):
    async def examined():
        clock = LoopClock()
        source = BluetoothLink(HEART_RATE, clock, POLAR, client_backend=air.client, scanner_backend=air.scanner)
        async with air.on(script):
            facts = await examine_strap(source, clock)
        return facts, clock.now_s()

    facts, took_s = run(examined())
    assert not air.connected
    assert not air.scanning
    return facts, took_s


def test_the_remembered_strap_is_found_and_others_are_heard_beside_it():
    facts, took_s = radio(Air(polar(rssi_dbm=-70), other(rssi_dbm=-50), MemoryStrap("TV", "C0", has_heart_rate=False)))
    assert facts.problem is None
    assert (facts.found.name, facts.found.rssi_dbm) == (POLAR.name, -70)
    assert [item.name for item in facts.straps] == ["Garmin", POLAR.name]
    assert facts.devices == 3
    assert took_s < 4.0, "it need not wait once it is heard"


def test_a_strap_that_is_away_is_waited_for():
    facts, took_s = radio(Air(other()))
    assert facts.found is None
    assert took_s == pytest.approx(12.0, abs=0.5)


def test_a_strap_that_is_connected_here_already_is_found_though_nobody_advertises(monkeypatch):
    as_the_systems_own(monkeypatch, Air(), (POLAR.address, POLAR.name))

    async def examined():
        return await examine_radio(POLAR, now_s=asyncio.get_running_loop().time)

    facts = run(examined())
    assert facts.found.connected
    assert facts.found.rssi_dbm is None
    assert [item.name for item in facts.straps] == [POLAR.name]


@pytest.mark.parametrize("error", [NotImplementedError(), KeyError("hci0"), None], ids=["none", "a fault", "hangs"])
def test_a_system_that_cannot_list_connected_straps_still_scans(monkeypatch, error):
    air = Air(polar())
    adapter = as_the_systems_own(monkeypatch, air)
    adapter.error, adapter.hangs = error, error is None

    async def examined():
        async with air.on():
            return await examine_radio(POLAR, now_s=asyncio.get_running_loop().time)

    assert run(examined()).found.name == POLAR.name
    assert adapter.asked


def test_a_radio_that_is_off_is_a_finding_and_no_error():
    air = Air(polar())
    air.trouble = BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.POWERED_OFF)
    facts, _ = radio(air)
    assert facts.problem is BluetoothProblem.POWERED_OFF
    assert "switch it on" in error_sentence(facts.error)


@pytest.mark.parametrize(
    "error", [KeyError("/org/bluez/hci0"), ValueError("malformed address"), asyncio.CancelledError()]
)
def test_whatever_the_stack_raises_is_a_finding_and_no_error(error):
    air = Air(polar())
    air.trouble = error
    facts, _ = radio(air)
    assert facts.problem is BluetoothProblem.FAILED
    assert facts.error.detail


def test_a_strap_that_works_tells_everything():
    facts, took_s = strap(Air(polar(battery=44, rssi_dbm=-66)))
    assert facts.up_after_s < 3.0
    assert len(facts.notifications) in {11, 12, 13}
    assert facts.listened_s == pytest.approx(12.0, abs=0.1)
    assert (facts.battery_percent, facts.rssi_dbm, facts.drops) == (44, -66, 0)
    assert took_s < 16.0


def test_a_strap_that_cannot_be_reached_ends_by_itself_and_says_why():
    facts, took_s = strap(Air(polar(has_heart_rate=False)))
    assert facts.up_after_s is None
    assert facts.said == LinkFact(LinkFactKind.NOTHING_TO_GIVE, POLAR.name)
    assert took_s == pytest.approx(45.0, abs=1.0)


def test_a_silent_strap_is_told_by_its_silence():
    facts, _ = strap(Air(polar(talking=False)))
    assert facts.up_after_s is not None
    assert not facts.notifications
    assert facts.drops == 1


def test_a_link_that_breaks_is_counted():
    mine = polar()
    facts, _ = strap(Air(mine), [(6.0, mine.drop)])
    assert facts.drops == 1
    assert facts.notifications


def test_this_system_has_a_name_and_a_library():
    facts = system_facts()
    assert facts.words.split()[0] in {"Linux", "macOS", "Windows"}
    assert facts.bleak.split(".")[0] >= "3"


@pytest.mark.parametrize(
    ("switches", "blocked"),
    [
        ([], False),
        ([("wlan", "1")], False),
        ([("bluetooth", "1")], True),
        ([("bluetooth", "1"), ("bluetooth", "0")], False),
    ],
)
def test_a_switch_that_keeps_the_radio_off(tmp_path, switches, blocked):
    for number, (kind, soft) in enumerate(switches):
        folder = tmp_path / f"rfkill{number}"
        folder.mkdir()
        (folder / "type").write_text(f"{kind}\n")
        (folder / "soft").write_text(f"{soft}\n")
        (folder / "hard").write_text("0\n")
    assert _blocked(tmp_path) is blocked


def test_a_bus_without_a_socket_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    assert _bus_missing()
    (tmp_path / "bus").touch()
    assert not _bus_missing()
    monkeypatch.setattr("sys.platform", "darwin")
    (tmp_path / "bus").unlink()
    assert not _bus_missing()


def test_an_address_of_a_bus_that_is_none_is_no_bus(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "nonsense")
    assert _bus_missing()


def test_a_bus_that_refuses_is_no_bus(monkeypatch):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/")
    air = Air(polar())
    air.trouble = ConnectionRefusedError()
    facts, _ = radio(air)
    assert (facts.problem, facts.bus_missing) == (BluetoothProblem.NO_SERVICE, True)


def test_an_adapter_is_what_the_kernel_lists(tmp_path):
    assert _adapter_missing(tmp_path / "bluetooth")
    (tmp_path / "hci0").mkdir()
    assert not _adapter_missing(tmp_path)
