"""A disk that is full, slow to come back, read-only or gone: a walk goes on, and what can be kept is kept."""

import os
import shutil
from datetime import timedelta

import pytest

from coach.clock import local_now
from tests.torture.program import WALK, inputs_in, missing_in, write_walk
from tests.torture.tally import count, spread

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

ROOMY = "size=3m"
"""Enough for a history, its log and a recording."""

NOTICED_S = 2.0
"""A home that is renamed, deleted or unmounted is noticed so soon (a flush a second), by the walk's own clock."""

BUSY_S = 3.0
"""What a machine with much else to do may add."""


def names(outcome):
    """The recording's events in order, told once each."""
    told = [line["event"] for line in outcome.of("event")]
    return [name for name in told if name.startswith("recording_")]


def is_whole(recording, outcome, before=0):
    """All inputs are there once, in whole lines; so many are from before this start."""
    inputs, broken = inputs_in(recording)
    assert (broken, missing_in(recording, outcome.lines)) == (0, 0)
    assert len(inputs) - before == len(outcome.of("state")), "a line more than once"


def is_told(outcome):
    """Failed once, recovered once, and each state says how it stands."""
    assert names(outcome) == ["recording_failed", "recording_recovered"]
    failed, recovered = (outcome.events(f"recording_{name}")[0]["t"] for name in ("failed", "recovered"))
    for state in outcome.of("state"):
        if abs(state["t"] - failed) > 0.01 and abs(state["t"] - recovered) > 0.01:
            assert state["recording"] == ("failing" if failed < state["t"] < recovered else "ok")


def is_in_the_history(home, outcome):
    [walk] = home.history()
    assert walk["summary"]["readings"] == outcome.of("summary")[0]["readings"]
    assert not walk.get("unrecorded_s")


GAP_LINES = 3
"""What stands for the time between the kill and the going on: the link is down, a pause begins, it ends."""

ROOM = range(300, 1000, 37)
"""How many bytes the last page of a recording has left: for the gap, and then for up to ten lines and a part of one."""


def left_unended(home, room):
    """A walk that was killed five minutes ago, with so much room left in the last page of its recording; its lines.

    A full disk takes what fits into a page that is the file's already.
    """
    folder = home.path / "data" / "recordings"
    folder.mkdir(parents=True)
    started = local_now() - timedelta(minutes=10)
    recording = folder / f"{started:%Y-%m-%d-%H%M}.jsonl"
    write_walk(recording, started, minutes=5, ends=False)
    page = os.sysconf("SC_PAGESIZE")
    padded = '{"t": 299.0, "event": "padding", "with": "%s"}\n'
    more = -(recording.stat().st_size + len(padded) - 2 + room) % page
    with recording.open("a") as file:
        file.write(padded % ("x" * more))
    assert -recording.stat().st_size % page == room
    return len(inputs_in(recording)[0])


def test_a_disk_full_for_seconds_and_back(tally, disks):
    def fill(room):
        disk = disks(f"{room}", ROOMY)
        home = disk.home()
        home.be_asked()
        before = left_unended(home, room)
        walk = home.start(*WALK, "--go-on").until_states(1)
        disk.fill()
        walk.until_event("recording_failed").goes_on_for(2.0)
        disk.make_room()
        outcome = walk.until_event("recording_recovered").goes_on_for(2.0).end().must(143)
        is_told(outcome)
        [recording] = home.recordings
        is_whole(recording, outcome, before + GAP_LINES)
        is_in_the_history(home, outcome)

    with tally("a disk full for seconds and back") as row:
        row.each(fill, spread(ROOM, 2), at_once=8)


def test_a_disk_full_to_the_end(tally, disks):
    def fill(room):
        disk = disks(f"{room}", ROOMY)
        home = disk.home()
        home.be_asked()
        left_unended(home, room)
        walk = home.start(*WALK, "--go-on").until_states(1)
        disk.fill()
        outcome = walk.until_event("recording_failed").goes_on_for(4.0).end().must(1)
        assert names(outcome) == ["recording_failed"]
        assert outcome.of("summary")[0]["unrecorded_s"] >= 3.0
        disk.make_room()
        [walk] = home.history()
        # The database had no room either, where it needed some.
        assert walk.get("unrecorded_s", 0.0) >= 3.0 or walk["end_reason"] is None
        listed = home.run("history").must(0).out
        assert "not recorded" in listed or "not ended" in listed
        [recording] = home.recordings
        assert inputs_in(recording)[1] == 0

    with tally("a disk full to the end") as row:
        row.each(fill, spread(ROOM, 2), at_once=8)


