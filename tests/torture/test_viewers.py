"""kill -9 of whoever looks on, and of the host itself: by the strap's own log nothing is lost, and nothing comes late.

Each walk has a second one beside it that nobody looks at: what a busy machine does to that one is not the viewers'
doing.
"""

import os
import signal
from itertools import pairwise
from random import Random

import pytest

from coach.clock import monotonic_s
from tests.support.host_program import PROGRAM, sent_by
from tests.support.hosts import end_hosts, host_of, hosts_of, wait_until
from tests.support.pseudo_terminal import PATIENCE_S
from tests.torture.program import WALK, inputs_in
from tests.torture.tally import count

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]

SPEED = 5.0
"""Five payloads a second."""

LATER_BY_S = 0.05
"""What the p99 of arrival may differ by between two walks on one busy machine, at five payloads a second."""

TOLD_AFTER_S = 3.0
ON_SCREEN = ("walk", "--simulate", "--workout", "free")
BY_LOGGED_HOST = ("--host", PROGRAM)


class Walk:
    """A walk on a screen, whose strap writes down what it sends."""

    def __init__(self, home, speed=SPEED):
        self.home = home.be_asked()
        self.log = home.path.with_name(f"{home.path.name}-log")
        how = {"HOST_LOG": str(self.log), "HOST_SPEED": str(speed)}
        self.terminal = home.screen(*ON_SCREEN, options=BY_LOGGED_HOST, **how)
        while not self.log.exists() or len(self.sent) < 3:
            self.terminal.read(0.1)
            assert self.terminal.process.poll() is None, self.terminal.output[-2000:]

    @property
    def sent(self):
        return sent_by(self.log)

    @property
    def recorded(self):
        [recording] = self.home.recordings
        inputs, broken = inputs_in(recording)
        assert broken == 0
        return [item["hex"].replace(" ", "") for item in inputs if "hex" in item]

    def stop(self):
        """End it; every payload that was sent is recorded, once and in order, but for one that met the end."""
        self.home.run("stop").must(0)
        wait_until(lambda: not hosts_of(self.home.path), "the end of the host")
        [recording] = self.home.recordings
        end = inputs_in(recording)[0][-1]
        assert end["event"] == "end"
        sent, recorded = [item.payload for item in self.sent], self.recorded
        assert recorded == sent[: len(recorded)]
        assert len(sent) <= len(recorded) + 1
        return self

    @property
    def p99_s(self):
        """Of the gaps between the moments at which the walk was done with a payload."""
        done_s = [item.done_s for item in self.sent if item.done_s is not None]
        gaps_s = sorted(second - first for first, second in pairwise(done_s))
        return gaps_s[int(0.99 * (len(gaps_s) - 1))]


def look(home, what):
    """Begin to look on; the result are the processes."""
    if what == "both":
        return [*look(home, "terminal"), *look(home, "page")]
    if what == "terminal":
        return [home.screen("watch")]
    return [home.start("screen", "--json")]


def kill(viewer):
    viewer.process.send_signal(signal.SIGKILL)
    viewer.process.wait(PATIENCE_S)


@pytest.mark.parametrize("what", ["terminal", "page", "both"])
def test_kill_9_of_whoever_looks_on(tally, homes, what):
    with tally(f"kill -9 of the viewers: {what}") as row:
        watched, alone = Walk(homes("watched")), Walk(homes("alone"))
        for walk in (watched, alone):
            kill(walk.terminal)
            walk.terminal.close()
        random = Random(what)

        def one(_number):
            viewers = look(watched.home, what)
            until_s = monotonic_s() + random.uniform(0.1, 3.0)
            try:
                while (left_s := until_s - monotonic_s()) > 0:
                    viewers[0].read(left_s) if what != "page" else viewers[0].waits(left_s)
            finally:
                for viewer in viewers:
                    kill(viewer)
                    if hasattr(viewer, "close"):
                        viewer.close()

        row.each(one, range(count(100, 3)))
        with row.attempt("what was sent"):
            watched.stop()
            alone.stop()
            row.say(f"{len(watched.sent)} payloads, none lost, none doubled")
        with row.attempt("when it arrived"):
            row.say(f"p99 between arrivals {watched.p99_s:.3f} s, of a walk that nobody looked at {alone.p99_s:.3f} s")
            assert watched.p99_s < alone.p99_s + LATER_BY_S


def test_kill_9_of_the_host(tally, homes):
    told_s = []
    behind = []

    def one(seed):
        random = Random(seed)
        walk = Walk(homes(seed), speed=1.0)  # a walk from the future is not gone on with
        lines = walk.home.start("watch", "--json").until_states(1)
        try:
            lines.goes_on_for(random.uniform(0.0, 3.0))
            os.kill(host_of(walk.home.path), signal.SIGKILL)
            killed_s = monotonic_s()
            outcome = lines.ended().must(1)
            told_s.append(monotonic_s() - killed_s)
            assert "was ended" in outcome.err
            assert told_s[-1] < TOLD_AFTER_S
            while b"program that runs" not in walk.terminal.output:
                assert walk.terminal.read(TOLD_AFTER_S), "nothing is said on the screen"
        finally:
            walk.terminal.close()
        sent, recorded = walk.sent, walk.recorded
        assert recorded == [item.payload for item in sent[: len(recorded)]]
        behind.append(sent[-1].sent_s - sent[len(recorded) - 1].sent_s)
        assert behind[-1] <= 1.0
        again = walk.home.start(*WALK, "--go-on").until_states(2).end().must(143)
        assert again.of("summary")[0]["readings"] >= len(recorded) + 2
        assert len(walk.home.recordings) == 1

    with tally("kill -9 of the host") as row:
        row.each(one, range(count(100, 2)), at_once=2)
        row.say(f"told after {max(told_s, default=0):.2f} s at most, {max(behind, default=0):.2f} s missing at most")


def test_killed_before_it_has_begun(tally, homes):
    """The screen goes while its host begins: there is no walk, or one that can be joined and ended."""

    def one(seed):
        home = homes(seed).be_asked()
        terminal = home.screen(*ON_SCREEN)
        terminal.read(Random(seed).uniform(0.2, 4.0))
        kill(terminal)
        terminal.close()
        ended = home.run("stop")
        if ended.code == 1:  # not yet, or not at all
            end_hosts(home.path)
            return "none"
        wait_until(lambda: not hosts_of(home.path), "the end of the host")
        return "a walk"

    with tally("kill -9 of a screen whose walk begins") as row:
        found = row.each(one, range(count(100, 4)), at_once=2)
        row.say(f"{found.count('a walk')} had a walk")
