"""Walks under way: where their heart rate comes from, and what becomes of them when they are over."""

import asyncio
import json
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from coach.config import Profile, RememberedStrap, this_system
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import HostError, HostProblem
from coach.services.strap_proof import PROOF_BEATS
from coach.services.walks import HeartSource, Walks
from coach.session.commands import SwitchStrap
from coach.session.inputs import EndReason, LinkUp, Notification, Reading, SessionEnded
from coach.session.line_codec import parse_header
from coach.session.plan import SessionPlan
from coach.session.straps import StrapDetails, StrapId
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.simulator import SIMULATED_SEED
from coach.store.file_lock import is_locked
from fixtures.virtual_time import LoopClock, run
from tests.support.fake_radio import FakeRadio
from tests.support.manual_clock import ManualClock
from tests.support.recorded_walks import record
from tests.support.sessions import STEADY

MINE = WantedDevice("Polar H10 1234", "AA:BB:CC:00:11:22")
SPARE = StrapId("Garmin HRM", "BB:00:00:00:00:02")
HALF_A_MINUTE = SessionPlan(Workout(WorkoutKind.FREE, (Step(StepKind.FREE, 30.0),)), TYPICAL_ZONES)


@pytest.fixture
def walks_of(recorded):
    """Makes the walks of a program, which leaves them when the test is over."""
    made = []

    def make(radio=None, *, remember=pytest.fail, clock=lambda _start_s: ManualClock(), audible=False):
        made.append(Walks(recorded, radio or FakeRadio(), remember, pytest.fail, clock=clock, audible=audible))
        return made[-1]

    yield make
    for walks in made:
        walks.close()


def walked(walks, begun, *, seconds=700.0):
    """What a walk of so many seconds writes into its recording, without walking it."""
    sink = walks._open[begun.session.session_id][1]
    sink.write(Reading(at_s=1.0, bpm=120))
    sink.write(SessionEnded(at_s=seconds, reason=EndReason.FINISHED))


@pytest.mark.parametrize(
    ("heart", "origin"),
    [
        (HeartSource(MINE), {"kind": "strap", "name": MINE.name, "address": MINE.address}),
        (HeartSource(), {"kind": "strap"}),
        (HeartSource(simulated=True), {"kind": "simulator", "seed": SIMULATED_SEED}),
    ],
    ids=["strap", "to be chosen", "simulated"],
)
def test_a_recording_says_where_its_heart_rate_comes_from_and_only_a_strap_asks_the_radio(walks_of, heart, origin):
    radio = FakeRadio()
    begun = walks_of(radio).begin(STEADY, heart)
    header = parse_header(begun.recording.read_text(encoding="utf-8").splitlines()[0])
    assert dict(header.source) == origin
    assert SessionPlan.from_json(header.session) == STEADY
    assert radio.wanted == ([] if heart.simulated else [heart.wanted])
    assert begun.host.has_strap is not heart.simulated
    assert (begun.begins, begun.host.latest.at_s) == (True, 0.0)


def test_a_walk_that_goes_on_has_the_gap_behind_it_as_a_pause(diary, recorded, walks_of, home):
    now = diary.now()
    diary.now = lambda: now
    stem = record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    started = []

    def clock_from(start_s):
        started.append(start_s)
        return ManualClock()

    walks = walks_of(clock=clock_from)
    going = walks.go_on(recorded.can_go_on(), HeartSource())
    assert (going.session.session_id, going.begins, walks.is_open(stem)) == (stem, False, True)
    (start_s,) = started
    assert start_s == pytest.approx(1200, abs=5), "its clock starts where the walk stands"
    stands = going.host.latest
    assert (stands.at_s, stands.moving_s, stands.paused) == (start_s, pytest.approx(599, abs=1), False)


def test_a_walk_is_open_until_it_is_kept_and_then_its_recording_is_let_go(walks_of):
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    walk_id = begun.session.session_id
    assert walks.is_open(walk_id)
    assert is_locked(begun.recording)
    walked(walks, begun)
    kept = walks.keep(walk_id)
    assert (kept.session_id, kept.summary.moving_s) == (walk_id, 700.0)
    assert not walks.is_open(walk_id)
    assert not is_locked(begun.recording)


