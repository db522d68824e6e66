"""What was told lately: the cue that still stands, and the marks of the trace."""

from collections import deque

from coach.domain.pacing.cues import Cue
from coach.domain.zone.zones import Position
from coach.session.events import CueRaised
from coach.session.trace import WINDOW_S

CUE_STANDS_S = 10.0
"""How long a cue stays on the screen: two glances of a walker."""

MOST_RAISED = 50
"""How many cues a trace shows at most."""

LASTING = frozenset({Cue.EASE_OFF, Cue.SPEED_UP, Cue.STOP_AND_REST})
"""What is to be done about a position stands for as long as that position does."""


class CueBoard:
    """Keeps the last cue with the position it was about, and when which cue was told."""

    def __init__(self) -> None:
        self._last: CueRaised | None = None
        self._about: Position | None = None
        self._raised: deque[tuple[float, Cue]] = deque(maxlen=MOST_RAISED)

    def put(self, cue: CueRaised, about: Position | None) -> None:
        """A cue was told; `about` is the position it was told at, None for what is about no position."""
        self._last, self._about = cue, about
        self._raised.append((cue.at_s, cue.cue))

    def standing(self, now_s: float, position: Position | None) -> CueRaised | None:
        """The last cue as long as it applies, given where the heart rate stands now."""
        cue = self._last
        if cue is None or now_s - cue.at_s <= CUE_STANDS_S:
            return cue
        return cue if cue.cue in LASTING and position is not None and position is self._about else None

    def lately(self, now_s: float) -> tuple[tuple[float, Cue], ...]:
        """What was told within the trace's window, by time."""
        return tuple(item for item in self._raised if item[0] >= now_s - WINDOW_S)
