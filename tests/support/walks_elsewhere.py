"""A simulated walk in a process of its own, as `coach walk` starts it on a screen."""

import asyncio
from contextlib import contextmanager

import pytest

from coach.domain.workout import steps
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.meeting import Meeting
from coach.live.remote_host import RemoteHost
from coach.services import host_program
from coach.services.detached import HostOrder, launch
from coach.services.diary import Diary
from coach.session.plan import SessionPlan
from coach.session.wire import ViewerRole
from tests.support.host_program import PROGRAM
from tests.support.hosts import end_hosts


@contextmanager
def walk_elsewhere(home, *, speed=20.0, log=None, plan=None):
    """Its name; it is so many times as fast as life, and ends at the latest with this."""
    plan = plan or SessionPlan(steps.free(), TYPICAL_ZONES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOST_SPEED", str(speed))
        if log is not None:
            patch.setenv("HOST_LOG", str(log))
        patch.setattr(host_program, "PROGRAM", PROGRAM)
        begun = launch(HostOrder(plan=plan.to_json(), simulated=True))
    assert begun.walk is not None, begun.refused
    try:
        yield begun.walk
    finally:
        end_hosts(home)


def meeting():
    """Where the walks of this home are met."""
    with Diary(None) as diary:
        return Meeting(diary.folders.data)


def ask(*commands, ready=lambda now: True):
    """Join as a program does, wait for a state that is `ready`, and have commands carried out: their answers."""
    return asyncio.run(_ask(commands, ready))


async def _ask(commands, ready):
    viewer = RemoteHost.join(meeting(), ViewerRole.OTHER)
    viewer.start()
    try:
        while not ready(viewer.latest):  # noqa: ASYNC110 - time itself may make it ready
            await asyncio.sleep(0.02)
        return [await viewer.change(command) for command in commands]
    finally:
        viewer.leave()
