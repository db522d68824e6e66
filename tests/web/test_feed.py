"""A walk's news for pages: the newest state always, cues once and in time, a heartbeat, and never an old number."""

import asyncio
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.pacing.cue import Cue
from coach.domain.programme.pain import PainQuestion
from coach.domain.zone.zones import Band
from coach.errors import HostError, HostProblem
from coach.session.commands import Pause
from coach.session.events import PainHeard, ZoneOutOfReach
from coach.session.later import later, unheard
from coach.session.snapshot import TraceView
from coach.session.wire import AnswerLine, Refusal
from coach.web import feed as feed_module
from coach.web.feed import (
    GRACE_S,
    HEARTBEAT_S,
    LATE_S,
    MOST_SAID,
    NO_ANSWER,
    NO_WALK,
    OVER,
    SAID_FRESH_S,
    SILENT_S,
    Feed,
    event_bytes,
    trace_of,
)
from tests.support.fakes import FakeHost
from tests.support.manual_clock import ManualClock
from tests.support.scenes import LIVE_IN, cue

EASE_OFF = cue(Cue.EASE_OFF, "Ease off")


def glance(view):
    return {"at_s": view.at_s}


class Reader:
    """A page that reads when it is told to."""

    def __init__(self, feed, *, allowed=False):
        self.may_look = True
        self.page = feed.join(allowed=allowed)
        self._parts = self.page.parts(lambda: self.may_look)
        self._next = None

    async def read(self):
        """Everything that is there now, as pairs of a name and data; None once the stream has ended."""
        found = []
        while True:
            self._next = self._next or asyncio.ensure_future(anext(self._parts, b""))
            for _ in range(5):
                await asyncio.sleep(0)
            if not self._next.done():
                return found
            part, self._next = self._next.result(), None
            if not part:
                return found or None
            found += events_in(part)


def events_in(part):
    for event in part.decode("ascii").removesuffix("\n\n").split("\n\n"):
        name, data = event.split("\n")
        yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


class Shown:
    """A feed under a clock of the test's own."""

    def __init__(self, host=None):
        self.clock, self.host = ManualClock(), host or FakeHost(LIVE_IN)
        self.glances = 0
        self.feed = Feed(self._glance, self.clock)

    def _glance(self, view):
        self.glances += 1
        return glance(view)

    async def __aenter__(self):
        self.running = asyncio.create_task(self.feed.run())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_):
        self.running.cancel()
        self.feed.close()
        await asyncio.gather(self.running, return_exceptions=True)

    def at(self, at_s):
        return replace(LIVE_IN, at_s=at_s)


async def test_a_page_is_told_first_what_it_may_do_then_how_things_stand():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        assert await Reader(shown.feed).read() == [("controls", {"allowed": False}), ("glance", {"at_s": 815.0})]
        assert (await Reader(shown.feed, allowed=True).read())[0] == ("controls", {"allowed": True})


async def test_each_change_and_each_second_brings_the_state():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        assert await reader.read() == []
        shown.host.tell(snapshot=shown.at(815.4))
        assert await reader.read() == [("glance", {"at_s": 815.4})]
        await shown.clock.pass_time(GRACE_S)
        for second in (816.0, 817.0, 818.0):
            shown.host.latest = shown.at(second)
            await shown.clock.pass_time(HEARTBEAT_S)
            assert await reader.read() == [("glance", {"at_s": second})]


@pytest.mark.parametrize("jitter_s", [0.0, 0.05, 0.15])
async def test_a_walk_that_has_news_each_second_is_shown_once_a_second(jitter_s):
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        for second in range(1, 31):
            await shown.clock.pass_time(1 + jitter_s * (1 if second % 2 else -1))
            shown.host.tell(snapshot=shown.at(815.0 + second))
            await reader.read()
        assert shown.feed.version == 32, "to follow is one, and the walk as it was another"


async def test_who_comes_back_finds_the_newest_and_no_more():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        slow, quick = Reader(shown.feed), Reader(shown.feed)
        await slow.read()
        for tenth in range(200):
            shown.host.tell(snapshot=shown.at(900 + tenth / 10))
            await quick.read()
        assert (await slow.read())[-1] == ("glance", {"at_s": 919.9})
        assert await slow.read() == []


async def test_a_burst_is_worded_once_for_all():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        readers = [Reader(shown.feed) for _ in range(20)]
        for reader in readers:
            await reader.read()
        before = shown.glances
        for tenth in range(50):
            shown.host.tell(snapshot=shown.at(900 + tenth / 10))
        for reader in readers:
            await reader.read()
        assert shown.glances == before + 1


