"""The channel of a walk: who joins is told everything, who commands is answered, and no viewer can hurt the walk."""

import asyncio
import itertools
import sys

import pytest

from coach import __version__
from coach.errors import HostError, StoreError, StoreProblem
from coach.live.channel import (
    HEARTBEAT_S,
    MOST_CONNECTIONS,
    MOST_NONSENSE,
    MOST_VIEWERS,
    READS_WITHIN_S,
    REST_S,
    TOKEN_WAIT_S,
)
from coach.live.meeting import Meeting
from coach.live.outbox import MOST_WAITING_BYTES
from coach.session.commands import Pause
from coach.session.host_words import unexpected_sentence
from coach.session.inputs import EndReason, Notification, Paused, StepSkipped
from coach.session.straps import StrapSeen
from coach.session.wire import PROTOCOL
from fixtures.virtual_time import LoopClock, run
from tests.support.joined import BEGUN, open_walk, until

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows' event loop has no Unix sockets")
both_ways = pytest.mark.parametrize(
    "by_port", [pytest.param(False, marks=posix, id="socket"), pytest.param(True, id="port")]
)
pytestmark = posix

BROKE = RuntimeError("the radio broke")


def kinds(lines):
    return [line["type"] for line in lines]


# Joining


@both_ways
async def test_who_joins_is_told_host_state_and_control_and_then_what_happens(by_port):
    async with open_walk(by_port=by_port) as walk:
        await walk.clock.pass_time(10)
        viewer = await walk.viewer()
        hello = await viewer.line()
        assert hello == {
            "type": "hello",
            "protocol": PROTOCOL,
            "coach": __version__,
            "walk": "2026-11-29T07-30",
            "begun_at": "2026-11-29T07:30:00+00:00",
            "has_strap": False,
        }
        now = await viewer.line()
        assert (now["type"], now["facts"], now["snapshot"]["at_s"]) == ("snapshot", [], 10.0)
        assert await viewer.line() == {"type": "control", "held": False, "holder": None}
        await walk.clock.pass_time(1)
        state = await viewer.until("state")
        assert (state["t"], state["bpm"]) == (11.0, 125)
        walk.host.end(EndReason.STOPPED)
        await walk.host.over()
        await walk.channel.close()
        last = await viewer.rest()
    assert kinds(last)[-2:] == ["summary", "closed"]
    assert last[-1]["why"] == "over"


@both_ways
async def test_a_viewer_of_whole_states_is_told_states_with_their_facts(by_port):
    async with open_walk(by_port=by_port) as walk:
        viewer = await walk.follower("terminal", whole=True)
        walk.host.send(Pause())
        said = await viewer.until("snapshot")
        assert said["snapshot"]["paused"]
        assert [fact["kind"] for fact in said["facts"]] == ["PauseChanged"]
        assert "event" not in kinds(viewer.lines)


async def test_who_breaks_the_walk_off_is_told_before_the_last_line():
    for broken, text in (
        (StoreError(StoreProblem.RECORDING_STOPPED, detail="the disk is full"), "the disk is full"),
        (RuntimeError("the radio"), "the radio"),
    ):
        async with open_walk() as walk:
            viewer = await walk.follower()
            await walk.channel.close(broken)
            *_, said, closed = await viewer.rest()
        assert said["type"] == "broken"
        assert text in said["text"]
        assert closed == {"type": "closed", "why": "over"}


async def test_a_viewer_too_many_is_told_so_and_another_may_come_when_one_has_gone():
    async with open_walk() as walk:
        viewers = [await walk.follower() for _ in range(MOST_VIEWERS)]
        refused = await walk.viewer()
        assert await refused.rest() == [{"type": "closed", "why": "too_many_viewers"}]
        viewers[7].vanish()
        await until(lambda: len(walk.channel._viewers) != MOST_VIEWERS)
        await walk.follower()


async def test_a_viewer_that_only_listens_may_close_its_side():
    async with open_walk() as walk:
        viewer = await walk.follower()
        viewer.writer.write_eof()
        await viewer.until("alive")
        walk.host.send(Pause())
        assert await viewer.until("event", event="paused")


# The token of a port


@pytest.mark.parametrize(
    "said",
    [b'{"token":"no"}\n', b'{"token":7}\n', b'{"token":"\xc3\xa9"}\n', b"[]\n", b"\xff\n", b"\n", b"[" * 60_000 + b"\n",
     b"x" * 200_000, b'{"command":"end"}\n'],
)  # fmt: skip
async def test_without_the_token_nobody_is_told_a_thing(said, caplog):
    async with open_walk(by_port=True) as walk:
        viewer = await walk.viewer(says_token=False)
        viewer.writer.write(said)
        assert await viewer.rest() == []
        assert walk.channel._viewers == {}
        await walk.follower()
    assert caplog.text == ""


