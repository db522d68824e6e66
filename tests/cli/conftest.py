"""Running the command line as its user does."""

import io
import os
import subprocess
import sys
import time  # noqa: TID251 - sets the zone of this process
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coach.cli.main import run
from coach.clock import utc_now

ROOT = Path(__file__).parents[2]


@pytest.fixture
def coach(home, tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`coach ARGUMENTS...` with streams, environment and folder of its own, in this process.

    What a process of its own adds, from the opening of its streams to their end, is tested in `test_streams`.
    """

    def run_coach(*arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
        given = tmp_path / "stdin"
        given.write_text(stdin, encoding="utf-8", newline="")
        encoding = environ.get("PYTHONIOENCODING", "utf-8")
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        err = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace")
        with pytest.MonkeyPatch.context() as patch, given.open(encoding="utf-8") as stream:
            patch.chdir(ROOT)
            patch.setattr(sys, "stdin", stream)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            for name, value in environ.items():
                patch.setitem(os.environ, name, value)
            code = run(arguments)
        told, complained = (each.buffer.getvalue().decode(encoding) for each in (out, err))
        return subprocess.CompletedProcess(arguments, code, told, complained)

    return run_coach


@pytest.fixture(params=[timedelta(minutes=5), -timedelta(minutes=5)], ids=["00:05", "23:55"])
def near_midnight(request, monkeypatch) -> Iterator[None]:
    """The walker's clock near midnight, by a zone of its own: a walk of a while ago is another day's."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a program cannot be set on this system")
    now = utc_now()
    ahead = timedelta(hours=-now.hour, minutes=-now.minute) + request.param
    ahead = (ahead + timedelta(hours=12)) % timedelta(days=1) - timedelta(hours=12)  # no zone is further from UTC
    hours, minutes = divmod(int(abs(ahead).total_seconds()) // 60, 60)
    monkeypatch.setenv("TZ", f"<near>{'-' if ahead >= timedelta(0) else '+'}{hours}:{minutes:02}")  # POSIX: west is +
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
