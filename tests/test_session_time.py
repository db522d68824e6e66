"""Session time: runs by itself at its speed, or is moved by inputs alone. The wall's time is an argument here."""

import pytest

from coach import session_time
from coach.session_time import ReplayClock, RunningClock, UnpacedClock


class Wall:
    """A wall clock that sleeping moves, by a little less or more than asked."""

    def __init__(self, monkeypatch, error_s=0.0):
        self.now_s = 1000.0
        self.slept = []
        self._error_s = error_s
        monkeypatch.setattr(session_time, "monotonic_s", lambda: self.now_s)
        monkeypatch.setattr(session_time.asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds):
        self.slept.append(seconds)
        self.now_s += max(0.0001, seconds + self._error_s)  # every sleep takes some time


@pytest.mark.parametrize("speed", [1.0, 10.0, 0.5])
def test_time_runs_at_its_speed_from_its_start(monkeypatch, speed):
    wall = Wall(monkeypatch)
    running = RunningClock(speed, start_s=60.0)
    assert running.now_s() == 60.0
    wall.now_s += 2.0
    assert running.now_s() == 60.0 + 2.0 * speed
    assert running.paced


def test_time_is_kept_to_the_millisecond(monkeypatch):
    wall = Wall(monkeypatch)
    running = RunningClock()
    wall.now_s += 1.0123456
    assert running.now_s() == 1.012


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_time_runs_forward(speed):
    with pytest.raises(ValueError, match="runs forward"):
        RunningClock(speed)


@pytest.mark.parametrize("error_s", [0.0, -0.002, 0.1])
async def test_a_sleeper_wakes_at_or_after_its_time_however_the_timer_errs(monkeypatch, error_s):
    wall = Wall(monkeypatch, error_s)
    running = RunningClock(10.0)
    await running.sleep_until(5.0)
    assert running.now_s() >= 5.0
    assert sum(wall.slept) == pytest.approx(0.5, abs=0.02)


async def test_a_time_that_is_past_is_not_slept_for(monkeypatch):
    wall = Wall(monkeypatch)
    wall.now_s += 1.0
    running = RunningClock(start_s=9.0)
    await running.sleep_until(9.0)
    assert wall.slept == []


async def test_an_unpaced_clock_is_where_anyone_slept_until(monkeypatch):
    wall = Wall(monkeypatch)
    unpaced = UnpacedClock()
    assert (unpaced.now_s(), unpaced.paced) == (0.0, False)
    await unpaced.sleep_until(7.0)
    await unpaced.sleep_until(3.0)
    assert unpaced.now_s() == 7.0
    assert wall.slept == []
    wall.now_s += 1.0  # a second of work: the screen and signals have a turn
    await unpaced.sleep_until(8.0)
    assert wall.slept == [0]


async def test_a_replay_never_runs_past_the_next_input(monkeypatch):
    wall = Wall(monkeypatch)
    replayed = ReplayClock(RunningClock(10.0))
    assert (replayed.now_s(), replayed.paced) == (0.0, True)
    wall.now_s += 1.0  # nobody has said what comes: time stands
    assert replayed.now_s() == 0.0
    await replayed.inputs.sleep_until(8.0)
    assert replayed.now_s() == replayed.inputs.now_s() == 8.0
    await replayed.sleep_until(12.0)
    assert replayed.now_s() == 8.0
    await replayed.inputs.sleep_until(15.0)
    assert replayed.now_s() == 15.0
    wall.now_s += 60.0  # after the last input time stands as well
    assert replayed.now_s() == 15.0


async def test_between_inputs_a_replay_s_time_runs(monkeypatch):
    wall = Wall(monkeypatch)
    replayed = ReplayClock(RunningClock())
    replayed.inputs.next_s = 100.0
    wall.now_s += 3.0
    assert replayed.now_s() == 3.0


async def test_who_waits_while_time_is_held_lets_the_inputs_come(monkeypatch):
    wall = Wall(monkeypatch)
    replayed = ReplayClock(RunningClock())
    wall.now_s += 60.0
    await replayed.sleep_until(1.0)
    assert wall.slept == [0]