async def test_a_cue_is_said_once_to_who_is_there():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        shown.host.tell(EASE_OFF, snapshot=shown.at(816.0))
        said, state = await reader.read()
        assert said == ("said", {"cue": "ease_off", "word": "Ease off", "speech": "Ease off."})
        assert state == ("glance", {"at_s": 816.0})
        await shown.clock.pass_time(3)
        assert "said" not in dict(await reader.read())
        assert "said" not in dict(await Reader(shown.feed).read())


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (
            ZoneOutOfReach(at_s=1.0, mean_bpm=101.0, fitting_band=Band(95, 110), text="Fine as it is", speech="Fine."),
            "zone_out_of_reach",
        ),
        (
            PainHeard(
                at_s=1.0,
                question=PainQuestion(6, advises_end=True, asks_signs=False),
                text="Pain 6",
                speech="That is much.",
            ),
            "pain_heard",
        ),
    ],
)
async def test_what_else_is_for_the_ear_is_said_as_well(event, name):
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        shown.host.tell(event)
        assert (await reader.read())[0] == ("said", {"cue": name, "word": event.text, "speech": event.speech})


async def test_a_cue_is_not_said_late():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        reader._next.cancel()  # it hangs
        late = Reader(shown.feed)
        late.page.parts(lambda: True)
        shown.host.tell(EASE_OFF, snapshot=shown.at(816.0))
        await shown.clock.pass_time(SAID_FRESH_S + 1)
        assert [name for name, _ in await late.read()] == ["controls", "none"]


async def test_of_many_cues_the_last_few_wait():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        for number in range(3 * MOST_SAID):
            shown.host.tell(cue(Cue.STEP, f"Step {number}"))
        said = [data["word"] for name, data in await reader.read() if name == "said"]
        assert said == [f"Step {number}" for number in range(2 * MOST_SAID, 3 * MOST_SAID)]


async def test_without_a_walk_it_is_said_each_second():
    async with Shown() as shown:
        reader = Reader(shown.feed)
        assert (await reader.read())[1:] == [("none", {"text": NO_WALK})]
        await shown.clock.pass_time(1)
        assert await reader.read() == [("none", {"text": NO_WALK})]
        shown.feed.none("The walk's program was lost.")
        assert await reader.read() == [("none", {"text": "The walk's program was lost."})]
        assert not await shown.feed.change(Pause())
        assert json.loads(shown.feed.trace()) == {"at_s": [], "bpm": [], "bands": []}


async def test_the_end_of_a_walk_is_its_end_here():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        shown.host.tell(snapshot=replace(LIVE_IN, ended=True))
        assert await reader.read() == [("none", {"text": OVER})]
        assert shown.host.listeners == []
        assert not await shown.feed.change(Pause())


async def test_a_walk_that_is_over_already_is_not_shown():
    host = FakeHost(replace(LIVE_IN, ended=True))
    async with Shown(host) as shown:
        shown.feed.follow(host)
        assert dict(await Reader(shown.feed).read())["none"] == {"text": OVER}
        assert host.listeners == []


async def test_the_next_walk_takes_the_place_of_the_last():
    first, second = FakeHost(LIVE_IN), FakeHost(replace(LIVE_IN, at_s=3.0))
    async with Shown(first) as shown:
        shown.feed.follow(first)
        shown.feed.follow(second)
        assert first.listeners == []
        assert (await Reader(shown.feed).read())[1] == ("glance", {"at_s": 3.0})


async def test_a_walk_whose_time_stands_still_shows_no_number_within_three_seconds():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        await reader.read()
        names = []
        for seconds in (HEARTBEAT_S + GRACE_S, HEARTBEAT_S, SILENT_S - 2 * HEARTBEAT_S - GRACE_S):
            await shown.clock.pass_time(seconds)
            names += [name for name, _ in await reader.read()]
        assert names == ["glance", "glance", "none"]
        assert not await shown.feed.change(Pause())
        assert shown.host.sent == []
        assert json.loads(shown.feed.trace())["bpm"] == []
        await shown.clock.pass_time(1)
        assert await reader.read() == [("none", {"text": NO_ANSWER})]
        shown.host.tell(snapshot=shown.at(900.0))
        assert await reader.read() == [("glance", {"at_s": 900.0})]
        assert await shown.feed.change(Pause())
        assert shown.host.sent == [Pause()]


