"""Gathers the trackpoints of a TCX or GPX file, and lays them out as walks.

Both are written by programs of all kinds from what a device recorded, so values stand where their schemas have them,
and elsewhere. Of whatever says more than once what it is, the first counts.
"""

import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from statistics import median

from coach.errors import FormatError, FormatProblem
from coach.formats.dropped import Dropped
from coach.formats.file_times import LONGEST_STEP_S, USUAL_STEP_S, USUAL_STEPS, walk_times
from coach.formats.laid_out import Collected, Moment, Point, Switch, laid_out_at
from coach.formats.xml_events import Attributes, XmlEvents
from coach.limits import FARTHEST_M, FASTEST_MPS, HIGHEST_BPM, MOST_POINTS, MOST_WALKS
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind

HEART_RATES = ("HeartRateBpm", "hr", "HR", "heartrate", "heartRate", "HeartRate", "heart_rate", "heartratebpm", "bpm")
"""What a trackpoint's heart rate is called, in the schemas and in the extensions of programs."""

LONGEST_NAME = 60
"""Characters: a device's name has under thirty, but some programs write a sentence."""

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
"""Programs write a comma where the language of the telephone has one."""

_NOTHING = frozenset({"", "nan", "null", "none", "-", "--"})
"""Programs write one of these where they have no value: no fault of the file."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)

_SERIAL = re.compile(r"(?=.*\d)[0-9A-Fa-f]{6,}|.*[/\\@].*")
"""A word of a name that is a serial number, an address or a path: none of them is kept."""

_OWNER_BEFORE = re.compile(
    r".*(?:\w['`\u2019\u02bc\u00b4]s?|\ws(?= (?:iPhone|iPad|Apple Watch|Galaxy|Pixel|Handy|Telefon)\b)) ", re.IGNORECASE
)
"""Telephones, and the watches that belong to them, are called after who owns them: "Jane's Apple Watch", in German
"Peters iPhone"."""

_OWNER_BEHIND = re.compile(r" (?:(?:de|del|da|di|do|du|von|van|of|af|av|fra|från) |d['\u2019]).*", re.IGNORECASE)
"""As "Apple Watch de Marie"; a program's name loses at most its end by it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str) -> datetime | None:
    """Return the time that a text says, without a zone where it names none; None when it says none."""
    text = text.strip().upper()
    if not _TIME.match(text):
        return None
    try:
        return datetime.fromisoformat(text[:11] + text[11:].replace(" ", ""))
    except ValueError:
        return None


