"""Five hundred notifications a second, a day in one go, and clocks that jump, stop and sleep."""

import asyncio
import json
import signal
import subprocess
import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest

from coach.clock import local_now, monotonic_s
from coach.formats.registry import read_activity
from coach.live.start import host_session
from coach.session.analysis import analyse
from coach.session.events import SessionEvent
from coach.session.inputs import LinkUp
from coach.session.line_codec import Header
from coach.store.recorder import RecordingWriter
from fixtures.virtual_time import LoopClock, run
from tests.support.pseudo_terminal import ENTER_SCREEN
from tests.support.sessions import FREE, notification
from tests.torture.program import PATIENCE_S, WALK, inputs_in, missing_in, write_walk
from tests.torture.tally import count

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

PER_S = 500
"""Notifications a second: hundreds of straps at once, or one that has gone mad."""

MINUTE_S = count(60, 6)
"""Of a flood, by the share of the whole."""

LAG_S = 5.0
"""How late an answer may come on a machine with much else to do; it is hundredths of a second otherwise."""

MEMORY = ("--memory-mb", "1500")


def flood(seconds):
    return [notification(number / PER_S, 120 + number % 10, (0.5,)) for number in range(1, seconds * PER_S + 1)]


def write_flood(program):
    """Write the header, and then the flood in tenths of a second, at the pace of life."""
    header = {"format": "coach-recording", "version": 1, "session": FREE.to_json()}
    began_s, pause, at_once = monotonic_s(), threading.Event(), PER_S // 10
    program.stdin.write(json.dumps(header) + "\n")
    for first in range(0, MINUTE_S * PER_S, at_once):
        lines = (f'{{"t": {number / PER_S:.3f}, "hex": "007d"}}\n' for number in range(first, first + at_once))
        program.stdin.write("".join(lines))
        program.stdin.flush()
        pause.wait(max(0.0, began_s + (first + at_once) / PER_S - monotonic_s()))
    program.stdin.close()


