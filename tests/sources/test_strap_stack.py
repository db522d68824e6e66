"""The strap when the Bluetooth stack misbehaves: leaks, calls that hang, and a laptop that slept."""

import asyncio
import contextlib
import gc

import pytest
from bleak import BleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakError

from coach.domain.wire.sensors import HEART_RATE
from coach.errors import BluetoothError
from coach.session.inputs import (
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    Notification,
)
from coach.session.link_words import words_of
from coach.session.straps import StrapId
from coach.sources.bluetooth.backoff import CAP_S
from coach.sources.bluetooth.link import QUEUE_LENGTH, BluetoothLink
from fixtures.memory_radio import Air, MemoryStrap, as_the_systems_own
from fixtures.virtual_time import LoopClock, run
from tests.support.strap_walks import POLAR, polar, stranger, walk, walk_of


def test_200_reconnects_leave_nothing_behind():
    strap = polar()
    air = Air(strap)
    script = [(5.0 + 4.0 * time, lambda _: strap.drop()) for time in range(200)]
    gc.collect()
    before = sum(isinstance(item, asyncio.Task | asyncio.Event) for item in gc.get_objects())
    walked = walk(air, 5.0 + 4.0 * 200 + 10.0, script=script)
    assert len(walked.times(LinkUp)) == 201
    assert air.clients == 201, "a fresh client for each connection"
    assert air.scans == 201
    del walked
    gc.collect()
    after = sum(isinstance(item, asyncio.Task | asyncio.Event) for item in gc.get_objects())
    assert after <= before


@pytest.mark.parametrize("call", ["scan", "connect", "start_notify", "disconnect", "stop", "read"])
def test_no_call_of_the_stack_can_hang_a_walk(call):
    strap = polar()
    air = Air(strap)
    air.hanging.add(call)

    def recovers(_source):
        air.hanging.clear()
        air.scanning.clear()  # one that could not be stopped is the stack's
        strap.drop()

    walked = walk(air, 120.0, script=[(60.0, recovers)])
    assert walked.times(Notification)[-1] > 118.0


@pytest.mark.parametrize("call", ["scan", "connect", "start_notify", "read"])
@pytest.mark.parametrize("after_s", [0.05, 3.0])
def test_a_walk_can_be_ended_while_a_call_hangs(call, after_s):
    air = Air(polar())
    air.hanging.add(call)

    async def ended():
        loop = asyncio.get_running_loop()
        source = BluetoothLink(HEART_RATE, LoopClock(), POLAR, client_backend=air.client, scanner_backend=air.scanner)
        inputs = source.inputs()
        async with air.on():
            reading = asyncio.ensure_future(_drain(inputs))
            await asyncio.sleep(after_s)
            asked_s = loop.time()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await inputs.aclose()
            return loop.time() - asked_s

    assert run(ended()) < 10.0
    assert not air.connected


async def _drain(inputs):
    async for _ in inputs:
        pass


def test_a_scan_that_is_slow_to_start_is_looked_at_all_the_same():
    air = Air(polar())

    class Slow(air.scanner):
        async def start(self):
            await asyncio.sleep(8.2)
            await super().start()

    air.scanner = Slow
    walked = walk(air, 40.0)
    assert walked.times(LinkUp)[0] < 12.0
    assert not [item for item in walked.of(LinkChanged) if "not here" in str(words_of(item.said))]


def test_a_system_that_does_not_say_what_is_connected_keeps_no_strap_waiting(monkeypatch):
    air = Air(polar())
    as_the_systems_own(monkeypatch, air).hangs = True
    own = air.scanner
    monkeypatch.setattr(
        "coach.sources.bluetooth.discovery.BleakScanner", lambda heard, **_: BleakScanner(heard, backend=own)
    )
    air.scanner = None  # a walk asks for the system's own
    assert walk(air, 30.0).times(LinkUp)[0] < 3.0


