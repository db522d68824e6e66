"""The proof of a strap: real connections over a radio in memory, in virtual time."""

import asyncio
from contextlib import aclosing

import pytest

from coach.domain.wire.sensors import HEART_RATE
from coach.pages.straps import ProofState
from coach.services.strap_proof import NO_STRAP, NOT_HEARD, PROOF_LIMIT_S, BluetoothRadio, prove
from coach.session.straps import StrapSeen
from coach.sources.bluetooth.discovery import Neighbourhood
from coach.sources.bluetooth.link import BluetoothLink
from fixtures.memory_radio import Air, MemoryStrap, as_the_systems_own
from fixtures.virtual_time import LoopClock, run

SEEN = StrapSeen("Polar H10", "A0:00:00:00:00:01", -60, None, True, False, 0.0)


class AirRadio:
    """Real sources over the radio in memory."""

    def __init__(self, air):
        self._air = air

    def source(self, clock, wanted):
        return BluetoothLink(
            HEART_RATE, clock, wanted, client_backend=self._air.client, scanner_backend=self._air.scanner
        )


@pytest.fixture(autouse=True)
def virtual_clock(monkeypatch):
    monkeypatch.setattr("coach.services.strap_proof.RunningClock", LoopClock)


def polar(**changed):
    return MemoryStrap(SEEN.name, SEEN.address, **changed)


def proven(air, script=()):
    async def steps():
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        async with air.on(script):
            seen = [proof async for proof in prove(AirRadio(air), SEEN)]
        return seen, loop.time() - began_s

    seen, took_s = run(steps())
    assert not air.connected
    assert not air.scanning
    return seen, took_s


def test_five_beats_prove_a_strap_and_tell_what_it_is():
    seen, took_s = proven(Air(polar()))
    last = seen[-1]
    assert (last.state, last.readings, last.battery_percent) == (ProofState.PROVEN, 5, 80)
    assert (last.manufacturer, last.location) == ("Polar Electro", "chest")
    assert took_s < 10.0
    states = list(dict.fromkeys(proof.state for proof in seen))
    assert states == [ProofState.CONNECTING, ProofState.LISTENING, ProofState.BEATING, ProofState.PROVEN]


@pytest.mark.parametrize(
    ("strap", "told"),
    [
        (polar(talking=False), "sends no heart beats"),
        (polar(bpm=0), "sends no heart beats"),
        (polar(contact=False), "sends no heart beats"),
        (polar(bpm=253), "sends no heart beats"),
        (polar(visible=False), "could not be reached"),
    ],
    ids=["silent", "zeros", "no contact", "static", "away"],
)
def test_what_sends_no_beats_fails_in_time_with_what_to_do(strap, told):
    seen, took_s = proven(Air(strap))
    assert seen[-1].state is ProofState.FAILED
    assert told in seen[-1].text
    assert "try again" in seen[-1].text
    assert took_s == pytest.approx(PROOF_LIMIT_S, abs=1.5)


def test_a_device_without_heart_rate_fails_at_once():
    seen, took_s = proven(Air(polar(has_heart_rate=False)))
    assert (seen[-1].state, seen[-1].text) == (ProofState.FAILED, NO_STRAP)
    assert took_s < 5.0


def test_a_strap_that_went_away_is_not_heard_and_no_other_is_taken():
    other = MemoryStrap("Garmin", "B0:00:00:00:00:02")
    seen, _ = proven(Air(other))
    assert NOT_HEARD in [proof.text for proof in seen]
    assert seen[-1].state is ProofState.FAILED
    assert not other.sent


def test_a_link_that_drops_meanwhile_is_got_back():
    strap = polar()
    seen, _ = proven(Air(strap), [(4.0, strap.drop)])
    assert seen[-1].state is ProofState.PROVEN
    assert any("was lost" in proof.text for proof in seen)


def test_beats_count_in_a_row_and_over_one_link():
    dropping, drying = polar(), polar()
    seen, _ = proven(Air(dropping), [(4.0, dropping.drop)])
    assert [proof.readings for proof in seen if proof.state is ProofState.CONNECTING][-1] == 0
    seen, _ = proven(Air(drying), [(3.5, lambda: drying.raw.append(b"\x00\x00"))])
    is_counted = [proof.readings for proof in seen if proof.state in {ProofState.BEATING, ProofState.LISTENING}]
    assert is_counted[is_counted.index(1) + 1 :].count(0) == 1
    assert seen[-1].state is ProofState.PROVEN


def test_leaving_in_the_middle_lets_go_of_the_strap():
    air = Air(polar())

    async def left():
        async with air.on(), aclosing(prove(AirRadio(air), SEEN)) as steps:
            async for proof in steps:
                if proof.readings == 2:
                    break

    run(left())
    assert not air.connected


def lists_of(air, seconds, script=()):
    """Each list, with the seconds after which it was told."""

    async def watched():
        loop = asyncio.get_running_loop()
        began_s, lists = loop.time(), []
        async with air.on(script), aclosing(BluetoothRadio().straps(everything=False)) as seen:
            async for straps in seen:
                lists.append((loop.time() - began_s, [strap.name for strap in straps]))
                if loop.time() - began_s > seconds:
                    break
        return lists

    lists = run(watched())
    assert not air.scanning
    return lists


@pytest.fixture
def list_clock(monkeypatch):
    monkeypatch.setattr(
        "coach.services.strap_proof.Neighbourhood", lambda: Neighbourhood(lambda: asyncio.get_running_loop().time())
    )


def test_the_list_is_told_again_and_again_and_leaving_it_stops_the_scan(monkeypatch, list_clock):
    air = Air(polar(), MemoryStrap("Garmin", "B0:00:00:00:00:02", rssi_dbm=-40))
    as_the_systems_own(monkeypatch, air)
    lists = lists_of(air, 5.0)
    assert lists[0][1] == []
    assert lists[-1][1] == ["Garmin", "Polar H10"]


def test_what_is_connected_here_or_told_once_a_scan_stays_in_the_list(monkeypatch, list_clock):
    air = Air(MemoryStrap("Garmin", "B0:00:00:00:00:02"))

    class Once(air.scanner):
        def hear(self, strap):
            if strap not in self.told:
                self.told.append(strap)
                super().hear(strap)

        async def start(self):
            self.told = []
            await super().start()

    air.scanner = Once
    as_the_systems_own(monkeypatch, air, (SEEN.address, SEEN.name))
    assert all(names == ["Garmin", "Polar H10"] for at_s, names in lists_of(air, 60.0) if at_s > 3.0)


def test_a_list_survives_bluetooth_off_and_on_under_its_scan(monkeypatch, list_clock):
    air = Air(polar(visible=False))
    as_the_systems_own(monkeypatch, air)

    def off_and_on():
        air.power_off()
        air.power_on()

    lists = lists_of(air, 15.0, [(1.0, off_and_on), (2.0, air.straps[0].appear)])
    assert lists[-1][1] == ["Polar H10"]
