"""The page of a walk in a process of its own, by the real command; no walk runs here."""

import asyncio
import gc
import json
import os
import re
import signal
import socket
import sys
import textwrap
from http.client import HTTPConnection

import pytest

from coach.cli.screen import PORT
from coach.errors import CommandError
from coach.live import sharing as module
from coach.live.sharing import PageProcess

PATIENCE_S = 60

pytestmark = [
    pytest.mark.usefixtures("home"),
    pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
async def page():
    """A page, whose process has gone when the test is over."""
    page = PageProcess(None)
    started = []
    begin = module._Page

    def remembered(*arguments):
        started.append(begin(*arguments))
        return started[-1]

    module._Page = remembered
    try:
        yield page
    finally:
        module._Page = begin
        page.close()
        async with asyncio.timeout(30):
            for process in started:
                while not process.has_ended:
                    process.changed.clear()
                    await process.changed.wait()
                assert process._process.returncode is not None
                assert process._process.stdin.closed
                assert process._process.stdout.closed
        gc.collect()


async def following(views):
    """The next view."""
    async with asyncio.timeout(30):
        return await anext(views)


def entered(view, name="Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Safari/604.1"):
    """A browser enters by the address that is shown."""
    host, _, code = view.address.removeprefix("http://").partition("/#")
    connection = HTTPConnection(host, timeout=PATIENCE_S)
    headers = {"Origin": f"http://{host}", "Content-Type": "application/json", "User-Agent": name}
    connection.request("POST", "/enter", json.dumps({"code": code}), headers)
    status = connection.getresponse().status
    connection.close()
    return status


async def test_it_shows_the_address_its_code_and_whoever_enters_and_puts_one_out(page):
    views = page.views(lan=False)
    first = await following(views)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#[\w-]{22,}", first.address)
    assert first.devices == ()
    assert len({len(line) for line in first.qr}) == 1
    assert set("".join(first.qr)) <= set("█▀▄ ")

    assert await asyncio.to_thread(entered, first) == 200
    while not (view := await following(views)).devices or view.address == first.address:
        pass
    [(number, name)] = view.devices
    assert name
    assert view.address != first.address  # the code was for one device

    page.put_out(number)
    while (await following(views)).devices:
        pass
    await views.aclose()


async def test_one_that_runs_is_shown_again_at_once_and_for_others_anew(page, monkeypatch):
    views = page.views(lan=False)
    first = await following(views)
    await views.aclose()  # the dialog is left, and the page stays
    views = page.views(lan=False)
    assert (await following(views)).address == first.address
    process = page._page
    await views.aclose()
    other = page.views(lan=True)
    waiting = asyncio.create_task(anext(other))
    await asyncio.sleep(0)
    assert page._page is not process
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_its_end_ends_what_is_shown(page):
    views = page.views(lan=False)
    await following(views)
    page.close()
    page.close()
    page.put_out(1)
    with pytest.raises(StopAsyncIteration):
        await following(views)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to others")
async def test_one_that_is_killed_says_so_instead_of_an_address_that_opens_nothing(page):
    views = page.views(lan=False)
    await following(views)
    os.kill(page._page._process.pid, signal.SIGKILL)
    with pytest.raises(CommandError):
        await following(views)
    again = page.views(lan=False)  # and the next look starts another
    assert (await following(again)).address
    await again.aclose()


class Instead:
    """A `coach` of the test's own in the place of the real one."""

    def __init__(self, folder, program):
        (folder / "coach").mkdir()
        (folder / "coach" / "__init__.py").touch()
        (folder / "coach" / "__main__.py").write_text(textwrap.dedent(program), encoding="utf-8")
        self.__file__ = str(folder / "coach" / "__init__.py")


@pytest.fixture
def instead(tmp_path, monkeypatch):
    def put(program):
        monkeypatch.setattr(module, "coach", Instead(tmp_path, program))
        monkeypatch.delenv("PYTHONPATH", raising=False)

    return put


async def test_a_page_that_cannot_start_says_why_in_its_last_line(page, instead):
    instead("""
        import sys
        sys.stderr.write("x\\n" * 100_000)
        sys.exit("coach: a notice\\ncoach: the page needs more packages; install them")
    """)
    with pytest.raises(CommandError, match=r"^the page needs more packages; install them$"):
        await following(page.views(lan=False))


async def test_one_that_ends_in_silence_with_its_walk_is_no_failure(page, instead):
    instead("""
        import sys
        print("coach: the page is clear text", file=sys.stderr)
    """)
    with pytest.raises(StopAsyncIteration):
        await following(page.views(lan=True))


async def test_lines_that_say_nothing_are_left_out_however_much_is_complained(page, instead):
    """As much on standard error as no pipe holds, and lines of other kinds between."""
    instead("""
        import json, sys, time
        sys.stderr.write("x" * 1_000_000)
        for line in ("", "[]", "{}", "no json", '{"type":"devices","devices":[1,{"id":"1","name":2}]}',
                     '{"type":"address","address":5,"qr":[]}', '{"type":"address","address":"http://x/#y","qr":["█"]}'):
            print(line, flush=True)
        sys.stdin.readline()
    """)
    views = page.views(lan=False)
    view = await following(views)
    assert (view.address, view.qr, view.devices) == ("http://x/#y", ("█",), ())
    await views.aclose()


@pytest.mark.parametrize("profile", [None, "ann"])
@pytest.mark.parametrize("lan", [False, True])
async def test_the_command_is_for_the_profile_and_for_whom_was_chosen(profile, lan, instead, page):
    instead("""
        import json, sys
        print(json.dumps({"type": "address", "address": " ".join(sys.argv[1:]), "qr": []}), flush=True)
        sys.stdin.readline()
    """)
    page._profile = PageProcess(profile)._profile
    views = page.views(lan=lan)
    words = (await following(views)).address.split()
    assert words == [
        *(["--profile", profile] if profile else []),
        "screen",
        *(["--lan"] if lan else []),
        "--json",
        "--while-walking",
    ]
    await views.aclose()


def is_had(taken):
    """Whether the port could be taken: a page that has it may end at any moment, and would leave it to ours."""
    try:
        taken.bind(("127.0.0.1", PORT))
        taken.listen()
    except OSError:
        return False
    return True


async def test_a_taken_port_is_no_hindrance(page):
    """Ours is only the first choice."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        async with asyncio.timeout(PATIENCE_S):
            while not is_had(taken):  # noqa: ASYNC110 - a page of another test has it for a while
                await asyncio.sleep(0.05)
        views = page.views(lan=False)
        assert f":{PORT}/" not in (await following(views)).address
        await views.aclose()
