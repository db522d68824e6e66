"""`coach screen`: the walk that runs, in a browser, by a process of its own."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from types import SimpleNamespace

import click
import pytest

from coach.cli import screen as command
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_USAGE
from coach.cli.main import run
from coach.cli.screen import follow_walks
from coach.errors import HostError, HostProblem
from coach.web import serving as serving_module
from coach.web.access import Device
from coach.web.feed import NO_WALK, Feed
from tests.cli.conftest import ROOT
from tests.support.certificates import certificate_files
from tests.support.fakes import FakeHost
from tests.support.manual_clock import ManualClock
from tests.support.scenes import LIVE_IN
from tests.support.web import glance


class Running:
    """`coach ARGUMENTS...` while it runs."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "coach", *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def line(self, kind):
        """The next line of JSON of this type."""
        while True:
            text = self.process.stdout.readline()
            assert text, self.process.stderr.read()
            item = json.loads(text)
            if item["type"] == kind:
                return item


class Browser:
    """One device: it enters with a code, and looks on."""

    def __init__(self, address):
        page, _, self._code = address.partition("/#")
        self._host = page.removeprefix("http://")
        self.cookie = self._page = ""

    def ask(self, method, path, body=None):
        connection = HTTPConnection(self._host, timeout=10)
        headers = {"Cookie": self.cookie}
        if method == "POST":
            own = {"Origin": f"http://{self._host}", "Content-Type": "application/json", "X-Coach-Page": self._page}
            headers |= own
        connection.request(method, path if method == "POST" else f"{path}?page={self._page}", body, headers)
        return connection, connection.getresponse()

    def enter(self):
        connection, answer = self.ask("POST", "/enter", json.dumps({"code": self._code}))
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        self._page = json.load(answer)["page"]
        connection.close()
        return answer.status

    def status(self, path):
        connection, answer = self.ask("GET", path)
        connection.close()
        return answer.status

    def events(self):
        """The stream's events, as pairs of a name and data."""
        connection, answer = self.ask("GET", "/walk")
        with contextlib.closing(connection):
            name = ""
            for line in answer:
                if line.startswith(b"event: "):
                    name = line.decode().strip().removeprefix("event: ")
                elif line.startswith(b"data: "):
                    yield name, json.loads(line.removeprefix(b"data: "))


@pytest.mark.usefixtures("home")
def test_the_walk_that_runs_is_in_the_browser_and_devices_come_and_go():
    with Running("screen", "--json", "--allow-control") as screen:
        first = screen.line("address")
        assert first["address"].startswith(f"http://127.0.0.1:{command.PORT}/#") or "127.0.0.1" in first["address"]
        assert len(first["qr"]) > 10
        tablet = Browser(first["address"])
        assert tablet.enter() == 200
        assert screen.line("address")["address"] != first["address"], "another code, as soon as one is used"
        assert [device["id"] for device in screen.line("devices")["devices"]] == [1]
        events = tablet.events()
        assert next(events) == ("controls", {"allowed": True})
        assert next(events) == ("none", {"text": NO_WALK})
        with Running("walk", "--simulate", "--no-screen", "--json", "--workout", "free") as walk:
            walk.line("state")
            glances = (data for name, data in events if name == "glance")
            assert any(data["bpm"].isdigit() for data in glances)
            connection, answer = tablet.ask("POST", "/command", json.dumps({"command": "pause"}))
            connection.close()
            assert answer.status == 204
            assert any(data["paused"] for data in glances)
            walk.process.kill()
            assert any("ended" in data["text"] for name, data in events if name == "none")
        assert tablet.status("/trace") == 200
        screen.process.stdin.write("1\n")
        screen.process.stdin.flush()
        assert screen.line("devices")["devices"] == []
        assert [name for name, _ in events if name == "glance"] == []
        assert tablet.status("/trace") == 403
        _, said = screen.process.communicate(timeout=20)  # closes its input
        assert (screen.process.returncode, said) == (EXIT_DONE, "")


@pytest.mark.usefixtures("home")
@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_signal_ends_it_and_says_which():
    with Running("screen") as screen:
        while not screen.process.stdout.readline().startswith("Ctrl-C"):
            pass
        screen.process.send_signal(signal.SIGINT)
        assert screen.process.wait(20) == 128 + signal.SIGINT


def text_of(monkeypatch, address, *, columns=80, lines=24, devices=(), **environ):
    """What the terminal gets, with room for so many columns and lines."""
    monkeypatch.setattr(command.shutil, "get_terminal_size", lambda: os.terminal_size((columns, lines)))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    written = []
    clock = ManualClock(600.0)
    serving = SimpleNamespace(address_with_code=lambda: address)
    shown = command._Shown(serving, SimpleNamespace(devices=devices), clock, written.append, as_json=False)
    shown.look()
    shown.look()
    (text,) = written
    return text


ADDRESS = "http://192.168.178.120:26224/#abcdefghijklmnopqrstuvwxyz"


