"""Packing a recording away: whatever stops it and whenever, a whole recording is there, and it is one."""

import errno
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.files import state_of
from coach.limits import UNPACKED_FREELY_BYTES
from coach.packing import files_of, pack, packed_path, read_recording
from coach.store import packer
from coach.store.file_lock import lock
from coach.store.packer import pack_away
from coach.store.recordings import recordings_in

LINES = b"".join(b'{"t": %d.5, "hex": "105a%04x"}\n' % (n, n * n % 991) for n in range(900))
CALLS = ("open", "fsync", "replace", "utime", "unlink")
"""All by which the disk is changed."""


class PowerCutError(BaseException):
    """Nothing that comes after it is done."""


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "2026-11-23-0731.jsonl"
    path.write_bytes(LINES)
    os.utime(path, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    return path


def fails_at(patch, last, error):
    """Fail at the call of this number, and at all after it; return the calls."""
    calls = []

    def guarded(name, call):
        def guard(*given, **more):
            calls.append(name)
            if len(calls) > last:
                raise error
            return call(*given, **more)

        return guard

    for name in CALLS:
        patch.setattr(os, name, guarded(name, getattr(os, name)))
    return calls


def test_the_packed_file_takes_its_place_and_its_date(recording):
    date_ns = recording.stat().st_mtime_ns
    assert pack_away(recording)
    assert files_of(recording) == (packed_path(recording),)
    assert (read_recording(recording), packed_path(recording).stat().st_mtime_ns) == (LINES, date_ns)
    assert [path.name for path in recording.parent.iterdir()] == [packed_path(recording).name]
    if os.name == "posix":
        assert packed_path(recording).stat().st_mode & 0o077 == 0
    assert not pack_away(recording)


def test_no_file_or_folder_stays_open(recording):
    def next_free():
        descriptor = os.open(recording.parent / "any", os.O_CREAT | os.O_RDONLY)
        os.close(descriptor)
        return descriptor

    free = next_free()
    assert pack_away(recording)
    assert next_free() == free


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2000))
def test_whatever_was_recorded_comes_back(recording, data):
    packed_path(recording).unlink(missing_ok=True)
    recording.write_bytes(data)
    pack_away(recording)
    assert (read_recording(recording), len(files_of(recording))) == (data, 1)


@pytest.mark.parametrize("error", [PowerCutError(), OSError(errno.ENOSPC, "full"), PermissionError(errno.EACCES, "no")])
def test_wherever_it_stops_one_whole_recording_is_there_and_the_next_time_goes_on(recording, error):
    """A power cut leaves it there; a full disk and a folder that may not be written say nothing, and the walk stays."""
    last, has_stopped = 0, True
    while has_stopped:
        with pytest.MonkeyPatch.context() as patch:
            calls = fails_at(patch, last, error)
            with suppress(PowerCutError):
                pack_away(recording)
            has_stopped = len(calls) > last
        assert read_recording(recording) == LINES
        assert recordings_in(recording.parent) == [recording]
        last += 1
    assert last > len(CALLS)
    pack_away(recording)
    assert (files_of(recording), read_recording(recording)) == ((packed_path(recording),), LINES)


def test_of_two_that_are_the_same_the_packed_one_stays(recording):
    packed_path(recording).write_bytes(pack(LINES))
    assert pack_away(recording)
    assert files_of(recording) == (packed_path(recording),)


@pytest.mark.parametrize("other", [pack(b"another walk"), pack(LINES)[:-20], b"", b"no xz"])
def test_of_two_that_differ_both_stay_and_the_plain_one_is_it(recording, other):
    packed_path(recording).write_bytes(other)
    assert not pack_away(recording)
    assert (read_recording(recording), packed_path(recording).read_bytes()) == (LINES, other)


def test_one_that_is_being_written_is_left(recording):
    with recording.open("r+b") as file:
        assert lock(file.fileno(), wait=False)
        assert not pack_away(recording)
    assert files_of(recording) == (recording,)


def test_one_that_changes_meanwhile_is_left(recording, monkeypatch):
    def late(data):
        recording.write_bytes(LINES + b"more")
        return pack(data)

    monkeypatch.setattr(packer, "pack", late)
    assert not pack_away(recording)
    assert (files_of(recording), read_recording(recording)) == ((recording,), LINES + b"more")


def test_one_that_does_not_come_back_is_left(recording, monkeypatch):
    monkeypatch.setattr(packer, "pack", lambda data: pack(data)[:-20])
    assert not pack_away(recording)
    assert files_of(recording) == (recording,)


def test_what_is_no_plain_file_of_a_walk_is_left(recording, tmp_path):
    os.truncate(recording, UNPACKED_FREELY_BYTES + 1)
    state = state_of(recording)
    link, folder, gone, twice = (tmp_path / f"{name}.jsonl" for name in ("link", "folder", "gone", "twice"))
    link.symlink_to(recording)
    folder.mkdir()
    twice.write_bytes(pack(LINES))
    assert [pack_away(path) for path in (recording, link, folder, gone, twice)] == [False] * 5
    assert (state_of(recording), link.is_symlink(), folder.is_dir()) == (state, True, True)
    assert read_recording(twice) == LINES
