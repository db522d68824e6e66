"""`coach screen`: the walk in any browser, in a process of its own beside the walk's."""

import asyncio
import json
import os
import shutil
import ssl
import sys
import textwrap
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.headless import signals_to
from coach.cli.host_name import HostName
from coach.cli.notices import warn
from coach.cli.options import WholeRange, json_lines_option
from coach.cli.patient_output import PatientOutput
from coach.cli.typed_lines import typed_lines
from coach.clock import local_now, monotonic_s
from coach.config.folders import folders_of
from coach.errors import CommandError, HostError, HostProblem
from coach.live.meeting import Meeting
from coach.live.one_page import only_page
from coach.live.remote_host import RemoteHost
from coach.session.host_words import host_sentence
from coach.session.names import titled
from coach.session.wire import ViewerRole
from coach.session_time import RunningClock

if TYPE_CHECKING:
    from coach.web.access import Access, Device
    from coach.web.feed import Feed
    from coach.web.serving import Serving

PORT = 26224
"""The word "coach" on a telephone's keys, and nobody's registered port: one that stays the same, for firewalls."""

LOOK_EVERY_S = 0.5
"""How soon a new walk is found, and a device is seen that has been let in."""

JOIN_S = 1.0
"""How long a walk may take to answer before it is said that it does not."""

LAST_LINES_S = 1.0
"""How long the last lines may take: a terminal that stands still must not keep the program."""

SHORT = 78
"""Columns of a line that names all devices, where each has none of its own."""

ALONE_S = 300.0
"""How long the page of one walk stays after it: when its program was killed, the walk may go on within minutes."""

LONGEST_NUMBER = 9
"""Digits of a device's number."""

CLEAR = "\x1b[2J\x1b[H"
"""An empty terminal, from the top: what was before is another code."""

MISSING = "the page needs more packages; install them: pip install 'zone2-coach[screen]'"

CLEAR_TEXT = (
    "the page is clear text: whoever listens in this network can read it. In a network of strangers encrypt it "
    "(--cert and --key), or leave out --lan"
)

NO_NETWORK = "this computer is in no local network: leave out --lan for a browser here, or join one"

HOW = "Scan it, or type the address. It lets one device in; the next one gets another."
HOW_TO_END = "Ctrl-C ends the page; the walk goes on."
HOW_OUT = f"A number and Enter puts a device out. {HOW_TO_END}"


@click.command(epilog="Example: coach screen --lan")
@click.option("--lan", is_flag=True, help="For every device in this network; without it, for this computer alone.")
@click.option("--allow-control", is_flag=True, help="Pages may pause, go on, mute, and answer for you.")
@click.option("--port", type=WholeRange(1, 65535), help=f"Another port than {PORT}.")
@click.option("--cert", type=click.Path(path_type=Path), help="Encrypt with this certificate (PEM).")
@click.option("--key", type=click.Path(path_type=Path), help="The certificate's key (PEM), if it is in another file.")
@click.option(
    "--name",
    "names",
    multiple=True,
    type=HostName(),
    metavar="HOST",
    help="A name of this computer, as in the certificate.",
)
@click.option("--while-walking", is_flag=True, help="End with the walk, whatever becomes of its input and output.")
@json_lines_option
@click.pass_obj
def screen(
    profile_name: str | None,
    /,
    *,
    lan: bool,
    allow_control: bool,
    port: int | None,
    cert: Path | None,
    key: Path | None,
    names: tuple[str, ...],
    while_walking: bool,
    as_json: bool,
) -> int:
    """The walk in any browser, on a tablet or a television: shows a QR code and an address.

    It follows the walk that runs, and the next one, and takes the place of a page that is there. With --json it prints
    what changes, a number on standard input puts that device out, and its end ends the page.
    """
    try:
        from coach.web.access import Access
        from coach.web.app import page_files
        from coach.web.feed import Feed
        from coach.web.glance import glance
        from coach.web.serving import Serving
    except ModuleNotFoundError as error:
        raise CommandError(MISSING) from error
    clock, access = RunningClock(), Access()
    feed, tls = Feed(glance, clock), _tls(cert, key)

    def serving_at(wanted: int) -> Serving:
        serving = Serving(
            feed, access, page_files(), clock, allow_control=allow_control, lan=lan, port=wanted, tls=tls, names=names
        )
        serving.open()
        return serving

    data = folders_of(profile_name).data
    with only_page(data):
        serving = _opened(serving_at, port)
        _warn_of_strangers(serving, cert, tls, lan=lan)
        output = PatientOutput(sys.stdout)
        shown = _Shown(serving, access, clock, output.write, as_json=as_json)
        parts = (serving.run(), follow_walks(feed, Meeting(data), alone_s=ALONE_S if while_walking else None))
        code = asyncio.run(_run(parts, serving, shown, None if while_walking else output))
    output.finish(LAST_LINES_S)
    return code


