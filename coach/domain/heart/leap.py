"""When a heart rate far from the followed one may be believed: never at once, and hardly ever half or double.

A heart cannot leap. So a number that did is a fault of the strap, or the end of one; which of the two, only time tells.
Double and half are the marks of counted T waves and of missed beats: a strap's electrodes do that for up to a minute
at a time, in the first minute until sweat wets them, later when something shifts.
"""

REACH_BPM, FASTEST_BPM_PER_S = 15.0, 1.5
"""How far a heart can be from where it was last seen: the fastest recoveries fall by 45 bpm in half a minute, and the
estimate itself may be off by some. Beyond that the strap leapt, not the heart."""

MOST_UNSEEN_S = 20.0
"""The reach grows no longer than this: beyond it says nothing any more."""

MOST_REACH_SHARE = 0.4
"""Nor does it grow beyond this share of the followed heart rate, which is less in a slow heart; `REACH_BPM` is always
allowed."""

NEAR_S, FAR_S = 3.0, 10.0
"""How long to wait before following a number within reach, and one beyond it that stays smooth and steady."""

LONG_SILENCE_S, AFTER_HOLE_S = 10.0, 7.0
"""After a silence this long a heart may be anywhere, so half and double wait no longer than others; but a strap's mean
is one over the fault until eight new beats have come: 4 s at 120."""

OCTAVE_SHARE = 0.12
"""This near to half or double is half or double: both numbers move while the leap is judged."""

DRY_S, SHIFTED_S = 20.0, 65.0
"""How long to wait before following one that is half or double of the followed one: while that is as new as dry
electrodes, which become wet in the first minute, and later, when it is the strap that leapt, for up to a minute."""

WETTING_S, SETTLED_S = 45.0, 60.0
"""The wait grows between so many seconds of readings that confirm the followed heart rate."""

STRAY_BPM, STRAY_BPM_PER_S = 5.0, 2.5
"""A candidate moves by no more than this from reading to reading; more is another one."""


def is_octave(bpm: float, other_bpm: float) -> bool:
    """Return whether one is twice the other."""
    ratio = max(bpm, other_bpm) / min(bpm, other_bpm)
    return abs(ratio / 2 - 1) <= OCTAVE_SHARE


class Candidate:
    """A heart rate apart from the followed one, and how long it has been there."""

    __slots__ = ("_at_s", "_bpm", "_needed_s", "_since_s", "stood_s")

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Note that there is none."""
        self._since_s: float | None = None
        self._at_s = self._bpm = self._needed_s = 0.0
        self.stood_s = 0.0
        """For how long it has stood."""

    @property
    def is_there(self) -> bool:
        """Return whether there is one."""
        return self._since_s is not None

    def note(self, at_s: float, bpm: float, fresh_s: float, scatter_bpm: float = 0.0) -> None:
        """Take its present heart rate, which scatters by `scatter_bpm`.

        One that was last seen longer than `fresh_s` ago has gone meanwhile.
        """
        unseen_s = at_s - self._at_s
        stray_bpm = max(STRAY_BPM, scatter_bpm) + STRAY_BPM_PER_S * unseen_s
        strayed = unseen_s > fresh_s or abs(bpm - self._bpm) > stray_bpm
        if self._since_s is None or strayed:
            self._since_s, self._needed_s = at_s, 0.0
        self._at_s, self._bpm = at_s, bpm
        self.stood_s = at_s - self._since_s

    def has_stood(self, needed_s: float) -> bool:
        """Return whether it has stood for this long, or for the longest wait that it needed so far."""
        self._needed_s = max(self._needed_s, needed_s)
        return self.stood_s >= self._needed_s


def wait_s(
    bpm: float, followed_bpm: float, *, before: tuple[float, float], seen_s: float, unseen_s: float, silent_s: float
) -> float:
    """Return how long a candidate has to stand before it is followed.

    Args:
        bpm: the candidate.
        followed_bpm: the followed heart rate.
        before: the heart rate followed before the last far leap, and for how long readings had confirmed it.
        seen_s: for how long readings have confirmed `followed_bpm`.
        unseen_s: how long ago one last did.
        silent_s: the longest time without any reading since then.
    """
    reach_bpm = min(REACH_BPM + FASTEST_BPM_PER_S * min(unseen_s, MOST_UNSEEN_S), MOST_REACH_SHARE * followed_bpm)
    within = abs(bpm - followed_bpm) <= max(REACH_BPM, reach_bpm)
    if silent_s >= LONG_SILENCE_S:
        return AFTER_HOLE_S if within else FAR_S
    before_bpm, before_seen_s = before
    if abs(bpm - before_bpm) <= REACH_BPM and before_seen_s > seen_s:
        return NEAR_S
    if is_octave(bpm, followed_bpm):
        settled = min(1.0, max(0.0, (seen_s - WETTING_S) / (SETTLED_S - WETTING_S)))
        return DRY_S + settled * (SHIFTED_S - DRY_S)
    # Half of where the heart can have gone meanwhile, and nearer to it than the candidate is.
    if abs(2 * bpm - followed_bpm) <= min(reach_bpm, followed_bpm - bpm):
        return DRY_S
    return NEAR_S if within else FAR_S
