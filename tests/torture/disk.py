"""A small disk in a namespace of its own, for whoever may make one: it is gone with its keeper, whatever happens."""

import subprocess
from functools import cache
from pathlib import Path

from tests.torture.program import Home

_BLOCK = 64 * 1024


@cache
def why_not():
    """Why no disk can be made here; None when one can."""
    try:
        tried = subprocess.run(
            ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt && nsenter --version"],
            capture_output=True, timeout=20, check=False,
        )  # fmt: skip
    except OSError as error:
        return f"a small disk needs unshare and nsenter: {error}"
    return None if tried.returncode == 0 else f"no small disk can be made here: {tried.stderr.decode().strip()}"


class SmallDisk:
    """A tmpfs with these mount options at `at`, which only processes begun by `inside` see."""

    def __init__(self, at, options):
        self.at = at
        self._homes = []
        at.mkdir()
        # Another lies under it, which nobody can write: pulled out, the place is never one on the real disk.
        keep = 'mount -t tmpfs -o size=3m,ro none "$1" && mount -t tmpfs -o "$2" none "$1" && echo ready && read over'
        self._keeper = subprocess.Popen(
            ["unshare", "-rm", "sh", "-c", keep, "", at, options], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._keeper.stdout.readline() == b"ready\n"
        self.inside = ("nsenter", "-t", str(self._keeper.pid), "-U", "-m", "--preserve-credentials")
        self.seen = Path(f"/proc/{self._keeper.pid}/root{at}")

    def home(self, name="home"):
        """A COACH_HOME on it."""
        self._homes.append(Home(self.at / name, self.inside, seen=self.seen / name))
        return self._homes[-1]

    def do(self, *command):
        """Run a command that sees the disk."""
        return subprocess.run([*self.inside, *command], check=True, capture_output=True, timeout=20)

    def remount(self, options):
        self.do("mount", "-o", f"remount,{options}", self.at)

    def pull_out(self):
        """Take it away under whoever still has files open on it: an empty one is there, read-only until remounted."""
        self.do("umount", "-l", self.at)

    def fill(self, leave=0):
        """Fill it but for so many bytes."""
        with (self.seen / "filler").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * _BLOCK)
            except OSError:
                pass
            file.truncate(max(0, file.tell() - leave))

    def make_room(self):
        (self.seen / "filler").unlink()

    def close(self):
        for home in self._homes:
            home.kill_all()
        self._keeper.communicate(b"over\n", timeout=20)
        self.at.rmdir()
