"""`coach` under limits, or by another clock on the wall: `launched.py [OPTION VALUE]... -- ARGUMENTS...`.

All of the program reads the wall's clock in `coach.clock`, so that moving it there moves it everywhere.
"""

import os
import resource
import signal
import sys
from datetime import datetime, timedelta

from coach import clock
from coach.__main__ import main
from coach.services import host_program

_BEGAN_S = clock.monotonic_s()


def limit_memory(megabytes):
    resource.setrlimit(resource.RLIMIT_AS, (int(megabytes) << 20,) * 2)


def limit_files(number):
    resource.setrlimit(resource.RLIMIT_NOFILE, (int(number),) * 2)


def ignore(name):
    """As `nohup` does."""
    signal.signal(getattr(signal, name), signal.SIG_IGN)


def begin_at(moment):
    """Let the wall's clock show this moment now."""
    _move(datetime.fromisoformat(moment) - clock.utc_now(), after_s=0.0)


def jump(words):
    """`after_s,seconds`: set the wall's clock forward or back in mid-walk."""
    after_s, seconds = map(float, words.split(","))
    _move(timedelta(seconds=seconds), after_s)


def _move(by, after_s):
    before = clock.datetime

    class Moved(before):
        @classmethod
        def now(cls, tz=None):
            now = before.now(tz)
            return now + by if clock.monotonic_s() - _BEGAN_S >= after_s else now

    clock.datetime = Moved


def live_in(home):
    os.environ["COACH_HOME"] = home


def walk_by(program):
    """Have this program run walks."""
    host_program.PROGRAM = program


def show_on(terminal):
    os.environ["TERM"] = terminal


OPTIONS = {
    "--home": live_in,
    "--host": walk_by,
    "--term": show_on,
    "--memory-mb": limit_memory,
    "--files": limit_files,
    "--umask": lambda octal: os.umask(int(octal, 8)),
    "--ignore": ignore,
    "--begin-at": begin_at,
    "--jump": jump,
}

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job has it ignored
    options = sys.argv[1 : sys.argv.index("--")]
    for name, value in zip(options[::2], options[1::2], strict=True):
        OPTIONS[name](value)
    sys.argv = ["coach", *sys.argv[sys.argv.index("--") + 1 :]]
    sys.exit(main())
