import asyncio
import os
import sys

import pytest

from coach.audio.players import PlayerCommand
from coach.audio.runner import run_quietly


def python(code, told=b""):
    return PlayerCommand((sys.executable, "-c", code), told)


async def test_a_program_that_ends_well_is_well():
    assert await run_quietly(python("pass"), 20)


async def test_a_program_that_fails_is_not():
    assert not await run_quietly(python("raise SystemExit(1)"), 20)


async def test_a_program_that_is_not_there_is_not():
    assert not await run_quietly(PlayerCommand(("/no/such/player", "x")), 20)


async def test_it_hears_what_it_is_told(tmp_path):
    path = tmp_path / "told"
    command = python(f"import sys; open({str(path)!r}, 'w').write(sys.stdin.read())", b"Ease off.")
    assert await run_quietly(command, 20)
    assert path.read_text() == "Ease off."


async def test_what_it_writes_does_not_reach_the_terminal(capfd):
    assert await run_quietly(python("import os; os.write(1, b'ALSA'); os.write(2, b'JACK')"), 20)
    assert tuple(capfd.readouterr()) == ("", "")


def gone(path):
    """Whether the process that wrote its number there is no more."""
    try:
        os.kill(int(path.read_text()), 0)
    except ProcessLookupError:
        return True
    return False


HANGS = """
import os, time
with open({path!r} + "~", "w") as file:
    file.write(str(os.getpid()))
os.rename({path!r} + "~", {path!r})
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a process as POSIX does")
async def test_a_program_that_hangs_is_ended(tmp_path):
    path = tmp_path / "pid"
    running = asyncio.create_task(run_quietly(python(HANGS.format(path=str(path))), 2.0))
    assert not await running
    assert gone(path)


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a process as POSIX does")
async def test_cancelling_ends_the_program(tmp_path):
    path = tmp_path / "pid"
    running = asyncio.create_task(run_quietly(python(HANGS.format(path=str(path))), 60.0))
    while not path.exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert gone(path)