def test_a_stack_that_gives_up_by_cancelling_us_is_tried_again():
    air = Air(polar())

    class Cancelling(air.client):
        tries = 0

        async def connect(self, pair, **kwargs):
            Cancelling.tries += 1
            if Cancelling.tries == 1:
                raise asyncio.CancelledError  # as Windows does
            await super().connect(pair, **kwargs)

    air.client = Cancelling
    walked = walk(air, 30.0)
    assert len(walked.times(LinkUp)) == 1


@pytest.mark.parametrize("after_s", [0.05, None], ids=["before a packet", "without a packet"])
def test_tries_are_counted_and_grow_rarer_until_a_packet_comes(after_s):
    strap = polar(talking=False)
    air = Air(strap)

    class Dropping(air.client):
        async def start_notify(self, characteristic, callback, **kwargs):
            await super().start_notify(characteristic, callback, **kwargs)
            if after_s is not None:
                asyncio.get_running_loop().call_later(after_s, strap.drop)

    air.client = Dropping
    walked = walk(air, 120.0)
    tries = [item.attempt for item in walked.of(LinkChanged) if item.state is LinkState.CONNECTING]
    assert tries == list(range(1, len(tries) + 1))
    assert len(tries) < 120.0 / CAP_S
    assert len(tries) >= (120.0 / 5.0 if after_s is not None else 120.0 / 20.0)


def test_after_a_packet_tries_are_counted_anew():
    strap = polar()
    walked = walk(Air(strap), 60.0, script=[(at_s, lambda _: strap.drop()) for at_s in (10.0, 20.0, 30.0)])
    assert {item.attempt for item in walked.of(LinkChanged) if item.state is LinkState.CONNECTING} == {1}


def test_a_slow_subscription_leaves_the_strap_its_time_to_send():
    air = Air(polar())

    class Slow(air.client):
        async def start_notify(self, characteristic, callback, **kwargs):
            await asyncio.sleep(7.5)
            loop = asyncio.get_running_loop()
            first_s = loop.time() + 3.5
            await super().start_notify(
                characteristic, lambda data: callback(data) if loop.time() >= first_s else None, **kwargs
            )

    air.client = Slow
    walked = run(walk_of(air, 40.0, POLAR, ()))
    assert LinkState.STALE not in walked.states
    assert not walked.of(LinkDown)


@pytest.mark.parametrize("call", ["connect", "start_notify"])
def test_another_strap_is_taken_at_once_while_a_call_for_the_first_hangs(call):
    first, second = polar(), stranger()
    air = Air(first, second)

    class Hanging(air.client):
        async def connect(self, pair, **kwargs):
            if call == "connect" and self.address == first.address:
                await asyncio.Event().wait()
            await super().connect(pair, **kwargs)

        async def start_notify(self, characteristic, callback, **kwargs):
            if call == "start_notify" and self.address == first.address:
                await asyncio.Event().wait()
            await super().start_notify(characteristic, callback, **kwargs)

    air.client = Hanging
    walked = walk(air, 30.0, script=[(5.0, lambda source: source.switch_to(StrapId(second.name, second.address)))])
    assert walked.of(LinkUp)[0].name == second.name
    assert walked.times(LinkUp)[0] - 5.0 < 3.0
    assert not walked.of(LinkDown)


def test_what_the_first_strap_still_sends_after_it_was_let_go_is_not_the_seconds():
    first, second = polar(), stranger()
    second.bpm = 150
    air = Air(first, second)

    def switch(source):
        air.hanging.add("disconnect")  # so the first one goes on sending
        source.switch_to(StrapId(second.name, second.address))

    walked = run(walk_of(air, 60.0, POLAR, [(20.0, switch), (50.0, lambda _: air.hanging.clear())]))
    up = walked.of(LinkUp)[1]
    assert up.name == second.name
    after = [item.payload for item in walked.of(Notification) if item.at_s > up.at_s]
    assert len(after) > 20
    assert {payload[1] >= 150 for payload in after} == {True}
    assert first.sent[-1] not in after


