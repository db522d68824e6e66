"""Lays what another program recorded out as a walk: readings, speeds, laps and pauses, each at its time.

Every reader of other programs' files collects points in the file's order and calls `laid_out`.
"""

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from coach.domain.totals.distance import GAP_S
from coach.formats.file_times import WalkTimes, walk_times
from coach.limits import LATEST_S
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import NOTHING_MORE, LapMarked, Paused, Reading, Resumed, SessionInput, SpeedReading
from coach.session.line_codec import Header

STRIDE_S = 30.0
"""Average a watch's distance over half a minute to get a speed: it stands still and leaps as its satellites come and
go (by up to 80 m in one second)."""

LONGEST_STRIDE_S = 300.0
"""Over a longer gap between two distances nobody knows when the walker walked, so it has no speed. (Watches that record
only changes leave up to 20 s between two records.)"""


LONGEST_TAIL_S = 5.0
"""A device may write some records more after its timer was stopped at the end."""


class Point(msgspec.Struct, frozen=True):
    """What a device wrote at one moment; None is what it did not say."""

    time_s: float | None
    """By the device, in Unix seconds; as if its local time were UTC where it names no zone."""
    bpm: int | None = None
    rr_s: tuple[float, ...] = ()
    speed_mps: float | None = None
    distance_m: float | None = None
    """Since the start, as summed by the device."""
    at_s: float = 0.0
    """In the walk, once that is known."""


class Moment(msgspec.Struct, frozen=True):
    """A time by the device's clock, and how many points stand before it in the file."""

    time_s: float
    before: int


class Switch(Moment, frozen=True):
    """A stop or start of the device's timer."""

    stopped: bool


class Collected(msgspec.Struct):
    """What a file holds, in the file's order."""

    points: list[Point] = msgspec.field(default_factory=list)
    switches: list[Switch] = msgspec.field(default_factory=list)
    laps: list[Moment] = msgspec.field(default_factory=list)
    """Where a lap begins; the first one's beginning is no mark."""
    utc_offset_s: int | None = None
    """The walker's, where the file says so."""
    has_zone: bool = True
    """Whether the times are UTC; else they are the walker's local time."""


def laid_out(
    file: Collected, source: Mapping[str, object], flaws: Sequence[Flaw] = (), strap: Sequence[Reading] = ()
) -> Activity:
    """Return the walk in a file: its first point is at 0 s, the others as `walk_times` lays them.

    Args:
        file: what was collected.
        source: maker and model, for the recording's header; never a place, a serial number or a path.
        flaws: what its reader left out; those of its times are added.
        strap: more readings, at times of the walk.
    """
    times = walk_times([point.time_s for point in file.points], [item.time_s for item in file.switches] or None)
    return laid_out_at(times, file, source, flaws, strap)


def laid_out_at(
    times: WalkTimes, file: Collected, source: Mapping[str, object], flaws: Sequence[Flaw], strap: Sequence[Reading]
) -> Activity:
    """As `laid_out`, at times that are known already."""
    found = list(flaws)
    points = [replace(point, at_s=at_s) for point, at_s in zip(file.points, times.at_s, strict=False)]
    points = points[: bisect_right(points, LATEST_S, key=lambda point: point.at_s)]
    strap = strap[: bisect_right(strap, LATEST_S, key=lambda reading: reading.at_s)]
    if not points and not strap:
        return Activity(Header("", source=source), (), tuple(found))
    _add_flaws(times, found)
    ended_s = max([point.at_s for point in points[-1:]] + [reading.at_s for reading in strap[-1:]])
    pauses = list(_pauses(file.switches, times, ended_s))
    inputs = tuple(
        # Within the same second, a resume comes before readings, and readings come before a pause.
        heapq.merge(
            strap,
            _readings(points),
            _speeds(points, pauses),
            _laps(file.laps, times, ended_s),
            pauses,
            key=lambda item: (item.at_s, not isinstance(item, Resumed)),
        )
    )
    offset = NOTHING_MORE if file.utc_offset_s is None else {"utc_offset_s": file.utc_offset_s}
    header = Header(_date(times, has_zone=file.has_zone), source=source, extra=offset)
    return Activity(header, inputs, tuple(found), lasts_s=ended_s, distance_m=_distance_m(points))


