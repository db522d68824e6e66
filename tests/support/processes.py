"""Commands in processes of their own, whose streams a shell closes, fills or redirects. POSIX only."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60

NO_BUS = "unix:path=/nowhere/bus"
"""Where there is no Bluetooth: the address of a system bus that is not there."""

EVERY_COMMAND = (
    "--help", "--version", "demo --help", "demo --plain", "demo --json", "doctor", "history", "history --json",
    "history --rebuild", "log --rpe 4", "log --json", "pair", "pair --no-screen", "pair Polar", "pair --forget --json",
    "export --to csv -o -", "export --to jsonl -o -", "import --dry-run fixtures/tempo.jsonl",
    "import --json fixtures/tempo.jsonl", "plan", "plan --json", "profile", "profile --json",
    "replay fixtures/tempo.jsonl --plain", "replay fixtures/tempo.jsonl --json", "scan", "scan --json", "stop",
    "stop --json", "watch", "watch --json", "",
)  # fmt: skip
"""Every command in each form that it prints in; a walk and a page go on, and have tests of their own."""


def in_shell(command, around='exec "$@"', **more):
    """Run `coach COMMAND`, written `"$@"` in the shell's words around it, where there is no Bluetooth.

    A hang is a failure.
    """
    environ = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": NO_BUS} | more.pop("environ", {})
    return subprocess.run(
        ["/bin/sh", "-c", around, "sh", sys.executable, "-m", "coach", *command.split()],
        cwd=ROOT,
        env=environ,
        timeout=PATIENCE_S,
        check=False,
        **({"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more),
    )
