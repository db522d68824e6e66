"""The latest cues: the one that is still on screen, and the marks on the trace."""

from collections import deque

from coach.domain.pacing.cues import Cue
from coach.domain.zone.zones import Position
from coach.session.events import CueRaised
from coach.session.trace import WINDOW_S

CUE_STANDS_S = 10.0
"""How long a cue stays on the screen: two of the walker's glances."""

MOST_RAISED = 50
"""The most cues that a trace shows."""

LASTING = frozenset({Cue.EASE_OFF, Cue.SPEED_UP, Cue.STOP_AND_REST})
"""Cues that stay on screen until the position changes."""


class CueBoard:
    """Keeps the last cue with the position it was about, and the times of the latest cues."""

    def __init__(self) -> None:
        self._last: CueRaised | None = None
        self._about: Position | None = None
        self._raised: deque[tuple[float, Cue]] = deque(maxlen=MOST_RAISED)

    def put(self, cue: CueRaised, about: Position | None) -> None:
        """Add a cue; `about` is the position at that moment, None for a cue that is not about one."""
        self._last, self._about = cue, about
        self._raised.append((cue.at_s, cue.cue))

    def standing(self, now_s: float, position: Position | None) -> CueRaised | None:
        """Return the last cue while it applies at this position; else None."""
        cue = self._last
        if cue is None or now_s - cue.at_s <= CUE_STANDS_S:
            return cue
        return cue if cue.cue in LASTING and position is not None and position is self._about else None

    def lately(self, now_s: float) -> tuple[tuple[float, Cue], ...]:
        """Return the cues within the trace's window, by time."""
        return tuple(item for item in self._raised if item[0] >= now_s - WINDOW_S)