def devices_up_to(number):
    return tuple(
        Device(one, "Samsung Internet on Android tablet", f"192.168.1.{one}", 60.0) for one in range(1, number)
    )


@pytest.mark.parametrize(("colour", "styled"), [({}, True), ({"NO_COLOR": "1"}, False)])
@pytest.mark.parametrize("devices", [0, 1, 2, 9])
def test_the_code_and_the_address_fit_a_small_terminal(monkeypatch, colour, styled, devices):
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = text_of(monkeypatch, ADDRESS, devices=devices_up_to(devices + 1), **colour)
    assert text.startswith(command.CLEAR)
    lines = text.removeprefix(command.CLEAR).removesuffix("\n").split("\n")
    assert len(lines) < 24
    assert all(len(click.unstyle(line)) <= 80 for line in lines)
    assert ADDRESS in lines
    assert ("█" in lines[0], "\x1b[" in lines[0]) == (True, styled)
    assert any("1" in line and "Samsung" in line for line in lines) is (devices > 0)
    assert ("puts a device out" in lines[-1]) is (devices > 0)


def test_where_there_is_room_each_device_has_a_line(monkeypatch):
    lines = text_of(monkeypatch, ADDRESS, lines=40, devices=devices_up_to(4)).splitlines()
    named = [line for line in lines if "Samsung Internet on Android tablet, 192.168.1." in line]
    assert [line.split()[0] for line in named] == ["1", "2", "3"]


@pytest.mark.parametrize(("columns", "lines"), [(30, 24), (80, 20)])
def test_without_room_for_the_code_the_address_stands_alone(monkeypatch, columns, lines):
    text = text_of(monkeypatch, ADDRESS, columns=columns, lines=lines)
    assert "█" not in text
    assert ADDRESS in text


async def test_only_a_number_that_was_given_puts_a_device_out(monkeypatch):
    read, write = os.pipe()
    os.write(write, b"2\n-1\n\xc2\xb2\n" + b"9" * 4000 + b"\nx\n 1 \n")
    os.close(write)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=lambda: read))
    out, looks = [], []
    shown = SimpleNamespace(look=lambda: looks.append(1))
    await command._obey(SimpleNamespace(revoke=out.append), shown, ends=True)
    os.close(read)
    assert out == [2, 1]
    assert len(looks) == 2


@pytest.fixture
def at_once(monkeypatch, home):
    """The command ends as soon as it has begun."""

    async def ended(parts, serving, *_):
        for part in parts:
            part.close()
        serving.close()
        return EXIT_DONE

    monkeypatch.setattr(command, "_run", ended)


@pytest.mark.usefixtures("at_once")
def test_in_the_network_it_says_that_everybody_can_read(monkeypatch, capsys):
    monkeypatch.setattr(serving_module, "lan_addresses", lambda: ("127.0.0.2",))
    assert run(["screen", "--lan"]) == EXIT_DONE
    assert capsys.readouterr().err.count("clear text") == 1
    assert run(["screen"]) == EXIT_DONE
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("at_once")
def test_an_address_that_the_world_can_reach_is_left_out_and_named(monkeypatch, capsys):
    monkeypatch.setattr(serving_module, "lan_addresses", lambda: ("127.0.0.2",))
    monkeypatch.setattr(serving_module, "other_addresses", lambda: ("203.0.113.9",))
    assert run(["screen", "--lan"]) == EXIT_DONE
    assert "not at 203.0.113.9" in " ".join(capsys.readouterr().err.split())
    assert run(["screen"]) == EXIT_DONE
    assert "203.0.113.9" not in capsys.readouterr().err


@pytest.mark.usefixtures("at_once")
def test_without_a_network_there_is_nothing_to_serve(monkeypatch, capsys):
    monkeypatch.setattr(serving_module, "lan_addresses", lambda: ())
    assert run(["screen", "--lan"]) == EXIT_COULD_NOT
    assert command.NO_NETWORK in capsys.readouterr().err


