"""The strap over bleak's own API and a radio in memory: every known fault, with what was recorded and what was said."""

import asyncio
import itertools
from contextlib import aclosing

import pytest
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError

from coach.domain.pacing.cue import Cue
from coach.domain.wire import foot_pod
from coach.domain.wire.sensors import FOOT_POD, HEART_RATE
from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.events import (
    BatteryLow,
    LinkStateChanged,
    MeasurementRejected,
    SignalChanged,
    SignalWeak,
)
from coach.session.inputs import (
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    Notification,
    SensorInput,
    SignalStrengthRead,
)
from coach.session.link_facts import LinkFactKind
from coach.session.link_words import words_of
from coach.session.straps import StrapDetails, StrapId
from coach.sources.bluetooth.backoff import CAP_S
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink
from coach.sources.several import Several
from fixtures.memory_radio import Air, MemoryStrap
from fixtures.virtual_time import LoopClock, run
from tests.support.strap_walks import POLAR, polar, stranger, walk, walk_of


def test_a_walk_finds_its_strap_and_hears_every_beat():
    strap = polar()
    walked = walk(Air(strap), 60.0)
    assert walked.payloads == strap.sent
    assert walked.states[:4] == [LinkState.CONNECTING, LinkState.SUBSCRIBING, LinkState.LIVE]
    assert walked.times(LinkUp)[0] < 2.5
    assert walked.summary.z2_s > 45.0
    assert walked.summary.dropouts.count == 0
    assert walked.source.details == StrapDetails("Polar Electro", "chest")
    assert [item.percent for item in walked.of(BatteryRead)] == [80]
    assert [item.rssi_dbm for item in walked.of(SignalStrengthRead)] == [-60]


def test_a_dropped_link_is_back_within_seconds_and_earns_nothing_meanwhile():
    strap = polar()
    walked = walk(Air(strap), 90.0, script=[(40.0, lambda _: strap.drop())])
    (down,), ups = walked.times(LinkDown), walked.times(LinkUp)
    assert down == pytest.approx(40.0, abs=0.6)
    assert ups[1] - down < 5.0
    assert walked.states.count(LinkState.LOST) == 1
    assert walked.states[-1] is LinkState.LIVE
    assert strap.subscriptions == 2, "notifications have to be asked for again"
    assert walked.summary.dropouts.count == 1


def test_a_strap_that_is_gone_for_a_minute_is_taken_again_when_it_returns():
    strap = polar()
    script = [(30.0, lambda _: strap.vanish()), (90.0, lambda _: strap.appear())]
    walked = walk(Air(strap), 120.0, script=script)
    ups = walked.times(LinkUp)
    assert ups[1] - 90.0 < 5.0
    assert walked.summary.dropouts.seconds == pytest.approx(ups[1] - 30.0, abs=3.0)
    assert walked.cues.count(Cue.SIGNAL_LOST) == 1
    assert Cue.SIGNAL_BACK in walked.cues
    gap = [item for item in walked.of(Notification) if 31.0 < item.at_s < 90.0]
    assert not gap


def test_connected_but_silent_is_stale_after_5_s_and_torn_down_after_10():
    strap = polar()

    def silence(_source):
        strap.talking = False

    def talk(_source):
        strap.talking = True

    walked = walk(Air(strap), 90.0, script=[(30.0, silence), (50.0, talk)])
    last_s = max(at_s for at_s in walked.times(Notification) if at_s < 31.0)
    stale = [item.at_s for item in walked.of(LinkChanged) if item.state is LinkState.STALE]
    assert stale[0] - last_s == pytest.approx(5.0, abs=0.6)
    downs = walked.of(LinkDown)
    assert downs[0].at_s - last_s == pytest.approx(10.0, abs=0.6)
    assert "silent for 10 s" in str(words_of(downs[0].said))
    assert strap.subscriptions >= 2
    back = [at_s for at_s in walked.times(Notification) if at_s > 50.0]
    assert back[0] - 50.0 < 5.0
    assert "stale" in walked.signals
    assert walked.states[-1] is LinkState.LIVE


