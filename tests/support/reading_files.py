"""Other programs' files, read from bytes."""

from coach.errors import CoachError
from coach.formats.document import Document
from coach.session.inputs import Reading


def only_walk(reader, data, columns=()):
    """The one walk in a file."""
    data = data if isinstance(data, bytes) else data.encode()
    document = Document.of_bytes(data, "walk.x")
    (activity,) = reader.read(Document("walk.x", "", document.open, dict(columns)))
    return activity


def beats(activity):
    """The time and heart rate of each reading."""
    return [(item.at_s, item.bpm) for item in activity.inputs if isinstance(item, Reading)]


def survives(reader, data):
    """Whatever the bytes are, they are recognised or not, and read or refused with an error of ours."""
    document = Document.of_bytes(data, "walk.x")
    reader.sniff(document.head(), "")
    try:
        for activity in reader.read(document):
            times_s = [item.at_s for item in activity.inputs]
            assert times_s == sorted(times_s)
    except CoachError:
        pass
