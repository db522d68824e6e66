"""Coach's own recordings: known by their first bytes, written so that nothing is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import NotARecordingError, RecordingVersionError
from coach.formats.coach_recording import READER, WRITER, recorded, sniff
from coach.formats.document import Document
from coach.formats.written_walk import Written, WrittenWalk
from coach.session.activity import Activity
from coach.session.inputs import Notification, Paused, Reading, SessionEnded, UnknownEvent
from coach.session.line_codec import Header
from tests.support.sessions import ANYTHING, STEADY

HEADER = b'{"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04.512Z"}'
JSON_TEXTS = st.dictionaries(st.text(max_size=8).map("x-{}".format), st.text(max_size=8) | st.integers(), max_size=2)
STARTS = st.sampled_from(["", "2000", "2199-12-31T23:59:59Z"]) | st.text(max_size=20).map("2026-11-23".__add__)
HEADERS = st.builds(Header, STARTS, source=JSON_TEXTS, session=JSON_TEXTS, extra=JSON_TEXTS)


def parsed(data):
    (activity,) = READER.read(Document.of_bytes(data))
    return activity


def without_strangers(inputs):
    """An unknown event may have any name, also one that is known."""
    return tuple(item for item in inputs if not isinstance(item, UnknownEvent))


@given(header=HEADERS, inputs=ANYTHING.map(without_strangers), ends=st.booleans())
def test_whatever_a_walk_held_is_read_as_it_was_written(header, inputs, ends):
    last = (SessionEnded(at_s=inputs[-1].at_s if inputs else 0.0),) if ends else ()
    activity = Activity(header, (*inputs, *last))
    assert parsed(recorded(activity)) == activity


def test_a_line_is_a_line_of_text_that_a_program_can_read():
    activity = Activity(Header("2026-11-23T07:31:04.512Z"), (Notification(at_s=1.004, payload=b"\x10\x7b\xc0\x03"),))
    first, second, rest = recorded(activity).split(b"\n")
    assert first.startswith(b'{"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04.512Z"')
    assert (second, rest) == (b'{"t": 1.004, "hex": "107bc003"}', b"")


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (HEADER, True),
        (b"\xef\xbb\xbf" + HEADER, True),
        (b" \t" + HEADER, True),
        (b"{}", True),
        (b"", False),
        (b"\n" + HEADER, False),
        (b"[1, 2]", False),
        (b"\x0e\x10\xd9\x07.FIT", False),
        (b"<gpx/>", False),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".jsonl", ".fit"])
def test_it_is_known_by_its_first_bytes_whatever_its_name_says(head, is_one, suffix):
    assert sniff(head, suffix) is is_one


def test_a_line_without_sense_costs_that_line_only_and_unknown_keys_stay():
    lines = [
        HEADER,
        b'{"t": 1, "bpm": 118, "mood": "good"}',
        b"nonsense",
        b'{"t": 2, "event": "pause"}',
        b'{"t": 3, "ev',
    ]
    activity = parsed(b"\n".join(lines))
    assert activity.inputs == (Reading(at_s=1.0, bpm=118, extra={"mood": "good"}), Paused(at_s=2.0))
    assert [(flaw.line, flaw.is_cut) for flaw in activity.flaws] == [(3, False), (5, True)]
    whole = parsed(HEADER + b"\nnonsense\n")
    assert [(flaw.line, flaw.is_cut) for flaw in whole.flaws] == [(2, False)], "it has its end"


@pytest.mark.parametrize("data", [b"", b"{}\n", b"nonsense\n", b'{"t": 1, "bpm": 118}\n' + HEADER])
def test_what_does_not_begin_with_a_header_is_no_recording(data):
    with pytest.raises(NotARecordingError):
        parsed(data)


def test_a_newer_coachs_recording_is_refused_by_its_version():
    with pytest.raises(RecordingVersionError) as caught:
        parsed(HEADER.replace(b'"version": 1', b'"version": 2'))
    assert (caught.value.version, caught.value.newest_known) == (2, 1)


def test_a_recording_of_coach_is_its_own_format():
    assert (READER.name, READER.whose, WRITER.suffix) == ("recording", "of Coach", ".jsonl")
    activity = Activity(Header("", session=STEADY.to_json()), ())
    data = recorded(activity)
    assert READER.sniff(data, "")
    assert list(READER.read(Document.of_bytes(data))) == [activity]


def test_what_is_written_is_the_recording_byte_for_byte():
    strange = HEADER + b'\r\n\n{"t":1,  "bpm": 118}\nnonsense'
    walk = WrittenWalk(strange, parsed(strange), datetime(2026, 11, 23, tzinfo=UTC), 1.0)
    assert WRITER.write(walk) == Written(strange, 1)
