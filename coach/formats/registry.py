"""A file with a walk in it, whatever its name says: a recording of Coach, or a FIT file of a watch."""

from pathlib import Path

from coach.errors import FormatError, RecordingError
from coach.formats.fit import is_fit, read_fit
from coach.session.inputs import Reading
from coach.session.line_codec import Header
from coach.session.recording import Recording, parse_recording

MOST_BYTES = 256 * 1024 * 1024
"""A day of heartbeats is about 10 MB; a file this large is something else."""


def read_recording(path: Path) -> Recording:
    """Read a recording of Coach or a FIT file, whatever its name says.

    Raises:
        RecordingError: when the file is neither, cannot be read, or a newer Coach wrote it.
        FormatError: when it is a FIT file without anything to replay.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordingError(f"{path} is larger than any walk ({MOST_BYTES // 2**20} MB)")
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror}") from error
    if is_fit(data):
        activity = read_fit(data)
        if not any(isinstance(item, Reading) for item in activity.inputs):
            raise FormatError(f"{path} has no heart rate in it")
        header = Header(activity.started_at, source={"kind": "fit", "name": activity.device})
        return Recording(header, activity.inputs, activity.warnings)
    return parse_recording(data.split(b"\n"), str(path))
