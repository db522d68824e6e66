"""Who is in range, and which of them is meant."""

import asyncio

import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakError

from coach.errors import BluetoothError, BluetoothProblem
from coach.sources.bluetooth.discovery import (
    BATTERY_SERVICE,
    FORGOTTEN_AFTER_S,
    HEART_RATE_SERVICE,
    SETTLE_S,
    SIGHT_LASTS_S,
    Neighbourhood,
    WantedDevice,
    listening,
    scan,
)
from fixtures.memory_radio import Air, MemoryStrap, as_the_systems_own
from fixtures.virtual_time import run

POLAR = ("Polar H10 1234", "A0:00:00:00:00:01")
OTHER = ("Polar H10 9876", "A0:00:00:00:00:02")
GARMIN = ("HRM-Dual", "B0:00:00:00:00:01")


class Around:
    """A neighbourhood whose time a test sets."""

    def __init__(self):
        self.at_s = 0.0
        self.hears = Neighbourhood(lambda: self.at_s)

    def hear(self, strap, at_s, *, name=None, rssi_dbm=-60, services=(HEART_RATE_SERVICE,), battery=None):
        self.at_s = at_s
        data = {} if battery is None else {BATTERY_SERVICE: bytes([battery])}
        heard = AdvertisementData(strap[0] if name is None else name, {}, data, list(services), None, rssi_dbm, ())
        self.hears.hear(BLEDevice(strap[1], name, None), heard)
        return self.hears.sightings[strap[1]]


@pytest.fixture
def around():
    return Around()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("polar h10 1234", [POLAR[1]]),
        ("Polar", [POLAR[1], OTHER[1]]),
        ("polar h10", [POLAR[1], OTHER[1]]),
        ("hrm-dual", [GARMIN[1]]),
        (POLAR[1].lower(), [POLAR[1]]),
        ("Wahoo", []),
        ("1234", []),
        ("", []),
    ],
)
def test_words_mean_an_address_a_name_or_its_beginning(words, meant):
    assert WantedDevice(words).candidates([POLAR, OTHER, GARMIN]) == meant


def test_a_whole_name_wins_over_a_beginning():
    longer = (f"{GARMIN[0]} Pro", "B0:00:00:00:00:02")
    assert WantedDevice(GARMIN[0]).candidates([longer, GARMIN]) == [GARMIN[1]]


def test_a_remembered_strap_is_its_address_and_no_namesake():
    namesake = (POLAR[0], "C0:00:00:00:00:01")
    assert WantedDevice(*POLAR).candidates([namesake]) == []
    assert WantedDevice(*POLAR).candidates([namesake, POLAR]) == [POLAR[1]]


@pytest.mark.parametrize(
    ("system", "here", "address"),
    [
        ("linux", "linux", POLAR[1]),
        ("linux", "win32", POLAR[1]),
        ("darwin", "darwin", POLAR[1]),
        ("darwin", "linux", ""),
        ("win32", "darwin", ""),
    ],
)
def test_between_a_mac_and_another_computer_only_the_name_holds(system, here, address):
    assert WantedDevice.remembered(*POLAR, system, here=here) == WantedDevice(POLAR[0], address)


def test_an_address_is_clear_at_once_and_a_name_after_a_moment(around):
    heard = around.hear(POLAR, 10.0)
    assert WantedDevice(*POLAR).among([heard], 10.0) is heard
    assert WantedDevice("Polar").among([heard], 10.0) is None
    assert WantedDevice("Polar").among([heard], 10.0 + SETTLE_S) is heard
    both = [heard, around.hear(OTHER, 11.0)]
    assert WantedDevice("Polar").among(both, 20.0) is None


def test_a_name_that_comes_later_and_a_service_once_said_are_kept(around):
    around.hear(POLAR, 0.0, name="")
    around.hear(POLAR, 0.1, services=())
    heard = around.hear(POLAR, 0.2, name="", services=())
    assert (heard.name, heard.offers_it, heard.first_heard_s, heard.heard_at_s) == (
        POLAR[0],
        True,
        0.0,
        0.2,
    )


def test_what_bluez_tells_without_a_strength_was_not_heard(around):
    around.hears.hear(BLEDevice(POLAR[1], POLAR[0], None), AdvertisementData(POLAR[0], {}, {}, [], None, -127, ()))
    assert not around.hears.sightings
    around.hear(POLAR, 1.0)
    assert around.hear(POLAR, 9.0, rssi_dbm=-127).heard_at_s == 1.0


def test_an_unknown_strength_is_not_a_weak_one_and_a_battery_is_read_where_it_is_advertised(around):
    assert around.hear(POLAR, 0.0, rssi_dbm=127).rssi_dbm is None
    assert around.hear(POLAR, 0.0, battery=55).seen(0.0).battery_percent == 55
    assert around.hear(POLAR, 0.0, battery=255).seen(0.0).battery_percent is None


