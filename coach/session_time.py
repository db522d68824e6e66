"""A session's time: it runs by itself at a speed, or inputs move it, or it follows a recording."""

import asyncio
from typing import Protocol

from coach.clock import monotonic_s


class RunningClock:
    """Session time that runs by itself, `speed` times as fast as the wall's.

    Raises:
        ValueError: when the speed is not positive.
    """

    paced = True

    def __init__(self, speed: float = 1.0, start_s: float = 0.0) -> None:
        if not speed > 0:
            raise ValueError(f"time runs forward, so a speed is over 0, not {speed}")
        self._speed = speed
        self._start_s = start_s
        self._began_s = monotonic_s()

    def now_s(self) -> float:
        """Return the seconds since the session began, to the millisecond, as a recording keeps them."""
        return round(self._start_s + (monotonic_s() - self._began_s) * self._speed, 3)

    async def sleep_until(self, at_s: float) -> None:
        """Return once `now_s()` has reached `at_s`."""
        # Sleep a millisecond longer: a timer that wakes early would find its own deadline not yet due.
        while (left_s := at_s - self.now_s()) > 0:  # noqa: ASYNC110 - it waits for time itself
            await asyncio.sleep(left_s / self._speed + 0.001)


class UnpacedClock:
    """Session time that only inputs move: for replaying as fast as the machine can."""

    paced = False

    def __init__(self) -> None:
        self._now_s = 0.0
        self._breather_s = monotonic_s()

    def now_s(self) -> float:
        """Return the latest time that any task slept until."""
        return self._now_s

    async def sleep_until(self, at_s: float) -> None:
        """Move to that time at once; now and then yield to signals and the screen."""
        self._now_s = max(self._now_s, at_s)
        if monotonic_s() - self._breather_s > 0.02:  # 20 ms: a screen of 50 frames a second stays alive
            await asyncio.sleep(0)
            self._breather_s = monotonic_s()


class _Clock(Protocol):
    """Either of the two above, or a test's."""

    def now_s(self) -> float: ...

    async def sleep_until(self, at_s: float) -> None: ...

    @property
    def paced(self) -> bool: ...


class ReplayClock:
    """Session time for a recording: it follows another clock, but never runs past the next input.

    A clock that ran ahead of an input would stamp it later than it was recorded, and the replay would be another walk.
    The source waits on `inputs`, which thereby learns the next input's time; every other task uses this clock itself.
    """

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self.paced = clock.paced
        self.inputs = _InputsClock(clock)

    def now_s(self) -> float:
        """Return the seconds since the session began, at most the time of the next input, or of the last one."""
        return min(self._clock.now_s(), self.inputs.next_s)

    async def sleep_until(self, at_s: float) -> None:
        """Return once the other clock has reached `at_s`, after any due inputs."""
        await self._clock.sleep_until(at_s)
        await asyncio.sleep(0)


class _InputsClock:
    """The clock that a source waits on; it learns the next input's time from that wait."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self.paced = clock.paced
        self.next_s = 0.0

    def now_s(self) -> float:
        """Return the time of the next input, or of the last one."""
        return self.next_s

    async def sleep_until(self, at_s: float) -> None:
        """Return when the input of this time is due."""
        self.next_s = at_s
        await self._clock.sleep_until(at_s)
