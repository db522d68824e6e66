"""An event loop whose time jumps to the next timer when nothing else is to be done: minutes of waiting in milliseconds.

What runs in it is deterministic: no thread, no real clock.
"""

import asyncio
import selectors


class _NoWaiting(selectors.DefaultSelector):
    """Looks at its files without waiting; the time that a wait would have taken passes at once."""

    def __init__(self):
        super().__init__()
        self.now_s = 1000.0

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("everything waits, and no timer will ever end it")
            self.now_s += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time is the selector's; work for threads is done on the spot."""

    def __init__(self):
        self._virtual = _NoWaiting()
        super().__init__(self._virtual)

    def time(self):
        return self._virtual.now_s

    def run_in_executor(self, executor, func, *args):
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - handed on
            future.set_exception(error)
        return future


class LoopClock:
    """Session time from the loop's; meets `coach.session.ports.SessionClock`."""

    paced = True

    def __init__(self):
        self._began_s = asyncio.get_running_loop().time()

    def now_s(self):
        return round(asyncio.get_running_loop().time() - self._began_s, 3)

    async def sleep_until(self, at_s):
        await asyncio.sleep(max(0.0, at_s - self.now_s()) + 0.001)


def run(coroutine):
    """The coroutine's result, in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(coroutine)
