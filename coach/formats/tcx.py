"""Reads TCX files, Garmin's Training Center XML, of devices and of the programs that export them.

An activity is a walk: a file may have many, and those of several sports in one. Its first version calls it a run.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.formats.document import Document
from coach.formats.file_format import Reader
from coach.formats.xml_events import Attributes, XmlEvents, root_name
from coach.formats.xml_tracks import HEART_RATES, XmlTracks
from coach.limits import MOST_TEXT_BYTES
from coach.session.activity import Activity

NAME = "TCX"

ROOTS = {"TrainingCenterDatabase", "Activities", "Activity"}
"""Programs that mend or split files leave the outer ones out."""

PLANS = ("Course", "CoursePoint", "Workout", "Plan")
"""What a walker means to do has tracks and times as well, but is no walk."""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file's first element is one of TCX."""
    return root_name(head) in ROOTS


def read(document: Document) -> Iterable[Activity]:
    """Read the heart rates, distances, speeds, laps and pauses of each activity.

    Raises:
        FormatError: when there is no heart rate, or the file attacks its reader.
    """
    xml = XmlEvents(document, NAME, MOST_TEXT_BYTES)
    tracks = XmlTracks(xml)
    file = _Tcx(tracks)
    xml.starts = {
        "Lap": file.begin_lap,
        "Track": file.begin_track,
        "Trackpoint": file.begin_point,
        "HeartRateBpm": file.begin_heart_rate,
        "Creator": file.begin_creator,
        **dict.fromkeys(PLANS, file.begin_plan),
    }
    xml.ends = {
        "Trackpoint": tracks.end_point,
        "Time": tracks.take_time,
        **dict.fromkeys(HEART_RATES, tracks.take_bpm),
        "HeartRateBpm": file.end_heart_rate,
        "Value": file.take_value,
        "DistanceMeters": tracks.take_distance,
        "Speed": tracks.take_speed,
        "Name": file.take_name,
        "Creator": file.end_creator,
        **dict.fromkeys(("Activity", "Run"), file.end_activity),
        **dict.fromkeys(PLANS, file.end_plan),
    }
    return tracks.walks()


@dataclass(slots=True)
class _Tcx:
    """Where in the file its reader is."""

    tracks: XmlTracks
    plans: int = 0
    in_creator: bool = False
    in_heart_rate: bool = False
    is_first_of_lap: bool = True

    def begin_plan(self, _attributes: Attributes) -> None:
        self.plans += 1

    def end_plan(self, _text: str) -> None:
        self.plans -= 1

    def begin_lap(self, attributes: Attributes) -> None:
        self.is_first_of_lap = True
        if not self.plans:
            self.tracks.begin_lap(attributes.get("StartTime", ""))

    def begin_track(self, _attributes: Attributes) -> None:
        """A lap's first track goes on from the lap before; one after it, from where the timer was stopped."""
        if not self.is_first_of_lap:
            self.tracks.begin_track()
        self.is_first_of_lap = False

    def begin_point(self, attributes: Attributes) -> None:
        if not self.plans:
            self.tracks.begin_point(attributes)

    def begin_heart_rate(self, _attributes: Attributes) -> None:
        self.in_heart_rate = True

    def end_heart_rate(self, text: str) -> None:
        """The first version has the number here, without an element of its own."""
        self.in_heart_rate = False
        self.tracks.take_bpm(text)

    def take_value(self, text: str) -> None:
        if self.in_heart_rate:
            self.tracks.take_bpm(text)

    def begin_creator(self, _attributes: Attributes) -> None:
        self.in_creator = True

    def end_creator(self, _text: str) -> None:
        self.in_creator = False

    def take_name(self, text: str) -> None:
        if self.in_creator:
            self.tracks.take_model(text)

    def end_activity(self, _text: str) -> None:
        self.tracks.end_walk()
        self.is_first_of_lap = True


READER = Reader("tcx", "TCX file", "of a watch or an app", sniff, read)
