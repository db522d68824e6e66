"""A walk by the whole second, as FIT and TCX keep one.

A moment belongs to the whole second nearest to it, a heart rate to one of the two beside it: see `placed`. Of several
heart rates of one second the last one stands, with the intervals of all of them. A second without a heart rate has
none: nothing fills a gap.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

import msgspec

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.domain.totals.distance import FASTEST_MPS
from coach.formats.measured import Beat, Measured, MeasuredSpeed, measured
from coach.formats.written_walk import AFTERWARDS, RUNNING, WALKING, WrittenLap, WrittenWalk
from coach.limits import FARTHEST_M

MOST_SECONDS = 86_400
"""A day of a record a second. In a longer recording those without a measurement are further apart."""

PAUSED_STEP_S = 300
"""In a pause so many seconds are between two records without a measurement: some programs take ten silent minutes of
a device for a fault of its clock."""

MOST_LAPS = 4095
"""A lap's number has twelve bits in FIT."""


@dataclass(slots=True)
class Second:
    """What was measured in one second of the walk; None is nothing."""

    second: int
    bpm: int | None = None
    rr_ms: tuple[int, ...] = ()
    speed_mps: float | None = None
    distance_m: float | None = None
    """Since the walk began."""
    is_paused: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was measured."""
        return self.bpm is None and self.distance_m is None


class Stretch(msgspec.Struct, frozen=True):
    """A part of the walk, in whole seconds."""

    from_s: int
    to_s: int
    name: str = ""


@dataclass(slots=True)
class WholeSeconds:
    """A walk by the second."""

    seconds: Sequence[Second]
    """In order, the first at 0 and the last at the end; each at most once."""
    laps: Sequence[Stretch]
    """At least one; they follow one another from 0 to the end."""
    pauses: Sequence[Stretch]
    """In order."""
    ends_paused: bool = False
    """Whether the walk ended in its last pause."""
    is_on_belt: bool = False
    felt: Felt = NOTHING_FELT
    _summed: list[tuple[int, float]] = field(init=False, repr=False)
    """The distances, each with its second."""
    _typed_mps: float | None = field(init=False, repr=False)
    """The mean speed that the walker has typed, or that follows from the distance; where a speed was measured, None."""

    def __post_init__(self) -> None:
        self._summed = [(item.second, item.distance_m) for item in self.seconds if item.distance_m is not None]
        self._typed_mps = None if self._summed else self._typed()

    @property
    def whole(self) -> Stretch:
        """The walk as one part."""
        return Stretch(0, self.laps[-1].to_s)

    @property
    def readings(self) -> int:
        """Return how many seconds have a heart rate."""
        return sum(item.bpm is not None for item in self.seconds)

    def timer_s(self, part: Stretch) -> int:
        """Return how long a part lasted without its pauses."""
        timer_s = part.to_s - part.from_s
        for item in self.pauses[bisect_right(self.pauses, part.from_s, key=lambda pause: pause.to_s) :]:
            if item.from_s >= part.to_s:
                break
            timer_s -= min(part.to_s, item.to_s) - max(part.from_s, item.from_s)
        return timer_s

    def mean_bpm(self, part: Stretch) -> int | None:
        """Return the mean heart rate of a part's seconds outside pauses; None without any."""
        rates = self._rates(part)
        return round(sum(rates) / len(rates)) if rates else None

    def highest_bpm(self, part: Stretch) -> int | None:
        """Return the highest heart rate of a part outside pauses; None without any."""
        return max(self._rates(part), default=None)

    def fastest_mps(self, part: Stretch) -> float | None:
        """Return the highest speed of a part; None without any."""
        return max((item.speed_mps for item in self.of(part) if item.speed_mps is not None), default=None)

    def distance_m(self, part: Stretch) -> float | None:
        """Return how far a part led; None where no speed was known in the whole walk.

        Where none was measured, what the walker has typed is shared out over the time walked.
        """
        if not self._summed:
            return None if self._typed_mps is None else self._typed_mps * self._walked_s(part)
        return self._sum_at(part.to_s) - self._sum_at(part.from_s)

    def of(self, part: Stretch) -> Iterator[Second]:
        """Yield the seconds of a part; the walk's very last one belongs to its last part."""
        place = bisect_left(self.seconds, part.from_s, key=lambda item: item.second)
        end_s = self._end(part)
        while place < len(self.seconds) and self.seconds[place].second < end_s:
            yield self.seconds[place]
            place += 1

    def _walked_s(self, part: Stretch) -> int:
        """Return how long was walked in a part: without pauses, and until the last step ended."""
        over_s = next((lap.from_s for lap in self.laps if lap.name == AFTERWARDS), self.whole.to_s)
        return self.timer_s(Stretch(min(part.from_s, over_s), min(part.to_s, over_s)))

    def _typed(self) -> float | None:
        walked_s, distance_m = self._walked_s(self.whole), self.felt.distance_m
        if distance_m is not None:
            return distance_m / walked_s if walked_s and 0 < distance_m <= FARTHEST_M else None
        belt_mps = self.felt.belt_speed_mps
        return belt_mps if belt_mps is not None and 0 < belt_mps <= FASTEST_MPS else None

    def _end(self, part: Stretch) -> int:
        return part.to_s + (part.to_s == self.whole.to_s)

    def _rates(self, part: Stretch) -> list[int]:
        return [item.bpm for item in self.of(part) if item.bpm is not None and not item.is_paused]

    def _sum_at(self, second: int) -> float:
        """Return the distance until a second: between two that were measured, by the time between them."""
        place = bisect_left(self._summed, second, key=lambda item: item[0])
        if place in {0, len(self._summed)}:
            return self._summed[place - 1][1] if place else 0.0
        (before_s, before_m), (after_s, after_m) = self._summed[place - 1 : place + 1]
        return before_m + (after_m - before_m) * (second - before_s) / (after_s - before_s)


