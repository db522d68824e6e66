"""Connections that wait, dribble, flood or do not read: each ends by itself, and nobody else notices."""

import asyncio
import resource
import socket

import pytest
from msgspec.structs import replace

from coach.web import connection
from tests.support.fakes import FakeHost
from tests.support.scenes import LIVE_IN, LIVE_LINK
from tests.support.web import Served, answer_in

QUICK_S = 0.3
"""A deadline of these tests."""


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(connection, "REQUEST_S", QUICK_S)
    monkeypatch.setattr(connection, "STUCK_S", QUICK_S)


async def ended(reader, seconds=20 * QUICK_S):
    """Whatever came until the other side ended the connection."""
    got = b""
    async with asyncio.timeout(seconds):
        try:
            while more := await reader.read(65536):
                got += more
        except ConnectionError:
            pass
    return got


async def send_on(writer):
    for _ in range(200):
        writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0)


async def until(true):
    """Wait until something is true: it takes a moment of the server's, and no longer than a deadline or two."""
    async with asyncio.timeout(20 * QUICK_S):
        while not true():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(QUICK_S / 30)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST /enter HTTP/1.1\r\nHost: {own}\r\nContent-Length: 9\r\n"])
async def test_who_never_finishes_a_request_is_dropped(sent):
    async with Served() as served:
        reader, writer = await served.connect()
        writer.write(sent.replace(b"{own}", served.own.encode()))
        assert await ended(reader) == b""


@pytest.mark.usefixtures("quick")
async def test_who_sends_a_byte_at_a_time_has_no_longer():
    async with Served() as served:
        reader, writer = await served.connect()

        async def dribble():
            for byte in served.head("GET", "/", {"X-Slow": "x" * 500}):
                writer.write(bytes([byte]))
                await asyncio.sleep(QUICK_S / 10)

        dribbling = asyncio.create_task(dribble())
        assert await ended(reader) == b""
        dribbling.cancel()


@pytest.mark.usefixtures("quick")
async def test_a_body_that_does_not_come_is_not_waited_for():
    async with Served() as served:
        reader, writer = await served.connect()
        head = served.head("POST", "/enter", {"Content-Type": "application/json", "Content-Length": "50"})
        writer.write(head + b'{"code":')
        assert await ended(reader) == b""


@pytest.mark.usefixtures("quick")
async def test_after_an_answer_the_same_deadline_begins_again():
    async with Served() as served:
        reader, writer = await served.connect()
        for _ in range(3):
            writer.write(served.head("GET", "/", {}))
            assert (await reader.readuntil(b"html>")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(QUICK_S / 2)
        writer.write(b"GET / HTTP/1.1\r\n")
        assert await ended(reader) == b""


@pytest.mark.usefixtures("quick")
async def test_a_stream_has_no_deadline_while_it_is_read():
    async with Served() as served:
        stream = await served.stream(await served.enter())
        for _ in range(5):  # what there is at first, and heartbeats of a second each
            assert await stream.event() is not None


@pytest.mark.parametrize("path", ["/enter", "/command", "/", "/walk"])
@pytest.mark.parametrize("length", ["Content-Length: 1000000000", "Transfer-Encoding: chunked"])
async def test_a_body_without_an_end_is_not_read(path, length):
    async with Served() as served:
        method = "POST" if path in {"/enter", "/command"} else "GET"
        reader, writer = await served.connect()
        head = served.head(method, path, {"Content-Type": "application/json"})
        writer.write(head[:-2] + length.encode() + b"\r\n\r\n")
        assert answer_in(await ended(reader, seconds=2)).status == 413, "and at once"
        with pytest.raises(ConnectionError):
            await send_on(writer)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /enter HTTP/1.1\r\nHost: {own}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /enter HTTP/1.1\r\nHost: {own}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: {own}\r\nX: " + b"y" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: {own}\r\n" + b"X: y\r\n" * 200_000,
        b"GET http://evil.example/walk HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /walk HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ],
)
async def test_what_is_no_request_of_a_page_is_refused(sent):
    async with Served() as served:
        reader, writer = await served.connect()
        writer.write(sent.replace(b"{own}", served.own.encode()))
        got = await ended(reader)
        assert got == b"" or answer_in(got).status in {400, 403, 405, 413}
        assert got == b"" or answer_in(got).headers["cache-control"] == "no-store"
        assert (await served.ask("GET", "/")).status == 200


async def test_of_too_many_connections_the_one_that_waited_longest_makes_room():
    async with Served() as served:
        keys = await served.enter()
        stream = await served.stream(keys)
        await stream.until("glance")
        idle = [await served.connect() for _ in range(connection.MOST_CONNECTIONS + 50)]
        assert await ended(idle[0][0]) == b""
        await until(lambda: len(served.serving._state.connections) <= connection.MOST_CONNECTIONS)
        assert (await served.ask("GET", "/", keys=keys)).status == 200
        served.host.tell()
        assert await stream.until("glance"), "a page that looks on stays"