def test_a_flood_through_a_pipe(tally, homes):
    """Each line is answered, as it comes: the program keeps up."""
    command = homes("home").command("replay", "-", options=MEMORY)
    with tally(f"{PER_S} notifications a second for {MINUTE_S} s through a pipe") as row, row.attempt("flood"):
        began_s, lags_s = monotonic_s(), []
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
            writer = threading.Thread(target=write_flood, args=(program,))
            writer.start()
            for line in program.stdout:
                state = json.loads(line)
                if state["type"] == "state":
                    lags_s.append(monotonic_s() - began_s - state["t"])
            writer.join()
            assert program.wait(PATIENCE_S) == 0
        assert len(lags_s) == MINUTE_S * PER_S + 1  # the end of the stream is one more
        late_s = sorted(lags_s)[len(lags_s) * 99 // 100]
        row.say(f"{len(lags_s)} answers, 99 % within {late_s:.2f} s, the start of the program included")
        assert late_s < LAG_S


class Flooding:
    """A source in the loop's own time."""

    def __init__(self, inputs, clock):
        self._inputs = inputs
        self._clock = clock

    async def inputs(self):
        for item in self._inputs:
            await self._clock.sleep_until(item.at_s)
            yield item


class Hearing:
    """A listener that counts."""

    def __init__(self):
        self.heard = 0
        self.events: list[SessionEvent] = []

    def __call__(self, events, snapshot, *, heard):
        self.heard += heard
        self.events.extend(events)


async def recorded_to(path, source, clock, *listeners):
    """Run a walk in process, as the program does; its sums."""
    header = Header(local_now().isoformat(), source={"kind": "strap"}, session=FREE.to_json())
    with RecordingWriter(path, header) as sink:
        host = host_session(FREE, source, clock, sink=sink, listeners=listeners, end_when_finished=False)
        return await host.run()


def test_a_flood_through_pump_recorder_and_engine(tally, tmp_path):
    inputs, hearing, path = flood(MINUTE_S), Hearing(), tmp_path / "flood.jsonl"

    async def walk():
        clock = LoopClock()
        return await recorded_to(path, Flooding(inputs, clock), clock, hearing)

    with tally(f"{PER_S} notifications a second for {MINUTE_S} s through pump, recorder and engine") as row:
        with row.attempt("flood"):
            summary = run(walk())
            assert summary.readings == len(inputs)
            assert hearing.heard == len(inputs) + 1
            recorded, broken = inputs_in(path)
            assert (len(recorded), broken) == (len(inputs) + 1, 0)
        row.say(f"{hearing.heard} told and recorded")


def test_a_flood_on_the_screen(tally, homes, tmp_path):
    """The clock on the screen is right, and keys act at once."""
    seconds = count(40, 12)
    path = tmp_path / "flood.jsonl"
    write_walk(path, local_now(), seconds / 60, per_s=PER_S)
    with tally(f"{PER_S} notifications a second for {seconds} s on the screen") as row, row.attempt("flood"):
        terminal = homes("home").screen("replay", str(path), "--speed", "1")
        try:
            terminal.read_until(ENTER_SCREEN)
            began_s = monotonic_s()
            shown_s = terminal.read_clock(seconds // 2)
            late_s = monotonic_s() - began_s - shown_s
            asked_s = monotonic_s()
            terminal.send(b"q")  # a replay keeps nothing, so nobody is asked
            assert terminal.ends() == 0
            answered_s = monotonic_s() - asked_s
            assert b"Traceback" not in terminal.output
            row.say(f"its clock {late_s:.1f} s late, a key answered in {answered_s:.2f} s")
            assert -2.0 < late_s < LAG_S
            assert answered_s < LAG_S
        finally:
            terminal.close()


def test_a_day_of_heart_beats(tally, homes, tmp_path):
    hours = count(24, 2)
    path = tmp_path / "day.jsonl"
    write_walk(path, local_now(), hours * 60)
    with tally(f"a recording of {hours} hours") as row, row.attempt("day"):
        home = homes("home")
        running = home.start("replay", str(path), "--json", options=("--memory-mb", "2000"))
        outcome = running.ended(60 + hours * 60).must(0)
        states = Counter(line["type"] for line in outcome.lines)["state"]
        [summary] = outcome.of("summary")
        assert states == hours * 3600
        assert (summary["readings"], summary["elapsed_s"]) == (hours * 3600 - 1, hours * 3600.0)
        assert abs(sum(summary["zone_s"].values()) - summary["believed_s"]) < 1.0
        row.say(f"{states} states")


def is_recorded(home, outcome):
    [recording] = home.recordings
    assert (inputs_in(recording)[1], missing_in(recording, outcome.lines)) == (0, 0)


def is_right(outcome, kept, at_least_s):
    """Time is the session's own: it neither jumps nor runs backwards, and the history has the same sums."""
    [summary] = outcome.of("summary")
    times_s = [state["t"] for state in outcome.of("state")]
    assert times_s == sorted(times_s)
    assert at_least_s <= summary["elapsed_s"] <= at_least_s + 60
    assert kept["summary"]["elapsed_s"] == summary["elapsed_s"]
    assert kept["end_reason"] == "interrupted"


def test_the_wall_clock_jumps_in_mid_walk(tally, homes):
    def try_once(jump_s):
        home = homes(str(jump_s)).be_asked()
        outcome = home.start(*WALK, options=("--jump", f"3,{jump_s}")).until_states(2).goes_on_for(6.0).end().must(143)
        is_recorded(home, outcome)
        [kept] = home.history()
        is_right(outcome, kept, 5.0)

    with tally("the wall's clock set in mid-walk") as row:
        row.each(try_once, (-3600, 3600, -86400, 86400, -1, 365 * 86400), at_once=6)


DAYLIGHT_SAVING = {
    "begins": "2026-03-29T01:59:56+01:00",
    "ends": "2026-10-25T02:59:56+02:00",
}
"""In Berlin, four seconds before the change."""


def test_daylight_saving_in_mid_walk(tally, homes):
    def try_once(change):
        home = homes(change).be_asked()
        how = {"options": ("--begin-at", DAYLIGHT_SAVING[change]), "environ": {"TZ": "Europe/Berlin"}}
        walk = home.start(*WALK, **how)
        outcome = walk.until_states(2).goes_on_for(8.0).end().must(143)
        [kept] = home.history(**how)
        is_right(outcome, kept, 7.0)
        began = datetime.fromisoformat(kept["started_at"])
        expected = datetime.fromisoformat(DAYLIGHT_SAVING[change])
        assert (began.utcoffset(), began.date()) == (expected.utcoffset(), expected.date())
        home.run("history", "--rebuild", **how).must(0)
        assert home.history(**how) == [kept]

    with tally("daylight saving begins or ends in mid-walk") as row:
        row.each(try_once, DAYLIGHT_SAVING, at_once=2)


def test_a_kill_and_a_clock_set_back(tally, homes):
    """The walk is kept though it seems to come from the future."""
    with tally("killed, and the clock set back an hour") as row, row.attempt("once"):
        home = homes("home").be_asked()
        home.start(*WALK).until_states(3).kill()
        an_hour_ago = ("--begin-at", (local_now() - timedelta(hours=1)).isoformat())
        home.start(*WALK, options=an_hour_ago).until_states(1).end().must(143)
        assert len(home.history(options=an_hour_ago)) == 2
        assert all(walk["summary"] for walk in home.history(options=an_hour_ago))


def test_stopped_and_continued(tally, homes):
    def try_once(number):
        home = homes(number).be_asked()
        walk = home.start(*WALK).until_states(2)
        walk.send(signal.SIGSTOP)
        stopped_s = float(count(60, 5))
        walk.goes_on_for(stopped_s)
        walk.send(signal.SIGCONT)
        outcome = walk.goes_on_for(3.0).end().must(143)
        is_recorded(home, outcome)
        [kept] = home.history()
        is_right(outcome, kept, stopped_s)

    with tally("SIGSTOP, and SIGCONT later") as row:
        row.each(try_once, range(count(4, 1)), at_once=4)


class SleepyClock(LoopClock):
    """A laptop's clock: while it sleeps ten minutes, nothing runs."""

    def __init__(self, falls_asleep_s, sleeps_s):
        super().__init__()
        self._falls_asleep_s = falls_asleep_s
        self._sleeps_s = sleeps_s

    def now_s(self):
        awake_s = super().now_s()
        return awake_s if awake_s < self._falls_asleep_s else round(awake_s + self._sleeps_s, 3)


ASLEEP_S = 600.0


class StrapWhileAwake:
    """A beat a second; none while the computer sleeps."""

    def __init__(self, clock, seconds):
        self._clock = clock
        self._seconds = seconds

    async def inputs(self):
        yield LinkUp(at_s=self._clock.now_s(), name="H10", address="")
        for _ in range(self._seconds):
            await asyncio.sleep(1.0)
            yield notification(self._clock.now_s(), 125, (0.48,))


async def walked_through_a_sleep(path, falls_asleep_s):
    clock = SleepyClock(falls_asleep_s + 0.2, ASLEEP_S)
    strap = StrapWhileAwake(clock, falls_asleep_s + 120)
    return await recorded_to(path, strap, clock)


def test_ten_minutes_asleep(tally, tmp_path):
    """Nothing is credited to the sleep, the walk goes on after it, and its recording says the same of it."""
    with tally("ten minutes asleep") as row:
        for falls_asleep_s in range(5, 400, 400 // count(40, 4)):
            with row.attempt(f"after {falls_asleep_s} s"):
                path = tmp_path / f"{falls_asleep_s}.jsonl"
                slept = run(walked_through_a_sleep(path, falls_asleep_s))
                assert slept.readings == falls_asleep_s + 120
                assert abs(slept.elapsed_s - (falls_asleep_s + 120 + ASLEEP_S)) < 2
                assert falls_asleep_s + 120 - 30 < slept.believed_s <= falls_asleep_s + 120
                assert (slept.dropouts.count, round(slept.dropouts.seconds / ASLEEP_S, 1)) == (1, 1.0)
                assert analyse(FREE, read_activity(path).inputs).summary == slept
