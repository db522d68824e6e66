"""A strap's own number where no intervals come with it: when it may be relied on, and when it has frozen.

Some sources never send intervals; their number is all there is. A strap that did send them and stops may only leave
them out for a while, or it may have lost the skin and repeat its last number (Polar SDK issues 137, 447).
"""

from coach.domain.heart.signal_quality import FreezeDetector

INTERVALS_PAUSE_S = 2.5
"""A strap that sends intervals is only late with them for this long; then its number has to do."""

LONGEST_STEP_S = 1.5
"""A packet speaks for this long at most: in a hole nothing was sent, neither a number nor its intervals."""

INTERVALS_GONE_S = 4.0
STANDS_S = 10.0
"""When intervals have stopped for this long and the number stands still for the second, it is an old one."""

PAUSES_ALLOWED = 1.2
"""But a strap that has paused before and come back may pause for a little longer."""

ALIVE_CHANGES = 3
"""Where the number does not go on from where the intervals ended, it has to change this often first."""

OLD_S = 5.0
"""When a frozen number moves again it is at first the mean of beats from before: of eight, 4 s at 120."""

GOES_ON_BPM = 10
"""It goes on from there when it is this near: further away it is a mean over a fault."""


class BareBpm:
    """Follows the numbers that come without intervals.

    Args:
        paced: the walker has a pacemaker, so a number that does not change may be true.
    """

    __slots__ = ("_alone_s", "_changes", "_freeze", "_last", "_longest_pause_s", "_old_until_s", "_paced")

    def __init__(self, *, paced: bool) -> None:
        self._paced = paced
        self._freeze = FreezeDetector()
        self._longest_pause_s = 0.0
        self._alone_s: float | None = None  # time without intervals; None for a source that has never sent one
        self.restart()

    def restart(self) -> None:
        """Begin another stretch of readings; keep what is known of the strap."""
        self._freeze.restart()
        self._last: tuple[float, int] | None = None
        self._changes = 0
        self._old_until_s = 0.0

    def break_off(self) -> None:
        """Note a hole, or a number that is none: what comes after it has to show that it is alive."""
        self._changes = 0

    def note_intervals(self) -> None:
        """Note that intervals came."""
        if self._alone_s is not None:
            self._longest_pause_s = max(self._longest_pause_s, self._alone_s)
        self._alone_s = 0.0
        self._last, self._changes = None, 0

    def note_none(self, step_s: float) -> None:
        """Note a packet without intervals, `step_s` after the last packet."""
        if self._alone_s is not None:
            self._alone_s += min(step_s, LONGEST_STEP_S)

    @property
    def stands_alone(self) -> bool:
        """Return whether no intervals have come of late, so that the number has to do."""
        return self._alone_s is None or self._alone_s > INTERVALS_PAUSE_S

    def take(self, at_s: float, bpm: int, *, doubted: bool) -> bool:
        """Take a number, and return whether it has stood still for too long; `doubted`: it is not believed anyway."""
        frozen = self._freeze.update(at_s, bpm, doubted=doubted)
        if self._last is None or self._last[1] != bpm:
            self._changes += self._last is not None
            self._last = at_s, bpm
        if self._alone_s is not None and self._alone_s > max(INTERVALS_GONE_S, PAUSES_ALLOWED * self._longest_pause_s):
            frozen = frozen or at_s - self._last[0] > STANDS_S
        if frozen:
            self._changes = 0
        if self._paced or not frozen:
            return False
        self._old_until_s = at_s + OLD_S
        return True

    def is_reliable(self, at_s: float, bpm: int, confirmed_bpm: float | None) -> bool:
        """Return whether to weigh the number; `confirmed_bpm` is the heart rate that is confirmed now, if any."""
        if at_s < self._old_until_s:
            return False
        goes_on = confirmed_bpm is not None and abs(bpm - confirmed_bpm) < GOES_ON_BPM
        return self._alone_s is None or goes_on or self._changes >= ALIVE_CHANGES
