"""The second hand of a screen with clocks: it moves when a second that is shown changes, and rests in between."""

from collections.abc import Callable
from typing import Protocol

from textual.timer import Timer

from coach.session.later import until_next_second_s
from coach.session.snapshot import SessionSnapshot

LATE_S = 0.1
"""So much after the second has changed, which nobody sees: a reading that comes just then is shown in the same go."""

LEAST_S = 0.25
"""Faster than life, where seconds would change all the time: often enough to be seen moving."""


class _Alarm(Protocol):
    def __call__(self, delay: float, callback: Callable[[], None]) -> Timer: ...


class SecondHand:
    """Moves whenever a shown second changes: one timer at a time, set anew with each state that is shown.

    Args:
        alarm: calls back after a delay, as a screen's `set_timer`.
        move: shows the state of that moment.
        speed: how many times as fast as life the walk is shown.
    """

    def __init__(self, alarm: _Alarm, move: Callable[[], None], speed: float) -> None:
        self._alarm = alarm
        self._move = move
        self._speed = speed
        self._timer: Timer | None = None

    def wait(self, shown: SessionSnapshot) -> None:
        """Move next when a second of this state changes."""
        self.stop()
        wait_s = until_next_second_s(shown) / self._speed
        self._timer = self._alarm(LATE_S + (wait_s if self._speed <= 1 else max(LEAST_S, wait_s)), self._move)

    def stop(self) -> None:
        """Move no more."""
        if self._timer is not None:
            self._timer.stop()
