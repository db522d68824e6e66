import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats import apple_tags
from coach.formats.apple_tags import Clock, attributes, maker_and_model, number, pieces, when
from coach.formats.document import Document
from tests.support.torture import at_most_cpu_s


def joined(data):
    return b"".join(pieces(Document.of_bytes(data)))


@given(data=st.lists(st.sampled_from([b"<a>", b"text", b"</a>", b"\n", b"<b c='>'/>"])), step=st.integers(1, 20))
def test_the_pieces_are_the_file_and_cut_no_tag(data, step):
    whole = b"".join(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apple_tags, "PIECE_BYTES", step)
        found = list(pieces(Document.of_bytes(whole)))
    assert b"".join(found) == whole
    tag = re.compile(rb"<[^<]*?>")
    assert [item for piece in found for item in tag.findall(piece)] == tag.findall(whole)


@given(
    parts=st.lists(st.sampled_from([b"<a>", b"<!-- <b> -->", b"<!---->", b"<!-- - -- \n -->"])), step=st.integers(1, 9)
)
def test_comments_are_left_out(parts, step):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apple_tags, "PIECE_BYTES", step)
        assert joined(b"".join(parts)) == b"<a>" * parts.count(b"<a>")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_an_editor_saved_anew_is_read(encoding):
    mark = "" if encoding == "utf-16" else "\ufeff"
    assert joined(f'{mark}<a b="ä">'.encode(encoding)).removeprefix(b"\xef\xbb\xbf") == '<a b="ä">'.encode()


def test_progress_is_reported():
    seen = []
    document = Document.of_bytes(b"<a>" * 200_000)
    list(pieces(Document("", "", document.open, on_progress=seen.append)))
    assert seen == sorted(seen)
    assert seen[-1] == 600_000


def test_attributes_are_read_as_they_are_written():
    assert attributes(b"""<Record type = "a" b='2' c=" 3'4 " d='"5"'/>""") == {
        b"type": b"a", b"b": b"2", b"c": b" 3'4 ", b"d": b'"5"',
    }  # fmt: skip
    assert attributes(b'<R startDate="first" startDate="second">')[b"startDate"] == b"first"
    assert attributes(b'<R Health Mate App Version="2.6" value="70"/>')[b"value"] == b"70"
    assert attributes(b'<R a="1" b="') == {b"a": b"1"}
    assert attributes(b"") == {}


@pytest.mark.parametrize("part", [b"a", b"a ", b'a="', b"a='", b"=", b" ", b"a=", b"<!--", b"<", b'<Record a="'])
def test_no_tag_takes_for_ever(part):
    with at_most_cpu_s(2.0):
        attributes(part * 50_000)
        joined(part * 500_000)


TIMES = st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30))  # noqa: DTZ001 - the zone is drawn beside it
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(times=st.lists(TIMES, max_size=4), zone=OFFSETS)
def test_times_are_what_the_standard_library_says(times, zone):
    clock = Clock()
    for time in times:
        time = time.replace(microsecond=0, tzinfo=zone)  # noqa: PLW2901 - it is one of them
        for form in ("%Y-%m-%d %H:%M:%S %z", "%Y%m%d%H%M%S%z", "%Y-%m-%dT%H:%M:%S%z"):
            text = time.strftime(form).encode()
            assert clock.unix_s(text) == time.timestamp()
            assert when(text) == time


@pytest.mark.parametrize(
    "text",
    [b"", b"now", b"2024-13-01 10:00:00 +0200", b"2024-05-01 25:00:00 +0200", b"2024-05-01",
     b"1999-12-31 10:00:00 +0000", b"2101-01-01 10:00:00 +0000", b"2024-05-01 10:00:00 +9900", b"\xff" * 25,
     b"9" * 5000],
)  # fmt: skip
def test_a_time_without_sense_is_none(text):
    assert Clock().unix_s(text) is None


def test_a_time_without_a_zone_is_taken_for_utc():
    assert when(b"2024-05-01 10:00:00") == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert when(b"2024-05-01T10:00:00.123Z") == datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(("text", "expected"), [(b"72", 72.0), (b"1.5", 1.5), (b"", None), (b"x", None), (None, None)])
def test_numbers(text, expected):
    assert number(text) == expected


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (
            b"&lt;&lt;HKDevice: 0x28&gt;, name:Anna, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2&gt;",
            {"maker": "Apple Inc.", "model": "Watch6,2"},
        ),
        (b"<<HKDevice: 0x28>, name:Polar H10 7A, manufacturer:Polar, model:H10>", {"maker": "Polar", "model": "H10"}),
        (b"&lt;&lt;HKDevice: 0x28&gt;, name:Anna&gt;", {}),
        (b"", {}),
        (None, {}),
        (b"manufacturer:" + b"x" * 9999, {}),
        (b"manufacturer:a\x1bb, model:W>", {"model": "W"}),
    ],
)
def test_maker_and_model_alone_are_read(device, expected):
    assert maker_and_model(device) == expected