def test_a_walk_that_runs_here_is_neither_offered_nor_gone_on_with_a_second_time(recorded, walks_of, home):
    record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    item = recorded.can_go_on()
    first, other = walks_of(), walks_of()
    first.go_on(item, HeartSource())
    assert recorded.can_go_on() is None
    with pytest.raises(HostError) as caught:
        other.go_on(item, HeartSource())
    assert caught.value.problem is HostProblem.RUNS_ALREADY
    assert not other.is_open(item.recording.stem)
    assert first.is_open(item.recording.stem)


def test_a_walk_with_nothing_in_it_is_forgotten(diary, walks_of):
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    assert walks.keep(begun.session.session_id) is None
    assert diary.history.sessions() == ()
    assert not walks.is_open(begun.session.session_id)


def test_leaving_the_program_keeps_the_walk_that_is_open(diary, walks_of):
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    walked(walks, begun, seconds=700.0)
    walks.close()
    kept = {session.session_id: session.summary.moving_s for session in diary.history.sessions()}
    assert kept == {begun.session.session_id: 700.0}


def test_one_walk_at_a_time(walks_of):
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    with pytest.raises(HostError) as caught:
        walks.begin(STEADY, HeartSource(MINE))
    assert caught.value.problem is HostProblem.RUNS_ALREADY
    assert walks.is_open(begun.session.session_id)
    walks.keep(begun.session.session_id)
    walks.keep(walks.begin(STEADY, HeartSource(MINE)).session.session_id)


def test_a_walk_that_is_given_up_before_its_first_second_leaves_nothing(diary, walks_of):
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    walks.give_up(begun)
    assert diary.history.sessions() == ()
    assert not begun.recording.exists()
    assert not walks.meeting.is_held


def test_a_walk_that_is_not_gone_on_with_after_all_stays_without_an_end(recorded, walks_of, home):
    name = record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    walks = walks_of()
    walks.give_up(walks.go_on(recorded.can_go_on(), HeartSource()))
    assert recorded.can_go_on().recording.stem == name


def test_a_walk_is_walked_and_counted_although_its_recording_cannot_be_written(diary, walks_of, home):
    (home / "data" / "recordings").write_text("no folder", encoding="utf-8")
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    walked(walks, begun)
    kept = walks.keep(begun.session.session_id)
    assert (kept.summary.moving_s, kept.summary.unrecorded_s) == (700.0, 699.0)
    assert not walks.all_recorded
    assert [session.summary.unrecorded_s for session in diary.history.sessions()] == [699.0]


def test_a_walk_of_which_the_disk_has_everything_says_nothing_of_it(walks_of):
    walks = walks_of()
    begun = walks.begin(STEADY, HeartSource(MINE))
    walked(walks, begun)
    assert walks.keep(begun.session.session_id).summary.unrecorded_s is None
    assert walks.all_recorded


@pytest.mark.parametrize("ends_by_itself", [True, False])
def test_only_a_walk_that_nobody_watches_ends_with_its_last_step(walks_of, ends_by_itself):
    async def walk():
        walks = walks_of(clock=lambda _start_s: LoopClock())
        begun = walks.begin(HALF_A_MINUTE, HeartSource(simulated=True), ends_by_itself=ends_by_itself)
        running = asyncio.create_task(begun.host.run())
        await asyncio.sleep(60.0)
        now = begun.host.latest
        begun.host.end(EndReason.STOPPED)
        await running
        return now

    now = run(walk())
    assert (now.finished, now.ended) == (True, ends_by_itself)


@pytest.mark.parametrize(("program", "walk", "heard"), [(True, True, True), (True, False, False), (False, True, False)])
def test_a_walk_is_heard_when_both_the_program_and_the_walk_may_be(walks_of, monkeypatch, program, walk, heard):
    voices = []

    class Voice:
        def __init__(self, *_settings):
            voices.append(self)

    monkeypatch.setattr("coach.services.walks.announcer", Voice)
    walks = walks_of(audible=program)
    walks.begin(STEADY, HeartSource(MINE), audible=walk)
    assert bool(voices) is heard