def test_a_system_that_says_connected_of_a_strap_that_is_gone_does_not_keep_it_away(monkeypatch):
    strap = polar(visible=False)
    air = Air(strap)
    as_the_systems_own(monkeypatch, air, (strap.address, strap.name))
    own = air.scanner
    monkeypatch.setattr(
        "coach.sources.bluetooth.discovery.BleakScanner", lambda heard, **_: BleakScanner(heard, backend=own)
    )
    air.scanner = None
    walked = walk(air, 90.0, script=[(60.0, lambda _: strap.appear())])
    tries = [item for item in walked.of(LinkChanged) if item.state is LinkState.CONNECTING]
    assert [item.at_s < 2.0 for item in tries] == [True, False], "one try is enough to know"
    assert walked.times(LinkUp)[0] - 60.0 < 5.0


class Unending:
    """A connect that hangs, and does not give up when it is told to: bleak waits for bluetoothd's answer to that."""

    def __init__(self, air):
        self.given_up = asyncio.Event()
        gave_up = self.given_up

        class Client(air.client):
            async def connect(self, pair, **kwargs):
                try:
                    await asyncio.Event().wait()
                finally:
                    await gave_up.wait()

        self.client = Client


@pytest.mark.parametrize("after_s", [3.0, 25.0], ids=["as it connects", "as it gives up"])
def test_a_walk_ends_within_seconds_whatever_hangs(after_s):
    async def ended():
        loop = asyncio.get_running_loop()
        air = Air(polar())
        unending = Unending(air)
        source = BluetoothLink(
            HEART_RATE, LoopClock(), POLAR, client_backend=unending.client, scanner_backend=air.scanner
        )
        inputs = source.inputs()
        before = asyncio.all_tasks()
        async with air.on():
            reading = asyncio.create_task(_drain(inputs))
            await asyncio.sleep(after_s)
            asked_s = loop.time()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            took_s = loop.time() - asked_s
            unending.given_up.set()
            await asyncio.sleep(10.0)
        return took_s, asyncio.all_tasks() - before

    took_s, left = run(ended())
    assert took_s < 5.0
    assert not left, "what hung is over once the stack answers"


def test_who_is_cancelled_while_the_link_closes_is_cancelled():
    async def cancelled():
        air = Air(polar())
        air.disconnect_s = 2.0
        source = BluetoothLink(HEART_RATE, LoopClock(), POLAR, client_backend=air.client, scanner_backend=air.scanner)
        inputs = source.inputs()
        async with air.on():
            async for item in inputs:
                if isinstance(item, Notification):
                    break
            closing = asyncio.create_task(inputs.aclose())
            await asyncio.sleep(0.5)
            closing.cancel()
            await asyncio.wait([closing])
            await asyncio.sleep(5.0)
        return closing.cancelled(), air.connected

    assert run(cancelled()) == (True, [])


def test_a_link_that_dies_of_our_own_mistake_is_no_silence(monkeypatch):
    def broken(_failures):
        raise ZeroDivisionError

    monkeypatch.setattr("coach.sources.bluetooth.link.backoff.delay_s", broken)
    strap = polar()
    with pytest.raises(ZeroDivisionError):
        walk(Air(strap), 30.0, script=[(5.0, lambda _: strap.drop())])


def test_a_connection_that_fails_is_told_and_tried_again():
    strap = polar()
    air = Air(strap)

    class Failing(air.client):
        tries = 0

        async def connect(self, pair, **kwargs):
            Failing.tries += 1
            if Failing.tries < 4:
                raise BleakError("le-connection-abort-by-local")
            await super().connect(pair, **kwargs)

    air.client = Failing
    walked = walk(air, 30.0)
    assert walked.times(LinkUp)[0] < 12.0
    failed = [item for item in walked.of(LinkChanged) if "connection failed" in str(words_of(item.said))]
    assert [item.attempt for item in failed] == [1, 2, 3]


def test_a_laptop_that_slept_finds_its_strap_again():
    strap = polar()
    air = Air(strap)

    class Sleeper(LoopClock):
        slept_s = 0.0

        def now_s(self):
            return super().now_s() + self.slept_s

    async def slept():
        clock = Sleeper()
        source = BluetoothLink(HEART_RATE, clock, POLAR, client_backend=air.client, scanner_backend=air.scanner)
        heard = []
        async with air.on():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(40.0):
                    async for item in source.inputs():
                        heard.append(item)
                        if len(strap.sent) == 10 and not clock.slept_s:
                            strap.callback = None  # the stack says nothing of it
                            clock.slept_s = 3600.0
        return heard

    heard = run(slept())
    (down,) = [item for item in heard if isinstance(item, LinkDown)]
    assert "silent for 36" in str(words_of(down.said))
    back = next(item.at_s for item in heard if isinstance(item, Notification) and item.at_s > down.at_s)
    assert back - down.at_s < 5.0


