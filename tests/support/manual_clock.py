"""Session time that a test moves by hand."""

import asyncio


class ManualClock:
    """Meets `coach.session.ports.SessionClock`; `pass_time` lets every sleeper have its turn in order."""

    paced = True

    def __init__(self, start_s=0.0):
        self._now_s = start_s
        self._sleepers = []

    def now_s(self):
        return self._now_s

    async def sleep_until(self, at_s):
        if at_s <= self._now_s:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((at_s, woken))
        await woken

    async def pass_time(self, seconds):
        end_s = self._now_s + seconds
        while True:
            await self._let_all_run()
            due_s = min((at_s for at_s, woken in self._sleepers if not woken.done()), default=end_s)
            if due_s >= end_s:
                break
            self._now_s = max(self._now_s, due_s)
            self._wake()
        self._now_s = end_s
        self._wake()
        await self._let_all_run()

    def _wake(self):
        for at_s, woken in self._sleepers:
            if at_s <= self._now_s and not woken.done():
                woken.set_result(None)
        self._sleepers = [sleeper for sleeper in self._sleepers if not sleeper[1].done()]

    async def _let_all_run(self):
        for _ in range(4):
            await asyncio.sleep(0)