def every(strap, every_s, seconds):
    """A script by which a strap sends one packet each so many seconds."""
    for due_s in range(every_s, seconds, every_s):
        yield (due_s - 0.5, lambda _: setattr(strap, "talking", True))
        yield (due_s + 0.5, lambda _: setattr(strap, "talking", False))


@pytest.mark.parametrize("every_s", [3, 5, 9, 12])
def test_a_strap_that_sends_seldom_is_not_reconnected_for_it(every_s):
    strap = polar(talking=False)
    walked = walk(Air(strap), 300.0, script=list(every(strap, every_s, 300)), fresh_s=15.0)
    begun_s = walked.times(Notification)[0]
    assert [at_s for at_s in walked.times(LinkDown) if at_s > begun_s] == []
    assert len(walked.times(LinkDown)) <= 1, "the first packet may come later than a silent strap is waited for"
    assert len(walked.payloads) >= 300 // every_s - 2
    assert walked.summary.believed_s > 150.0


def test_a_strap_that_begins_to_send_seldom_is_reconnected_once():
    strap = polar()
    slow = [(at_s + 60.0, act) for at_s, act in every(strap, 12, 240)]
    walked = walk(Air(strap), 300.0, script=[(60.0, lambda _: setattr(strap, "talking", False)), *slow], fresh_s=15.0)
    assert len(walked.times(LinkDown)) <= 2
    assert max(walked.times(LinkDown)) < 90.0


def test_a_strap_silent_from_the_start_is_given_ten_seconds_and_then_fifteen():
    strap = polar(talking=False)
    walked = walk(Air(strap), 100.0)
    kept = [down - up for up, down in zip(walked.times(LinkUp), walked.times(LinkDown), strict=False)]
    assert kept == pytest.approx([10.0] + 5 * [15.0], abs=0.6)


@pytest.mark.parametrize("off_s", [30.0, 0.5], ids=["while it walks", "while it searches"])
def test_bluetooth_off_and_on(off_s):
    strap = polar()
    air = Air(strap)
    walked = walk(air, 80.0, script=[(off_s, lambda _: air.power_off()), (50.0, lambda _: air.power_on())])
    assert LinkState.ADAPTER_OFF in walked.states
    told = next(event for event in walked.said(LinkStateChanged) if event.state is LinkState.ADAPTER_OFF)
    assert "switch it on" in str(words_of(told.said))
    assert walked.states.count(LinkState.ADAPTER_OFF) == 1, "the same trouble is told once"
    ups = [at_s for at_s in walked.times(LinkUp) if at_s > 50.0]
    assert ups[0] - 50.0 < 7.0
    assert walked.times(Notification)[-1] > 78.0


def test_bluetooth_that_goes_off_under_a_search_is_noticed():
    air = Air()
    script = [(1.0, lambda _: air.power_off()), (20.0, lambda _: air.power_on())]
    strap = polar()
    air.straps.append(strap)
    strap.visible = False
    script.append((25.0, lambda _: strap.appear()))
    walked = walk(air, 60.0, script=script)
    assert LinkState.ADAPTER_OFF in walked.states
    assert walked.times(LinkUp)[0] - 25.0 < 5.0


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (FileNotFoundError(2, "No such file"), LinkState.NO_SERVICE),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []), LinkState.NO_SERVICE),
        (BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.NO_BLUETOOTH), LinkState.NO_ADAPTER),
        (BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.DENIED_BY_USER), LinkState.NOT_PERMITTED),
    ],
)
def test_what_a_system_without_bluetooth_raises_is_told_once_and_tried_again(error, state):
    air = Air(polar())
    air.trouble = error
    walked = walk(air, 40.0, script=[(20.0, lambda _: air.power_on())])
    assert walked.states[0] is state
    assert walked.states.count(state) == 1
    attempts = [item.attempt for item in walked.of(LinkChanged) if item.state is state]
    assert attempts == list(range(1, len(attempts) + 1))
    assert walked.times(LinkUp)[0] - 20.0 < 6.0


def test_whatever_the_stack_raises_the_strap_comes_back():
    air = Air(polar())
    air.trouble = AssertionError("the stack's own mistake")
    walked = walk(air, 30.0, script=[(10.0, lambda _: air.power_on())])
    assert walked.times(LinkUp)
    assert walked.summary.readings > 10