def test_straps_are_listed_nearest_first_and_those_that_fell_silent_go(around):
    around.hear(GARMIN, 0.0, rssi_dbm=-40)
    around.hear(OTHER, 10.0, rssi_dbm=-80)
    around.hear(POLAR, 10.0, rssi_dbm=-60)
    around.hear(("Headphones", "D0:00:00:00:00:01"), 10.0, rssi_dbm=-30, services=())
    assert [strap.name for strap in around.hears.straps()] == [GARMIN[0], POLAR[0], OTHER[0]]
    around.at_s = SIGHT_LASTS_S + 0.1
    assert [strap.name for strap in around.hears.straps()] == [POLAR[0], OTHER[0]]
    assert next(strap.name for strap in around.hears.straps(everything=True)) == "Headphones"
    assert around.hears.straps()[0].age_s == pytest.approx(5.1)


def test_scan_hears_them_and_stops():
    air = Air(MemoryStrap(*POLAR, rssi_dbm=-70), MemoryStrap(*GARMIN, rssi_dbm=-50))

    async def scanned():
        async with air.on():
            return await scan(3.0, scanner_backend=air.scanner)

    assert [strap.name for strap in run(scanned())] == [GARMIN[0], POLAR[0]]
    assert not air.scanning


def test_a_scan_lists_what_it_heard_once_and_what_is_connected_here(monkeypatch):
    once, quiet = MemoryStrap(*GARMIN), MemoryStrap(*POLAR, visible=False)
    air = Air(once, quiet)

    async def scanned():
        loop = asyncio.get_running_loop()
        monkeypatch.setattr("coach.sources.bluetooth.discovery.Neighbourhood", lambda: Neighbourhood(loop.time))
        async with air.on([(2.0, once.vanish)]):
            return await scan(100.0)

    as_the_systems_own(monkeypatch, air, (POLAR[1], POLAR[0]))
    assert [(strap.name, strap.connected) for strap in run(scanned())] == [(GARMIN[0], False), (POLAR[0], True)]
    assert not air.scanning


def test_a_strap_that_advertises_is_not_taken_for_one_that_is_connected(around):
    around.hear(POLAR, 0.0)
    around.hears.connected_to([BLEDevice(POLAR[1], POLAR[0], None)])
    assert around.hears.sightings[POLAR[1]].rssi_dbm == -60
    around.at_s = SIGHT_LASTS_S + 1.0
    around.hears.connected_to([BLEDevice(POLAR[1], POLAR[0], None)])
    assert around.hears.sightings[POLAR[1]].connected
    assert not around.hear(POLAR, around.at_s).connected


def test_what_is_long_gone_is_forgotten(around):
    for minute in range(60):
        around.hear(("Phone", f"E0:00:00:00:00:{minute:02}"), 60.0 * minute)
    assert len(around.hears.sightings) == FORGOTTEN_AFTER_S / 60.0 + 1


def test_a_scan_that_cannot_start_says_why():
    air = Air()
    air.trouble = BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.POWERED_OFF)
    with pytest.raises(BluetoothError) as raised:
        run(scan(1.0, scanner_backend=air.scanner))
    assert raised.value.problem is BluetoothProblem.POWERED_OFF


def test_a_system_that_bleak_does_not_know_is_told(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise BleakError("Unsupported platform")

    monkeypatch.setattr("coach.sources.bluetooth.discovery.BleakScanner", unknown)
    with pytest.raises(BluetoothError, match="Unsupported platform"):
        run(scan(1.0))


def test_what_fails_inside_a_scan_is_not_taken_for_the_radios_fault():
    air = Air()

    async def broken():
        async with listening(scanner_backend=air.scanner):
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        run(broken())
    assert not air.scanning


@pytest.mark.parametrize("after_s", [0.005, 1.0], ids=["while it starts", "while it runs"])
def test_a_scan_that_is_broken_off_is_stopped(after_s):
    air = Air()

    async def broken_off():
        task = asyncio.create_task(scan(60.0, scanner_backend=air.scanner))
        await asyncio.sleep(after_s)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert not run(broken_off())
    assert air.scans == 1
    assert not air.scanning


@pytest.mark.parametrize("error", [BleakError("No discovery started"), KeyError("hci0"), asyncio.CancelledError()])
def test_a_stop_that_fails_spoils_nothing(error):
    air = Air(MemoryStrap(*POLAR))

    class Failing(air.scanner):
        async def stop(self):
            await super().stop()
            raise error

    air.scanner = Failing

    async def scanned():
        async with air.on():
            return await scan(3.0, scanner_backend=air.scanner)

    assert len(run(scanned())) == 1


def test_a_start_that_hangs_is_given_up():
    air = Air()
    air.hanging.add("scan")
    with pytest.raises(BluetoothError):
        run(scan(1.0, scanner_backend=air.scanner))


def test_a_second_scan_waits_until_the_first_has_stopped():
    air = Air(MemoryStrap(*POLAR))

    async def restarted():
        async with air.on():
            first = asyncio.create_task(scan(60.0, scanner_backend=air.scanner))
            await asyncio.sleep(1.0)
            first.cancel()  # it still has to stop when the second begins
            return await scan(3.0, scanner_backend=air.scanner)

    assert [strap.name for strap in run(restarted())] == [POLAR[0]]
    assert air.scans == 2


def test_each_event_loop_has_scans_of_its_own():
    for _ in range(2):
        air = Air(MemoryStrap(*POLAR))

        async def crowded(air=air):
            async with air.on():
                return await asyncio.gather(*(scan(2.0, scanner_backend=air.scanner) for _ in range(2)))

        assert [len(straps) for straps in run(crowded())] == [1, 1]