def test_a_session_that_does_not_keep_up_loses_the_oldest_and_it_is_logged(caplog):
    air = Air(polar())

    async def forgotten():
        source = BluetoothLink(HEART_RATE, LoopClock(), POLAR, client_backend=air.client, scanner_backend=air.scanner)
        inputs = source.inputs()
        async with air.on():
            first = await anext(inputs)
            await asyncio.sleep(QUEUE_LENGTH + 100)
            second = await anext(inputs)
            await inputs.aclose()
        return first, second

    first, second = run(forgotten())
    assert second.at_s - first.at_s > 90.0
    assert "does not keep up" in caplog.text


async def _seen(air, script=(), after_s=5.0, wanted=POLAR):
    """What is in range, asked for after so many seconds; the seconds that took, and all inputs of 20 s."""
    clock, heard = LoopClock(), []
    source = BluetoothLink(HEART_RATE, clock, wanted, client_backend=air.client, scanner_backend=air.scanner)

    async def drain():
        async for item in source.inputs():
            heard.append(item)  # noqa: PERF401 - it is cancelled before a comprehension would be done

    async with air.on(script):
        reading = asyncio.create_task(drain())
        await asyncio.sleep(after_s)
        seen = await source.straps_in_range()
        took_s = clock.now_s() - after_s
        await asyncio.sleep(20.0 - clock.now_s())
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert not air.scanning
    return [strap.name for strap in seen], took_s, heard


@pytest.mark.parametrize("connected", [True, False])
def test_straps_in_range_are_listed_during_a_walk_without_the_one_in_use(connected):
    air = Air(stranger(), MemoryStrap("Other", "D0:00:00:00:00:01", rssi_dbm=-70), *([polar()] if connected else []))
    seen, _, _ = run(_seen(air, after_s=9.0))
    assert seen == ["Garmin HRM", "Other"]


@pytest.mark.parametrize("drop_s", [5.5, 8.7, 9.05], ids=["as it asks", "as it ends", "after it"])
def test_a_link_that_drops_while_straps_are_listed_is_back_as_soon_as_ever(drop_s):
    mine = polar()
    seen, _, heard = run(_seen(Air(mine, stranger()), [(drop_s, mine.drop)]))
    assert "Garmin HRM" in seen
    troubles = [
        str(words_of(item.said))
        for item in heard
        if isinstance(item, LinkChanged) and "search" in str(words_of(item.said))
    ]
    assert not troubles, "two scans of ours were in each other's way"
    assert [item.at_s for item in heard if isinstance(item, LinkUp)][1] - drop_s < 5.0


@pytest.mark.parametrize("after_s", [0.005, 1.0], ids=["before its scan runs", "as it runs"])
def test_straps_are_listened_for_a_while_when_the_search_has_only_begun(after_s):
    seen, took_s, _ = run(_seen(Air(stranger()), after_s=after_s))
    assert seen == ["Garmin HRM"]
    assert took_s == pytest.approx(4.0 - after_s, abs=0.6)


def test_straps_are_waited_for_when_the_scan_is_slow_to_start():
    air = Air(stranger())

    class Slow(air.scanner):
        async def start(self):
            await asyncio.sleep(6.0)
            await super().start()

    air.scanner = Slow
    seen, took_s, _ = run(_seen(air, after_s=0.5))
    assert seen == ["Garmin HRM"]
    assert took_s == pytest.approx(5.5 + 4.0, abs=0.6)


def test_without_bluetooth_the_list_of_straps_says_so():
    air = Air(stranger())
    air.trouble = BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.POWERED_OFF)
    with pytest.raises(BluetoothError, match="powered_off during scan"):
        run(_seen(air))
