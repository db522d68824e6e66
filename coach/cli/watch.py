"""`coach watch`: joins the walk that runs."""

import asyncio

import click

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.headless import LinePrinter, signals_to, write_at_once
from coach.cli.options import json_lines_option, no_screen_option, plain_option
from coach.cli.running import diary_services
from coach.cli.showing import Showing
from coach.cli.walking import show_on_screen
from coach.live.remote_host import RemoteHost
from coach.services.diary import Diary
from coach.services.host_program import EarlyHost
from coach.session.sentences import now_line
from coach.session.wire import ViewerRole


async def _follow(host: RemoteHost, *, plain: bool) -> int:
    """Print the walk's lines until it ends, or nobody reads them, or a signal comes; the walk goes on then."""
    leaving = asyncio.Event()
    received: list[int] = []

    def leave(number: int) -> None:
        received.append(number)
        leaving.set()

    printer = LinePrinter(write_at_once, plain=plain)
    with signals_to(leave):
        host.start()
        if plain:  # the next change may be minutes away
            printer.begin(now_line(host.latest))
        host.attach(printer)
        over = asyncio.create_task(host.over())
        waiting = [asyncio.create_task(event.wait()) for event in (printer.closed, leaving)]
        await asyncio.wait([over, *waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if over.done():
            over.result()
        else:
            over.cancel()
        host.leave()
    if printer.failure is not None:
        raise printer.failure
    if received:
        return 128 + received[0]
    return EXIT_COULD_NOT if printer.closed.is_set() else EXIT_DONE


@click.command(epilog="Example: coach watch")
@no_screen_option
@json_lines_option
@plain_option
@click.pass_obj
def watch(profile_name: str | None, /, *, no_screen: bool, as_json: bool, plain: bool) -> int:
    """Join the walk that runs: from another terminal, or after its window was closed.

    Leaving with q asks whether to end the walk. Lines only look on, and end with the walk.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    with Diary(profile_name, walks_anyway=True) as diary:
        services = diary_services(diary, profile_name, for_screen=showing.screen)
        if showing.screen:
            return show_on_screen(diary, services, EarlyHost(wanted=False), services.join)
        host = RemoteHost.join(services.walks.meeting, ViewerRole.OTHER)
        return asyncio.run(_follow(host, plain=showing.plain))
