"""Reads GPX files of watches and apps: the times and heart rates of their tracks, and never a place.

The heart rate is an extension, and each program has its own: Garmin's `gpxtpx:hr`, ClueTrust's `gpxdata:hr`, a bare
`hr` or `heartrate`. Routes and waypoints are no walk.
"""

from collections.abc import Iterable

from coach.formats.document import Document
from coach.formats.file_format import Reader
from coach.formats.file_times import LONGEST_PAUSE_S
from coach.formats.xml_events import Attributes, XmlEvents, root_name
from coach.formats.xml_tracks import HEART_RATES, XmlTracks
from coach.limits import MOST_TEXT_BYTES
from coach.session.activity import Activity

NAME = "GPX"

LONGEST_BREAK_S = 2 * 3600.0
"""A track that begins later than this after the one before is another walk: devices begin one after a loss of the
satellites or a rest, and programs keep the walks of a day in one file."""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file's first element is `gpx`."""
    return root_name(head) == "gpx"


def read(document: Document) -> Iterable[Activity]:
    """Read the heart rates, speeds and pauses. A GPX file has no distance.

    Raises:
        FormatError: when there is no heart rate, or the file attacks its reader.
    """
    xml = XmlEvents(document, NAME, MOST_TEXT_BYTES)
    tracks = XmlTracks(xml)

    def begin_file(attributes: Attributes) -> None:
        tracks.take_maker(attributes.get("creator", ""))

    def begin_track(_attributes: Attributes) -> None:
        tracks.begin_track(LONGEST_BREAK_S, may_be_earlier=False)

    def begin_segment(_attributes: Attributes) -> None:
        tracks.begin_track(LONGEST_PAUSE_S)

    xml.starts = {"gpx": begin_file, "trk": begin_track, "trkseg": begin_segment, "trkpt": tracks.begin_point}
    xml.ends = {
        **dict.fromkeys(HEART_RATES, tracks.take_bpm),
        "time": tracks.take_time,
        "speed": tracks.take_speed,
        "trkpt": tracks.end_point,
    }
    return tracks.walks()


READER = Reader("gpx", "GPX file", "of a watch or an app", sniff, read)