def test_who_never_says_a_token_is_let_go():
    async def waits():
        loop = asyncio.get_running_loop()
        async with open_walk(by_port=True, clock=LoopClock()) as walk:
            began_s = loop.time()
            assert await (await walk.viewer(says_token=False)).rest() == []
            return loop.time() - began_s

    assert TOKEN_WAIT_S <= run(waits()) <= TOKEN_WAIT_S + 2


async def test_connections_that_wait_are_bounded():
    async with open_walk(by_port=True) as walk:
        waiting = [await walk.viewer(says_token=False) for _ in range(MOST_CONNECTIONS)]
        await until(lambda: not (walk.channel._connections < MOST_CONNECTIONS))
        assert await (await walk.viewer()).rest() == []
        waiting[0].vanish()
        await until(lambda: walk.channel._connections != MOST_CONNECTIONS)
        await walk.follower()


# Control


async def test_one_viewer_holds_control_and_its_commands_are_carried_out():
    async with open_walk() as walk:
        terminal, page = await walk.follower("terminal"), await walk.follower("page")
        assert terminal.lines[-1] == {"type": "control", "held": True, "holder": "terminal"}
        assert page.lines[-1] == {"type": "control", "held": False, "holder": "terminal"}
        assert (await terminal.asked(2, command="pause"))["done"]
        assert await page.asked(2, command="skip_step") == {
            "type": "answer", "id": 2, "done": False, "why": "no_control",
        }  # fmt: skip
        assert (await page.asked(3, command="take_control"))["done"]
        assert await page.until("control") == {"type": "control", "held": True, "holder": "page"}
        assert await terminal.until("control", held=False) == {"type": "control", "held": False, "holder": "page"}
        assert (await page.asked(4, command="skip_step"))["done"]
        assert (await terminal.asked(3, command="pause"))["why"] == "no_control"
        assert (await terminal.asked(4, command="take_control"))["done"], "the terminal may always take it back"
        assert (await page.asked(5, command="end"))["why"] == "no_control"
    asked = [item for item in walk.kept if isinstance(item, Paused | StepSkipped)]
    assert [type(item) for item in asked] == [Paused, StepSkipped]


async def test_control_falls_to_the_terminal_that_has_looked_on_for_longest():
    async with open_walk() as walk:
        first, page, second, third = [
            await walk.follower(role) for role in ("terminal", "page", "terminal", "terminal")
        ]
        first.vanish()
        await second.until("control", held=True)
        assert walk.channel.has_terminal
        second.vanish()
        await third.until("control", held=True)
        third.vanish()
        assert await page.until("control", holder=None)
        assert not walk.channel.has_terminal
        assert (await page.asked(9, command="pause"))["why"] == "no_control"


async def test_a_holder_that_says_that_it_is_something_else_is_told_of():
    async with open_walk() as walk:
        one, other = await walk.follower("other"), await walk.follower("other")
        await one.asked(2, command="take_control")
        await other.until("control", holder="other")
        await one.asked(3, command="follow", role="page")
        await other.until("control", holder="page")


async def test_every_refusal_has_its_reason():
    async with open_walk() as walk:
        viewer = await walk.follower("terminal")
        assert (await viewer.asked(2, command="fly"))["why"] == "not_understood"
        strap = {"name": "Polar", "address": "AA"}
        assert (await viewer.asked(3, command="switch_strap", strap=strap))["why"] == "no_strap"
        assert (await viewer.asked(4, command="straps"))["done"]
        walk.host.send = lambda _: 1 / 0
        failed = await viewer.asked(5, command="pause")
        assert (failed["why"], "ZeroDivisionError" in failed["text"]) == ("failed", True)
        del walk.host.send
        assert (await viewer.asked(6, command="end", reason="stopped"))["done"]
        await walk.host.over()
        assert (await viewer.asked(7, command="pause"))["why"] == "ended"
        assert (await viewer.asked(8, command="end"))["why"] == "ended"
    assert walk.kept[-1].reason is EndReason.STOPPED


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((StrapSeen("half \ud800", "AA", -60, None, True, False, 0.5),), {"done": True}),
        (StoreError(StoreProblem.RECORDING_STOPPED, detail="x"), {"done": False, "why": "failed"}),
        (
            RuntimeError("the radio broke"),
            {"done": False, "why": "failed", "text": unexpected_sentence(BROKE)},
        ),
    ],
)
async def test_straps_in_range_are_answered_or_why_not(answer, told):
    class Straps:
        async def straps_in_range(self):
            if isinstance(answer, Exception):
                raise answer
            return answer

    async with open_walk(straps=Straps()) as walk:
        viewer = await walk.follower()
        said = await viewer.asked(2, command="straps")
        assert told.items() <= said.items()
        if said["done"]:
            assert [strap["name"] for strap in said["straps"]] == ["half \ud800"]
        assert (await viewer.asked(3, command="straps"))["done"] == said["done"], "it still listens"