def whole_seconds(walk: WrittenWalk) -> WholeSeconds:
    """Return a walk by the second."""
    found = measured(walk.activity.inputs)
    end_s = _end_s(found.beats, max(walk.lasts_s, found.last_s))
    pauses = list(_pauses(found, end_s))
    laps = _laps(walk.laps, end_s)
    seconds = {second: Second(second) for second in _recorded_seconds(pauses, end_s)}
    seconds |= {lap.from_s: Second(lap.from_s) for lap in laps}
    _note_beats(seconds, found.beats, end_s)
    _note_moves(seconds, found.moves)
    for pause in pauses:
        for second in range(pause.from_s, pause.to_s):
            if second in seconds:
                seconds[second].is_paused = True
    return WholeSeconds(
        [seconds[second] for second in sorted(seconds)],
        laps,
        pauses,
        ends_paused=bool(found.pauses) and found.pauses[-1].to_s is None and nearest(found.pauses[-1].from_s) < end_s,
        is_on_belt=walk.sport in {WALKING, RUNNING} and (found.is_on_belt or walk.felt.belt_speed_mps is not None),
        felt=walk.felt,
    )


def nearest(at_s: float) -> int:
    """Return the whole second nearest to a time; the later one of two."""
    return int(at_s + 0.5)


def placed(times_s: Sequence[float], end_s: int) -> list[int]:
    """Return a second of its own, less than a second away, for as many times as there can be one; order is kept.

    Straps send once a second, but never by the clock that counts the walk's seconds: a rhythm drifts and jitters, and
    where each time simply took the second nearest to it, many would share one while the second beside it stays empty.
    So each has two seconds to choose from, the last whole one and the next, and takes the nearer one that leaves the
    others theirs. A time for which both are taken shares the second of the one before it.
    """
    own: list[int] = []
    firsts_s: list[int] = []
    shared: list[int] = []
    """Of each time, the place of its second among those that are owned."""
    for place, at_s in enumerate(times_s):
        first_s = max(int(at_s), firsts_s[-1] + 1 if firsts_s else 0)
        if first_s <= min(ceil(at_s), end_s):
            own.append(place)
            firsts_s.append(first_s)
        shared.append(len(own) - 1)
    lasts_s: list[int] = []
    for place in reversed(own):
        lasts_s.append(min(ceil(times_s[place]), lasts_s[-1] - 1 if lasts_s else end_s))
    seconds: list[int] = []
    for place, last_s in zip(own, reversed(lasts_s), strict=True):
        free_s = seconds[-1] + 1 if seconds else 0
        seconds.append(min(max(nearest(times_s[place]), free_s), last_s))
    return [seconds[owner] for owner in shared]


def _end_s(beats: Sequence[Beat], lasts_s: float) -> int:
    """Return the second nearest to the walk's end, or the one after it where the last heart rates need it."""
    times_s = [beat.at_s for beat in beats]
    end_s = nearest(lasts_s)
    return max((end_s, end_s + 1), key=lambda second: len(set(placed(times_s, second))))


def _note_beats(seconds: dict[int, Second], beats: Sequence[Beat], end_s: int) -> None:
    for beat, second in zip(beats, placed([beat.at_s for beat in beats], end_s), strict=True):
        here = seconds.setdefault(second, Second(second))
        here.bpm, here.rr_ms = beat.bpm, (*here.rr_ms, *beat.rr_ms)


def _note_moves(seconds: dict[int, Second], moves: Sequence[MeasuredSpeed]) -> None:
    for move in moves:
        second = nearest(move.at_s)
        here = seconds.setdefault(second, Second(second))
        here.speed_mps, here.distance_m = move.speed_mps, move.distance_m


def _pauses(found: Measured, end_s: int) -> Iterator[Stretch]:
    """Yield the pauses; one that began and ended in one second is none."""
    for pause in found.pauses:
        from_s, to_s = nearest(pause.from_s), end_s if pause.to_s is None else nearest(pause.to_s)
        if from_s < to_s:
            yield Stretch(from_s, to_s)


def _recorded_seconds(pauses: Sequence[Stretch], end_s: int) -> Iterator[int]:
    """Yield the seconds that have a record whether or not anything was measured: all of the walking, and the end."""
    step_s = 1 + end_s // MOST_SECONDS
    walked_from_s = 0
    for pause in (*pauses, Stretch(end_s, end_s)):
        yield from range(walked_from_s, pause.from_s, step_s)
        yield from range(pause.from_s, pause.to_s, max(PAUSED_STEP_S, step_s))
        walked_from_s = pause.to_s
    yield end_s


def _laps(laps: Sequence[WrittenLap], end_s: int) -> list[Stretch]:
    """Return the laps without those of no whole second."""
    names = {0: laps[0].name} if laps else {0: ""}
    for lap in laps:
        if (second := nearest(lap.from_s)) < end_s:
            names[second] = lap.name
    starts = sorted(names)[:MOST_LAPS]
    return [Stretch(from_s, to_s, names[from_s]) for from_s, to_s in pairwise((*starts, end_s))]
