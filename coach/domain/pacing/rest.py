"""Keeps "stop and rest" standing: once said it is repeated until the heart has calmed, whatever happens meanwhile.

A walker who stops feels better within seconds, and the heart is still far too high: only the heart rate itself, or the
walker's own end of the walk, settles it. A lost signal, a pause or a skipped step say nothing about the heart.
"""

from coach.domain.pacing.ceiling import LONGEST_HOLE_S, Ceiling, StopReason
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import ZONE_2_SHARE

REST_EVERY_S = 60.0
"""Repeat it this often while it stands: as often as a walker who stands still wants to be told."""

CALM_S, CALM_READ_S = 15.0, 10.0
"""It is settled when the believed heart rate has been under the band's top for so long, for so much of it with readings
(README, "Your first walk"): a lucky reading or a hole between is not calm, and after a long hole it counts anew."""


class Rest:
    """Raises and repeats "stop and rest", and says while it stands.

    State depends on updates and on its own deadline only.

    Args:
        max_bpm: the walker's maximum heart rate; None while it is not known.
    """

    __slots__ = ("_calm_since_s", "_ceiling", "_due_s", "_max_bpm", "_read_at_s", "_read_s", "_reason", "_seen_at_s")

    def __init__(self, max_bpm: float | None) -> None:
        self._max_bpm = max_bpm
        self._ceiling = Ceiling(max_bpm)
        self._reason: StopReason | None = None
        self._due_s = 0.0
        self._forget_calm()

    def _forget_calm(self) -> None:
        self._calm_since_s: float | None = None
        self._seen_at_s: float | None = None
        self._read_at_s: float | None = None
        self._read_s = 0.0

    @property
    def stands(self) -> bool:
        """Whether the walker has been told to stop and rest, and the heart has not calmed yet."""
        return self._reason is not None

    def next_deadline(self) -> float | None:
        """Return when it will be repeated; None while it does not stand."""
        return self._due_s if self.stands else None

    def note_pause(self) -> None:
        """Forget how long the heart rate has been high; what stands goes on standing."""
        self._ceiling.restart()

    def end(self) -> None:
        """Settle it: the walker has ended the walk."""
        self._reason = None

    def update(self, assessment: Assessment, top_bpm: float | None, *, walking: bool) -> StopReason | None:
        """Return why to say "stop and rest" now, for the first time or once more; None mostly.

        Args:
            assessment: what is believed now.
            top_bpm: the top of the band; None while no band is known.
            walking: whether a reason to stop can arise: not while the walk is paused or over.
        """
        at_s = assessment.at_s
        if self._reason is None:
            reason = self._ceiling.update(assessment, top_bpm) if walking else None
            if reason is not None:
                self._forget_calm()
            return self._say(at_s, reason)
        if top_bpm is None:  # said at the maximum: then the heart is calm where the band would end
            top_bpm = ZONE_2_SHARE[1] * (self._max_bpm or 0.0)
        if self._is_calm(assessment, top_bpm):
            self._reason = None
            self._ceiling.restart()
            return None
        return self._say(at_s, self._reason) if at_s >= self._due_s else None

    def _say(self, at_s: float, reason: StopReason | None) -> StopReason | None:
        if reason is not None:
            self._reason, self._due_s = reason, at_s + REST_EVERY_S
        return reason

    def _is_calm(self, assessment: Assessment, top_bpm: float) -> bool:
        at_s, bpm = assessment.at_s, assessment.believed_bpm
        if bpm is None:
            self._read_at_s = None
            return False
        if bpm >= top_bpm or (self._seen_at_s is not None and at_s - self._seen_at_s > LONGEST_HOLE_S):
            self._forget_calm()
        self._seen_at_s = at_s
        if bpm >= top_bpm:
            return False
        if self._calm_since_s is None:
            self._calm_since_s = at_s
        if self._read_at_s is not None:
            self._read_s += at_s - self._read_at_s
        self._read_at_s = at_s
        return at_s - self._calm_since_s >= CALM_S and self._read_s >= CALM_READ_S