class SwitchedStrap:
    """A strap that another takes the place of, with beats from then on."""

    details = StrapDetails()

    def __init__(self, clock):
        self._clock = clock
        self._switched = asyncio.Event()
        self._device = None
        self.beats_sent = asyncio.Event()

    def switch_to(self, device):
        self._device = device
        self._switched.set()

    async def straps_in_range(self):
        return ()

    async def inputs(self):
        await self._switched.wait()
        yield LinkUp(at_s=self._clock.now_s(), name=self._device.name, address=self._device.address)
        for _ in range(PROOF_BEATS):
            yield Notification(at_s=self._clock.now_s(), payload=bytes([0x10, 120, 0x00, 0x02]))
        self.beats_sent.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("paired", [False, True])
async def test_a_strap_chosen_in_a_walk_is_remembered_only_where_none_is(diary, walks_of, paired):
    if paired:
        diary.profile = Profile(strap=RememberedStrap(MINE.name, MINE.address, this_system()))
    clock = ManualClock()
    strap = SwitchedStrap(clock)

    class OneStrap:
        def source(self, _clock, _wanted):
            return strap

    remembered = []
    walks = walks_of(OneStrap(), remember=remembered.append, clock=lambda _start_s: clock)
    begun = walks.begin(STEADY, HeartSource(MINE if paired else None))
    running = asyncio.create_task(begun.host.run())
    begun.host.send(SwitchStrap(SPARE))
    await strap.beats_sent.wait()
    begun.host.end(EndReason.STOPPED)
    await running
    walks.close()
    assert remembered == ([] if paired else [SPARE])


def test_what_a_walk_is_judged_by_is_its_plan(walks_of):
    slow = replace(STEADY, allows_speed_up=False)
    begun = walks_of().begin(slow, HeartSource(MINE))
    assert (begun.session.kind, begun.session.planned_min) == (WorkoutKind.STEADY, 20.0)
    assert begun.host.latest.band == slow.zones.zone_2


def test_a_recording_starts_in_the_moment_its_clock_does(diary, walks_of):
    """However long the history takes."""
    moments = []
    now = diary.now()

    def passing():
        moments.append(now + timedelta(seconds=len(moments)))
        return moments[-1]

    diary.now = passing
    clock_began = []

    def clock(_start_s):
        clock_began.append(passing())
        return ManualClock()

    begun = walks_of(clock=clock).begin(STEADY, HeartSource(MINE))
    header = parse_header(begun.recording.read_text(encoding="utf-8").splitlines()[0])
    started = datetime.fromisoformat(header.started_at)
    assert started - clock_began[0] <= timedelta(seconds=1), "the very next look at the time"
    assert begun.session.started_at == started


async def test_a_simulated_walk_that_goes_on_makes_nothing_up_for_the_time_between(recorded, walks_of, home):
    record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    walks = walks_of(clock=ManualClock)
    going = walks.go_on(recorded.can_go_on(), HeartSource(simulated=True))
    resumed_s = going.host.latest.at_s
    sink = walks._open[going.session.session_id][1]
    before = len(sink.content.splitlines())
    running = asyncio.create_task(going.host.run())
    clock = going.host._pump._clock
    await clock.pass_time(10.0)
    going.host.end(EndReason.STOPPED)
    await running
    added = [json.loads(line) for line in sink.content.splitlines()[before:]]
    assert all(resumed_s <= line["t"] <= resumed_s + 11.0 for line in added)
    assert sum("hex" in line for line in added) in {9, 10}
    assert all(round(line["t"], 3) == line["t"] for line in added)


def everything_in(folder):
    """Every file, but the database's notes of who reads it."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
    return {path: path.read_bytes() for path in files}


def test_a_replay_is_the_walk_again_and_stores_nothing(recorded, walks_of, home):
    stem = record(home, ago=timedelta(days=1), minutes=3, planned=3)
    recorded.settle()
    before = everything_in(home)
    kept = recorded.diary.history.find_session(stem).summary

    async def again():
        return await walks_of().replay(stem[:10], 100_000.0).run()

    summary = asyncio.run(again())
    assert (summary.z2_s, summary.readings) == (kept.z2_s, kept.as_summary().readings)
    assert everything_in(home) == before
