"""The search: it goes on until the wanted device is heard, says what it sees, and takes no other unasked."""

import asyncio

import pytest

from coach.errors import BluetoothError, BluetoothProblem
from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFactKind
from coach.session.straps import StrapId
from coach.sources.bluetooth.discovery import HEART_RATE_SERVICE, SETTLE_S, WantedDevice, listening
from coach.sources.bluetooth.limits import LinkLimits
from coach.sources.bluetooth.search import OFFERED_MOST, Search
from fixtures.memory_radio import Air, MemoryStrap
from fixtures.virtual_time import LoopClock, run
from tests.support.strap_walks import POLAR, polar, stranger

LIMITS = LinkLimits()
GARMIN = stranger().name


class Searching:
    """A search of its own, with what it reports, when; `then` is done with it at these seconds."""

    def __init__(self, air, wanted, *, gives_way=False):
        self.air = air
        self.clock = LoopClock()
        self.reports = []
        self.begun_anew = 0
        self.search = Search(
            self.clock,
            wanted,
            LIMITS,
            report=lambda state, fact: self.reports.append((self.clock.now_s(), state, fact)),
            begun_anew=self._begin_anew,
            service=HEART_RATE_SERVICE,
            gives_way=gives_way,
            scanner_backend=air.scanner,
        )

    def _begin_anew(self):
        self.begun_anew += 1

    @property
    def told(self):
        return [fact.kind for _, _, fact in self.reports]

    def when(self, kind):
        return next(at_s for at_s, _, fact in self.reports if fact.kind is kind)

    def fact(self, kind):
        return next(fact for _, _, fact in self.reports if fact.kind is kind)


def searched(air, wanted, *, seconds=30.0, script=(), **options):
    """The search after it has found something, or after so many seconds; with what it found."""

    async def search():
        searching = Searching(air, wanted, **options)
        async with air.on([(at_s, lambda act=act: act(searching)) for at_s, act in script]):
            try:
                async with asyncio.timeout(seconds):
                    found = await searching.search.find()
            except TimeoutError:
                found = None
        searching.ended_s = searching.clock.now_s()
        return searching, found

    searching, found = run(search())
    assert not air.scanning, "a scan was left running"
    return searching, found


def test_the_wanted_device_is_taken_as_soon_as_it_is_heard_and_nothing_is_offered():
    searching, found = searched(Air(stranger(), polar()), POLAR)
    assert (found.name, found.device.address) == (POLAR.name, POLAR.address)
    assert searching.ended_s < 2.0
    assert [(state, fact.kind, fact.name) for _, state, fact in searching.reports] == [
        (LinkState.SEARCHING, LinkFactKind.LOOKING, POLAR.name)
    ]


@pytest.mark.parametrize(
    ("wanted", "around", "kind", "name"),
    [
        (None, [stranger()], LinkFactKind.NONE_CHOSEN, ""),
        (POLAR, [stranger()], LinkFactKind.NOT_HERE, POLAR.name),
        (POLAR, [MemoryStrap(POLAR.name, "C0:00:00:00:00:09")], LinkFactKind.OTHER_ADDRESS, POLAR.name),
        (WantedDevice("Garmin"), [stranger(), MemoryStrap("Garmin 2", "B9")], LinkFactKind.SEVERAL, "Garmin"),
        (WantedDevice(GARMIN), [stranger(), MemoryStrap(GARMIN, "B9")], LinkFactKind.SEVERAL, GARMIN),
    ],
    ids=["none chosen", "not here", "other address", "several", "namesakes"],
)
def test_others_are_offered_once_with_the_reason_and_never_taken(wanted, around, kind, name):
    searching, found = searched(Air(*around), wanted, seconds=60.0)
    assert found is None
    assert searching.told == [LinkFactKind.LOOKING, kind]
    assert searching.reports[1][1] is LinkState.CHOOSE
    assert searching.fact(kind).name == name
    patience_s = 0.0 if wanted is None else LIMITS.choose_after_s
    assert patience_s <= searching.when(kind) <= patience_s + 2.0


def test_no_more_than_the_nearest_few_are_named():
    crowd = [MemoryStrap(f"Strap {number}", f"D{number}", rssi_dbm=-50 - number) for number in range(6)]
    searching, _ = searched(Air(*reversed(crowd)), POLAR)
    assert searching.fact(LinkFactKind.NOT_HERE).in_range == tuple(strap.name for strap in crowd[:OFFERED_MOST])


def test_where_nobody_is_around_nothing_is_offered_until_somebody_is():
    late = stranger(visible=False)
    searching, _ = searched(Air(late), POLAR, seconds=60.0, script=[(40.0, lambda _: late.appear())])
    assert 40.0 <= searching.when(LinkFactKind.NOT_HERE) <= 42.0