async def test_the_bell_rings_where_the_control_is():
    async with open_walk() as walk:
        holder, other, page = [await walk.follower(role) for role in ("terminal", "terminal", "page")]
        walk.channel.ring()
        await holder.until("bell")
        await page.asked(2, command="take_control")
        walk.channel.ring()
        await other.until("bell")
        await holder.until("bell")
        walk.host.send(Pause())
        await page.until("event", event="paused")
        assert "bell" not in kinds(page.lines)


# The heartbeat


def test_a_heartbeat_a_second_whatever_the_walk_does():
    """With a walk whose clock stands still, nothing else is to be told."""

    async def beats():
        loop = asyncio.get_running_loop()
        async with open_walk() as walk:
            lines, whole = await walk.follower(), await walk.follower(whole=True)
            times = {"alive": [], "snapshot": []}
            for viewer, kind in ((lines, "alive"), (whole, "snapshot")):
                for _ in range(10):
                    await viewer.until(kind)
                    times[kind].append(loop.time())
            return times

    for times in run(beats()).values():
        gaps = [after - before for before, after in itertools.pairwise(times)]
        assert all(gap <= HEARTBEAT_S + 0.01 for gap in gaps[:8])


def test_a_viewer_that_is_told_much_hears_the_heartbeat_too():
    async def beats():
        async with open_walk(clock=(clock := LoopClock())) as walk:
            whole = await walk.follower(whole=True)
            while clock.now_s() < 20:
                await whole.until("alive")
            return kinds(whole.lines)

    heard = run(beats())
    assert heard.count("alive") >= 15
    assert heard.count("snapshot") >= 18


async def test_a_host_whose_folder_is_taken_away_is_found_there_again():
    async with open_walk() as walk:
        other = Meeting(walk.meeting._lock_file.parent)
        walk.meeting._lock_file.parent.rename(walk.meeting._lock_file.parent.with_name("elsewhere"))
        assert not other.is_held
        await until(lambda: other.is_held and other._address_file.exists())
        assert other._address() == walk.meeting._own
    assert not other._address_file.exists()


# Viewers that are mad, slow or frozen


@pytest.mark.parametrize("whole", [False, True])
def test_a_frozen_viewer_is_bounded_and_told_what_it_missed_when_it_reads_again(whole):
    async def freezes():
        clock = LoopClock()
        async with open_walk(clock=clock) as walk:
            viewer = await walk.viewer(small=True)
            viewer.say(id=1, command="follow", whole=whole)
            most = 0
            while clock.now_s() < 3000:
                await asyncio.sleep(10)
                (own,) = walk.channel._viewers
                box = own.outbox
                waiting = sum(map(len, (*box._own, *box._lines, *box._facts, *box._last, *box._newest.values())))
                most = max(most, waiting + own.writer.transport.get_write_buffer_size())
            readings = sum(isinstance(item, Notification) for item in walk.kept)
            viewer.reader._limit = 2**24  # it reads again
            frozen_at_s = clock.now_s()
            while clock.now_s() < frozen_at_s + 5:
                await viewer.line()
            return readings, most, viewer.lines, clock.now_s()

    readings, most, lines, now_s = run(freezes())
    assert readings >= 2990
    assert most < MOST_WAITING_BYTES + 200_000
    states = [line["snapshot"]["at_s"] for line in lines if line["type"] == "snapshot"]
    assert states == sorted(states)
    if whole:
        assert states[-1] >= now_s - 2
        assert sum(len(line["facts"]) for line in lines if line["type"] == "snapshot") >= 2
    else:
        where = kinds(lines).index("dropped")
        assert lines[where]["lines"] > 500
        assert kinds(lines)[where + 1] == "snapshot", "the whole state follows"
        assert [line["t"] for line in lines if line["type"] == "state"][-1] >= now_s - 2


