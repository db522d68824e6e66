"""Calls of a Bluetooth stack: within their limits, and given up when something happens first."""

import asyncio

import pytest

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.sources.bluetooth.calls import done_unless, end
from fixtures.virtual_time import LoopClock, run


async def stubborn(ignores):
    """A call that ignores its cancellation so often."""
    for _ in range(ignores + 1):
        try:
            await asyncio.sleep(1000.0)
        except asyncio.CancelledError:
            continue


def calling(call, *, happens_at_s=None):
    async def called():
        clock, happens = LoopClock(), asyncio.Event()
        if happens_at_s is not None:
            asyncio.get_running_loop().call_later(happens_at_s, happens.set)
        try:
            return await done_unless(happens, call, During.CONNECT, limit_s=5.0, close_s=2.0), clock.now_s()
        except (BluetoothError, TimeoutError) as error:
            return error, clock.now_s()

    return run(called())


def test_a_call_that_ends_in_time_is_done():
    assert calling(asyncio.sleep(3.0)) == (True, 3.0)


def test_what_happens_first_makes_it_needless():
    assert calling(asyncio.sleep(3.0), happens_at_s=1.0) == (False, 1.0)


def test_a_call_that_takes_too_long_raises_and_a_hung_one_is_left_after_its_limit():
    error, at_s = calling(stubborn(0))
    assert (type(error), at_s) == (TimeoutError, 5.0)
    error, at_s = calling(stubborn(3))
    assert (type(error), at_s) == (TimeoutError, 7.0)


def test_a_stack_that_cancels_its_own_call_has_given_it_up():
    async def given_up():
        raise asyncio.CancelledError

    error, _ = calling(given_up())
    assert (error.problem, error.during) == (BluetoothProblem.GIVEN_UP, During.CONNECT)


def test_what_the_call_raises_is_raised():
    async def broken():
        raise OSError("the radio is gone")

    with pytest.raises(OSError, match="gone"):
        calling(broken())


def test_what_a_task_raises_while_it_is_ended_is_only_logged(caplog):
    async def fails():
        try:
            await asyncio.sleep(1000.0)
        finally:
            raise OSError("while it was ended")

    async def ended():
        task = asyncio.ensure_future(fails())
        await asyncio.sleep(0)
        await end(task, 2.0)

    with caplog.at_level("DEBUG"):
        run(ended())
    assert "while it was ended" in caplog.text
