"""Where a walk's host and its viewers meet: one place for each profile, which only its owner can reach.

The host locks a file beside the profile's data, so that there is one, and writes there how to reach it: a Unix socket
in the runtime folder or, on Windows, a port of this computer with a token.
"""

import errno
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
from threading import Event, Lock
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
MOST_NUMBER_BYTES = 32
"""A process's number has at most seven digits on Linux, and ten on Windows."""

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
        self._mending = Lock()
        """Who makes a file again must not do so while it is taken away."""
        self._is_host = False
        self._descriptor: int | None = None
        """The lock, while it is held."""
        self._left = False
        """Whether the address that is written leads nowhere any more."""
        self._own: Address | None = None
        """What `listen` has written."""
        self._seen: tuple[int, ...] | None = None
        """The file that holds it, as `_state_of` tells it."""

    @property
    def is_held(self) -> bool:
        """Whether a walk of this profile runs."""
        return is_locked(self._lock_file)

    @property
    def can_be_made(self) -> bool:
        """Whether a host could lock its file here and write its address: not on a full or read-only disk."""
        trial = self._address_file.with_suffix(".trial")
        try:
            make_folder(trial.parent)
            os.close(os.open(self._lock_file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
            write_whole(trial, b" " * MOST_ADDRESS_BYTES)
            trial.unlink(missing_ok=True)
        except OSError:
            return False
        return True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one host of this profile. Where no file can be locked, a walk is worth more than the lock.

        Raises:
            HostError: when another process is.
        """
        # Who looks whether a walk runs holds the lock for a moment: that is no walk.
        descriptor = self._locked(LOOKS)
        self._is_host, self._descriptor = True, descriptor
        try:
            with suppress(OSError):  # left by a host that was killed: its port may be another program's now
                if descriptor is not None:
                    self._address_file.unlink(missing_ok=True)
            yield
        finally:
            with self._mending:
                if self._left:
                    with suppress(OSError):
                        self._address_file.unlink(missing_ok=True)
                if self._descriptor is not None:
                    _write_number(self._descriptor, "")
                    os.close(self._descriptor)
                self._is_host, self._descriptor, self._own, self._left = False, None, None, False

    def _locked(self, looks: int) -> int | None:
        """Lock the file, with this process's number in it, and return its descriptor; None where none can be made.

        Raises:
            HostError: when another process holds the lock.
        """
        try:
            make_folder(self._lock_file.parent)
            descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError:
            return None
        if not any(lock(descriptor, wait=False) or Event().wait(A_LOOK_S) for _ in range(looks)):
            os.close(descriptor)
            raise HostError(HostProblem.RUNS_ALREADY)
        _write_number(descriptor, str(os.getpid()))
        return descriptor

    def mend(self) -> None:
        """Make this host's files again where they are gone: somebody has moved or removed the data folder.

        Call it now and then, outside an event loop. While another host has the lock, its files stay.
        """
        with self._mending:
            if not self._is_host:
                return
            if self._descriptor is None or not _is_at(self._descriptor, self._lock_file):
                try:
                    again = self._locked(1)
                except HostError:
                    return
                if again is None:
                    return
                if self._descriptor is not None:
                    os.close(self._descriptor)
                self._descriptor = again
            # A host looks each second: it reads the file only when that is another one.
            now = _state_of(self._address_file)
            if self._own is not None and (now is None or now != self._seen):
                if self._address() == self._own:
                    self._seen = now
                else:
                    with suppress(OSError):
                        write_whole(self._address_file, _written(self._own))

    def listen(self) -> tuple[socket.socket, Address]:
        """Open the place, and say how to reach it. Call it only while it is `held`.

        Raises:
            OSError: when no folder of the owner's alone can be had, or the disk takes no file.
        """
        if self._descriptor is None:  # viewers look at the lock first
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(self._lock_file))
        listening, address = self._at_port() if self._by_port else self._at_path()
        try:
            listening.listen()
            listening.settimeout(0)  # asyncio asks for one that does not wait
            write_whole(self._address_file, _written(address))
        except OSError:
            listening.close()
            raise
        self._own = address
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
        """Let nobody join any more. The address goes with the lock: on a full disk its room is not the recording's."""
        with self._mending, suppress(OSError):
            self._left |= self._own is not None
            self._own = None
            if address.path is not None:
                Path(address.path).unlink(missing_ok=True)

    def connect(self, patience_s: float) -> socket.socket:
        """Return a connection to the host; it waits so long at most for an answer.

        Raises:
            HostError: when there is none, or it cannot be reached.
        """
        if not self.is_held:
            raise HostError(HostProblem.NONE)
        address = self._address()
        if address is None:
            raise HostError(HostProblem.SILENT, self.process)
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
        """The number of the host's process, as far as it is known: from its address, or its lock file."""
        address = self._address()
        if address is not None:
            return str(address.pid)
        with suppress(OSError, FileError, UnicodeDecodeError):
            number = read_whole(self._lock_file, MOST_NUMBER_BYTES).decode("ascii")
            return number if number.isdecimal() else ""
        return ""

    def _address(self) -> Address | None:
        try:
            found = msgspec.convert(json.loads(read_whole(self._address_file, MOST_ADDRESS_BYTES)), Address)
        except (OSError, FileError, msgspec.MsgspecError, ValueError, RecursionError):
            return None
        return None if found.path is None and found.port is None else found


def _written(address: Address) -> bytes:
    return json.dumps(msgspec.to_builtins(address)).encode()


def _write_number(descriptor: int, number: str) -> None:
    """Leave a process's number in its lock file; a full disk takes none."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, number.encode("ascii"))


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _state_of(path: Path) -> tuple[int, ...] | None:
    """Return what tells whether this file has been changed or replaced; None when there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


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
