"""A walk of a test's own choosing on a real page's server: what is shown is a snapshot, and time goes on by itself."""

import asyncio
from contextlib import suppress

from msgspec.structs import replace

from coach.session.wire import AnswerLine
from coach.web.access import Access
from coach.web.app import page_files
from coach.web.feed import Feed
from coach.web.glance import glance
from coach.web.serving import Serving


class ShownWalk:
    """What a viewer meets of `coach.session.ports.WalkHost`; its time goes on while `goes_on`."""

    def __init__(self, view):
        self._view, self._began_s = view, asyncio.get_running_loop().time()
        self._listener = None
        self.goes_on = True
        self.sent = []

    @property
    def latest(self):
        if self.goes_on:
            passed_s = asyncio.get_running_loop().time() - self._began_s
            return replace(self._view, at_s=round(self._view.at_s + passed_s, 3))
        return self._view

    def attach(self, listener):
        self._listener = listener
        listener((), self.latest, heard=False)
        return lambda: None

    def show(self, view, *events):
        """Be at another moment, as if something had happened."""
        self._view = view
        self._listener(events, self.latest, heard=True)

    def stand(self):
        """Answer with the same moment from now on, as the last word of a program that is gone."""
        self._view, self.goes_on = self.latest, False

    async def change_now(self, command):
        self.send(command)
        return AnswerLine(1, done=True)

    def send(self, command):
        self.sent.append(command)


class QuietableFeed(Feed):
    """A feed that can fall silent while its connections stay open."""

    quiet = False

    def wake(self):
        if not self.quiet:
            super().wake()


class Room:
    """A page's server on a port of its own, which can go and come back."""

    def __init__(self, *, allow_control=False):
        self.feed, self.access = QuietableFeed(glance), Access()
        self._allow_control = allow_control
        self._running = None
        self._port = 0

    def open(self):
        """Serve, on the port of the last time."""
        self.serving = Serving(self.feed, self.access, page_files(), allow_control=self._allow_control, port=self._port)
        self.serving.open()
        self._port = self.serving.port
        self._running = asyncio.create_task(self.serving.run())

    @property
    def address(self):
        return f"http://127.0.0.1:{self._port}/"

    async def close(self):
        """Be gone, connections and all."""
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running

    async def __aenter__(self):
        self.open()
        return self

    async def __aexit__(self, *_):
        if not self._running.done():
            await self.close()
