"""Heart rates of a FIT file's `hr` messages: what a strap kept for itself and gave to the watch afterwards.

Message 132 of the FIT profile: `event_timestamp` counts 1/1024 s by the strap's own clock, and `timestamp` beside it
says which second that was for the watch. From then on `event_timestamp_12` has the lower 12 bits only, eight to a
message, packed in 12 bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from msgspec.structs import replace

from coach.formats.file_times import WalkTimes, walk_times
from coach.session.inputs import Reading

TICKS_PER_S = 1024

_LOW = 1 << 12
"""As many ticks as 12 bits can tell, 4 s: strap and watch agree that no two events are further apart."""
_WHOLE = 1 << 32
"""As many ticks as a whole `event_timestamp` can tell."""


@dataclass(slots=True)
class StrapBeats:
    """The heart rates so far, in the file's order."""

    beats: list[tuple[float, int]] = field(default_factory=list)
    """Unix seconds and beats a minute."""
    _ticks: int = 0
    """Of the last event, counted on where 32 bits are full."""
    _zero_s: float | None = None
    """Unix seconds at no ticks, once a message has said so."""

    def take(
        self, timestamp_s: float | None, events_s: Sequence[float], packed: Sequence[int], bpm: Sequence[float | None]
    ) -> None:
        """Take a message: its time for the watch, its whole and its packed event times, and its heart rates."""
        times_s: list[float] = []
        for ticks in [round(event_s * TICKS_PER_S) for event_s in events_s]:
            self._ticks += (ticks - self._ticks) % _WHOLE
            if timestamp_s is not None and not times_s:
                self._ticks, self._zero_s = ticks, timestamp_s - ticks / TICKS_PER_S
            times_s.append(self._ticks / TICKS_PER_S)
        for ticks in _unpacked(packed):
            self._ticks += (ticks - self._ticks) % _LOW
            times_s.append(self._ticks / TICKS_PER_S)
        if self._zero_s is None:
            return  # nobody knows when these beats were
        for time_s, rate in zip(times_s, bpm, strict=False):
            if rate is not None:
                self.beats.append((self._zero_s + time_s, round(rate)))

    def laid_out(self, times: WalkTimes) -> tuple[list[Reading], WalkTimes]:
        """Return the heart rates of a walk with records at these times, and the times: a beat may come first."""
        if not self.beats:
            return [], times
        mine = walk_times([time_s for time_s, _ in self.beats])
        # Another clock, or no record at all: watch and strap began together.
        began_s = times.at(self.beats[0][0], 0) or 0.0
        readings = [
            Reading(at_s=round(max(began_s, 0.0) + at_s, 3), bpm=bpm)
            for at_s, (_, bpm) in zip(mine.at_s, self.beats, strict=True)
        ]
        both = replace(times, odd=times.odd + mine.odd) if times.at_s else mine
        return readings, both.later(max(-began_s, 0.0))


def _unpacked(packed: Sequence[int]) -> Iterator[int]:
    """Yield numbers of 12 bits from bytes: two numbers in three of them, the lower bits first."""
    for first, middle, last in zip_longest(*[iter(packed)] * 3):
        if middle is not None:
            yield first | (middle & 0x0F) << 8
        if last is not None:
            yield middle >> 4 | last << 4
