"""Sources side by side: in order of time, and only the heart's end is the walk's."""

import asyncio
import itertools
from contextlib import aclosing

import pytest

from coach.session.inputs import Notification
from coach.sources.several import QUEUE_LENGTH, Several


class Given:
    """Inputs with pauses between them, then an end, an error, or silence."""

    def __init__(self, sensor, *times, ends=None, fails=None):
        self._sensor, self._times, self._ends, self._fails = sensor, times, ends, fails
        self.closed = False

    async def inputs(self):
        try:
            for at_s in self._times:
                await asyncio.sleep(0)
                yield Notification(at_s=at_s, sensor=self._sensor, payload=b"\x00\x78")
            if self._fails is not None:
                raise self._fails
            if not self._ends:
                await asyncio.Event().wait()
        finally:
            self.closed = True


async def heard(source, count=None):
    got = []
    async with aclosing(source.inputs()) as inputs:
        async for item in inputs:
            got.append((item.sensor, item.at_s))
            if len(got) == count:
                break
    return got


async def test_what_is_there_at_once_comes_by_its_time():
    heart, pod = Given("heart_rate", 1.0, 2.0, 3.0, ends=True), Given("foot_pod", 0.5, 2.5, 2.9)
    got = await heard(Several(heart, pod))
    assert sorted(got, key=lambda item: item[1]) == got
    assert {sensor for sensor, _ in got} == {"heart_rate", "foot_pod"}
    assert heart.closed
    assert pod.closed


async def test_what_arrives_while_an_earlier_one_is_dealt_with_comes_by_its_time_too():
    """The consumer is slow with the first: by then the others have arrived, in another order."""
    heart, pod = Given("heart_rate", 1.0, 5.0, 6.0, ends=True), Given("foot_pod", 2.0, 3.0)
    got = []
    async with aclosing(Several(heart, pod).inputs()) as inputs:
        async for item in inputs:
            got.append(item.at_s)
            for _ in range(20):
                await asyncio.sleep(0)
    assert got == [1.0, 2.0, 3.0, 5.0, 6.0]


async def test_a_source_that_never_waits_is_not_drained_into_memory():
    given = []

    class Endless:
        async def inputs(self):
            for number in itertools.count():
                given.append(number)
                yield Notification(at_s=float(number), payload=b"\x00\x78")

    await heard(Several(Endless()), count=3)
    assert len(given) <= 2 * QUEUE_LENGTH


async def test_a_heart_that_gives_itself_up_is_a_failure_and_no_cancellation_of_ours():
    with pytest.raises(RuntimeError, match="gave itself up"):
        await heard(Several(Given("heart_rate", 1.0, fails=asyncio.CancelledError())))


async def test_a_sensor_that_ends_or_fails_is_left_behind(caplog):
    heart = Given("heart_rate", 1.0, 2.0, 3.0, 4.0, ends=True)
    got = await heard(Several(heart, Given("foot_pod", 1.5, ends=True), Given("belt", 1.2, fails=KeyError("gone"))))
    assert [at_s for sensor, at_s in got if sensor == "heart_rate"] == [1.0, 2.0, 3.0, 4.0]
    assert "left behind" in caplog.text


async def test_the_heart_that_fails_ends_it_with_its_error():
    pod = Given("foot_pod", 1.0)
    with pytest.raises(KeyError, match="radio"):
        await heard(Several(Given("heart_rate", 1.0, fails=KeyError("radio")), pod))
    assert pod.closed


async def test_closing_it_closes_all_and_leaves_no_task():
    before = asyncio.all_tasks()
    heart, pod = Given("heart_rate", 1.0, 2.0), Given("foot_pod", 1.0)
    assert len(await heard(Several(heart, pod), count=2)) == 2
    assert (heart.closed, pod.closed) == (True, True)
    assert asyncio.all_tasks() == before
