"""Announces once that the heart rate is lost, and once that it is back."""

from enum import StrEnum

from coach.domain.pacing.tracker import Assessment

SIGNAL_LOST_AFTER_S = 15.0
"""Short holes heal by themselves; announce a quarter of a minute without a heart rate."""

SIGNAL_BACK_AFTER_S = 10.0
"""Announce the signal's return only once it has held for this long."""


class SignalNews(StrEnum):
    """What there is to announce."""

    LOST = "lost"
    BACK = "back"


class SignalWatch:
    """Follows whether there is a believed heart rate."""

    def __init__(self) -> None:
        self.is_lost_said = False
        self._untrusted_since_s: float | None = None
        self._trusted_since_s: float | None = None

    def restart(self) -> None:
        """Forget how long the signal has been lost or back; keep what has been announced."""
        self._untrusted_since_s = self._trusted_since_s = None

    def next_deadline(self) -> float | None:
        """Return when continued silence will need an announcement."""
        if self._untrusted_since_s is None or self.is_lost_said:
            return None
        return self._untrusted_since_s + SIGNAL_LOST_AFTER_S

    def update(self, assessment: Assessment) -> SignalNews | None:
        """Take an assessment; return what to announce now, None mostly."""
        at_s = assessment.at_s
        if assessment.believed_bpm is None:
            self._trusted_since_s = None
            if self._untrusted_since_s is None:
                self._untrusted_since_s = at_s
            # The same sum as in next_deadline: at its own due time a difference may fall short by a rounding.
            if not self.is_lost_said and at_s >= self._untrusted_since_s + SIGNAL_LOST_AFTER_S:
                self.is_lost_said = True
                return SignalNews.LOST
            return None
        self._untrusted_since_s = None
        if self._trusted_since_s is None:
            self._trusted_since_s = at_s
        if self.is_lost_said and at_s - self._trusted_since_s >= SIGNAL_BACK_AFTER_S:
            self.is_lost_said = False
            return SignalNews.BACK
        return None
