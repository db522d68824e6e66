"""A session without a screen: signals end it, and nothing of it is left behind."""

import asyncio
import errno
import io
import os
import signal
import sys

import pytest

from coach.cli.headless import OutputRefusedError, run_headless, run_prepared, signals_to
from coach.cli.patient_output import PatientOutput
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


class Refusing(io.BytesIO):
    """Takes nothing: a full device, or a reader that has gone."""

    def __init__(self, number):
        super().__init__()
        self._number = number

    def write(self, _):
        raise OSError(self._number, os.strerror(self._number))


UP = LinkStateChanged(at_s=1.0, state=LinkState.LIVE, attempt=0, said="Jörgs H10")


@pytest.fixture
def printing(monkeypatch):
    """A walk that runs, and the printer of its lines, once it has printed something."""

    async def begin(number, *, plain, patient):
        out = io.TextIOWrapper(
            Refusing(number) if number else io.BytesIO(), encoding="ascii", errors="replace", write_through=True
        )
        monkeypatch.setattr(sys, "stdout", out)
        host = Host()
        listeners = []
        host.attach = listeners.append
        lines = PatientOutput(out) if patient else None
        running = asyncio.create_task(run_headless(host, plain=plain, patiently=lines))
        for _ in range(5):
            await asyncio.sleep(0)
        (printer,) = listeners
        if number is None:
            monkeypatch.setattr("coach.cli.headless.plain_line", lambda *_: {}["no such key"])
            monkeypatch.setattr("coach.cli.headless.lines_of", lambda *_, **__: {}["no such key"])
        printer((UP,), scenes.LIVE_IN, heard=True)
        printer((UP,), scenes.LIVE_IN, heard=True)
        await printer.closed.wait()
        return host, running

    return begin


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, OutputRefusedError), (None, KeyError)])
async def test_lines_that_cannot_be_printed_end_the_session(printing, plain, number, error):
    """Whatever is wrong with them: a full device, or a fault of ours."""
    host, running = await printing(number, plain=plain, patient=False)
    with pytest.raises(error):
        await running
    assert host.ends == [EndReason.FAILED]


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("number", [errno.ENOSPC, None])
async def test_a_walk_goes_on_without_its_lines(printing, capsys, plain, number):
    host, running = await printing(number, plain=plain, patient=True)
    for _ in range(5):
        await asyncio.sleep(0)
    assert host.ends == []
    host.end(EndReason.FINISHED)
    if number is None:  # a fault of ours is reported, when the walk is over
        with pytest.raises(KeyError):
            await running
    else:
        assert await running == 1
        assert capsys.readouterr().err == (
            "coach: nothing more can be printed: No space left on device; the walk goes on, and is kept\n"
        )


@pytest.mark.parametrize("patient", [True, False])
async def test_a_reader_that_goes_ends_every_session_properly(printing, capsys, patient):
    host, running = await printing(errno.EPIPE, plain=False, patient=patient)
    assert await running == 1
    assert host.ends == [EndReason.INTERRUPTED]
    assert capsys.readouterr().err == ""


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


@pytest.mark.parametrize("ignored", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_a_signal_that_was_ignored_stays_so(monkeypatch, ignored):
    """As `nohup` and a shell's `&` have it."""
    if not hasattr(signal, ignored):
        pytest.skip("this system has no such signal")
    number = getattr(signal, ignored)
    other = signal.SIGINT if number == signal.SIGTERM else signal.SIGTERM
    before = signal.signal(number, signal.SIG_IGN)
    try:
        received = asyncio.get_running_loop().create_future()
        with signals_to(received.set_result):
            signal.raise_signal(number)
            signal.raise_signal(other)
            assert await received == other
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
