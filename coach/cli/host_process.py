"""The process that runs a walk: no terminal, deaf to the closing of one, ended by the walk's end.

`coach.services.detached` starts it, with an order on standard input; its answer is one line on standard output.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

import msgspec

from coach.cli.debug_log import HOST_LOG, start_log
from coach.cli.headless import signals_to
from coach.errors import CoachError, HostError, HostProblem, WalkProblem, WalkUnavailableError
from coach.live.unattended import Unattended
from coach.services.detached import HostAnswer, HostOrder
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.services.walks import WalkUnderWay
from coach.session.error_words import error_sentence
from coach.session.host_words import unexpected_sentence
from coach.session.inputs import EndReason
from coach.session.plan import SessionPlan
from coach.session_time import RunningClock

LOOK_EVERY_S = 1.0

_LOG = logging.getLogger(__name__)


def main() -> int:
    """Run one walk; the result is the exit code."""
    gc.freeze()  # modules stay until the end: a walk of hours does not look through them for garbage
    said = sys.stdin.buffer.read()
    if not said:  # it was started early, and there was no walk after all
        return 1
    order = msgspec.json.decode(said, type=HostOrder)
    _leave_the_terminal()
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        if order.debug:
            start_log(order.profile, HOST_LOG)
        with Diary(order.profile, walks_anyway=True) as diary:
            services = DiaryServices(diary, order.profile, own_process=True, audible=order.audible)
            try:
                asyncio.run(run(begin(order, services), services, _answer))
            finally:
                services.close()
    except CoachError as error:
        no_place = isinstance(error, HostError) and error.problem is HostProblem.NO_PLACE
        with suppress(OSError):
            _answer(HostAnswer(refused=error_sentence(error), no_place=no_place))
        return 1
    except Exception as error:
        _LOG.exception("the walk was broken off")
        with suppress(OSError):
            _answer(HostAnswer(refused=unexpected_sentence(error)))
        raise
    return 0


def _leave_the_terminal() -> None:
    """Go on as a child that nobody waits for, so that whoever has started it can end; deaf to a closed terminal."""
    if os.name == "posix":
        if os.fork():
            os._exit(0)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _answer(begun: HostAnswer) -> None:
    """Answer the order, once, and let go of the standard output: who has asked reads until its end.

    Raises:
        OSError: when nobody waits for it any more.
    """
    if sys.stdout is None or sys.stdout.closed:
        return
    try:
        sys.stdout.buffer.write(msgspec.json.encode(begun))
        sys.stdout.flush()
    finally:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nothing, stream)
        sys.stdout.close()


def begin(order: HostOrder, services: DiaryServices) -> WalkUnderWay:
    """Open the recording, and make the host.

    Raises:
        CoachError: when it cannot be done.
    """
    if order.go_on is None:
        return services.walks.begin(SessionPlan.from_json(order.plan or {}), order.heart)
    item = services.walks.unended(order.go_on)
    if item is None or not item.can_continue:
        raise WalkUnavailableError(WalkProblem.TOO_OLD, order.go_on)
    return services.walks.go_on(item, order.heart)


async def run(walked: WalkUnderWay, services: DiaryServices, answer: Callable[[HostAnswer], None]) -> None:
    """Run the walk to its end, with or without viewers, and keep it before they are told that it is over.

    Args:
        walked: the walk.
        services: keep it.
        answer: called once viewers can join; it raises OSError when nobody waits for it, and nothing is left then.

    Raises:
        HostError: when viewers cannot join; nothing is left of the walk then.
    """
    host, channel = walked.host, walked.channel
    with signals_to(lambda _: host.end(EndReason.INTERRUPTED)):
        try:
            await channel.open()
        except OSError as error:
            await asyncio.to_thread(services.walks.give_up, walked)
            raise HostError(HostProblem.NO_PLACE, error.strerror or "") from error
        try:
            answer(HostAnswer(walked.session.session_id))
        except OSError:  # who has asked has lost patience, or was interrupted: nobody knows of this walk
            _LOG.warning("nobody waits for this walk")
            await channel.close()
            await asyncio.to_thread(services.walks.give_up, walked)
            return
        watching = asyncio.create_task(_end_unattended(walked))
        broken: Exception | None = None
        try:
            await host.run()
        except Exception as error:
            broken = error
            raise
        finally:
            watching.cancel()
            await asyncio.to_thread(services.walks.keep, walked.session.session_id)
            await channel.close(broken)


async def _end_unattended(walked: WalkUnderWay) -> None:
    """End a walk that nobody looks at, when there is nothing left to measure."""
    unattended, clock = Unattended(), RunningClock()
    while True:
        await clock.sleep_until(clock.now_s() + LOOK_EVERY_S)
        reason = unattended.look(walked.host.latest, has_terminal=walked.channel.has_terminal)
        if reason is not None:
            walked.host.end(reason)
            return


if __name__ == "__main__":
    sys.exit(main())