def test_the_remembered_strap_is_used_though_a_stranger_is_nearer():
    mine, theirs = polar(rssi_dbm=-85), stranger()
    walked = walk(Air(theirs, mine), 30.0)
    assert walked.payloads == mine.sent
    assert not theirs.sent


def test_a_stranger_is_never_taken_when_the_remembered_one_is_away():
    theirs = stranger()
    walked = walk(Air(theirs), 60.0)
    assert not theirs.sent
    assert not walked.of(LinkUp)
    asked = next(event for event in walked.said(LinkStateChanged) if event.state is LinkState.CHOOSE)
    assert asked.at_s == pytest.approx(10.0, abs=1.0)
    assert "Polar H10 AAAA is not here; in range: Garmin HRM." in str(words_of(asked.said))


def test_a_stranger_of_the_same_name_is_not_the_remembered_one():
    namesake = MemoryStrap(POLAR.name, "C0:00:00:00:00:09", rssi_dbm=-40)
    walked = walk(Air(namesake), 30.0)
    assert not namesake.sent
    assert LinkState.CHOOSE in walked.states


def test_a_strap_of_that_name_with_another_address_is_asked_about():
    walked = walk(Air(MemoryStrap(POLAR.name, "C0:00:00:00:00:09")), 30.0)
    (asked,) = [event for event in walked.said(LinkStateChanged) if event.state is LinkState.CHOOSE]
    assert "of that name with another address; is it yours? Choose it with s." in str(words_of(asked.said))


def test_a_name_that_two_straps_have_is_asked_about():
    first, second = MemoryStrap("HRM-Dual", "C0:00:00:00:00:01"), MemoryStrap("HRM-Dual", "C0:00:00:00:00:02")
    walked = walk(Air(first, second), 30.0, WantedDevice("hrm-dual"))
    assert not first.sent
    assert not second.sent
    assert "Several straps are called hrm-dual" in str(words_of(walked.said(LinkStateChanged)[-1].said))


def test_the_beginning_of_a_name_will_do_and_is_settled_for_the_whole_walk():
    mine = polar()
    late = MemoryStrap("Polar H10 BBBB", "C0:00:00:00:00:03", rssi_dbm=-30, visible=False)
    script = [(20.0, lambda _: late.appear()), (30.0, lambda _: mine.drop())]
    walked = walk(Air(mine, late), 60.0, WantedDevice("polar h10"), script)
    assert walked.payloads == mine.sent
    assert not late.sent


def test_a_strap_that_does_not_advertise_its_service_is_found():
    strap = polar(says_service=False)
    walked = walk(Air(strap), 20.0)
    assert walked.payloads == strap.sent
    assert len(strap.sent) > 10


def test_a_device_without_heart_rate_is_told_and_not_pestered():
    phones = polar(has_heart_rate=False)
    air = Air(phones)
    walked = walk(air, 100.0)
    told = [event for event in walked.said(LinkStateChanged) if event.state is LinkState.CHOOSE]
    assert "sends no heart rate" in str(words_of(told[0].said))
    assert air.clients == pytest.approx(1 + 100 / 32, abs=1)
    assert not walked.payloads


def test_what_was_not_read_at_first_is_looked_at_once_more():
    strap = polar(has_heart_rate=False)
    script = [(2.0, lambda _: setattr(strap, "has_heart_rate", True))]
    walked = walk(Air(strap), 20.0, script=script)
    assert LinkState.CHOOSE not in walked.states
    assert walked.times(LinkUp)[0] < 5.0


def test_after_a_device_without_heart_rate_another_is_taken_at_once():
    phones, mine = polar(has_heart_rate=False), stranger()
    walked = walk(
        Air(phones, mine), 30.0, script=[(10.0, lambda source: source.switch_to(StrapId(mine.name, mine.address)))]
    )
    assert walked.times(LinkUp)[0] - 10.0 < 3.0


