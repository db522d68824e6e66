"""How the program ends: its exit codes, and a reader that has gone.

A session that a signal ended exits with 128 + its number, as a shell says it: 130 for SIGINT (control-C), 143 for
SIGTERM, 129 for SIGHUP (the terminal was closed).
"""

import os
import sys

EXIT_DONE, EXIT_COULD_NOT, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


def silence_stdout() -> None:
    """Point standard output at nothing, for the interpreter's last flush: its reader has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
