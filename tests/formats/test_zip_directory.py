import io
import struct
import zipfile
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats import zip_directory
from coach.formats.zip_directory import LONGEST_NAME, directory
from coach.limits import MOST_MEMBERS
from tests.support.zip_bytes import local_header, zip_of

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=12)


def read_back(data, found):
    """What is packed in a zip file by the places in its directory."""
    files = {}
    for entry in found.entries:
        packed = data[entry.data_start : entry.data_start + entry.packed_bytes]
        files[entry.name] = packed if entry.method == 0 else zlib.decompressobj(-15).decompress(packed)
    return files


@given(
    files=st.dictionaries(NAMES.filter(str.isprintable), st.binary(max_size=400), max_size=5),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    before=st.binary(max_size=30),
    is_streamed=st.booleans(),
    comment=st.binary(max_size=50).filter(lambda comment: b"PK" not in comment),
)
def test_every_file_is_where_the_directory_says(files, method, before, is_streamed, comment):
    """As the standard library packs them, behind other bytes, with sizes before or after the data."""
    data = before + zip_of(files, method, is_streamed=is_streamed, comment=comment)
    found = directory(io.BytesIO(data))
    assert read_back(data, found) == files
    assert (found.overlapping, found.has_more, found.is_damaged) == (0, False, False)


@given(
    files=st.dictionaries(NAMES.filter(str.isprintable), st.binary(min_size=1, max_size=400), min_size=1, max_size=5),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    is_streamed=st.booleans(),
)
def test_without_its_directory_they_are_found_one_by_one(files, method, is_streamed):
    whole = zip_of(files, method, is_streamed=is_streamed)
    data = whole[: whole.index(b"PK\x01\x02")]
    found = directory(io.BytesIO(data))
    assert read_back(data, found) == files
    assert found.is_damaged


def test_of_one_that_is_cut_off_the_last_is_there_in_part():
    whole = zip_of({"a": bytes(range(256)) * 9, "b": bytes(range(256)) * 9}, zipfile.ZIP_STORED)
    found = directory(io.BytesIO(whole[:3000]))
    assert [entry.name for entry in found.entries] == ["a", "b"]
    assert found.is_damaged


def test_folders_are_left_out():
    assert [entry.name for entry in directory(io.BytesIO(zip_of({"a/": b"", "a/b": b"1"}))).entries] == ["a/b"]


def test_numbers_of_64_bits_are_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, archive.open("walk", "w", force_zip64=True) as member:
        member.write(b"walk")
    data = file.getvalue()
    assert read_back(data, directory(file)) == {"walk": b"walk"}
    # The same with every number of the directory and of its end in the wide place.
    central = data.index(b"PK\x01\x02")
    local, end = data[:central], data[data.index(b"PK\x05\x06") :]
    wide = struct.pack("<2H3Q", 1, 24, 4, 4, 0)
    crc = zlib.crc32(b"walk")
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 45, 45, 0, 0, 0, 0, crc, *[0xFFFFFFFF] * 2, 4, len(wide), 0, 0, 0, 0, 0xFFFFFFFF
    )
    listed = entry + b"walk" + wide
    end_64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(listed), central)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, central + len(listed), 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    data = local + listed + end_64 + locator + end
    assert zipfile.ZipFile(io.BytesIO(data)).read("walk") == b"walk"
    found = directory(io.BytesIO(data))
    assert (read_back(data, found), found.is_damaged) == ({"walk": b"walk"}, False)


def test_files_that_share_bytes_are_left_out_and_the_others_stay():
    data = zip_of({"good": b"1"}, entries=[(b"a", local_header(b"a", b"12345"), 5), (b"b", None, 5)])
    found = directory(io.BytesIO(data))
    assert [entry.name for entry in found.entries] == ["good"]
    assert found.overlapping == 2


def test_a_file_listed_many_times_is_one_that_shares_its_bytes():
    data = zip_of({}, entries=[(b"a", local_header(b"a", b"12345"), 5), *[(b"a", None, 5)] * 9])
    found = directory(io.BytesIO(data))
    assert (found.entries, found.overlapping) == ([], 10)


def test_there_are_only_so_many(monkeypatch):
    monkeypatch.setattr(zip_directory, "MOST_MEMBERS", 5)
    whole = zip_of({str(number): b"1" for number in range(7)})
    for data in (whole, whole[: whole.index(b"PK\x01\x02")]):
        found = directory(io.BytesIO(data))
        assert (len(found.entries), found.has_more) == (5, True)
    assert not directory(io.BytesIO(zip_of({str(number): b"1" for number in range(5)}))).has_more
    assert MOST_MEMBERS > 1000


HOSTILE_NAMES = [
    b"../../etc/passwd", b"/etc/passwd", b"C:\\windows\\a.fit", b"a\0b.fit", b"\x1b[2J.fit",
    b"\xff\xfe\xed\xa0\x80.fit", b"a" * 65_000, b"", b"con", b"\xe2\x80\xae tif.fit",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=lambda name: repr(name[:12]))
def test_a_name_is_text_to_be_shown(name):
    data = zip_of({}, entries=[(name, local_header(name, b"walk"), 4)])
    for is_whole in (True, False):
        found = directory(io.BytesIO(data if is_whole else data[: data.index(b"PK\x01\x02")]))
        shown = [entry.name for entry in found.entries]
        assert len(shown) == (1 if name or is_whole else 0)
        assert all(text.isprintable() and len(text) <= LONGEST_NAME for text in shown)
        assert "".join(shown).encode() is not None


@given(data=st.data())
def test_whatever_is_changed_it_ends_and_lies_within_the_file(data):
    whole = bytearray(zip_of({"a": b"1" * 50, "b": b"2" * 50}, is_streamed=data.draw(st.booleans())))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    found = directory(io.BytesIO(bytes(whole)))
    assert all(0 <= entry.start < len(whole) for entry in found.entries)
    ends = [(entry.start, entry.data_start + entry.packed_bytes) for entry in found.entries]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