FREE_KB = (0, 1, 4, 8, 12, 16, 24, 32, 48, 64, 80, 100, 120, 150, 200)


def test_a_disk_full_at_the_start(tally, disks):
    def begin(free_kb):
        disk = disks(f"{free_kb}", ROOMY)
        home = disk.home()
        home.be_asked()
        disk.fill(leave=free_kb * 1024)
        for command in (["history"], ["plan"], ["history", "--rebuild"]):
            home.run(*command).must(0, 1)
        walk = home.start(*WALK).until_states(3)
        disk.make_room()
        outcome = walk.goes_on_for(4.0).end().must(143)
        [recording] = home.recordings
        is_whole(recording, outcome)
        is_in_the_history(home, outcome)

    with tally("a disk with 0-200 kB free at the start") as row:
        row.each(begin, spread(FREE_KB, 3), at_once=5)


@pytest.mark.parametrize("options", ["size=3m,nr_inodes=3", "size=3m,ro"], ids=["no inodes", "read-only"])
def test_a_disk_that_cannot_be_written_at_the_start(tally, disks, options):
    with tally(f"a disk with {options} at the start") as row, row.attempt(options):
        disk = disks("start", options)
        home = disk.home()
        for command in (
            ["history"],
            ["plan"],
            ["history", "--rebuild"],
            ["log", "--rpe", "3"],
            ["profile", "--age", "50"],
        ):
            home.run(*command).must(0, 1)
        walk = home.start(*WALK).until_states(2)
        disk.remount("size=3m,nr_inodes=1000,rw")
        outcome = walk.goes_on_for(4.0).end().must(143)
        [recording] = home.recordings
        is_whole(recording, outcome)
        is_in_the_history(home, outcome)


def test_a_disk_pulled_out_and_read_only_when_it_is_back(tally, disks):
    """A card that is taken out and put in again."""
    with tally("a disk lazily unmounted, read-only, writable") as row, row.attempt("once"):
        disk = disks("pulled", ROOMY)
        home = disk.home()
        home.be_asked()
        walk = home.start(*WALK).until_states(3)
        pulled_s = walk.states()[-1]["t"]
        disk.pull_out()
        walk.goes_on_for(NOTICED_S + BUSY_S)
        disk.remount("size=3m,rw")
        walk.until_event("recording_recovered")
        outcome = walk.goes_on_for(2.0).end().must(143)
        is_told(outcome)
        assert outcome.events("recording_failed")[0]["t"] <= pulled_s + NOTICED_S + BUSY_S
        [recording] = home.recordings
        is_whole(recording, outcome)
        is_in_the_history(home, outcome)


def renamed(home):
    home.path.rename(home.path.with_name(f"{home.path.name}-elsewhere"))


def deleted(home):
    shutil.rmtree(home.path)


def recordings_deleted(home):
    shutil.rmtree(home.path / "data" / "recordings")


def recording_deleted(home):
    home.recordings[0].unlink()


@pytest.mark.parametrize("take", [renamed, deleted, recordings_deleted, recording_deleted])
def test_a_home_taken_away_in_mid_walk(tally, homes, take):
    def try_once(number):
        home = homes(number).be_asked()
        walk = home.start(*WALK).until_states(2 + number % 3)
        taken_s = walk.states()[-1]["t"]
        take(home)
        walk.until_event("recording_recovered")
        outcome = walk.goes_on_for(2.0).end().must(143)
        is_told(outcome)
        assert outcome.events("recording_failed")[0]["t"] <= taken_s + NOTICED_S + BUSY_S
        [recording] = home.recordings
        is_whole(recording, outcome)
        is_in_the_history(home, outcome)

    with tally(f"in mid-walk: {take.__name__}".replace("_", " ")) as row:
        row.each(try_once, range(count(10, 1)), at_once=5)


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace to make a disk fail")
def test_a_disk_with_errors_for_seconds(tally, homes):
    def fail(number):
        home = homes(number).be_asked()
        error = ("EIO", "ENOSPC", "EROFS")[number % 3]
        # Counted in each thread: the main one syncs the walk's address, on trial and then for good, and the walk's end.
        inject = ("-e", "trace=fsync", "-e", f"inject=fsync:error={error}:when=4..6")
        walk = home.start(*WALK, prefix=("strace", "-f", "-qq", "--seccomp-bpf", "-o", os.devnull, *inject))
        outcome = walk.until_event("recording_recovered").end_inside(1).must(143)
        is_told(outcome)
        [recording] = home.recordings
        is_whole(recording, outcome)
        is_in_the_history(home, outcome)

    with tally("syncs that fail for three seconds") as row:
        row.each(fail, range(count(12, 1)), at_once=6)