def test_contact_off_and_on():
    """The beats of this strap are flawless all along, so they outvote its bit after 15 s."""
    strap = polar()

    def contact(value):
        def act(_source):
            strap.contact = value

        return act

    walked = walk(Air(strap), 90.0, script=[(30.0, contact(False)), (50.0, contact(True))])
    assert walked.payloads == strap.sent
    assert "no_contact" in walked.signals
    assert "live" in walked.signals[walked.signals.index("no_contact") :]
    off = next(event.at_s for event in walked.said(SignalChanged) if event.after.value == "no_contact")
    assert off == pytest.approx(30.0, abs=1.1)
    assert walked.summary.dropouts.seconds == pytest.approx(15.0, abs=2.0)
    assert walked.states.count(LinkState.LIVE) == 1, "the link stays"


def test_zeros_are_no_heart_rate_and_keep_the_link():
    strap = polar()

    def beat(bpm):
        def act(_source):
            strap.bpm = bpm

        return act

    walked = walk(Air(strap), 90.0, script=[(30.0, beat(0)), (50.0, beat(125))])
    assert walked.payloads == strap.sent
    assert "no_contact" in walked.signals
    assert walked.summary.z2_s < 72.0
    assert walked.states.count(LinkState.LIVE) == 1


def test_payloads_that_are_no_measurement_are_recorded_told_and_survived():
    odd = [b"", b"\x01\x46", bytes([0x10, 0x7D, 0x8A, 0x03, 0x44])]
    strap = polar()
    walked = walk(Air(strap), 60.0, script=[(30.0, lambda _: strap.raw.extend(odd))])
    assert walked.payloads == strap.sent
    assert set(odd) <= set(walked.payloads)
    assert [event.problem.value for event in walked.said(MeasurementRejected)] == ["empty", "too_short", "odd_tail"]
    assert walked.states.count(LinkState.LIVE) == 1
    assert walked.summary.rejected == 2
    assert walked.summary.z2_s > 45.0


def test_a_stack_that_tells_everything_twice_doubles_nothing():
    strap = polar()
    air = Air(strap)

    class Twice(air.client):
        async def start_notify(self, characteristic, callback, **kwargs):
            def both(data):
                callback(data)
                callback(data)

            await super().start_notify(characteristic, both, **kwargs)

    air.client = Twice
    doubled = run(walk_of(air, 60.0, POLAR, ()))
    assert len(doubled.payloads) == 2 * len(strap.sent)
    assert 45.0 < doubled.summary.z2_s < 60.0


@pytest.mark.parametrize("shape", [{"wide": True}, {"rr": False, "contact": None}], ids=["16 bit", "no RR"])
def test_other_shapes_of_measurement(shape):
    strap = polar(**shape)
    walked = walk(Air(strap), 60.0)
    assert walked.payloads == strap.sent
    assert walked.summary.z2_s > 40.0
    assert 124 < walked.summary.mean_bpm < 129


def test_a_walk_begins_before_its_strap_and_picks_it_up_late():
    strap = polar(visible=False)
    walked = walk(Air(strap), 150.0, script=[(90.0, lambda _: strap.appear())])
    assert walked.times(LinkUp)[0] - 90.0 < 5.0
    assert walked.summary.elapsed_s == pytest.approx(150.0, abs=0.5)
    assert walked.summary.z2_s < 60.0
    searching = [item for item in walked.of(LinkChanged) if item.state is LinkState.SEARCHING]
    assert len(searching) == 1, "a search that goes on is one search"


def test_a_strap_that_is_heard_just_when_others_are_offered_is_not_called_absent():
    strap = polar(visible=False)
    walked = walk(Air(strap), 30.0, WantedDevice("Polar"), [(9.2, lambda _: strap.appear())])
    assert LinkState.CHOOSE not in walked.states
    assert walked.of(LinkUp)


