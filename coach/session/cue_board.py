"""The latest cues: the one that is still on screen, and the marks on the trace."""

from collections import deque

from coach.domain.pacing.cue import FASTER, PACING, Cue
from coach.domain.zone.zones import Position
from coach.session.events import CueRaised
from coach.session.trace import WINDOW_S

CUE_STANDS_S = 10.0
"""How long a cue stays on the screen: two of the walker's glances."""

TALK_TEST = "talk_test"
"""The reason of a cue that answers the talk test: it is on screen whatever the position, since speech is the truth."""

MOST_RAISED = 50
"""The most cues that a trace shows."""

LASTING = frozenset({Cue.EASE_OFF, Cue.SPEED_UP})
"""Cues that stay on screen until the shown position changes; said before the edge, inside the zone, they do not."""

ABOUT_POSITION = PACING | {Cue.BACK_IN_ZONE}
"""Cues that go with the shown position: beside another one they would say something else than word and colour."""


class CueBoard:
    """Keeps the last cue with the position it was about, and the times of the latest cues."""

    def __init__(self) -> None:
        self._last: CueRaised | None = None
        self._about: Position | None = None
        self._stop: CueRaised | None = None
        self._raised: deque[tuple[float, Cue]] = deque(maxlen=MOST_RAISED)

    def put(self, cue: CueRaised, about: Position | None) -> None:
        """Add a cue; `about` is the shown position at that moment, None for a cue that is not about one."""
        if cue.cue is Cue.STOP_AND_REST:
            self._stop = cue
        else:
            self._last, self._about = cue, about
        self._raised.append((cue.at_s, cue.cue))

    def take_back(self, *, spoken: bool) -> None:
        """Take down a call for more; with `spoken` also an answer to an earlier talk test."""
        if self._last is not None and (self._last.cue in FASTER or (spoken and self._last.reason == TALK_TEST)):
            self._last = None

    def stop_stands(self, *, stands: bool) -> None:
        """Note whether "stop and rest" stands; while it does, nothing else is on the board."""
        if not stands and self._stop is not None:
            self._stop = self._last = None

    def standing(self, now_s: float, shown: Position | None) -> CueRaised | None:
        """Return the last cue while it applies at this shown position; else None."""
        if self._stop is not None:
            return self._stop
        cue = self._last
        if cue is None:
            return None
        is_same = shown is not None and shown is self._about
        if now_s - cue.at_s <= CUE_STANDS_S:
            return cue if is_same or cue.cue not in ABOUT_POSITION or cue.reason == TALK_TEST else None
        lasts = is_same and shown is not Position.IN and cue.cue in LASTING
        return cue if lasts else None

    def lately(self, now_s: float) -> tuple[tuple[float, Cue], ...]:
        """Return the cues within the trace's window, by time."""
        since_s = now_s - WINDOW_S
        return tuple([item for item in self._raised if item[0] >= since_s])
