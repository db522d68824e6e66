"""Coach's own recordings as a file format: JSON lines, read and written by `coach.session`."""

from coach.formats.file_format import Reader, Writer
from coach.session.activity import Activity
from coach.session.line_codec import dump_header, dump_input
from coach.session.recording import BYTE_ORDER_MARK, parse_recording


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether it begins with a JSON object; `read` checks the content."""
    return head.removeprefix(BYTE_ORDER_MARK).lstrip(b" \t").startswith(b"{")


def read(data: bytes, _name: str) -> Activity:
    """Return the recording in these bytes. A line that makes no sense costs that line only.

    Raises:
        NotARecordingError: when the first line is not a header.
        RecordingVersionError: when a newer Coach wrote it.
    """
    return parse_recording(data)


def write(activity: Activity) -> bytes:
    """Return the activity as a recording."""
    lines = [dump_header(activity.header), *map(dump_input, activity.inputs)]
    return "".join(f"{line}\n" for line in lines).encode()


READER = Reader("recording", "of Coach", sniff, read)
WRITER = Writer(".jsonl", write)
