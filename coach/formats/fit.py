"""Reads FIT files of watches and bike computers, through fitdecode.

It keeps everything before a damage: flat batteries cut files short, and some makers write fields of a wrong size.
"""

import math
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from msgspec.structs import replace

from coach.domain.programme.felt import SCALE, Felt
from coach.errors import FormatError, FormatProblem
from coach.formats.document import Document, unwatched
from coach.formats.file_format import Reader
from coach.formats.file_times import LONGEST_SILENCE_S, walk_times
from coach.formats.fit_strap import StrapBeats
from coach.formats.laid_out import Collected, Moment, Point, Switch, laid_out_at
from coach.limits import LONGEST_RR_S, MOST_FIT_BYTES, MOST_POINTS
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import Reading

OLDEST_RR_S = 15.0
"""RR intervals older than this when the next record arrives fell into a gap and are dropped. (A watch that records
only changes left 14 s between two records.)"""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file begins like a FIT file: ".FIT" at byte 8 of the header."""
    return len(head) >= 12 and head[8:12] == b".FIT"


def read(document: Document) -> Iterable[Activity]:
    """Yield the walks in a file: one, or several where whole files are chained.

    Several sessions of one file, as of a triathlon, are one walk with laps.

    Raises:
        FormatError: when nothing in it is readable, there is no heart rate in it, or fitdecode is not installed.
    """
    data = document.whole(MOST_FIT_BYTES, "FIT")
    flaws: list[Flaw] = []
    walks = list(_walks(data, flaws, document.on_progress))
    with_readings = [walk for walk in walks if any(isinstance(item, Reading) for item in walk.inputs)]
    if with_readings:
        return with_readings
    damage = next((flaw for flaw in flaws if flaw.kind is FlawKind.DAMAGED), None)
    if damage is not None:
        raise FormatError(FormatProblem.DAMAGED, "FIT", name=document.name, detail=damage.detail)
    problem = FormatProblem.NOT_UNDERSTOOD if _mentions_heart_rate(data) else FormatProblem.NO_HEART_RATE
    raise FormatError(problem, "FIT", name=document.name)


def read_fit(data: bytes) -> Activity:
    """Return the walk in a FIT file, with or without a heart rate; the first where several are chained.

    Makers write RR intervals between the records, so those since the last record belong to the next, unless they are
    so old that there was a gap. Where most come after the last record, lay them end to end from the first record on.

    Raises:
        FormatError: when nothing in it is readable, or fitdecode is not installed.
    """
    return next(_walks(data, []))


def _walks(data: bytes, flaws: list[Flaw], on_progress: Callable[[int], None] = unwatched) -> Iterator[Activity]:
    files, begins = [_Collected()], True
    for name, values in _messages(_finished(data, flaws), flaws, on_progress):
        if name == "file_id" and begins and values.get("type") == "activity" and files[-1].content.points:
            # What else is chained, as the heart rates of a strap, belongs to the walk before it.
            files.append(_Collected())
        begins = name == FILE_BEGINS
        files[-1].take(name, values)
    return (_walk(file, flaws) for file in _joined(files))


def _joined(files: Sequence["_Collected"]) -> Iterator["_Collected"]:
    """Yield the files; one that begins soon after the one before it ended goes on with its walk."""
    last = files[0]
    for file in files[1:]:
        if file.follows(last):
            last.append(file)
        else:
            yield last
            last = file
    yield last


def _walk(file: "_Collected", flaws: list[Flaw]) -> Activity:
    """Return what was collected, laid out in time."""
    found = file.content
    if file.dropped:
        flaws = [*flaws, Flaw(FlawKind.TOO_MANY, count=file.dropped)]
    times = walk_times([point.time_s for point in found.points], [item.time_s for item in found.switches] or None)
    strap: list[Reading] = []
    if not any(point.bpm for point in found.points):
        # Where the watch has its own, the strap's are the same once more.
        strap, times = file.strap.laid_out(times)
    points = [
        replace(point, at_s=at_s, bpm=None if strap else point.bpm)
        # Without any record the times are the strap's.
        for point, at_s in zip(found.points, times.at_s, strict=False)
    ]
    if len(file.waiting_rr_s) > sum(len(point.rr_s) for point in points):
        points = _laid_end_to_end(points, file.waiting_rr_s)
    else:
        points = _with_last_beats(points, file.waiting_rr_s)
    activity = laid_out_at(times, replace(found, points=points), file.source, flaws, strap)
    return replace(activity, felt=Felt(rpe=file.rpe))


EPOCH_S = datetime(1989, 12, 31, tzinfo=UTC).timestamp()
"""FIT counts seconds from here; a device without a date counts from when it was switched on."""

HEART_RATES = {"heart_rate", "avg_heart_rate", "filtered_bpm"}
"""Fields with a measured heart rate, in whatever message: a file that has one is not without, though Coach may not
know when it was. (`resting_heart_rate` and `max_heart_rate` may be the walker's own, of the settings.)"""

FILE_BEGINS = "file begins"
"""Stands between the messages of chained files."""

FIELDS: Mapping[str, frozenset[str]] = {
    "record": frozenset({"timestamp", "heart_rate", "distance", "speed", "enhanced_speed"}),
    "hrv": frozenset({"time"}),
    "hr": frozenset({"timestamp", "fractional_timestamp", "event_timestamp", "event_timestamp_12", "filtered_bpm"}),
    "event": frozenset({"timestamp", "event", "event_type"}),
    "lap": frozenset({"start_time"}),
    "session": frozenset({"workout_rpe", "sport"}),
    "activity": frozenset({"timestamp", "local_timestamp"}),
    "file_id": frozenset({"type", "manufacturer", "garmin_product"}),
}
"""What Coach reads, by message. Serial numbers, places and the user's profile are not among it."""

MESSAGES_A_REPORT = 2000
"""Report progress so often: a few times a second."""

RPE_SCALE = 10
"""`workout_rpe` is the effort of 0-10 times this (FIT profile, message 18, field 193)."""

ZONE_STEP_S = 15 * 60
"""Zones differ by quarters of an hour; another difference is a clock that was set badly."""

LARGEST_OFFSET_S = 15 * 3600
"""No place on Earth is farther from UTC than 14 hours."""


@dataclass(slots=True)
class _Collected:
    """The content of the messages so far, in the file's order."""

    content: Collected = field(default_factory=Collected)
    strap: StrapBeats = field(default_factory=StrapBeats)
    waiting_rr_s: list[float] = field(default_factory=list)
    """Intervals since the last record with a heart rate."""
    source: dict[str, object] = field(default_factory=dict)
    """Maker, model and sport."""
    rpe: int | None = None
    """How hard the walk was, 0-10."""
    dropped: int = 0
    """Records after the most that a walk can have."""

    def follows(self, earlier: "_Collected") -> bool:
        """Return whether this file's first record comes soon after the other's last."""
        here, there = (file.content.points for file in (self, earlier))
        if not here or not there or here[0].time_s is None or there[-1].time_s is None:
            return False
        return 0 < here[0].time_s - there[-1].time_s <= LONGEST_SILENCE_S

    def append(self, later: "_Collected") -> None:
        """Add what a later file holds."""
        mine, others = self.content, later.content
        before = len(mine.points)
        mine.points += others.points
        mine.switches += [replace(item, before=item.before + before) for item in others.switches]
        mine.laps += [replace(item, before=item.before + before) for item in others.laps]
        mine.utc_offset_s = others.utc_offset_s if mine.utc_offset_s is None else mine.utc_offset_s
        self.waiting_rr_s += later.waiting_rr_s
        self.strap.beats += later.strap.beats
        self.rpe = later.rpe if self.rpe is None else self.rpe
        self.dropped += later.dropped

    def take(self, name: str, values: dict[str, Any]) -> None:
        """Take a message."""
        time_s = _unix_s(values.get("timestamp"))
        if name == "record":
            self._take_record(time_s, values)
        elif name == "hrv":
            self.waiting_rr_s.extend(_intervals(values.get("time")))
        elif name == "hr":
            self._take_strap(time_s, values)
        elif name == "event" and values.get("event") == "timer" and time_s is not None:
            stopped = str(values.get("event_type")).startswith("stop")
            self.content.switches.append(Switch(time_s, len(self.content.points), stopped))
        elif name == "lap" and (began_s := _unix_s(values.get("start_time"))) is not None:
            # Some devices write their laps as they end, others all of them at the end.
            self.content.laps.append(Moment(began_s, len(self.content.points)))
        elif name in {"session", "activity", "file_id"}:
            self._take_whole(time_s, values)

    def _take_whole(self, time_s: float | None, values: dict[str, Any]) -> None:
        """Take what is said of the walk as a whole; the first word counts."""
        for key, part in (("maker", "manufacturer"), ("model", "garmin_product"), ("sport", "sport")):
            if part in values:
                self.source.setdefault(key, str(values[part]))
        rpe = _first_number(values.get("workout_rpe"))
        if rpe is not None and round(rpe / RPE_SCALE) in SCALE:
            self.rpe = round(rpe / RPE_SCALE)
        local_s = _unix_s(values.get("local_timestamp"))
        offset_s = math.inf if local_s is None or time_s is None else local_s - time_s
        if abs(offset_s) < LARGEST_OFFSET_S and offset_s % ZONE_STEP_S == 0:
            self.content.utc_offset_s = round(offset_s)

    def _take_strap(self, time_s: float | None, values: dict[str, Any]) -> None:
        """Take heart rates that a strap kept for itself."""
        part_s = _first_number(values.get("fractional_timestamp")) or 0.0
        packed = [int(byte) for byte in _numbers(values.get("event_timestamp_12")) if byte is not None]
        whole = () if packed else _numbers(values.get("event_timestamp"))  # expanded by fitdecode, without a clock
        events_s = [event_s for event_s in whole if event_s is not None]
        self.strap.take(
            None if time_s is None else time_s + part_s, events_s, packed, _numbers(values.get("filtered_bpm"))
        )

    def _take_record(self, time_s: float | None, values: dict[str, Any]) -> None:
        bpm = _heart_rate(values)
        if time_s is None and bpm is None:
            return
        if len(self.content.points) == MOST_POINTS:
            self.dropped += 1
            return
        rr_s = () if bpm is None else _newest(self.waiting_rr_s)
        distance_m = _first_number(values.get("distance"))
        self.content.points.append(Point(time_s, bpm, rr_s, _speed(values), distance_m))
        if bpm is not None:
            self.waiting_rr_s.clear()


def _unix_s(timestamp: object) -> float | None:
    """Return a FIT time in Unix seconds."""
    seconds = _first_number(timestamp)
    return None if seconds is None else EPOCH_S + seconds


def _heart_rate(values: dict[str, Any]) -> int | None:
    bpm = _first_number(values.get("heart_rate"))
    return None if bpm is None else round(bpm)


def _speed(values: dict[str, Any]) -> float | None:
    enhanced = _first_number(values.get("enhanced_speed"))
    return enhanced if enhanced is not None else _first_number(values.get("speed"))


def _first_number(value: object) -> float | None:
    """Return a field's number; some makers send a field twice, with the same value."""
    return next(iter(_numbers(value)), None)


def _numbers(value: object) -> list[float | None]:
    """Return the numbers of a field, None for each that is none."""
    items = value if isinstance(value, tuple | list) else (value,)
    return [
        float(item)
        if isinstance(item, int | float) and not isinstance(item, bool) and math.isfinite(item) and item >= 0
        else None
        for item in items
    ]


def _intervals(value: object) -> list[float]:
    return [rr_s for rr_s in _numbers(value) if rr_s is not None and 0 < rr_s < LONGEST_RR_S]


def _newest(rr_s: list[float]) -> tuple[float, ...]:
    """Return the last of these intervals, no older than `OLDEST_RR_S`."""
    since_s = 0.0
    for index in reversed(range(len(rr_s))):
        since_s += rr_s[index]
        if since_s > OLDEST_RR_S:
            return tuple(rr_s[index + 1 :])
    return tuple(rr_s)


def _laid_end_to_end(points: list[Point], rr_s: list[float]) -> list[Point]:
    placed: list[Point] = []
    beats = iter(rr_s)
    beat_s, interval_s = 0.0, next(beats, None)
    for point in points:
        mine: list[float] = []
        while interval_s is not None and beat_s + interval_s <= point.at_s - points[0].at_s:
            beat_s += interval_s
            mine.append(interval_s)
            interval_s = next(beats, None)
        placed.append(replace(point, rr_s=tuple(mine)))
    return placed


def _with_last_beats(points: list[Point], rr_s: list[float]) -> list[Point]:
    """Add the beats after the last point with a heart rate to that point."""
    for index in reversed(range(len(points))):
        if points[index].bpm is not None:
            last = replace(points[index], rr_s=(*points[index].rr_s, *rr_s))
            return [*points[:index], last, *points[index + 1 :]]
    return points


def _finished(data: bytes, flaws: list[Flaw]) -> bytes:
    """Return the file, with the length filled in if its header lacks it: a device that crashed never wrote it."""
    if sniff(data, "") and data[0] in {12, 14} and data[4:8] == bytes(4) and len(data) > data[0]:
        flaws.append(Flaw(FlawKind.NEVER_FINISHED))
        # A header without its check sum says 0 there.
        head = data[:4] + (len(data) - data[0]).to_bytes(4, "little") + data[8:12] + bytes(data[0] - 12)
        return head + data[data[0] :]
    return data


def _messages(
    data: bytes, flaws: list[Flaw], on_progress: Callable[[int], None] = unwatched
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and fields of each message that Coach reads, up to the first damage."""
    read = 0
    try:
        for frame, done_bytes in _frames(data):
            if not hasattr(frame, "fields"):
                yield FILE_BEGINS, {}
                continue
            read += 1
            if read % MESSAGES_A_REPORT == 0:
                on_progress(done_bytes())
            wanted = FIELDS.get(frame.name)
            if wanted is not None:
                yield frame.name, _values(frame, wanted)
    except FormatError:
        raise
    except Exception as error:  # fitdecode raises TypeError, ValueError and struct.error too, on damaged files
        if not read:
            raise FormatError(FormatProblem.DAMAGED, "FIT", detail=str(error)) from error
        flaws.append(Flaw(FlawKind.DAMAGED, detail=str(error)))


def _values(frame: Any, wanted: Collection[str]) -> dict[str, Any]:  # noqa: ANN401 - fitdecode has no types
    """Return a message's fields; of one that is there twice (native and developer) the first with a value."""
    values: dict[str, Any] = {}
    for part in frame.fields:
        if part.field and part.field.name in wanted and part.value is not None:
            values.setdefault(part.field.name, part.value)
    return values


def _mentions_heart_rate(data: bytes) -> bool:
    """Return whether any message at all has a heart rate."""
    with suppress(Exception):  # up to the first damage
        for frame, _ in _frames(data):
            rates = _values(frame, HEART_RATES) if hasattr(frame, "fields") else {}
            if any(any(_numbers(rate)) for rate in rates.values()):
                return True
    return False


def _frames(data: bytes) -> Iterator[tuple[Any, Callable[[], int]]]:
    """Yield each message and each beginning of a file, with what says how many bytes are read."""
    try:
        import fitdecode  # noqa: PLC0415 - an optional part of Coach, and slow to load
    except ImportError as error:
        raise FormatError(FormatProblem.NO_PACKAGE, "FIT", detail="fit") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fitdecode warns about every maker's odd fields
        file = BytesIO(data)
        # Check sums and units take half of its time, and change nothing that Coach reads.
        with fitdecode.FitReader(
            file,
            processor=None,
            check_crc=fitdecode.CrcCheck.DISABLED,
            error_handling=fitdecode.ErrorHandling.IGNORE,
        ) as reader:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage | fitdecode.FitHeader):
                    yield frame, file.tell


READER = Reader("fit", "FIT file", "of a watch", sniff, read)
