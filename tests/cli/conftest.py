"""Running the command line as its user does."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.cli.main import run

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
