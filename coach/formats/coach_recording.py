"""Coach's own recordings as a file format: JSON lines, read and written by `coach.session`."""

from collections.abc import Iterable

from coach.formats.document import Document
from coach.formats.file_format import Reader, Writer
from coach.formats.measured import measured
from coach.formats.written_walk import Written, WrittenWalk
from coach.limits import MOST_WALK_BYTES
from coach.session.activity import Activity
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header, dump_header, dump_input
from coach.session.recording import BYTE_ORDER_MARK, parse_recording


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether it begins with a JSON object; `read` checks the content."""
    return head.removeprefix(BYTE_ORDER_MARK).lstrip(b" \t").startswith(b"{")


def read(document: Document) -> Iterable[Activity]:
    """Return the recording in a file. A line that makes no sense costs that line only.

    Raises:
        NotARecordingError: when the first line is not a header.
        RecordingVersionError: when a newer Coach wrote it.
        FormatError: when it is larger than any recording.
    """
    return (parse_recording(document.whole(MOST_WALK_BYTES, NAME)),)


def recorded(activity: Activity) -> bytes:
    """Return the activity as a recording."""
    return header_line(activity.header) + recorded_inputs(activity.inputs)


def header_line(header: Header) -> bytes:
    """Return the first line."""
    return f"{dump_header(header)}\n".encode()


def recorded_inputs(inputs: Iterable[SessionInput]) -> bytes:
    """Return the lines of inputs, as they follow the header."""
    return "".join(f"{dump_input(item)}\n" for item in inputs).encode()


def write(walk: WrittenWalk) -> Written:
    """Return the recording itself, byte for byte."""
    return Written(walk.recorded, len(measured(walk.activity.inputs).beats))


NAME = "recording"


READER = Reader("jsonl", NAME, "of Coach", sniff, read)
WRITER = Writer(".jsonl", write, takes_laps=False)