def _date(times: WalkTimes, *, has_zone: bool) -> str:
    if times.began_s is None:
        return ""
    began = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(times.began_s, 3))
    return began.isoformat().replace("+00:00", "Z" if has_zone else "")


def _add_flaws(times: WalkTimes, flaws: list[Flaw]) -> None:
    if times.odd:
        flaws.append(Flaw(FlawKind.RETIMED, count=times.odd))
    if times.began_s is None:
        flaws.append(Flaw(FlawKind.NO_DATE))
    late = len(times.at_s) - bisect_right(times.at_s, LATEST_S)
    if late:
        flaws.append(Flaw(FlawKind.AFTER_A_WEEK, count=late))


def _distance_m(points: Sequence[Point]) -> float | None:
    """Return the device's own sum; one that begins anew, as after a restart, goes on from what it was."""
    sums_m = [point.distance_m for point in points if point.distance_m is not None]
    if not sums_m:
        return None
    # What the device had summed at the first point belongs to the walk: some write their first point late.
    return sums_m[0] + sum(max(later - earlier, 0.0) for earlier, later in pairwise(sums_m))


def _laps(laps: Sequence[Moment], times: WalkTimes, ended_s: float) -> Iterator[SessionInput]:
    placed = {at_s for lap in laps if (at_s := times.at(lap.time_s, lap.before)) is not None}
    for at_s in sorted(placed):
        if 0 < at_s < ended_s:
            yield LapMarked(at_s=at_s)


def _readings(points: Sequence[Point]) -> Iterator[SessionInput]:
    for point in points:
        if point.bpm is not None:
            yield Reading(at_s=point.at_s, bpm=point.bpm, rr_s=point.rr_s)


def _speeds(points: Sequence[Point], pauses: list[SessionInput]) -> Iterator[SessionInput]:
    """Yield the speeds that add up to the device's own distance; where it has none, its own speeds."""
    travelled = [(point.at_s, point.distance_m) for point in points if point.distance_m is not None]
    if travelled and travelled[-1][1] > travelled[0][1]:
        for start, end in _strides(travelled, [item.at_s for item in pauses if isinstance(item, Paused)]):
            speed_mps = (end[1] - start[1]) / (end[0] - start[0])
            # Repeat a stride's speed at both ends and in between, often enough not to leave a gap.
            pieces = int((end[0] - start[0]) / GAP_S) + 1
            for piece in range(pieces + 1):
                at_s = start[0] + (end[0] - start[0]) * piece / pieces
                yield SpeedReading(at_s=round(at_s, 3), speed_mps=speed_mps)
        return
    for point in points:
        if point.speed_mps is not None:
            yield SpeedReading(at_s=point.at_s, speed_mps=point.speed_mps)


def _strides(
    travelled: list[tuple[float, float]], paused_s: list[float]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield stretches of about `STRIDE_S` from one time and distance to another, none of them across a pause."""
    start = last = travelled[0]
    for here in travelled[1:]:
        is_gap = here[0] - last[0] > LONGEST_STRIDE_S
        # `paused_s` is in order, and may be as long as the file.
        has_pause = bisect_left(paused_s, last[0]) < bisect_left(paused_s, here[0])
        if is_gap or has_pause or here[1] < last[1]:
            # The device was silent for long, the distance restarted, or there was a pause.
            if last[0] > start[0]:
                yield start, last
            start = here
        elif here[0] - start[0] >= STRIDE_S:
            yield start, here
            start = here
        last = here
    if last[0] > start[0]:
        yield start, last


def _pauses(switches: Sequence[Switch], times: WalkTimes, ended_s: float) -> Iterator[SessionInput]:
    """Yield pauses inside the walk: a stop before a start, or long before the end.

    Devices also stop at the end, and start at the beginning.
    """
    placed = [
        (at_s, switch.stopped) for switch in switches if (at_s := times.at(switch.time_s, switch.before)) is not None
    ]
    stopped_s: float | None = None
    for at_s, stopped in sorted(placed, key=lambda place: place[0]):
        if stopped:
            stopped_s = at_s if stopped_s is None else stopped_s
        elif stopped_s is not None:
            if 0 <= stopped_s < at_s <= ended_s:
                yield Paused(at_s=stopped_s)
                yield Resumed(at_s=at_s)
            stopped_s = None
    if stopped_s is not None and 0 <= stopped_s < ended_s - LONGEST_TAIL_S:
        yield Paused(at_s=stopped_s)
