"""The one heart rate that is followed, how well it is confirmed, and when another takes its place (`leap`)."""

from coach.domain.heart.kinetics import Kinetics, Motion
from coach.domain.heart.leap import AFTER_HOLE_S, FAR_S, Candidate, is_octave, wait_s

APART_BPM = 6.0
"""Another heart rate is apart from the followed one from this distance on..."""

APART_ERRORS, MOST_APART_BPM = 2.5, 12.0
"""...and at least this many of its own standard deviations, up to this distance, while it is uncertain."""

IRREGULAR_APART_SHARE = 0.08
"""The mean of an irregular rhythm scatters by 2-3 %: it is apart from this share on."""

APART_S = 3.0
"""Say nothing while another stands apart for longer than this and must not be followed yet."""

PROVEN_AFTER_S = 120.0
"""Twice a heart rate that was followed is no reason to stop before it has stood for this much longer: T waves are
counted for a minute or two at a time, a racing heart goes on."""


class FollowedHeart:
    """Follows one heart rate.

    Args:
        at_s: when it is first known.
        bpm: the heart rate then.
    """

    __slots__ = (
        "_before",
        "_candidate",
        "_kinetics",
        "_seen_s",
        "_silent_s",
        "begun_at_s",
        "confirmed_at_s",
        "confirmed_bpm",
        "in_reach",
        "proven_at_s",
    )

    def __init__(self, at_s: float, bpm: float) -> None:
        self._kinetics = Kinetics(bpm)
        self._candidate = Candidate()
        self._before = 0.0, 0.0  # what was followed before the last far leap, and for how long
        self._seen_s = 0.0
        self._silent_s = 0.0
        self.confirmed_at_s = at_s
        """When a reading last confirmed it."""
        self.confirmed_bpm = bpm
        """What it was then."""
        self.begun_at_s = at_s
        """Since when it goes on without a leap that no heart makes."""
        self.proven_at_s = at_s
        """From when on it may be a reason to stop."""
        self.in_reach = True
        """Whether the heart rate compared last lies where this heart can have gone since a reading confirmed it, which
        was within the source's freshness."""

    @property
    def motion(self) -> Motion:
        """The followed heart rate and its slope, with their errors."""
        return self._kinetics.motion

    @property
    def is_rivalled(self) -> bool:
        """Return whether another heart rate has stood apart for so long that neither can be named."""
        return self._candidate.stood_s > APART_S

    @property
    def has_rival(self) -> bool:
        """Return whether another heart rate stands apart."""
        return self._candidate.is_there

    def advance(self, step_s: float) -> None:
        """Advance by `step_s`, the time since the last reading."""
        self._kinetics.advance(step_s)
        self._silent_s = max(self._silent_s, step_s)

    def is_confirmed(self, at_s: float, fresh_s: float) -> bool:
        """Return whether a reading has confirmed it within `fresh_s`."""
        return at_s - self.confirmed_at_s <= fresh_s

    def compare(
        self,
        at_s: float,
        bpm: float,
        fresh_s: float,
        *,
        is_good: bool,
        irregular: bool,
        is_said: bool = True,
        smooth_s: float = 0.0,
    ) -> None:
        """Take the heart rate that the readings show, and follow that from here on if it has stood for long enough.

        Args:
            at_s: when.
            bpm: what the readings show.
            fresh_s: how old a confirmation may be.
            is_good: the strap is likely to see every beat; without that no far leap is followed.
            irregular: it is the mean of an irregular rhythm.
            is_said: the strap's own number, or the plain count of its intervals, says so, too; without that no leap
                is followed.
            smooth_s: for how long the strap's own number, where it is all there is, has been smooth.
        """
        motion = self.motion
        uncertain_bpm = min(APART_ERRORS * motion.sd_bpm, MOST_APART_BPM)
        apart_bpm = max(APART_BPM, uncertain_bpm, IRREGULAR_APART_SHARE * motion.bpm * irregular)
        if abs(motion.bpm - bpm) < apart_bpm:
            self._candidate.forget()
            self.in_reach = True
            return
        scatter_bpm = IRREGULAR_APART_SHARE * bpm * irregular
        self._candidate.note(at_s, bpm, fresh_s, scatter_bpm)
        needed_s = wait_s(
            bpm,
            self.confirmed_bpm,
            before=self._before,
            seen_s=self._seen_s,
            unseen_s=at_s - self.confirmed_at_s,
            silent_s=self._silent_s,
        )
        near = needed_s <= AFTER_HOLE_S
        self.in_reach = near and self.is_confirmed(at_s, fresh_s)
        if irregular:
            needed_s = max(FAR_S, needed_s)
        has_shown = smooth_s >= FAR_S >= needed_s
        stood = has_shown or self._candidate.has_stood(needed_s)
        if stood and is_said and (near or is_good):
            self._leap(at_s, bpm, near=near)

    def _leap(self, at_s: float, bpm: float, *, near: bool) -> None:
        if is_octave(bpm, self.confirmed_bpm):
            self.proven_at_s = at_s + PROVEN_AFTER_S if bpm > self.confirmed_bpm else at_s
        if not near:
            self._before = self.confirmed_bpm, self._seen_s
            self._seen_s = 0.0
            self.begun_at_s = at_s
        self._candidate.forget()
        self._kinetics = Kinetics(bpm)
        self.confirmed_at_s, self.confirmed_bpm = at_s, bpm

    def observe(self, at_s: float, bpm: float, sd_bpm: float, late_s: float, fresh_s: float) -> None:
        """Take a reading that confirms it: `bpm`, with its standard deviation, measured `late_s` ago."""
        self._kinetics.observe(bpm, sd_bpm, late_s)
        self._seen_s += min(at_s - self.confirmed_at_s, fresh_s)
        self._silent_s = 0.0
        self.confirmed_at_s, self.confirmed_bpm = at_s, self.motion.bpm