def unix_s(time: datetime) -> float:
    """Return a time in Unix seconds; local time as if it were UTC."""
    return ((time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH).total_seconds()


def plain_name(text: str) -> str:
    """Return the name of a device or program, without its owner's and what looks like a serial number or a path."""
    name = " ".join(word for word in text.split() if not _SERIAL.fullmatch(word))
    owned = _OWNER_BEFORE.match(name)
    name = _OWNER_BEHIND.sub("", name[owned.end() :] if owned else name)
    return name[:LONGEST_NAME].rstrip(" -,:(")


@dataclass(slots=True)
class _Walk:
    """What a file says of one walk so far."""

    points: list[Point] = field(default_factory=list)
    laps: list[Moment] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    """Before which points another track begins."""
    has_time: bool = False
    zone: tzinfo | None = None
    """Of the first point with a time."""
    model: str = ""
    dropped: Dropped = field(default_factory=Dropped)

    @property
    def is_full(self) -> bool:
        return len(self.points) + len(self.laps) + len(self.breaks) >= MOST_POINTS

    def add(self, point: Point, zone: tzinfo | None, *, is_break: bool) -> None:
        """Add a point; times of the walk are in the zone of its first one."""
        if is_break and self.points:
            self.breaks.append(len(self.points))
        if point.time_s is not None and not self.has_time:
            self.has_time, self.zone = True, zone
        self.points.append(point)

    def activity(self, source: dict[str, str], flaws: list[Flaw]) -> Activity:
        """Return the walk. Its pauses are only likely, so no time is judged by them."""
        self._sort()
        times = walk_times([point.time_s for point in self.points])
        offset = self.zone and self.zone.utcoffset(None)
        content = Collected(
            self.points,
            list(self._pauses()),
            self.laps,
            # Programs write Z and +00:00 wherever the walker is.
            utc_offset_s=round(offset.total_seconds()) if offset else None,
            has_zone=self.zone is not None,
        )
        return laid_out_at(times, content, source, [*flaws, *self.dropped.flaws()], ())

    def _sort(self) -> None:
        """Put each track in the order of time, where no point is far from its place.

        Some programs write each sensor's values in points of their own, a little late; a device would have had to
        put its clock back that often.
        """
        for begin, end in pairwise([0, *self.breaks, len(self.points)]):
            track = self.points[begin:end]
            times = [point.time_s for point in track if point.time_s is not None]
            back_s = max((before - after for before, after in pairwise(times)), default=0.0)
            if 0 < back_s <= LONGEST_STEP_S and len(times) == len(track):
                self.points[begin:end] = [track[place] for place in sorted(range(len(track)), key=times.__getitem__)]

    def _pauses(self) -> Iterator[Switch]:
        """Yield a stop and a start where another track begins after more than the usual time.

        Garmin's devices begin a track when their timer starts again, also within a lap: the lap's own time is
        shorter by the gap. GPX says the same of the satellites, and means it of a receiver switched off.
        """
        times = [point.time_s for point in self.points]
        gaps = [(before, after) for before, after in pairwise(times) if before is not None and after is not None]
        steps_s = [after - before for before, after in gaps if after > before]
        usual_s = USUAL_STEPS * (median(steps_s) if steps_s else USUAL_STEP_S)
        for place in self.breaks:
            before, after = times[place - 1], times[place]
            if before is not None and after is not None and after - before > usual_s:
                yield Switch(before, place, stopped=True)
                yield Switch(after, place, stopped=False)


@dataclass(slots=True)
class XmlTracks:
    """The walks of a file so far, and its point under way."""

    xml: XmlEvents
    _maker: str = ""
    _walk: _Walk = field(default_factory=_Walk)
    _done: deque[_Walk] = field(default_factory=deque)
    _ended: int = 0
    """Walks with a heart rate."""
    _left_out: int = 0
    """Points of walks after the most that a file can have."""
    _problem: FormatProblem = FormatProblem.NO_HEART_RATE
    """What to say where there is no walk at all."""
    _in_point: bool = False
    _time: str = ""
    _bpm: int | None = None
    _speed_mps: float | None = None
    _distance_m: float | None = None
    _longest_break_s: float | None = None
    """Where the next point begins another track: with a longer break before, it begins another walk."""
    _may_be_earlier: bool = True

    def begin_point(self, _attributes: Attributes) -> None:
        """Begin a point that says nothing yet."""
        self._in_point = True
        self._time, self._bpm, self._speed_mps, self._distance_m = "", None, None, None

    def take_time(self, text: str) -> None:
        """Take a point's time."""
        if self._in_point:
            self._time = self._time or text

    def take_bpm(self, text: str) -> None:
        """Take a point's heart rate."""
        if self._in_point and self._bpm is None and (bpm := self._number(text, HIGHEST_BPM)) is not None:
            self._bpm = round(bpm)

    def take_speed(self, text: str) -> None:
        """Take a point's speed, in m/s."""
        if self._in_point and self._speed_mps is None:
            self._speed_mps = self._number(text, FASTEST_MPS)

    def take_distance(self, text: str) -> None:
        """Take how far the walk was at a point, in m."""
        if self._in_point and self._distance_m is None:
            self._distance_m = self._number(text, FARTHEST_M)

    def end_point(self, _text: str) -> None:
        """Add the point under way, to another walk if it begins one."""
        if not self._in_point:
            return
        self._in_point = False
        time = moment(self._time)
        time_s = None if time is None else unix_s(time)
        if time_s is None and self._bpm is None:
            return
        if self._longest_break_s is not None and self._is_another_walk(time_s, self._longest_break_s):
            self.end_walk()
        if self._walk.is_full:
            self._walk.dropped.add(FlawKind.TOO_MANY, self.xml.line)
            return
        point = Point(time_s, self._bpm, (), self._speed_mps, self._distance_m)
        self._walk.add(point, time.tzinfo if time else None, is_break=self._longest_break_s is not None)
        self._longest_break_s, self._may_be_earlier = None, True

    def _is_another_walk(self, time_s: float | None, longest_break_s: float) -> bool:
        last_s = self._walk.points[-1].time_s if self._walk.points else None
        if time_s is None or last_s is None:
            return False
        is_earlier = time_s - last_s < -LONGEST_STEP_S and not self._may_be_earlier
        return is_earlier or time_s - last_s > longest_break_s

    def begin_track(self, longest_break_s: float = math.inf, *, may_be_earlier: bool = True) -> None:
        """Begin another track of the walk.

        Args:
            longest_break_s: when its first point is later by more than that, it is another walk.
            may_be_earlier: or when it is earlier, unless that may be a clock that was put back.
        """
        last_s = math.inf if self._longest_break_s is None else self._longest_break_s
        self._longest_break_s = min(longest_break_s, last_s)
        self._may_be_earlier = self._may_be_earlier and may_be_earlier

    def begin_lap(self, text: str) -> None:
        """Begin a lap at a time."""
        time = moment(text)
        if time is not None and not self._walk.is_full:
            self._walk.laps.append(Moment(unix_s(time), len(self._walk.points)))

    def take_maker(self, text: str) -> None:
        """Take the name of who made the file."""
        self._maker = plain_name(text)

    def take_model(self, text: str) -> None:
        """Take the name of what recorded the walk."""
        self._walk.model = plain_name(text)

    def end_walk(self) -> None:
        """End the walk under way; one without a heart rate at known times is no use."""
        walk, self._walk = self._walk, _Walk()
        if not any(point.bpm for point in walk.points):
            if any(point.bpm is not None for point in walk.points):
                self._problem = FormatProblem.NOTHING_BELIEVABLE
        elif not walk.has_time:
            self._problem = FormatProblem.NOT_UNDERSTOOD
        elif self._ended == MOST_WALKS:
            self._left_out += len(walk.points)
        else:
            self._ended += 1
            self._done.append(walk)

    def walks(self) -> Iterator[Activity]:
        """Read the file, and yield each walk when the next is known: the last one bears the damage.

        Raises:
            FormatError: when there is no heart rate in it, or none with a time.
        """
        for _ in self.xml.pieces():
            while len(self._done) > 1:
                yield self._activity(self._done.popleft(), [])
        self.end_walk()
        while self._done:
            walk = self._done.popleft()
            yield self._activity(walk, [] if self._done else self._last_flaws())
        if not self._ended:
            raise self._refusal()

    def _last_flaws(self) -> list[Flaw]:
        flaws = [] if self.xml.damage is None else [self.xml.damage]
        return [*flaws, Flaw(FlawKind.TOO_MANY, count=self._left_out)] if self._left_out else flaws

    def _activity(self, walk: _Walk, flaws: list[Flaw]) -> Activity:
        source = {"maker": self._maker, "model": walk.model}
        return walk.activity({key: name for key, name in source.items() if name}, flaws)

    def _refusal(self) -> FormatError:
        name, kind, damage = self.xml.document.name, self.xml.format_name, self.xml.damage
        if damage is not None and self._problem is FormatProblem.NO_HEART_RATE:
            return FormatError(FormatProblem.DAMAGED, kind, name=name, detail=damage.detail)
        return FormatError(self._problem, kind, name=name)

    def _number(self, text: str, highest: float) -> float | None:
        """Return the number that a text is; count it when it is none, or none that a device measures."""
        text = text.strip()
        if text.lower() in _NOTHING:
            return None
        if not _NUMBER.fullmatch(text):
            self._walk.dropped.add(FlawKind.NO_NUMBER, self.xml.line)
            return None
        number = float(text.replace(",", "."))
        if not 0 <= number <= highest:
            self._walk.dropped.add(FlawKind.OUT_OF_RANGE, self.xml.line)
            return None
        return number
