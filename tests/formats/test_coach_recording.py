"""Coach's own recordings as a file format: recognised by their first byte, written as they are read."""

import pytest

from coach.errors import NotARecordingError
from coach.formats.coach_recording import READER, WRITER
from coach.session.activity import Activity
from coach.session.inputs import NoteAdded, Reading, UnknownEvent
from coach.session.line_codec import Header

ACTIVITY = Activity(
    Header("2026-11-23T07:31:04Z", source={"kind": "strap"}, session={"workout": "free"}, extra={"utc_offset_s": 3600}),
    (Reading(at_s=1.0, bpm=120, rr_s=(0.5,)), NoteAdded(at_s=2.0, text="né"), UnknownEvent(at_s=3.0, name="later")),
)


def test_what_is_written_is_read_again():
    assert READER.read(WRITER.write(ACTIVITY), "walk") == ACTIVITY


@pytest.mark.parametrize(
    ("head", "is_one"),
    [(b'{"format"', True), (b"\xef\xbb\xbf  {", True), (b"", False), (b"<gpx", False), (b"\n{", False)],
)
def test_it_is_recognised_by_the_object_it_begins_with(head, is_one):
    assert READER.sniff(head, ".jsonl") is is_one


def test_another_object_is_no_recording():
    with pytest.raises(NotARecordingError):
        READER.read(b'{"type": "FeatureCollection"}\n', "walk")