def test_a_search_that_lasts_scans_anew_and_is_one_search_to_the_walker():
    late = polar(visible=False)
    air = Air(late)
    searching, found = searched(air, POLAR, seconds=60.0, script=[(35.0, lambda _: late.appear())])
    assert found is not None
    assert air.scans == 1 + 35.0 // LIMITS.scan_s, "a scan may have gone deaf meanwhile"
    assert searching.told == [LinkFactKind.LOOKING]


def test_what_was_heard_long_before_the_search_is_no_longer_there():
    mine = polar()

    async def search_twice():
        searching = Searching(air, POLAR)
        async with air.on():
            await searching.search.find()
            mine.vanish()
            await asyncio.sleep(LIMITS.still_there_s + 2.0)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(5.0):
                    await searching.search.find()

    air = Air(mine)
    run(search_twice())
    assert not air.scanning


def test_a_beginning_of_a_name_is_settled_by_the_first_that_is_found():
    mine, twin = polar(), polar(visible=False)
    twin.address, twin.name = "A0:00:00:00:00:02", "Polar H10 BBBB"

    async def search_twice():
        searching = Searching(air, WantedDevice("Polar"))
        async with air.on():
            first = await searching.search.find()
            settled_s = searching.clock.now_s()
            mine.vanish()
            twin.appear()
            await asyncio.sleep(LIMITS.still_there_s + 1.0)
            asyncio.get_running_loop().call_later(3.0, mine.appear)
            async with asyncio.timeout(10.0):
                again = await searching.search.find()
            return first, settled_s, again, searching.told

    air = Air(mine, twin)
    first, settled_s, again, told = run(search_twice())
    assert first.device.address == again.device.address == mine.address
    assert settled_s >= SETTLE_S
    assert told == [LinkFactKind.LOOKING] * 2, "each search says what it looks for"


def test_a_device_that_is_heard_just_when_others_would_be_offered_is_not_called_absent():
    mine = polar(visible=False)
    just_before = [(LIMITS.choose_after_s - 0.6, lambda _: mine.appear())]
    searching, found = searched(Air(stranger(), mine), WantedDevice("Polar"), script=just_before)
    assert found.device.address == mine.address
    assert searching.ended_s > LIMITS.choose_after_s
    assert searching.told == [LinkFactKind.LOOKING]


def test_another_choice_begins_the_search_anew():
    mine, theirs = polar(visible=False), stranger()
    choose = [(12.5, lambda searching: searching.search.choose(StrapId(theirs.name, theirs.address)))]
    searching, found = searched(Air(mine, theirs), POLAR, script=choose)
    assert found.device.address == theirs.address
    assert searching.begun_anew == 1
    assert [fact.name for _, _, fact in searching.reports if fact.kind is LinkFactKind.LOOKING] == [
        POLAR.name,
        theirs.name,
    ]
    assert searching.ended_s < 14.0, "it was heard already"
    assert not searching.search.switched.is_set()


@pytest.mark.parametrize(("gives_way", "waited_s"), [(True, LIMITS.share_s), (False, LIMITS.scan_s)])
def test_a_search_that_gives_way_lets_a_waiting_one_scan_soon(gives_way, waited_s):
    air = Air(stranger())

    async def two():
        searching = Searching(air, POLAR, gives_way=gives_way)
        async with air.on():
            first = asyncio.create_task(searching.search.find())
            await asyncio.sleep(0.1)
            async with listening(scanner_backend=air.scanner):
                got_its_turn_s = searching.clock.now_s()
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            return got_its_turn_s

    assert waited_s <= run(two()) <= waited_s + 1.0


def test_a_search_without_bluetooth_says_so():
    air = Air(polar())
    air.power_off()
    with pytest.raises(BluetoothError) as caught:
        searched(air, POLAR)
    assert caught.value.problem is BluetoothProblem.POWERED_OFF


@pytest.mark.parametrize("search_from_s", [None, 0.1, 3.0], ids=["no search", "beside a search", "before a search"])
def test_all_devices_in_range_are_listed_by_the_scan_of_a_search_or_by_one_of_their_own(search_from_s):
    air = Air(stranger(), MemoryStrap("Bracelet", "E0", rssi_dbm=-70, says_service=False))

    async def listed():
        searching = Searching(air, POLAR)

        async def search():
            await asyncio.sleep(search_from_s)
            await searching.search.find()

        async with air.on():
            running = None if search_from_s is None else asyncio.create_task(search())
            await asyncio.sleep(0.2)
            seen = await searching.search.in_range(linking=lambda: running is not None)
            took_s = searching.clock.now_s()
            if running is not None:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
            return [strap.name for strap in seen], took_s

    names, took_s = run(listed())
    assert names == ["Garmin HRM", "Bracelet"], "nearest first, also one that does not say what it is"
    heard_from_s = 0.2 if search_from_s is None else search_from_s
    assert heard_from_s + LIMITS.look_around_s <= took_s <= heard_from_s + LIMITS.look_around_s + 1.0
    assert air.scans == 1
