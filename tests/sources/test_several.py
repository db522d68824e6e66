"""Sources side by side: in order of time, and only the heart's end is the walk's."""

import asyncio
from contextlib import aclosing

import pytest

from coach.session.inputs import Notification
from coach.sources.several import Several


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
