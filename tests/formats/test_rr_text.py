from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem, NotARecordingError
from coach.formats.rr_text import READER
from coach.session.flaws import Flaw, FlawKind
from tests.support.reading_files import beats, only_walk, survives

RR_MS = [800, 1000, 750]
BEATS = [(0.0, 75), (1.0, 60), (1.75, 80)]


@pytest.mark.parametrize(
    "text",
    [
        "800\n1000\n750\n",
        "800\r\n1000\r\n750",
        "0.8\n1.0\n0.75\n",
        "0,800\n1,000\n0,750\n",
        "800,0\n1000,0\n750,0\n",
        "# RR of a strap\n\n800\n1000\n\n750\n",
        "RR intervals of the morning\n800\n1000\n750\n",
        "800 1000 750",
        "800, 1000, 750",
        "[800, 1000, 750]",
        "800;1000;750",
        "0.8 0.8\n1.8 1.0\n2.55 0.75\n",
        "0,8;0,8\n1,8;1,0\n2,55;0,75\n",
        "800\t800\n1800\t1000\n2550\t750\n",
        "1 800\n2 1000\n3 750\n",
        "800 N\n1000 V\n750 N\n",
        "rr\n800\n1000\n750\n",
        "RR-interval [ms]\n800\n1000\n750\n",
        "time rr\n0.8 0.8\n1.8 1.0\n2.55 0.75\n",
        "timestamp, rr, since_start \n\n5,800,800\n9,1000,1800\n9,750,2550\n",
    ],
)
def test_intervals_as_programs_write_them(text):
    assert READER.sniff(text.encode(), ".csv")
    walk = only_walk(READER, text)
    assert beats(walk) == BEATS
    assert [flaw.kind for flaw in walk.flaws if flaw.kind is not FlawKind.UNKNOWN_COLUMN] == [FlawKind.NO_DATE]
    assert walk.header.source == {}


@pytest.mark.parametrize(
    ("text", "started_at"),
    [
        ("Phone timestamp;RR-interval [ms]\n2026-11-23T07:30:01.000;800\n2026-11-23T07:30:01.000;1000\n", "T07:30:01"),
        ("timestamp(ms),rr,since_start\n1795419001000,800,0\n1795419002000,1000,800\n", "T07:30:01Z"),
        ("1795419001000,800\n1795419002000,1000\n", "T07:30:01Z"),
        ("2026-11-23 07:30:01;800\n2026-11-23 07:30:02;1000\n", "T07:30:01"),
        ("# Start: 2026-11-23 07:30:00.200\n800\n1000\n", "T07:30:01"),
        ("Date: 23.11.2026\nStart time: 07:30:00.200\n800\n1000\n", "T07:30:01"),
    ],
)
def test_a_date_in_the_file_gives_the_day_of_the_first_beat(text, started_at):
    walk = only_walk(READER, text)
    assert READER.sniff(text.encode(), "")
    assert beats(walk) == BEATS[:2]
    assert walk.header.started_at == f"2026-11-23{started_at}"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_make_no_difference(encoding):
    data = "# Herzschläge\r\n800\r\n1000\r\n750\r\n".encode(encoding)
    assert READER.sniff(data, "")
    assert beats(only_walk(READER, data)) == BEATS


def test_what_is_no_number_is_counted():
    walk = only_walk(READER, "800\n700\ns\n890\n\n# break\nx\n")
    assert len(beats(walk)) == 3
    assert walk.flaws[0] == Flaw(FlawKind.NO_NUMBER, line=3, count=2)


@pytest.mark.parametrize(
    "text",
    [
        "120\n121\n119\n",  # heart rates
        "\n".join(str(33 + 172 * beat) for beat in range(200)),  # places of the beats in an electrocardiogram
        "1\n2\n3\n",
        "5.5\n6.1\n",
        "15000\n14000\n",
        "hello\nyou\n",
        "a;b\n1;800\n2;790\n",  # its columns are not known
        "",
    ],
)
def test_numbers_that_are_no_intervals_are_no_recording(text):
    assert not READER.sniff(text.encode(), ".txt")
    if not text.startswith("a;b"):
        with pytest.raises(NotARecordingError):
            only_walk(READER, text)


def test_two_columns_that_are_both_intervals_are_not_guessed():
    with pytest.raises(FormatError) as caught:
        only_walk(READER, "800 810\n790 820\n805 815\n812 790\n")
    assert caught.value.problem is FormatProblem.COLUMNS_UNKNOWN


def test_a_table_with_heart_rates_is_no_list_of_intervals():
    assert not READER.sniff(b"time,hr,rr\n0,75,800\n", "")


def test_the_walker_may_name_the_columns():
    walk = only_walk(READER, "when beats\n1 800\n2 1000\n3 750\n", {"rr_ms": "beats"})
    assert beats(walk) == BEATS


def test_more_intervals_than_any_walk_has_are_counted(monkeypatch):
    monkeypatch.setattr("coach.formats.rr_text.MOST_POINTS", 2)
    walk = only_walk(READER, "800\n1000\n750\n")
    assert (len(beats(walk)), walk.flaws[0]) == (2, Flaw(FlawKind.TOO_MANY, line=3, count=1))


@given(
    rr_ms=st.lists(st.integers(250, 1900), min_size=12, max_size=100).filter(lambda v: v != sorted(set(v))),
    form=st.sampled_from(["{ms}", "{s:.3f}", "{at:.3f} {s:.3f}", "{at:.3f};{ms}", "{at:.0f}\t{ms}"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_written_list_is_read_as_it_was(rr_ms, form, end):
    at_s = list(accumulate(value / 1000 for value in rr_ms))
    text = end.join(form.format(ms=value, s=value / 1000, at=at) for value, at in zip(rr_ms, at_s, strict=True))
    walk = only_walk(READER, text)
    readings = [item for item in walk.inputs if hasattr(item, "rr_s")]
    assert [round(item.rr_s[0] * 1000) for item in readings] == rr_ms
    assert [item.at_s for item in readings] == pytest.approx([at - at_s[0] for at in at_s], abs=0.002)


@given(data=st.binary(max_size=300) | st.text(alphabet="0123456789.,; \t\nrNx#:-", max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    survives(READER, data)
    survives(READER, b"800\n810\n" + data)
