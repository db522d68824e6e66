"""A session without a screen: signals end it, and nothing of it is left behind."""

import asyncio
import io
import signal
import sys

import pytest

from coach.cli.headless import run_headless, run_prepared, signals_to
from coach.session.events import LinkStateChanged
from coach.session.inputs import EndReason, LinkState
from tests.support import scenes


class Host:
    """Runs until it is ended, or breaks."""

    def __init__(self, *, breaks=False):
        self.ends = []
        self._breaks = breaks
        self._ended = asyncio.Event()

    async def run(self):
        if self._breaks:
            raise RuntimeError("the radio broke")
        await self._ended.wait()

    def attach(self, listener):
        return lambda: None

    def end(self, reason):
        self.ends.append(reason)
        self._ended.set()


async def others_are_done():
    """Whether no task but this one is left once what was cancelled had its turn."""
    await asyncio.sleep(0)
    return asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_signal_ends_the_session_and_gives_the_exit_code():
    host = Host()
    running = asyncio.create_task(run_headless(host, plain=False))
    for _ in range(5):
        await asyncio.sleep(0)
    signal.raise_signal(signal.SIGTERM)
    assert await running == 128 + signal.SIGTERM
    assert host.ends == [EndReason.INTERRUPTED]
    assert await others_are_done()


async def test_a_signal_ends_the_preparation():
    async def never():
        await asyncio.Event().wait()

    running = asyncio.create_task(run_prepared(never(), plain=False))
    for _ in range(5):
        await asyncio.sleep(0)
    signal.raise_signal(signal.SIGTERM)
    assert await running == 128 + signal.SIGTERM


@pytest.mark.parametrize("plain", [True, False])
async def test_lines_that_cannot_be_printed_end_the_walk_and_are_told(monkeypatch, plain):
    """Whatever is wrong with them: a terminal that cannot write a strap's name, or a fault of ours."""
    host = Host()
    host.listeners = []
    host.attach = host.listeners.append
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    running = asyncio.create_task(run_headless(host, plain=plain))
    for _ in range(5):
        await asyncio.sleep(0)
    up = LinkStateChanged(at_s=1.0, state=LinkState.LIVE, attempt=0, said="Jörgs H10")
    (printer,) = host.listeners
    if not plain:  # lines of JSON are ASCII; what may fail there is our own
        monkeypatch.setattr("coach.cli.headless.event_object", lambda event: {}["no such key"])
    printer((up,), scenes.LIVE_IN, heard=True)
    printer((up,), scenes.LIVE_IN, heard=True)
    with pytest.raises(UnicodeEncodeError if plain else KeyError):
        await running
    assert host.ends == [EndReason.FAILED]


async def test_a_session_that_breaks_leaves_nothing_running():
    with pytest.raises(RuntimeError, match="the radio broke"):
        await run_headless(Host(breaks=True), plain=False)
    assert await others_are_done()


@pytest.mark.parametrize("has_loop_signals", [True, False])
async def test_signals_are_as_they_were_afterwards(monkeypatch, has_loop_signals):
    """Windows' event loop has no signal handlers of its own."""
    loop = asyncio.get_running_loop()
    received = loop.create_future()

    def unsupported(*_):
        raise NotImplementedError

    if not has_loop_signals:
        monkeypatch.setattr(loop, "add_signal_handler", unsupported)
        monkeypatch.setattr(loop, "remove_signal_handler", unsupported)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with signals_to(received.set_result):
        signal.raise_signal(signal.SIGTERM)
        assert await received == signal.SIGTERM
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
