"""Walks that a process of their own runs: started here, joined over their channel."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from threading import Thread
from typing import IO

import msgspec

from coach.clock import monotonic_s
from coach.errors import HostError, HostProblem
from coach.live.meeting import Meeting, goes_at_logout, runtime_folder
from coach.live.remote_host import RemoteHost
from coach.live.stopping import stop_walk
from coach.live.voice import ring
from coach.services.host_program import HostProgram, StartHost, can_be_started, start_host
from coach.services.walks import HeartSource
from coach.session.plan import SessionPlan
from coach.session.wire import ViewerRole
from coach.sources.bluetooth.discovery import WantedDevice

BEGIN_S = 30.0
"""How long a host may take to begin, on a machine with much else to do; it takes half a second."""


class HostOrder(msgspec.Struct, frozen=True):
    """What a host is to run. `plan` is a recording header's; `go_on` is a walk that was never ended."""

    profile: str | None = None
    plan: dict[str, object] | None = None
    go_on: str | None = None
    strap: tuple[str, str] | None = None
    simulated: bool = False
    audible: bool = True
    debug: bool = False

    @property
    def heart(self) -> HeartSource:
        """Where the heart rate comes from."""
        return HeartSource(None if self.strap is None else WantedDevice(*self.strap), self.simulated)


class HostAnswer(msgspec.Struct, frozen=True):
    """A host's answer to its order: the walk that it runs, or why it runs none."""

    walk: str | None = None
    refused: str = ""
    no_place: bool = False
    """Viewers could not have joined it; whoever asked can walk in its own process."""


class WhyNotDetached(StrEnum):
    """Why no process of its own can run a walk here."""

    MACOS = "macos"
    """See `can_be_started`."""
    LOGOUT = "logout"
    """The runtime folder goes when this login ends."""
    NO_FOLDER = "no_folder"
    """There is no folder for a socket."""
    NO_PLACE = "no_place"
    """The disk of the data folder is full or read-only: nobody would find the socket."""


def why_not_detached(
    meeting: Meeting, environ: Mapping[str, str] = os.environ, system: str = sys.platform
) -> WhyNotDetached | None:
    """Return why walks have to run in the process of their screen; None when they can run in their own."""
    if not can_be_started(system):
        return WhyNotDetached.MACOS
    if system != "win32":
        if goes_at_logout(environ):
            return WhyNotDetached.LOGOUT
        try:
            runtime_folder(environ)
        except OSError:
            return WhyNotDetached.NO_FOLDER
    return None if meeting.can_be_made else WhyNotDetached.NO_PLACE


class Detached:
    """Starts hosts for one profile, and joins them.

    Args:
        profile_name: whose walks.
        meeting: where their hosts are met.
        debug: whether a host writes a log.
        start: starts its program.
    """

    def __init__(
        self, profile_name: str | None, meeting: Meeting, *, debug: bool = False, start: StartHost = start_host
    ) -> None:
        self._profile_name = profile_name
        self._meeting = meeting
        self._debug = debug
        self._start = start

    def begin(self, plan: SessionPlan, heart: HeartSource) -> RemoteHost:
        """Start the host of a new walk, and join it.

        Raises:
            HostError: when it cannot begin, or a walk runs already; with `NO_PLACE` it could in this process.
        """
        return self._started(self._order(heart, plan=plan.to_json()))

    def go_on(self, walk_id: str, heart: HeartSource) -> RemoteHost:
        """Start a host that goes on with a walk that was never ended, and join it.

        Raises:
            HostError: when it cannot, or a walk runs already; with `NO_PLACE` it could in this process.
        """
        return self._started(self._order(heart, go_on=walk_id))

    def _order(
        self, heart: HeartSource, *, plan: dict[str, object] | None = None, go_on: str | None = None
    ) -> HostOrder:
        strap = None if heart.wanted is None else (heart.wanted.name, heart.wanted.address)
        return HostOrder(self._profile_name, plan, go_on, strap, heart.simulated, debug=self._debug)

    def _started(self, order: HostOrder) -> RemoteHost:
        if self._meeting.is_held:
            raise HostError(HostProblem.RUNS_ALREADY)
        if not self._meeting.can_be_made:  # the disk has filled since the screen began
            raise HostError(HostProblem.NO_PLACE)
        try:
            begun = launch(order, self._start)
            if begun.walk is None:
                raise HostError(HostProblem.NO_PLACE if begun.no_place else HostProblem.FAILED, begun.refused)
            return join(self._meeting)
        except KeyboardInterrupt:  # ends a walk, and so does it here; a host that is not ready yet finds nobody waiting
            with suppress(HostError):
                stop_walk(self._meeting)
            raise


def join(meeting: Meeting, bell: Callable[[], None] = ring) -> RemoteHost:
    """Join the walk that runs, as a terminal.

    Raises:
        HostError: when none runs, or it cannot be joined.
    """
    return RemoteHost.join(meeting, ViewerRole.TERMINAL, bell=bell)


def launch(order: HostOrder, start: StartHost = start_host) -> HostAnswer:
    """Start a host and hand it its order; the result is its answer.

    Raises:
        HostError: when it does not answer.
    """
    process = start()
    said: list[bytes] = []
    listening = Thread(target=lambda: said.append(_talk(process, msgspec.json.encode(order))), daemon=True)
    listening.start()
    listening.join(BEGIN_S)
    answer = b"".join(said)
    if os.name == "posix":
        if not answer:
            process.kill()  # it may hang before it has left the walk to a child of its own
        with suppress(subprocess.TimeoutExpired):
            process.wait(BEGIN_S)
    try:
        return msgspec.json.decode(answer, type=HostAnswer)
    except msgspec.MsgspecError as error:
        raise HostError(HostProblem.SILENT) from error


def _talk(process: HostProgram, order: bytes) -> bytes:
    """Hand over the order, and return everything that is said before the host lets go of its output.

    It lasts as long as the starter's patience: then nobody reads any more, which a host that begins later finds.
    """
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a host is started with pipes")
    with process.stdout, suppress(OSError):
        with process.stdin:
            process.stdin.write(order)
        return _read(process.stdout, monotonic_s() + BEGIN_S)
    return b""


def _read(answering: IO[bytes], until_s: float) -> bytes:
    """Return everything until the end, or nothing when it does not come in time."""
    if os.name != "posix":  # no pipe can be waited for there with a limit: the host finds a starter that has ended
        return answering.read()
    said = b""
    while (left_s := until_s - monotonic_s()) > 0 and select.select([answering], [], [], left_s)[0]:
        more = os.read(answering.fileno(), 65536)
        if not more:
            return said
        said += more
    return b""
