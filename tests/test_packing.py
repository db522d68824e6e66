"""Packed recordings: the very bytes come back, of damaged ones what is good, and either name finds them."""

import lzma
import shutil
import subprocess
from contextlib import suppress
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import packing
from coach.errors import FileError, FileProblem
from coach.limits import MOST_WALK_BYTES
from coach.packing import (
    EARLY_END,
    files_of,
    is_there,
    lies_at,
    lying_in,
    open_lying,
    open_recording,
    pack,
    packed_path,
    plain_path,
    read_recording,
    unpack,
)

LINES = b"".join(b'{"t": %d.%03d, "hex": "105a%04x"}\n' % (n, n * 7 % 97, n * n % 991) for n in range(3600))


def unpacked(data):
    whole = bytearray()
    with suppress(lzma.LZMAError):
        for _, piece in unpack(BytesIO(data)):
            whole += piece
    return bytes(whole)


@pytest.fixture
def recording(tmp_path):
    return tmp_path / "2026-11-23-0731.jsonl"


@given(data=st.binary(max_size=5000) | st.lists(st.sampled_from([b"\n", b"{", LINES[:100]])).map(b"".join))
def test_any_bytes_come_back(data):
    assert unpacked(pack(data)) == data


def test_an_hour_takes_an_eighth_and_says_how_far_it_is():
    packed = pack(LINES)
    assert len(packed) < len(LINES) / 8
    done = [number for number, _ in unpack(BytesIO(packed))]
    assert (done, done[-1]) == (sorted(done), len(packed))


XZCAT = shutil.which("xzcat")


@pytest.mark.skipif(XZCAT is None, reason="no xzcat here")
def test_xzcat_reads_it():
    assert subprocess.run([XZCAT], input=pack(LINES), stdout=subprocess.PIPE, check=True).stdout == LINES


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_of_one_that_is_cut_the_rest_comes(share):
    packed = pack(LINES)
    cut = packed[: int(len(packed) * share)]
    found = unpacked(cut)
    assert LINES.startswith(found)
    assert len(found) >= len(LINES) * (share - 0.1)
    with pytest.raises(lzma.LZMAError, match=EARLY_END):
        list(unpack(BytesIO(cut)))


@pytest.mark.parametrize("at", range(0, 6000, 500))
def test_a_flipped_bit_is_noticed(at):
    packed = bytearray(pack(LINES))
    packed[at] ^= 4
    with pytest.raises(lzma.LZMAError):
        list(unpack(BytesIO(packed)))


def test_what_wants_too_much_memory_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(packing, "_MOST_MEMORY_BYTES", 1024 * 1024)
    with pytest.raises(lzma.LZMAError, match="limit"):
        list(unpack(BytesIO(lzma.compress(b"walk", preset=9))))


def test_names_lead_from_one_to_the_other():
    plain, packed = Path("a/b.c.jsonl"), Path("a/b.c.jsonl.xz")
    assert (packed_path(plain), plain_path(packed), plain_path(plain)) == (packed, plain, plain)
    assert plain_path(Path("a/walk.fit.xz")) == Path("a/walk.fit.xz")


def test_the_plain_one_is_the_recording_where_both_are(recording):
    assert (files_of(recording), is_there(recording), lies_at(recording)) == ((), False, recording)
    packed = packed_path(recording)
    packed.write_bytes(pack(b"packed"))
    assert (files_of(recording), is_there(recording), lies_at(recording)) == ((packed,), True, packed)
    assert read_recording(recording) == read_recording(packed) == b"packed"
    recording.write_bytes(b"plain")
    assert (files_of(recording), lies_at(recording), read_recording(recording)) == (
        (recording, packed),
        recording,
        b"plain",
    )


def test_one_look_at_a_folder_finds_what_a_look_for_each_finds(tmp_path, monkeypatch):
    names = ("plain.jsonl", "packed.jsonl.xz", "both.jsonl", "both.jsonl.xz", "other.fit", "other.fit.xz")
    for name in names:
        (tmp_path / name).write_bytes(b"walk")
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "itself.jsonl").symlink_to("itself.jsonl")
    (tmp_path / "link.jsonl").symlink_to("plain.jsonl")
    others = ("folder.jsonl", "itself.jsonl", "link.jsonl", "gone.jsonl")
    asked = {plain_path(tmp_path / name).name for name in (*names, *others)}
    monkeypatch.chdir(tmp_path.parent)
    found = lying_in(Path(tmp_path.name))
    assert found == {name: lies_at(tmp_path / name) for name in asked if is_there(tmp_path / name)}
    assert lying_in(tmp_path / "none") == lying_in(tmp_path / "other.fit") == {}


def test_only_recordings_are_looked_for_under_another_name(tmp_path):
    (tmp_path / "walk.fit.jsonl.xz").write_bytes(pack(b"walk"))
    assert lies_at(tmp_path / "walk.fit") == tmp_path / "walk.fit"
    for opened in (open_lying, open_recording, read_recording):
        with pytest.raises(FileNotFoundError):
            opened(tmp_path / "walk.fit")
        with pytest.raises(FileNotFoundError):
            opened(tmp_path / "gone.jsonl")


def test_a_folder_is_no_recording(recording):
    recording.mkdir()
    assert not is_there(recording)
    with pytest.raises(FileError) as raised:
        read_recording(recording)
    assert raised.value.problem is FileProblem.NOT_A_FILE


@pytest.mark.parametrize("packed", [False, True])
def test_no_recording_is_larger_than_a_week(recording, packed):
    data = bytes(MOST_WALK_BYTES + 2)
    if packed:
        packed_path(recording).write_bytes(lzma.compress(data, preset=0))
    else:
        recording.write_bytes(data)
    with pytest.raises(FileError) as raised:
        read_recording(recording)
    assert (raised.value.problem, raised.value.limit) == (FileProblem.TOO_LARGE, MOST_WALK_BYTES)


def test_of_a_damaged_one_comes_what_is_good(recording):
    packed = pack(LINES)
    packed_path(recording).write_bytes(packed[: len(packed) // 2])
    with open_recording(recording) as file:
        assert list(islice(file, 3)) == LINES.splitlines(keepends=True)[:3]
    assert LINES.startswith(read_recording(recording))