def _warn_of_strangers(serving: "Serving", cert: Path | None, tls: ssl.SSLContext | None, *, lan: bool) -> None:
    """Say who can read the page besides its devices, or what keeps these from it."""
    from coach.web.serving import other_addresses

    if lan and not serving.is_in_a_network:
        serving.close()
        raise CommandError(NO_NETWORK)
    if cert is not None and tls is not None:
        _warn_of_certificate(tls, cert, serving.host)
    elif lan:
        warn(CLEAR_TEXT)
    if lan and (left_out := other_addresses()):
        warn(f"the page is not at {' or '.join(left_out)}: strangers outside this network could reach it there")


def _tls(cert: Path | None, key: Path | None) -> ssl.SSLContext | None:
    from coach.web.serving import tls_context

    if cert is None:
        if key is not None:
            raise click.UsageError("--key alone encrypts nothing: say which certificate it belongs to, with --cert")
        return None
    try:
        return tls_context(cert, key)
    except OSError as error:
        why = error.strerror or error
        raise CommandError(f"the certificate {cert} cannot be used ({why}): say where one is with its key") from error


def _warn_of_certificate(tls: ssl.SSLContext, certificate: Path, host: str) -> None:
    """Say what browsers will say of it: they show the page only to who insists."""
    from coach.web.certificate import CertificateFlaw, flaws

    words = {
        CertificateFlaw.EXPIRED: "it has expired: renew it",
        CertificateFlaw.NOT_YET: "it is not valid yet: look at this computer's clock, or wait",
        CertificateFlaw.OTHER_NAME: f"it is not for {host}: give the name that it is for, with --name",
        CertificateFlaw.UNFIT: "it is not for a server: use one that is",
    }
    for flaw in flaws(tls, certificate, host):
        warn(f"browsers will refuse the certificate {certificate}: {words[flaw]}")


def _opened(serving_at: "Callable[[int], Serving]", port: int | None) -> "Serving":
    """Open the server: at the port that was asked for, or else at ours, or else at any."""
    try:
        return serving_at(PORT if port is None else port)
    except OSError as error:
        if port is not None:
            raise CommandError(
                f"port {port} cannot be had ({error.strerror}): choose another, or leave out --port"
            ) from error
    return serving_at(0)