def frozen(port, keys):
    """A browser whose buffers are as small as they can be, and that reads nothing."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    one.connect(("127.0.0.1", port))
    head = f"GET {keys.path('GET', '/walk')} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {keys.cookie}\r\n\r\n"
    one.sendall(head.encode())
    return one


LONG = replace(LIVE_IN, link=replace(LIVE_LINK, strap_name="x" * 1000))
"""A glance of a kilobyte, as real ones are."""


@pytest.mark.usefixtures("quick")
async def test_who_does_not_read_is_dropped_and_the_others_get_everything_in_time():
    """Twenty pages, five of which hold their sockets open and read nothing."""
    async with Served(FakeHost(LONG)) as served:
        devices = [await served.enter() for _ in range(6)]
        stuck = [frozen(served.serving.port, devices[number % 2]) for number in range(5)]
        streams = [await served.stream(devices[2 + number % 4]) for number in range(15)]
        loop = asyncio.get_running_loop()
        late_s = []
        for number in range(100):
            told_s = loop.time()
            served.host.tell(snapshot=replace(LONG, at_s=816.0 + number, believed_bpm=100.0 + number))
            for stream in streams:
                while (await stream.until("glance"))["bpm"] != str(100.0 + number):
                    pass
                late_s.append(loop.time() - told_s)
            if served.feed.pages == len(streams):
                break
        await until(lambda: served.feed.pages == len(streams))
        assert max(late_s) < 3.0, "no page would have blanked its number"
        for one in stuck:
            one.close()


@pytest.mark.usefixtures("quick")
async def test_who_does_not_read_is_dropped_whatever_it_sends():
    async with Served(FakeHost(LONG)) as served:
        one = frozen(served.serving.port, await served.enter())
        await until(lambda: served.feed.pages == 1)
        (connected,) = served.serving._state.connections
        while not connected.flow.write_paused:
            served.host.tell()
            await asyncio.sleep(0)
        one.sendall(b"GET /")
        await until(lambda: served.feed.pages == 0)
        one.close()


@pytest.mark.usefixtures("quick")
async def test_who_was_slow_and_reads_again_stays():
    async with Served(FakeHost(LONG)) as served:
        one = frozen(served.serving.port, await served.enter())
        await until(lambda: served.feed.pages == 1)
        (connected,) = served.serving._state.connections
        for _ in range(500):
            served.host.tell()
            await asyncio.sleep(0)
        assert connected.due_s is not None, "it does not read"
        one.setblocking(False)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(5):
            while connected.flow.write_paused:
                await loop.sock_recv(one, 65536)
        assert connected.due_s is None, "it reads"
        one.close()


async def test_a_stream_holds_two_or_three_states_that_are_old():
    """Linux grants twice what is asked, and 4.5 kB at least; what else is on its way is the browser's own."""
    async with Served(FakeHost(LONG)) as served:
        one = frozen(served.serving.port, await served.enter())
        await until(lambda: served.feed.pages == 1)
        (connected,) = served.serving._state.connections
        for number in range(200):
            served.host.tell(snapshot=replace(LONG, at_s=816.0 + number))
            await asyncio.sleep(0)
        own = connected.transport.get_extra_info("socket")
        assert own.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 4608
        assert connected.transport.get_write_buffer_size() <= 1200, "one state"
        one.close()


async def test_what_waits_for_who_does_not_read_is_bounded():
    async with Served(FakeHost(LONG)) as served:
        stuck = [frozen(served.serving.port, await served.enter()) for _ in range(5)]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in range(2000):
            served.host.tell(snapshot=replace(LONG, at_s=816.0 + number))
            await asyncio.sleep(0)
        waiting = [one.transport.get_write_buffer_size() for one in served.serving._state.connections]
        assert len(waiting) == 5
        assert max(waiting) <= connection.MOST_WAITING_BYTES + 2048, "a glance more than the mark"
        grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown_kb < 10_000
        for one in stuck:
            one.close()


async def test_who_reads_again_finds_the_newest():
    async with Served(FakeHost(LONG)) as served:
        one = frozen(served.serving.port, await served.enter())
        for number in range(500):
            served.host.tell(snapshot=replace(LONG, at_s=816.0 + number, believed_bpm=float(number)))
            await asyncio.sleep(0)
        one.setblocking(False)
        got, loop = b"", asyncio.get_running_loop()
        async with asyncio.timeout(5):
            while b'"bpm":"499.0"' not in got:
                got += await loop.sock_recv(one, 65536)
        assert got.count(b"event: glance") < 100, "most were never kept for it"
        one.close()


@pytest.mark.usefixtures("quick")
async def test_who_never_reads_a_file_is_dropped_as_well():
    async with Served() as served:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        one.connect(("127.0.0.1", served.serving.port))
        one.sendall(served.head("GET", "/", {}) * 2000)
        await until(lambda: served.serving._state.connections)
        await until(lambda: not served.serving._state.connections)
        one.close()
