"""The page's real server on loopback, and a client that says exactly what a test wants said."""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from coach.web.access import Access
from coach.web.feed import Feed
from coach.web.serving import Serving
from tests.support.fakes import FakeHost
from tests.support.scenes import LIVE_IN

PAGE = {"/": b"<!doctype html>", "/page.js": b"'use strict';", "/page.css": b"body {}"}
HEALTH = b"128.3"
"""Stands in every glance of these tests, and nowhere else."""

PATIENCE_S = 10.0
"""Ten heartbeats: no event comes later."""


def glance(view):
    return {"bpm": str(view.believed_bpm), "link": view.link.strap_name}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def cookie(self):
        return self.headers.get("set-cookie", "").partition(";")[0]

    @property
    def keys(self):
        return Keys(self.cookie, json.loads(self.body)["page"])


class Keys(NamedTuple):
    """What a page that was let in shows: the cookie, and what it keeps itself; None is not shown."""

    cookie: str | None = None
    page: str | None = None

    def path(self, method, path):
        return path if self.page is None or method == "POST" else f"{path}?{urlencode({'page': self.page})}"

    def headers(self, method):
        shown = {"Cookie": self.cookie, "X-Coach-Page": self.page if method == "POST" else None}
        return {name: value for name, value in shown.items() if value is not None}


NO_KEYS = Keys()


class Stream:
    """A page that reads its stream, an event at a time."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self._waiting = []

    async def event(self):
        """The next event as its name and data; None at the end."""
        async with asyncio.timeout(PATIENCE_S):
            while not self._waiting:
                size = await self._reader.readline()
                if not (size.strip() and int(size, 16)):
                    return None
                chunk = await self._reader.readexactly(int(size, 16))
                await self._reader.readline()
                self._waiting = chunk.decode("ascii").strip().split("\n\n")
        name, data = self._waiting.pop(0).split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    async def until(self, name):
        """The data of the next event of this name."""
        while (event := await self.event()) is not None:
            if event[0] == name:
                return event[1]
        raise EOFError(name)

    def close(self):
        self._writer.close()


class Served:
    """The server with a walk that stands still, and what a browser needs to talk to it."""

    def __init__(self, host=None, *, access=None, **options):
        self.host = FakeHost(LIVE_IN) if host is None else host
        self.access = access or Access()
        self.feed = Feed(glance)
        self.serving = Serving(self.feed, self.access, PAGE, **options)
        self._writers = []

    async def __aenter__(self):
        self.feed.follow(self.host)
        self.serving.open()
        self.running = asyncio.create_task(self.serving.run())
        await asyncio.sleep(0)
        self.own = f"127.0.0.1:{self.serving.port}"
        return self

    async def __aexit__(self, *_):
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)
        for writer in self._writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    @property
    def code(self):
        return self.serving.address_with_code().partition("#")[2]

    async def connect(self, **options):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.serving.port, **options)
        self._writers.append(writer)
        return reader, writer

    def head(self, method, path, headers):
        """A request's head; a header of None is left out."""
        given = {"Host": self.own} | ({"Origin": f"http://{self.own}"} if method == "POST" else {}) | headers
        lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode("latin-1")

    async def ask(self, method, path, headers=None, body=b"", *, keys=NO_KEYS):
        reader, writer = await self.connect()
        given = {"Connection": "close"} | keys.headers(method)
        if method == "POST":
            given |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        writer.write(self.head(method, keys.path(method, path), given | (headers or {})) + body)
        whole = await reader.read()
        writer.close()
        return answer_in(whole)

    async def enter(self, **headers):
        """Let a device in, and return its keys."""
        entered = await self.ask("POST", "/enter", headers, json.dumps({"code": self.code}).encode())
        assert entered.status == 200
        return entered.keys

    async def stream(self, keys, **options):
        reader, writer = await self.connect(**options)
        writer.write(self.head("GET", keys.path("GET", "/walk"), keys.headers("GET")))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        assert b"content-type: text/event-stream" in head
        return Stream(reader, writer)


def answer_in(whole):
    head, _, body = whole.partition(b"\r\n\r\n")
    status, *headers = head.decode("latin-1").split("\r\n")
    pairs = [header.split(": ", 1) for header in headers]
    return Answer(int(status.split()[1]), {name.lower(): value for name, value in pairs}, body)
