"""`python -m coach`, and the `coach` command."""

import os
import sys

from coach import __version__

VERSION_LINE = f"coach, version {__version__}"


def main() -> None:
    """Run the command line and leave with its exit code.

    The version alone is printed without it: loading what reads a command line takes longer than Python's own start.
    """
    if sys.argv[1:] == ["--version"] and _is_printed(VERSION_LINE):
        return
    # numpy's linear algebra starts a thread for each core, which spins for a while; a matrix of ours never gains by it.
    # It reads this when it is loaded, here and in the processes that this one starts.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from coach.cli.main import run

    sys.exit(run(sys.argv[1:]))


def _is_printed(line: str) -> bool:
    """Print a line, and return whether that has worked; if not, the command line says why.

    It is in no buffer: from there the interpreter would try to write it again, whatever was said meanwhile.
    """
    if sys.stdout is None:
        return False
    try:
        os.write(sys.stdout.fileno(), f"{line}\n".encode())
    except OSError:  # it takes nothing, or is no file
        return False
    return True


if __name__ == "__main__":
    main()
