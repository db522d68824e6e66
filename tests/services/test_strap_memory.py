"""A strap chosen in the middle of a walk: remembered when it has proven itself, and only where none was."""

import asyncio

import pytest

from coach.config import RememberedStrap, load_profile, this_system
from coach.config.profile_writing import save_profile
from coach.domain.wire.sensors import HEART_RATE
from coach.domain.workout.steps import WorkoutKind
from coach.errors import StoreError, StoreProblem
from coach.services.facade import DiaryServices
from coach.session.commands import SwitchStrap
from coach.session.inputs import EndReason
from coach.session.straps import StrapId
from coach.sources.bluetooth.link import BluetoothLink
from fixtures.memory_radio import Air
from fixtures.virtual_time import LoopClock, run
from tests.support.strap_walks import polar, stranger


class AirRadio:
    def __init__(self, air):
        self._air = air

    def source(self, clock, wanted):
        return BluetoothLink(
            HEART_RATE, clock, wanted, client_backend=self._air.client, scanner_backend=self._air.scanner
        )


def walked(diary, air, script, seconds=60.0):
    """The remembered strap's name, each second of a walk in which straps are chosen at these times."""

    async def walk():
        services = DiaryServices(diary, None, radio=AirRadio(air), clock=lambda _start_s: LoopClock(), audible=False)
        setup = await services.start_walk(await services.prescription(WorkoutKind.FREE, None))
        loop = asyncio.get_running_loop()
        for at_s, strap in script:
            loop.call_later(at_s, setup.host.send, SwitchStrap(StrapId(strap.name, strap.address)))
        host = setup.host
        kept = []
        async with air.on():
            running = asyncio.create_task(host.run())
            for _ in range(int(seconds)):
                await asyncio.sleep(1.0)
                known = load_profile(diary.folders.profile_file).strap
                kept.append(None if known is None else known.name)
            host.end(EndReason.STOPPED)
            await running
        services.close()
        return kept

    return run(walk())


def test_a_chosen_strap_is_remembered_when_its_beats_have_arrived(diary):
    mine = polar()
    kept = walked(diary, Air(mine), [(10.0, mine)])
    assert kept[12] is None, "not at the key press"
    assert kept[-1] == mine.name
    assert load_profile(diary.folders.profile_file).strap == RememberedStrap(mine.name, mine.address, this_system())


def test_the_neighbours_strap_taken_by_mistake_gives_way_to_ones_own(diary):
    mine, theirs = polar(), stranger()
    kept = walked(diary, Air(mine, theirs), [(5.0, theirs), (30.0, mine)])
    assert kept[25] == theirs.name
    assert kept[-1] == mine.name


@pytest.mark.parametrize("useless", [{"contact": False}, {"bpm": 0}, {"talking": False}, {"visible": False}])
def test_a_strap_without_beats_is_not_remembered(diary, useless):
    mine = polar(**useless)
    assert set(walked(diary, Air(mine), [(5.0, mine)])) == {None}


def test_a_spare_strap_does_not_replace_ones_own(diary):
    mine, spare = polar(visible=False), stranger()
    diary.profile = diary.profile.__class__(strap=RememberedStrap(mine.name, mine.address, this_system()))
    save_profile(diary.folders.profile_file, diary.profile)
    assert set(walked(diary, Air(mine, spare), [(5.0, spare)])) == {mine.name}
    assert spare.sent


def test_a_disk_that_takes_nothing_does_not_end_the_walk(diary, monkeypatch, caplog):
    def full(*_args):
        raise StoreError(StoreProblem.DISK_FULL)

    monkeypatch.setattr("coach.services.profile.save_profile", full)
    mine = polar()
    walked(diary, Air(mine), [(5.0, mine)])
    assert len(mine.sent) > 45
    assert "could not be remembered: disk_full" in caplog.text