def test_another_strap_is_taken_in_the_middle():
    first, second = polar(), stranger()
    second.bpm = 128
    air = Air(first, second)

    def switch(source):
        air.disconnect_s = 2.5
        source.switch_to(StrapId(second.name, second.address))

    def quick_again(_source):
        air.disconnect_s = 0.0

    walked = walk(air, 90.0, script=[(40.0, switch), (60.0, quick_again)])
    assert walked.payloads == first.sent + second.sent
    assert len(second.sent) > 40
    ups, (down,) = walked.of(LinkUp), walked.of(LinkDown)
    assert [up.name for up in ups] == [first.name, second.name]
    assert str(words_of(down.said)) == "Another strap was chosen."
    assert ups[1].at_s - down.at_s < 3.0
    stray = [item for item in walked.of(Notification) if down.at_s < item.at_s < ups[1].at_s]
    assert not stray, "the first strap was heard after it was let go"
    told = [
        str(words_of(item.said))
        for item in walked.of(LinkChanged)
        if item.at_s > 40.0 and item.state is LinkState.SEARCHING
    ]
    assert told == ["Looking for Garmin HRM. Is it on, and wet?"]
    assert walked.summary.elapsed_s == pytest.approx(90.0, abs=0.5)


def test_a_switch_while_it_searches_costs_one_connection():
    mine = stranger()
    air = Air(mine)
    walked = walk(air, 30.0, script=[(5.0, lambda source: source.switch_to(StrapId(mine.name, mine.address)))])
    assert air.clients == 1
    assert not walked.of(LinkDown)
    assert {item.attempt for item in walked.of(LinkChanged)} == {1}


def test_a_switch_while_bluetooth_is_off_is_one_more_try_and_kept_for_later():
    first, second = polar(), stranger()
    air = Air(first, second)

    def switch(source):
        source.switch_to(StrapId(second.name, second.address))
        air.power_off()

    walked = walk(air, 60.0, script=[(20.0, switch), (40.0, lambda _: air.power_on())])
    tries = [item for item in walked.of(LinkChanged) if item.state is LinkState.ADAPTER_OFF]
    assert len(tries) == pytest.approx(20.0 / CAP_S, abs=3)
    assert walked.of(LinkUp)[-1].name == second.name
    assert walked.times(LinkUp)[-1] - 40.0 < 5.0


def test_without_a_strap_chosen_it_lists_and_waits():
    mine = stranger()
    script = [(15.0, lambda source: source.switch_to(StrapId(mine.name, mine.address)))]
    walked = walk(Air(mine), 30.0, None, script)
    asked = next(event for event in walked.said(LinkStateChanged) if event.state is LinkState.CHOOSE)
    assert str(words_of(asked.said)) == "No strap is chosen yet; in range: Garmin HRM. Choose with s."
    assert walked.times(LinkUp)[0] - 15.0 < 3.0


def test_a_low_battery_and_a_weak_signal_are_told_once():
    strap = polar(battery=9, rssi_dbm=-93)
    script = [(at_s, lambda _: strap.drop()) for at_s in (20.0, 40.0)]
    walked = walk(Air(strap), 60.0, script=script)
    assert [event.percent for event in walked.said(BatteryLow)] == [9]
    assert [event.rssi_dbm for event in walked.said(SignalWeak)] == [-93]
    assert len(walked.of(BatteryRead)) == len(walked.of(SignalStrengthRead)) == 3, "but recorded each time"


def test_a_strap_that_tells_nothing_of_itself_is_as_good():
    strap = polar(battery=None)
    strap.values.clear()
    walked = walk(Air(strap), 20.0)
    assert walked.payloads == strap.sent
    assert walked.source.details == StrapDetails()


# A sensor beside the strap

POD = WantedDevice("Pod 12", "C0:00:00:00:00:03")


def pod(**changed):
    return MemoryStrap(
        POD.name, POD.address, service=foot_pod.SERVICE, characteristic=foot_pod.MEASUREMENT, battery=None, **changed
    )


async def side_by_side(air, seconds, script=()):
    clock = LoopClock()
    links = [
        BluetoothLink(sensor, clock, wanted, client_backend=air.client, scanner_backend=air.scanner)
        for sensor, wanted in ((HEART_RATE, POLAR), (FOOT_POD, POD))
    ]
    heard = []

    async def listen():
        async with aclosing(Several(*links).inputs()) as inputs:
            async for item in inputs:
                heard.append(item)  # noqa: PERF401 - what was heard until it is cancelled

    async with air.on(script):
        listening = asyncio.create_task(listen())
        await asyncio.sleep(seconds)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    return heard, links