@pytest.mark.parametrize("seconds", [1, 10, 60])
async def test_a_walk_that_does_not_answer_is_no_walk_whatever_time_it_is_said_to_be(seconds):
    """What another process runs has a time that goes on here, so that a step's time left does."""
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        for second in range(seconds):
            shown.host.latest = unheard(later(LIVE_IN, second + 2.0))
            await shown.clock.pass_time(1)
        await shown.clock.pass_time(GRACE_S)
        assert list(events_in(shown.feed.newest())) == [("none", {"text": NO_ANSWER})]
        assert json.loads(shown.feed.trace()) == {"at_s": [], "bpm": [], "bands": []}
        assert not await shown.feed.change(Pause())
        shown.host.tell(snapshot=shown.at(900.0))
        assert await Reader(shown.feed).read() == [("controls", {"allowed": False}), ("glance", {"at_s": 900.0})]


@pytest.mark.parametrize(("tapped_s", "done"), [(None, True), (815.0, True), (811.0, True), (809.0, False)])
async def test_what_was_tapped_long_ago_is_not_done(tapped_s, done):
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        assert await shown.feed.change(Pause(), tapped_s) is done
        assert shown.host.sent == [Pause()] * done


async def test_what_was_tapped_in_a_later_moment_is_for_another_walk():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        assert not await shown.feed.change(Pause(), LIVE_IN.at_s + LATE_S + 1)


@pytest.mark.parametrize("answer", ["none", "refused", "gone"])
async def test_a_command_is_done_when_the_walk_says_so(monkeypatch, answer):
    monkeypatch.setattr(feed_module, "ANSWER_S", 0.01)

    class Host(FakeHost):
        async def change_now(self, command):
            if answer == "gone":
                raise HostError(HostProblem.LOST)
            if answer == "none":
                await asyncio.Event().wait()
            return AnswerLine(1, done=False, why=Refusal.NO_CONTROL)

    async with Shown(Host(LIVE_IN)) as shown:
        shown.feed.follow(shown.host)
        assert not await shown.feed.change(Pause())


@given(gaps_s=st.lists(st.floats(0.05, 4.0), max_size=12))
def test_a_state_is_shown_until_it_is_old_and_no_moment_longer(gaps_s):
    async def walk():
        async with Shown() as shown:
            shown.feed.follow(shown.host)
            told_s, moved_s = 0.0, 815.0
            for gap_s in gaps_s:
                for _ in range(round(gap_s / 0.05)):
                    await shown.clock.pass_time(0.05)
                    (name, _data), *_ = events_in(shown.feed.newest())
                    old_s = shown.clock.now_s() - told_s
                    if abs(old_s - SILENT_S) > 0.01:
                        assert name == ("glance" if old_s < SILENT_S else "none")
                moved_s += 1
                shown.host.tell(snapshot=shown.at(moved_s))
                told_s = shown.clock.now_s()

    asyncio.run(walk())


async def test_who_may_not_look_on_any_more_gets_nothing_more():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        out, stays = Reader(shown.feed), Reader(shown.feed)
        await out.read()
        await stays.read()
        out.may_look = False
        shown.feed.wake()
        assert await out.read() is None
        shown.host.tell(EASE_OFF, snapshot=shown.at(816.0))
        assert len(await stays.read()) == 2


async def test_who_never_may_look_gets_nothing_at_all():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        reader = Reader(shown.feed)
        reader.may_look = False
        assert await reader.read() is None


async def test_the_last_page_leaves_nothing_behind():
    async with Shown() as shown:
        shown.feed.follow(shown.host)
        readers = [Reader(shown.feed) for _ in range(3)]
        await readers[0].read()
        assert shown.feed.pages == 3
        readers[1].page.end()
        readers[1].page.end()
        assert shown.feed.pages == 2
        shown.feed.close()
        assert shown.feed.pages == 0
        assert await readers[0].read() is None


@given(st.dictionaries(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)) | st.floats(-1e9, 1e9)))
def test_no_text_ends_its_event(data):
    """Line feeds, half surrogate pairs, separators of other standards: an event is two lines and a blank one."""
    event = event_bytes("glance", data)
    assert event.count(b"\n") == 3
    assert b"\r" not in event
    assert event.endswith(b"\n\n")
    assert list(events_in(event)) == [("glance", data)]


def test_a_trace_has_its_gaps_and_its_bands():
    trace = TraceView(
        np.array([1.0, 2.0, 3.0]),
        np.array([120.04, np.nan, 122.0]),
        (),
        ((0.0, None), (2.5, Band(120, 135))),
    )
    assert trace_of(replace(LIVE_IN, trace=trace)) == {
        "at_s": [1.0, 2.0, 3.0],
        "bpm": [120.0, None, 122.0],
        "bands": [[0.0, None, None], [2.5, 120, 135]],
    }
