"""The Zone 2 that a walk keeps: the plan's, until the walker, the talk test or pain changes it.

It follows from the plan and the inputs alone, so that a replay keeps the same one.
"""

from coach.domain.programme.talk import TalkTest, found_band, lowered_band
from coach.domain.workout.steps import Step
from coach.domain.zone.zones import Band, ZoneTable
from coach.session.plan import SessionPlan

SETTLED_S = 120.0
"""A first band needs a heart that has settled: above the threshold of breath it takes over two minutes until speech
shows it (Foster 2008). Who cannot speak is believed at once."""


class Target:
    """The band of one walk.

    Args:
        plan: the walk's plan; without zones no band is known before the first answer to the talk test.
    """

    __slots__ = ("_eased", "_finding", "_max_bpm", "_own", "_planned", "_spoken", "_zones")

    def __init__(self, plan: SessionPlan) -> None:
        self._zones = self._planned = plan.zones
        self._max_bpm = plan.max_bpm
        self._own = None if plan.zones is None else plan.zones.zone_2
        self._finding = plan.zones is None
        self._spoken: Band | None = None
        self._eased = False

    @property
    def zones(self) -> ZoneTable | None:
        """The zones now; None while no band is known."""
        return self._zones

    def band(self, step: Step) -> Band | None:
        """Return the band to keep in a step."""
        return None if self._zones is None else step.band(self._zones.zone_2)

    def choose(self, band: Band) -> None:
        """Take the walker's own band."""
        self._own, self._spoken, self._finding, self._eased = band, None, False, False
        self._changed()

    def ease(self) -> bool:
        """End in the middle of the band from now on; return whether that changes it."""
        self._eased = True
        return self._changed()

    def hear(self, answer: TalkTest, bpm: float, moving_s: float) -> bool:
        """Take an answer at a believed heart rate, after walking for `moving_s`; return whether it changes the band.

        A walker who cannot speak inside the band, or under it, gets a lower one; speaking comfortably later restores
        it. While the band itself comes from the talk test, each answer that contradicts it finds another.
        """
        if self._finding:
            if moving_s >= SETTLED_S or answer is TalkTest.CANNOT:
                self._own = found_band(self._own, answer, bpm)
        elif answer is TalkTest.COMFORTABLE:
            self._spoken = None
        elif answer is TalkTest.CANNOT and self._zones is not None and bpm <= self._zones.zone_2.hi_bpm:
            kept = self._spoken or self._own
            self._spoken = None if kept is None else lowered_band(kept, self._zones.zone_2.hi_bpm - bpm)
        return self._changed()

    def _changed(self) -> bool:
        band = self._spoken or self._own
        if band is None:
            return False
        band = band.lower_half if self._eased else band
        if self._zones is not None and band == self._zones.zone_2:
            return False
        planned = self._planned
        is_planned = planned is not None and band == planned.zone_2
        self._zones = planned if is_planned else ZoneTable.from_band(band, self._max_bpm)
        return True