def test_two_sensors_run_side_by_side_and_one_that_drops_leaves_the_other_alone():
    mine, foot = polar(), pod()
    heard, _ = run(side_by_side(Air(mine, foot), 60.0, [(20.0, foot.vanish), (35.0, foot.appear)]))
    assert [item.at_s for item in heard] == sorted(item.at_s for item in heard)
    beats = [item.at_s for item in heard if isinstance(item, Notification) and item.of_the_heart]
    steps = [item for item in heard if isinstance(item, Notification) and item.sensor == "foot_pod"]
    assert max(b - a for a, b in itertools.pairwise(beats)) < 1.5
    assert {item.characteristic for item in steps} == {foot_pod.MEASUREMENT}
    assert [item.payload for item in steps] == foot.sent[: len(steps)]
    assert len(steps) >= len(foot.sent) - 1
    downs = [item for item in heard if isinstance(item, LinkDown)]
    assert [(item.sensor, item.said.kind) for item in downs] == [("foot_pod", LinkFactKind.LOST)]
    assert max(item.at_s for item in steps) > 50.0, "it came back"


def test_everything_a_link_says_names_its_sensor():
    heard, _ = run(side_by_side(Air(pod()), 30.0))
    assert {item.sensor for item in heard if isinstance(item, LinkUp | Notification)} == {"foot_pod"}
    assert all(isinstance(item, SensorInput) for item in heard)


def test_a_link_lends_a_writer_while_it_stands():
    mine = pod()

    async def written(air):
        link = BluetoothLink(FOOT_POD, LoopClock(), POD, client_backend=air.client, scanner_backend=air.scanner)
        async with air.on(), aclosing(link.inputs()) as inputs:
            with pytest.raises(BluetoothError):
                await link.write(0x2A53, b"\x00")
            async for item in inputs:
                if isinstance(item, Notification):
                    break
            await link.write(0x2A53, b"\x01\x02")
            mine.drop()
            with pytest.raises(BluetoothError):
                await link.write(0x2A53, b"\x03")

    run(written(Air(mine)))
    assert mine.written == [("00002a53-0000-1000-8000-00805f9b34fb", b"\x01\x02")]


def test_a_write_that_cannot_be_ends_by_itself_and_never_reaches_another_device():
    mine, other = pod(), MemoryStrap("Pod 13", "C0:00:00:00:00:04", service=foot_pod.SERVICE, characteristic=0x2A53)
    air = Air(mine, other)

    async def written():
        link = BluetoothLink(FOOT_POD, LoopClock(), POD, client_backend=air.client, scanner_backend=air.scanner)
        clock = asyncio.get_running_loop()
        async with air.on(), aclosing(link.inputs()) as inputs:
            async for item in inputs:
                if isinstance(item, Notification):
                    break
            air.hanging.add("write")
            began_s = clock.time()
            with pytest.raises(BluetoothError) as late:
                await link.write(0x2A53, b"\x01")
            assert (late.value.problem, late.value.during) == (BluetoothProblem.NO_ANSWER, During.WRITE)
            assert clock.time() - began_s < 12.0
            clock.call_later(1.0, mine.drop)
            began_s = clock.time()
            with pytest.raises(BluetoothError):
                await link.write(0x2A53, b"\x02")
            assert clock.time() - began_s < 5.0, "a lost link is not waited for"
            air.hanging.discard("write")
            async for item in inputs:
                if isinstance(item, LinkUp):
                    break
            air.disconnect_s = 3.0
            link.switch_to(StrapId(other.name, other.address))
            for _ in range(4):
                with pytest.raises(BluetoothError):
                    await link.write(0x2A53, b"\x03")
                await asyncio.sleep(0.5)

    run(written())
    assert mine.written == other.written == []


@pytest.mark.parametrize("dropped_s", [20.0 + step * 0.7 for step in range(8)])
def test_a_pod_that_is_searched_for_does_not_keep_the_strap_waiting(dropped_s):
    mine = polar()
    heard, _ = run(side_by_side(Air(mine), 50.0, [(dropped_s, mine.drop)]))
    ups = [item.at_s for item in heard if isinstance(item, LinkUp)]
    assert len(ups) == 2
    assert ups[1] - dropped_s < 5.0
