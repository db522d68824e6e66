"""The program's standard streams: there from the start, harmless when they fail, and whether they are a terminal."""

import errno
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

OUTPUT_REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EAGAIN}
"""What writing to standard output fails with: a full device, a file that must not grow, a terminal that is gone, an
output that is closed, one that would have to be waited for. An error that names a file comes from elsewhere."""

TOO_MANY = {errno.EMFILE, errno.ENFILE}
"""What opening one file too many fails with, of this program or of the whole computer."""

SPARE_DESCRIPTORS = 16
"""A simulated walk on the screen was seen with 7; a radio and a sound player that is started take as many again."""

TOO_MANY_OPEN = (
    f"too many open files: Coach needs {SPARE_DESCRIPTORS} more than are open already; "
    "allow more, like `ulimit -n 256`, and start it again"
)

_NO_SCREEN = {"", "dumb"}
"""Values of TERM that promise no cursor to move."""


def prepare_streams() -> None:
    """Open what is closed, so that no file opened later takes its place, and let no text fail for its characters.

    A closed standard input is empty; a closed standard output refuses, with EBADF, what is written.
    """
    if sys.stdin is None:  # closed (`<&-`)
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stdout is None:  # closed (`>&-`): its place is taken by a descriptor that cannot be written
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if isinstance(sys.stdout, TextIOWrapper):  # standard error escapes such characters already
        sys.stdout.reconfigure(errors="replace")


def settle_streams() -> None:
    """Write out what is left. What still fails would fail noisily when the interpreter ends: point it at nothing."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, stream.fileno())
                os.close(nothing)


def output_sentence(error: OSError) -> str:
    """Say why standard output takes no more."""
    if error.errno == errno.EBADF:
        return "standard output is closed, so nothing can be shown; run it again without closing it"
    return f"nothing more can be printed: {error.strerror}"


def can_ask() -> bool:
    """Whether somebody can read a question and type an answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def has_terminal() -> bool:
    """Whether there is a terminal for the screen, which is drawn through standard error."""
    drawable = os.name != "posix" or os.environ.get("TERM", "") not in _NO_SCREEN
    return drawable and can_ask() and sys.stderr.isatty()


def has_spare_descriptors() -> bool:
    """Whether as many files can be opened as a walk may need."""
    spare: list[int] = []
    try:
        while len(spare) < SPARE_DESCRIPTORS:
            spare.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno not in TOO_MANY
    finally:
        for descriptor in spare:
            os.close(descriptor)
    return True
