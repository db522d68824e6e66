"""Where a walk's host and its viewers meet: one place for each profile, which only its owner can reach.

The host locks a file beside the profile's data, so that there is one, and writes there how to reach it: a Unix socket
in the runtime folder or, on Windows, a port of this computer with a token.
"""

import hashlib
import json
import os
import secrets
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Annotated

import msgspec

from coach.errors import FileError, HostError, HostProblem
from coach.files import PRIVATE_FILE, PRIVATE_FOLDER, make_folder, read_whole, write_whole
from coach.store.file_lock import is_locked, lock

LONGEST_SOCKET_BYTES = 100
"""A Unix socket's path has 108 bytes on Linux and 104 on macOS, its zero included."""

A_LOOK_S, LOOKS = 0.02, 10
"""A look at a lock takes microseconds; ten of them would have to meet as many tries."""

MOST_ADDRESS_BYTES = 4096
TOKEN_BYTES = 32


class Address(msgspec.Struct, frozen=True):
    """How to reach a host: a Unix socket, or a port of this computer, to which whoever joins first says the token."""

    pid: Annotated[int, msgspec.Meta(gt=0)]
    """Of the host's process."""
    path: str | None = None
    port: Annotated[int, msgspec.Meta(gt=0, lt=65536)] | None = None
    token: str | None = None


class Meeting:
    """The place of one profile.

    Args:
        data: the profile's data folder.
        environ: where the runtime folder is looked up.
        by_port: meet at a port of this computer; Windows' event loop has no Unix sockets.
    """

    def __init__(
        self, data: Path, environ: Mapping[str, str] = os.environ, *, by_port: bool = sys.platform == "win32"
    ) -> None:
        self._lock_file = data / "walk.lock"
        self._address_file = data / "walk.address"
        self._environ = environ
        self._by_port = by_port
        # Short: a socket's path has a limit, and a home may have any length. Hashed: it does not name its owner.
        self._name = hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:16]

    @property
    def is_held(self) -> bool:
        """Whether a walk of this profile runs."""
        return is_locked(self._lock_file)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one host of this profile. Where no file can be locked, a walk is worth more than the lock.

        Raises:
            HostError: when another process is.
        """
        try:
            make_folder(self._lock_file.parent)
            descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError:
            yield
            return
        try:
            # Who looks whether a walk runs holds the lock for a moment: that is no walk.
            if not any(lock(descriptor, wait=False) or Event().wait(A_LOOK_S) for _ in range(LOOKS)):
                raise HostError(HostProblem.RUNS_ALREADY)
            with suppress(OSError):  # left by a host that was killed: its port may be another program's now
                self._address_file.unlink(missing_ok=True)
            yield
        finally:
            os.close(descriptor)

    def listen(self) -> tuple[socket.socket, Address]:
        """Open the place, and say how to reach it. Call it only while it is `held`.

        Raises:
            OSError: when no folder of the owner's alone can be had.
        """
        listening, address = self._at_port() if self._by_port else self._at_path()
        try:
            listening.listen()
            listening.settimeout(0)  # asyncio asks for one that does not wait
            write_whole(self._address_file, json.dumps(msgspec.to_builtins(address)).encode())
        except OSError:
            listening.close()
            raise
        return listening, address

    def _at_port(self) -> tuple[socket.socket, Address]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.bind(("127.0.0.1", 0))
        except OSError:
            listening.close()
            raise
        return listening, Address(os.getpid(), port=listening.getsockname()[1], token=secrets.token_hex(TOKEN_BYTES))

    def _at_path(self) -> tuple[socket.socket, Address]:
        path = runtime_folder(self._environ) / f"{self._name}.sock"
        path.unlink(missing_ok=True)  # left by a host that was killed: nobody else holds the lock
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listening.bind(str(path))
            path.chmod(PRIVATE_FILE)
        except OSError:
            listening.close()
            raise
        return listening, Address(os.getpid(), str(path))

    def leave(self, address: Address) -> None:
        """Take away what `listen` has made."""
        for path in (self._address_file, None if address.path is None else Path(address.path)):
            with suppress(OSError):
                if path is not None:
                    path.unlink(missing_ok=True)

    def connect(self, patience_s: float) -> socket.socket:
        """Return a connection to the host; it waits so long at most for an answer.

        Raises:
            HostError: when there is none, or it cannot be reached.
        """
        if not self.is_held:
            raise HostError(HostProblem.NONE)
        address = self._address()
        if address is None:
            raise HostError(HostProblem.SILENT)
        connection = socket.socket(socket.AF_INET if address.path is None else socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(patience_s)
            if address.path is not None:
                connection.connect(address.path)
            else:
                connection.connect(("127.0.0.1", address.port))
                connection.sendall(json.dumps({"token": address.token}).encode() + b"\n")
        except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
            connection.close()
            raise HostError(HostProblem.SILENT, self.process) from error
        return connection

    @property
    def process(self) -> str:
        """The number of the host's process, as far as it is known."""
        address = self._address()
        return "" if address is None else str(address.pid)

    def _address(self) -> Address | None:
        try:
            found = msgspec.convert(json.loads(read_whole(self._address_file, MOST_ADDRESS_BYTES)), Address)
        except (OSError, FileError, msgspec.MsgspecError, ValueError, RecursionError):
            return None
        return None if found.path is None and found.port is None else found


def runtime_folder(environ: Mapping[str, str]) -> Path:
    """Return a folder for sockets that its owner alone can use, made where it is missing.

    It is in the session's runtime folder (XDG Base Directory Specification), or else in that for temporary files.

    Raises:
        OSError: when there is none: another user has taken its name, or every path is too long for a socket.
    """
    session = environ.get("XDG_RUNTIME_DIR", "")
    folders = [Path(session) / "coach"] if Path(session).is_absolute() and Path(session).is_dir() else []
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folders += [Path(base) / f"coach-{owner}" for base in dict.fromkeys((tempfile.gettempdir(), "/tmp"))]  # noqa: S108 - checked below
    for folder in folders:
        if len(os.fsencode(folder / f"{'0' * 16}.sock")) <= LONGEST_SOCKET_BYTES and _is_ours(folder, owner):
            return folder
    raise OSError(f"no folder for a socket among {', '.join(map(str, folders))}")


def _is_ours(folder: Path, owner: int) -> bool:
    """Make the folder; whether it is a real one, of this owner, that nobody else can enter."""
    with suppress(OSError):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        state = folder.lstat()
        return stat.S_ISDIR(state.st_mode) and state.st_uid == owner and not state.st_mode & 0o077
    return False


def goes_at_logout(environ: Mapping[str, str]) -> bool:
    """Whether the runtime folder, and with it the way to a walk, goes when this login ends (systemd-logind).

    A desktop's login lasts as long as its user sits there; one over ssh ends with its window.
    """
    if "SSH_CONNECTION" not in environ or not environ.get("XDG_RUNTIME_DIR", "").startswith("/run/user/"):
        return False
    lingers = Path("/var/lib/systemd/linger") / environ.get("USER", environ.get("LOGNAME", ""))
    return not lingers.is_file()