@pytest.mark.usefixtures("at_once")
def test_a_port_that_was_asked_for_is_had_or_refused(capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run(["screen", "--port", str(port)]) == EXIT_COULD_NOT
        assert f"port {port} cannot be had" in capsys.readouterr().err


@pytest.mark.usefixtures("at_once")
def test_our_own_port_is_left_to_who_has_it(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(command, "PORT", other.getsockname()[1])
        assert run(["screen"]) == EXIT_DONE


@pytest.mark.usefixtures("at_once")
def test_a_certificate_that_is_none_is_said_in_a_sentence(tmp_path, capsys):
    (tmp_path / "cert.pem").write_text("hello")
    assert run(["screen", "--cert", str(tmp_path / "cert.pem")]) == EXIT_COULD_NOT
    assert run(["screen", "--cert", str(tmp_path / "none.pem")]) == EXIT_COULD_NOT
    assert capsys.readouterr().err.count("cannot be used") == 2
    assert run(["screen", "--key", str(tmp_path / "key.pem")]) == EXIT_USAGE


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("days", "named", "words"),
    [
        (36500, True, ()),
        (1, True, ("it has expired",)),
        (36500, False, ("it is not for 127.0.0.1",)),
        (1, False, ("it has expired", "it is not for 127.0.0.1")),
    ],
)
def test_what_browsers_will_say_of_a_certificate_is_said_first(tmp_path, capsys, days, named, words):
    pem, key = certificate_files(tmp_path, days=days)
    name = ("--name", "laptop.example") if named else ()
    assert run(["screen", "--cert", str(pem), "--key", str(key), *name]) == EXIT_DONE
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("browsers will refuse") == len(words)
    assert all(word in said for word in words)


@pytest.mark.usefixtures("at_once")
def test_without_the_packages_it_says_how_to_get_them(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "coach.web.serving", None)
    assert run(["screen"]) == EXIT_COULD_NOT
    assert "zone2-coach[screen]" in capsys.readouterr().err


class Walks:
    """Stands for the place where hosts are met: each look finds the next of these."""

    def __init__(self, monkeypatch, *found):
        self._found = list(found)
        monkeypatch.setattr(command.RemoteHost, "join", self._join)
        monkeypatch.setattr(command, "LOOK_EVERY_S", 0.0)

    def _join(self, meeting, role, *, patience_s):
        found = self._found.pop(0) if self._found else HostError(HostProblem.NONE)
        if isinstance(found, Exception):
            raise found
        return found


class Leaving(FakeHost):
    left = False
    hello = SimpleNamespace(walk="2026-11-23-0731")

    def leave(self):
        self.left = True


@pytest.mark.parametrize("problem", list(HostProblem))
async def test_what_became_of_a_walk_stays_until_the_next(monkeypatch, problem):
    feed = Feed(glance)
    lost = Leaving(LIVE_IN, error=HostError(problem))
    nothing = HostError(HostProblem.NONE)
    Walks(monkeypatch, nothing, lost, nothing, nothing, follows := Leaving(LIVE_IN))
    shown = []
    follow = feed.follow
    monkeypatch.setattr(feed, "follow", lambda host: (shown.append(feed.newest()), follow(host)))
    following = asyncio.create_task(follow_walks(feed, None))
    async with asyncio.timeout(10):
        while not follows.listeners:  # noqa: ASYNC110 - another task's doing
            await asyncio.sleep(0.01)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    assert NO_WALK.encode() in shown[0]
    assert b"event: none" in shown[1]
    assert NO_WALK.encode() not in shown[1]
    assert lost.left
    assert follows.left, "the page lets go of the walk, and the walk goes on"
    assert follows.ended_by is None


async def test_the_page_of_one_walk_waits_a_while_for_it_to_go_on_and_ends(monkeypatch):
    feed, now = Feed(glance), [0.0]
    lost = Leaving(LIVE_IN, error=HostError(HostProblem.LOST))
    walks = Walks(monkeypatch, lost)
    looks = []

    def look(meeting, role, *, patience_s):
        now[0] += 50.0
        looks.append(now[0])
        return walks._join(meeting, role, patience_s=patience_s)

    monkeypatch.setattr(command.RemoteHost, "join", look)
    monkeypatch.setattr(command, "monotonic_s", lambda: now[0])
    async with asyncio.timeout(10):
        await follow_walks(feed, None, alone_s=300.0)
    assert lost.left
    assert looks[-1] == 350.0, "five minutes after the walk was lost"
    assert b"event: none" in feed.newest()


async def test_the_page_of_one_walk_shows_no_other(monkeypatch):
    feed, other = Feed(glance), Leaving(LIVE_IN)
    other.hello = SimpleNamespace(walk="2026-11-23-0900")
    lost = Leaving(LIVE_IN, error=HostError(HostProblem.LOST))
    Walks(monkeypatch, lost, HostError(HostProblem.NONE), lost, other)
    async with asyncio.timeout(10):
        await follow_walks(feed, None, alone_s=300.0)
    assert other.left
    assert other.listeners == []


@pytest.mark.usefixtures("home")
def test_a_new_page_takes_the_place_of_the_one_before():
    with Running("screen", "--json") as before:
        before.line("address")
        with Running("screen", "--json") as now:
            now.line("address")
            assert before.process.wait(20) == 128 + signal.SIGTERM


@pytest.mark.usefixtures("home")
def test_the_page_of_one_walk_outlives_who_has_asked_for_it():
    with Running("walk", "--simulate", "--no-screen", "--json", "--workout", "free") as walk:
        walk.line("state")
        with Running("screen", "--json", "--while-walking") as screen:
            tablet = Browser(screen.line("address")["address"])
            screen.process.stdin.close()
            screen.process.stdout.close()
            assert tablet.enter() == 200
            glances = (data for name, data in tablet.events() if name == "glance")
            assert next(glances)["at_s"] < next(glances)["at_s"]
            screen.process.stdin = screen.process.stdout = None
            assert screen.process.poll() is None
