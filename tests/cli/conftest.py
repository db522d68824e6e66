"""Running the command line in this process, and as its user does: in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def coach(home) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`coach ARGUMENTS...` in a process of its own."""

    def run(*arguments: str, stdin: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "coach", *arguments],
            cwd=ROOT,
            env=os.environ | environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