def test_a_terminal_that_is_stopped_is_none_until_it_reads_again():
    async def stops():
        clock = LoopClock()

        async def passes(seconds):
            until_s = clock.now_s() + seconds
            while clock.now_s() < until_s:  # noqa: ASYNC110 - time itself makes it so
                await asyncio.sleep(1)

        async with open_walk(clock=clock) as walk:
            stopped = await walk.viewer(small=True)
            stopped.say(id=1, command="follow", role="terminal", whole=True)
            await passes(2)
            assert walk.channel.has_terminal
            while walk.channel.has_terminal:
                await passes(1)
            gone_at_s = clock.now_s()
            page = await walk.follower("page")
            assert page.lines[-1]["holder"] == "terminal", "with no other terminal it keeps control"
            other = await walk.follower("terminal")
            assert other.lines[-1]["held"]
            stopped.reader._limit = 2**24
            while (last := await stopped.line())["type"] != "snapshot" or last["snapshot"]["at_s"] < gone_at_s:
                pass
            await other.until("alive")
            await passes(2)
            assert (await stopped.until("control"))["held"] is False
            other.vanish()
            await stopped.until("control", held=True)
            assert walk.channel.has_terminal
            return gone_at_s

    assert READS_WITHIN_S <= run(stops()) < 15 * 60


def test_control_leaves_a_terminal_that_is_stopped_for_one_that_reads():
    async def stops():
        async with open_walk(clock=LoopClock()) as walk:
            stopped = await walk.viewer(small=True)
            stopped.say(id=1, command="follow", role="terminal", whole=True)
            await asyncio.sleep(1)
            other = await walk.follower("terminal", whole=True)
            assert not other.lines[-1]["held"]
            return await other.until("control", held=True)

    assert run(stops())["holder"] == "terminal"


async def test_a_line_too_long_ends_the_connection():
    async with open_walk() as walk:
        viewer = await walk.follower()
        viewer.writer.write(b"x" * 300_000)
        assert (await viewer.rest())[-1] == {"type": "closed", "why": "line_too_long"}
        await until(lambda: not (walk.channel._connections))


def test_nonsense_is_answered_and_so_much_of_it_ends_the_connection():
    async def talks():
        async with open_walk() as walk:
            viewer = await walk.follower()
            viewer.writer.write(b"\xff nonsense\n" * 50)
            lines = await viewer.rest()
            other = await walk.follower()
            assert (await other.asked(5, command="straps"))["done"]
            return lines

    lines = run(talks())
    answers = [line for line in lines if line["type"] == "answer" and not line["done"]]
    assert len(answers) == MOST_NONSENSE
    assert {(answer["id"], answer["why"]) for answer in answers} == {(0, "not_understood")}
    assert lines[-1] == {"type": "closed", "why": "not_understood"}


def test_a_thousand_commands_a_second_are_carried_out_one_by_one_at_rest():
    async def floods():
        loop = asyncio.get_running_loop()
        async with open_walk() as walk:
            viewer = await walk.follower("terminal")
            began_s = loop.time()
            viewer.writer.write(b'{"id":7,"command":"pause"}\n' * 1000)
            answered = 0
            while answered < 1000:
                await viewer.until("answer", id=7)
                answered += 1
            return loop.time() - began_s

    assert run(floods()) >= 1000 * REST_S * 0.9


async def test_viewers_that_flood_do_not_read_and_vanish_leave_nothing_behind():
    """Whatever they were at: a viewer must not be waited for when nobody can read its answer any more."""
    async with open_walk() as walk:
        for number in range(3 * MOST_VIEWERS):
            viewer = await walk.viewer(small=True)
            viewer.writer.write(b'{"id":7,"command":"follow","whole":true}\n{"id":8,"command":"straps"}\n' * 500)
            if number % 3 == 0:
                viewer.writer.write(b"x" * 100_000)
            await walk.clock.pass_time(1)
            await until(lambda: walk.channel._viewers)
            viewer.vanish()
            await until(lambda: not (walk.channel._viewers))
        await until(lambda: not (walk.channel._connections))
        await walk.follower()


async def test_a_viewer_that_never_reads_does_not_keep_the_channel_from_closing():
    async with open_walk() as walk:
        for _ in range(5):
            await walk.viewer(small=True)
        await walk.clock.pass_time(900)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await walk.channel.close()
        assert loop.time() - began_s < 3
        await walk.channel.close()
        with pytest.raises(HostError):
            walk.meeting.connect(0.1)


async def test_what_cannot_be_opened_is_told_and_closes():
    async with open_walk() as walk:
        other = type(walk.channel)(walk.host, walk.meeting, walk_id="x", begun_at=BEGUN)
        walk.meeting.listen = lambda: (_ for _ in ()).throw(OSError("no place"))
        with pytest.raises(OSError, match="no place"):
            await other.open()
        await other.close()
        other.ring()
        assert not other.has_terminal