class _Shown:
    """What the command shows: the address with its code, and the devices that were let in."""

    def __init__(
        self, serving: "Serving", access: "Access", clock: RunningClock, write: Callable[[str], None], *, as_json: bool
    ) -> None:
        self._serving = serving
        self._access = access
        self._clock = clock
        self._write = write
        self.as_json = as_json
        self._before: tuple[str, tuple[Device, ...]] = ("", ())

    async def run(self) -> None:
        """Show what is new, until cancelled."""
        while True:
            self.look()
            await self._clock.sleep_until(self._clock.now_s() + LOOK_EVERY_S)

    def look(self) -> None:
        """Show what is new."""
        now = (self._serving.address_with_code(), self._access.devices)
        if now != self._before:
            show = self._json_lines if self.as_json else self._text
            self._write("".join(f"{line}\n" for line in show(*now)))
            self._before = now

    def _json_lines(self, address: str, devices: "tuple[Device, ...]") -> Iterator[str]:
        from coach.web.qr import qr_lines

        yield json.dumps({"type": "address", "address": address, "qr": qr_lines(address)})
        if devices != self._before[1]:
            named = [{"id": one.id, "name": one.name, "address": one.address} for one in devices]
            yield json.dumps({"type": "devices", "devices": named})

    def _text(self, address: str, devices: "tuple[Device, ...]") -> Iterator[str]:
        now_s, now = self._clock.now_s(), local_now()
        whole = [
            f"{one.id:3}  {one.name}, {one.address}, since {now - timedelta(seconds=now_s - one.since_s):%H:%M}"
            for one in devices
        ]
        short = [textwrap.shorten("; ".join(f"{one.id} {one.name}" for one in devices), SHORT)] if devices else []
        words = [address, HOW, *whole, HOW_OUT if devices else HOW_TO_END]
        if sys.stdout.isatty():
            code, room = _drawn(address), shutil.get_terminal_size()
            if len(code) + len(words) >= room.lines:
                words = [address, HOW, *short, words[-1]]
            fits = len(code) + len(words) < room.lines and len(click.unstyle(code[0])) <= room.columns
            words = [*(code if fits else ()), *words]
            words[0] = CLEAR + words[0]
        yield from words


def _drawn(address: str) -> list[str]:
    """Return the code's lines, in the terminal's white on black where colours are wanted."""
    from coach.web.qr import qr_lines

    colour = not os.environ.get("NO_COLOR")
    return [click.style(line, fg="bright_white", bg="black") if colour else line for line in qr_lines(address)]


async def _run(
    parts: tuple[Coroutine[Any, Any, None], ...], serving: "Serving", shown: _Shown, output: PatientOutput | None
) -> int:
    """Serve until a signal comes, or a part ends; return the exit code.

    With an `output` it ends as well when the input of a program ends, or nobody reads what is shown.
    """
    received: list[int] = []
    leaving = asyncio.Event()
    loop = asyncio.get_running_loop()

    def leave(number: int) -> None:
        received.append(number)
        leaving.set()

    if output is not None:
        output.on_failure = lambda _: loop.call_soon_threadsafe(leaving.set)
    with signals_to(leave):
        obeying = _obey(serving, shown, ends=shown.as_json and output is not None)
        tasks = [asyncio.ensure_future(part) for part in (*parts, shown.run(), obeying, leaving.wait())]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return 128 + received[0] if received else EXIT_DONE


async def _obey(serving: "Serving", shown: _Shown, *, ends: bool) -> None:
    """Put out the devices whose numbers are typed. The end of a program's input `ends` it; a person's does not."""
    async for line in typed_lines(sys.stdin.fileno()):
        if line.isascii() and line.isdigit() and len(line) <= LONGEST_NUMBER:
            serving.revoke(int(line))
            shown.look()
    if not ends:
        await asyncio.Event().wait()


async def follow_walks(feed: "Feed", meeting: Meeting, *, alone_s: float | None = None) -> None:
    """Show the walk that runs, and the next one, until cancelled.

    With `alone_s` show one walk only, which may be gone on with, and end when there was none for so long.
    """
    since_s, walk = monotonic_s(), ""
    while alone_s is None or monotonic_s() - since_s < alone_s:
        try:
            host = await asyncio.to_thread(RemoteHost.join, meeting, ViewerRole.PAGE, patience_s=JOIN_S)
        except HostError as error:
            if error.problem is not HostProblem.NONE:  # else what became of the last walk stays
                feed.none(_sentence(error))
            await asyncio.sleep(LOOK_EVERY_S)
            continue
        if alone_s is not None and walk not in {"", host.hello.walk}:
            host.leave()
            return
        walk = host.hello.walk
        host.start()
        feed.follow(host)
        try:
            await host.over()
        except HostError as error:
            feed.none(_sentence(error))
        finally:
            host.leave()
            since_s = monotonic_s()


def _sentence(error: HostError) -> str:
    return f"{titled(host_sentence(error))}."
