"""Connections that never agree on a key: few of them are held, and a browser comes in beside them."""

import asyncio
import errno
import socket
import ssl

import pytest

from coach.web import accepting
from coach.web.accepting import MOST_HANDSHAKES, accept
from coach.web.serving import tls_context
from tests.support.certificates import certificate_files
from tests.support.web import Served


async def is_closed(reader):
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


async def test_who_never_agrees_on_a_key_makes_room_and_a_browser_comes_in(tmp_path):
    pem, key = certificate_files(tmp_path)
    trusting = ssl.create_default_context(cafile=str(pem))
    async with Served(tls=tls_context(pem, key)) as served:
        silent = [await served.connect() for _ in range(3 * MOST_HANDSHAKES)]
        reader, writer = await served.connect(ssl=trusting, server_hostname="laptop.example")
        writer.write(served.head("GET", "/", {}))
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        dropped = silent[: 2 * MOST_HANDSHAKES]
        async with asyncio.timeout(5):
            assert all(await asyncio.gather(*(is_closed(reader) for reader, _ in dropped)))
        assert not silent[-1][0].at_eof(), "the last ones have their time"


async def test_who_takes_too_long_is_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(accepting, "HANDSHAKE_S", 0.1)
    async with Served(tls=tls_context(*certificate_files(tmp_path))) as served:
        reader, writer = await served.connect()
        writer.write(b"\x16\x03\x01")
        async with asyncio.timeout(5):
            assert await is_closed(reader)


async def test_what_is_not_encrypted_is_dropped_where_a_key_is_wanted(tmp_path):
    async with Served(tls=tls_context(*certificate_files(tmp_path))) as served:
        reader, writer = await served.connect()
        writer.write(served.head("GET", "/", {}))
        async with asyncio.timeout(5):
            assert b"HTTP" not in await reader.read()


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ECONNABORTED])
async def test_a_system_without_room_is_tried_again(monkeypatch, number):
    made = asyncio.Event()

    class Noting(asyncio.Protocol):
        def connection_made(self, transport):
            made.set()
            transport.abort()

    loop, failed = asyncio.get_running_loop(), []
    real = loop.sock_accept

    async def failing(listening):
        if len(failed) < 3:
            failed.append(listening)
            raise OSError(number, "no room")
        return await real(listening)

    monkeypatch.setattr(loop, "sock_accept", failing)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        running = asyncio.create_task(accept(listening, Noting, None, full_s=0.0))
        with socket.create_connection(listening.getsockname()):
            async with asyncio.timeout(5):
                await made.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(failed) == 3
