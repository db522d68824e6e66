import gzip
import io
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError
from coach.formats.unpacking import DEFLATED, EARLY_END, GZIPPED, WRONG_SUM, Packing, Part, part, stream, unpacked
from coach.limits import UNPACKED_FREELY_BYTES
from tests.support.saying import raises_saying

WORDS = b"".join(b"%d %d\n" % (number, number * number % 977) for number in range(200_000))
"""Larger than a piece, packed and unpacked."""


def all_of(packed, how=Packing(GZIPPED, 0)):  # noqa: B008 - never changed
    flaws, seen = [], []
    data = b"".join(unpacked(io.BytesIO(packed), how, "a.gz", flaws, seen.append))
    return data, [flaw.detail for flaw in flaws], seen


def test_what_is_packed_comes_back_whole_with_its_progress():
    packed = gzip.compress(WORDS)
    data, damages, seen = all_of(packed)
    assert (data == WORDS, damages) == (True, [])
    assert seen == sorted(seen)
    assert seen[-1] == len(packed)


@given(parts=st.lists(st.binary(max_size=300), max_size=4), zeros=st.integers(0, 20))
def test_several_gzip_files_are_one_and_zeros_behind_them_nothing(parts, zeros):
    packed = b"".join(map(gzip.compress, [b"", *parts])) + bytes(zeros)
    assert all_of(packed)[:2] == (b"".join(parts), [])


def test_what_stands_behind_a_gzip_file_is_left():
    assert all_of(gzip.compress(b"good") + b"more")[:2] == (b"good", [])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_what_stands_before_an_early_end_is_good(share):
    packed = gzip.compress(WORDS)
    data, damages, _ = all_of(packed[: int(len(packed) * share)])
    assert damages == [EARLY_END]
    assert WORDS.startswith(data)
    assert len(data) > len(WORDS) * share * 0.8


def test_what_stands_before_a_damage_is_good_to_the_byte():
    """It is stored in blocks, of which the third begins with a kind that does not exist."""
    packer = zlib.compressobj(0, zlib.DEFLATED, DEFLATED)
    packed = bytearray(packer.compress(WORDS) + packer.flush())
    good, third = 0, 0
    for _ in range(2):
        length = int.from_bytes(packed[third + 1 : third + 3], "little")
        good, third = good + length, third + 5 + length
    packed[third] |= 0b110
    data, damages, _ = all_of(bytes(packed), Packing(DEFLATED, len(packed)))
    assert data == WORDS[:good]
    assert "invalid block type" in damages[0]


@given(seed=st.integers(0, 10**6))
def test_a_flipped_bit_is_never_passed_over(seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    packed = bytearray(gzip.compress(WORDS[:3000], mtime=0))
    packed[chance.randrange(10, len(packed) - 4)] ^= 1 << chance.randrange(8)
    _, damages, _ = all_of(bytes(packed))
    assert damages


def test_a_wrong_check_sum_is_noted():
    packer = zlib.compressobj(9, zlib.DEFLATED, DEFLATED)
    packed = packer.compress(b"walk") + packer.flush()
    assert all_of(packed, Packing(DEFLATED, len(packed), zlib.crc32(b"walk")))[:2] == (b"walk", [])
    assert all_of(packed, Packing(DEFLATED, len(packed), 1))[:2] == (b"walk", [WRONG_SUM])
    assert all_of(b"walk", Packing(None, 4, zlib.crc32(b"walk")))[:2] == (b"walk", [])
    assert all_of(b"walk", Packing(None, 4, 1))[:2] == (b"walk", [WRONG_SUM])
    assert all_of(b"walk", Packing(None, 5, None))[:2] == (b"walk", [EARLY_END])


def test_a_damage_is_noted_once_however_often_the_file_is_read():
    flaws = []
    for _ in range(3):
        assert not b"".join(unpacked(io.BytesIO(b"\x1f\x8b\x08"), Packing(GZIPPED, 0), "a.gz", flaws, [].append))
    assert len(flaws) == 1


def test_a_bomb_is_refused_before_it_fills_anything():
    packed = gzip.compress(bytes(UNPACKED_FREELY_BYTES * 4))
    held = 0
    with raises_saying(FormatError, "a.gz is refused: it unpacks to over 200 times its size"):
        for piece in unpacked(io.BytesIO(packed), Packing(GZIPPED, 0), "a.gz", [], lambda _done: None):
            held += len(piece)
    assert held <= UNPACKED_FREELY_BYTES


def test_a_little_may_unpack_to_much():
    data = bytes(UNPACKED_FREELY_BYTES - 1)
    assert all_of(gzip.compress(data))[:2] == (data, [])


@given(data=st.binary(max_size=200), start=st.integers(0, 250), size=st.integers(0, 250))
def test_a_part_of_a_file_is_a_file(data, start, size):
    whole = io.BytesIO(data)
    with part(whole, start, size) as file:
        assert file.read() == data[start : start + size]
        assert file.seek(0, io.SEEK_END) == len(data[start : start + size])
        file.seek(1)
        assert file.read(2) == data[start : start + size][1:3]
    assert whole.closed


def test_a_part_is_read_from_anywhere():
    file = Part(io.BytesIO(b"0123456789"), 2, 6)
    assert file.seekable()
    assert file.read(3) == b"234"
    assert file.seek(-1, io.SEEK_CUR) == 2
    assert file.read() == b"4567"
    assert file.seek(-100, io.SEEK_CUR) == 0


@given(pieces=st.lists(st.binary(max_size=50)), step=st.integers(1, 70))
def test_a_stream_is_its_pieces(pieces, step):
    below = io.BytesIO()
    read = []
    with stream(iter(pieces), below) as file:
        while data := file.read(step):
            read.append(data)
        assert not file.seekable()
    assert b"".join(read) == b"".join(pieces)
    assert below.closed


def test_a_stream_has_lines():
    assert list(stream([b"a\nb", b"\nc"])) == [b"a\n", b"b\n", b"c"]
