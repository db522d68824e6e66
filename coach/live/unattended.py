"""When a walk ends that nobody looks at: after its recovery, or when no heart was heard for long."""

from coach.domain.totals.recovery import AFTER_S
from coach.session.inputs import EndReason
from coach.session.snapshot import SessionSnapshot

RECOVERED_S = AFTER_S[1] + 5.0
"""The minute of recovery with what its measure needs; a screen waits as long."""

LOST_S = 30 * 60.0
"""As long as an interrupted walk can be gone on with: then the strap lies in a drawer."""


class Unattended:
    """Decides, from one look at the walk after another, whether to end it."""

    def __init__(self) -> None:
        self._finished_at_s: float | None = None
        self._believed_at_s: float | None = None

    def look(self, now: SessionSnapshot, *, has_terminal: bool) -> EndReason | None:
        """Return why to end the walk now; None while it goes on. A terminal that looks on ends it itself."""
        if self._finished_at_s is None and now.finished:
            self._finished_at_s = now.at_s
        if now.signal.is_believed or has_terminal or self._believed_at_s is None:  # a walk that goes on began long ago
            self._believed_at_s = now.at_s
        if now.ended or has_terminal:
            return None
        if self._finished_at_s is not None:
            measured = now.recovery_bpm is not None or now.at_s >= self._finished_at_s + RECOVERED_S
            return EndReason.FINISHED if measured else None
        return EndReason.INTERRUPTED if now.at_s >= self._believed_at_s + LOST_S else None
