"""The page's answers, by the real server: the page to everybody, the walk to who was let in, and nothing else."""

import json

import pytest
from msgspec.structs import replace

from coach.domain.pacing.cue import Cue
from coach.session.commands import Pause, ReportPain
from coach.session.snapshot import TraceView
from coach.web.access import WRONG_CODES
from coach.web.app import COMMANDS, MOST_STREAMS_OF_A_DEVICE, PAGE_FILES
from tests.support.fakes import FakeHost
from tests.support.scenes import LIVE_IN, LIVE_LINK, cue
from tests.support.web import HEALTH, NO_KEYS, PAGE, Served

IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/604.1"
)


def body(**values):
    return json.dumps(values).encode()


async def test_the_page_is_for_everybody_and_says_nothing_of_the_walk():
    async with Served() as served:
        for path, (_, kind) in PAGE_FILES.items():
            answer = await served.ask("GET", path)
            assert (answer.status, answer.headers["content-type"], answer.body) == (200, kind, PAGE[path])
            assert HEALTH not in answer.body


async def test_a_code_is_exchanged_for_a_cookie_once():
    async with Served() as served:
        code = served.code
        entered = await served.ask("POST", "/enter", {"User-Agent": IPAD}, body(code=code))
        assert (entered.status, set(json.loads(entered.body))) == (200, {"page"})
        assert entered.keys.page not in entered.headers["set-cookie"]
        name, *attributes = entered.headers["set-cookie"].split("; ")
        assert name.startswith(f"coach_{served.serving.port}=")
        assert {attribute.lower() for attribute in attributes} == {"httponly", "path=/", "samesite=strict"}
        assert [device.name for device in served.access.devices] == ["Safari on iPad"]
        assert served.code != code
        again = await served.ask("POST", "/enter", None, body(code=code))
        assert again.status == 403
        assert "set-cookie" not in again.headers


async def test_who_is_in_sees_the_walk_its_cues_and_its_last_minutes():
    async with Served() as served:
        keys = await served.enter()
        stream = await served.stream(keys)
        assert await stream.event() == ("controls", {"allowed": False})
        assert await stream.event() == ("glance", {"bpm": "128.3", "link": "Polar H10 1234"})
        served.host.tell(cue(Cue.EASE_OFF, "Ease off"), snapshot=replace(LIVE_IN, at_s=816.0, believed_bpm=141.0))
        assert await stream.event() == ("said", {"cue": "ease_off", "word": "Ease off", "speech": "Ease off."})
        assert (await stream.event())[1]["bpm"] == "141.0"
        trace = json.loads((await served.ask("GET", "/trace", keys=keys)).body)
        assert len(trace["at_s"]) == len(trace["bpm"]) == len(LIVE_IN.trace.at_s)


REQUESTS = [("GET", "/walk"), ("GET", "/trace"), ("POST", "/command"), ("POST", "/enter")]
"""Everything that has to do with the walk."""
EVERYTHING = [*REQUESTS, *(("GET", path) for path in PAGE_FILES)]
EVIL = "http://evil.example"


async def refused(served, method, path, headers=None, *, keys=NO_KEYS, sent=b""):
    answer = await served.ask(method, path, headers, sent or body(command="pause"), keys=keys)
    assert answer.status == 403, (method, path, headers)
    assert HEALTH not in answer.body
    assert b"Polar" not in answer.body
    assert "set-cookie" not in answer.headers
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert served.host.sent == []


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
async def test_another_sites_request_gets_not_a_byte_even_with_the_cookie(method, path):
    async with Served(allow_control=True) as served:
        keys = await served.enter()
        code = body(code=served.code)
        wrong = [{"Host": "evil.example"}, {"Host": f"evil.example:{served.serving.port}"}, {"Host": "127.0.0.1"}]
        wrong += [{"Host": host["Host"], "Origin": f"http://{host['Host']}"} for host in wrong]
        wrong += [{"Origin": origin} for origin in (EVIL, "null", f"https://{served.own}", f"{EVIL}:80")]
        wrong += [{"Origin": None, "Sec-Fetch-Site": site} for site in ("cross-site", "same-site")]
        if method == "POST":
            wrong += [{"Origin": None}, {"Origin": None, "Sec-Fetch-Site": "same-origin"}]
        for headers in wrong:
            await refused(served, method, path, headers, keys=keys, sent=code if path == "/enter" else b"")
        assert len(served.access.devices) == 1


@pytest.mark.parametrize(("method", "path"), REQUESTS[:3])
async def test_without_a_right_cookie_there_is_not_a_byte(method, path):
    async with Served(allow_control=True) as served:
        own = await served.enter()
        name = own.cookie.partition("=")[0]
        for cookie in (None, f"{name}=", f"{name}=guess", f"coach_1={served.code}", f"{name}={served.code}", "\x80=;;"):
            await refused(served, method, path, keys=own._replace(cookie=cookie))


@pytest.mark.parametrize(("method", "path"), REQUESTS[:3])
async def test_the_cookie_alone_which_a_browser_shows_to_every_port_opens_nothing(method, path):
    async with Served(allow_control=True) as served:
        keys, other = await served.enter(), await served.enter()
        for page in (None, "", "guess", other.page, served.code, keys.cookie, keys.cookie.partition("=")[2], "\x80"):
            await refused(served, method, path, keys=keys._replace(page=page))
        elsewhere = {"X-Coach-Page": keys.page} if method == "GET" else None
        shown = path if method == "GET" else f"{path}?page={keys.page}"
        await refused(served, method, shown, elsewhere, keys=keys._replace(page=None))


@pytest.mark.parametrize(
    "sent",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"code": null}', b'{"code": 7}', b'{"code": "\\ud800"}', b"[" * 1000],
)
async def test_what_is_no_code_is_a_wrong_code(sent):
    async with Served() as served:
        assert served.code
        assert (await served.ask("POST", "/enter", None, sent)).status == 403
        assert (await served.ask("POST", "/enter", None, body(code="wrong"))).status == 403


async def test_who_guesses_is_told_to_wait():
    async with Served() as served:
        code = served.code
        answers = [await served.ask("POST", "/enter", None, body(code=f"guess {n}")) for n in range(WRONG_CODES)]
        assert {answer.status for answer in answers} == {403}
        assert (await served.ask("POST", "/enter", None, body(code="guess"))).status == 429
        assert served.access.devices == ()
        assert (await served.ask("POST", "/enter", None, body(code=code))).status == 200, "others share the address"


async def test_no_header_makes_another_address_of_a_guesser():
    async with Served() as served:
        assert served.code
        for number in range(WRONG_CODES):
            forwarded = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
            await served.ask("POST", "/enter", forwarded, body(code="guess"))
        assert (await served.ask("POST", "/enter", {"X-Forwarded-For": "10.9.9.9"}, body(code="g"))).status == 429


async def test_a_device_that_is_put_out_loses_its_stream_and_gets_no_other():
    async with Served() as served:
        keys, stays = await served.enter(), await served.enter()
        stream, other = await served.stream(keys), await served.stream(stays)
        await stream.until("glance")
        served.serving.revoke(served.access.devices[0].id)
        while (event := await stream.event()) is not None:
            assert event[0] != "glance"
        served.host.tell(snapshot=replace(LIVE_IN, at_s=817.0))
        assert await other.until("glance")
        for method, path in REQUESTS[:3]:
            await refused(served, method, path, keys=keys)


async def test_a_device_that_scans_again_is_the_same_one():
    async with Served() as served:
        keys = await served.enter()
        again = await served.ask("POST", "/enter", None, body(code=served.code), keys=keys._replace(page=None))
        assert again.status == 200
        assert len(served.access.devices) == 1
        await refused(served, "GET", "/walk", keys=keys)
        assert await (await served.stream(again.keys)).until("glance")


async def test_looking_on_is_not_controlling():
    async with Served() as served:
        await refused(served, "POST", "/command", keys=await served.enter(), sent=body(command="pause"))


async def test_where_it_is_allowed_a_command_is_carried_out():
    async with Served(allow_control=True) as served:
        keys = await served.enter()
        assert await (await served.stream(keys)).event() == ("controls", {"allowed": True})
        assert (await served.ask("POST", "/command", None, body(command="pause"), keys=keys)).status == 204
        assert (await served.ask("POST", "/command", None, body(command="pain", level=4), keys=keys)).status == 204
        assert served.host.sent == [Pause(), ReportPain(4)]
        for sent in (b"", b"{", body(command="stop"), body(command="end"), body(command="pain", level=99)):
            assert (await served.ask("POST", "/command", None, sent, keys=keys)).status == 400
        late = body(command="resume", t=LIVE_IN.at_s - 60)
        assert (await served.ask("POST", "/command", None, late, keys=keys)).status == 409
        served.feed.none("The walk is over.")
        assert (await served.ask("POST", "/command", None, body(command="resume"), keys=keys)).status == 409
        assert served.host.sent == [Pause(), ReportPain(4)]


async def test_a_mad_page_sends_no_more_than_fingers_do():
    async with Served(allow_control=True) as served:
        keys = await served.enter()
        sent = [await served.ask("POST", "/command", None, body(command="pause"), keys=keys) for _ in range(30)]
        assert [answer.status for answer in sent] == [204] * COMMANDS + [429] * (30 - COMMANDS)
        assert len(served.host.sent) == COMMANDS


async def test_a_device_has_a_few_streams_and_those_it_leaves_are_free_again():
    async with Served() as served:
        keys = await served.enter()
        streams = [await served.stream(keys) for _ in range(MOST_STREAMS_OF_A_DEVICE)]
        assert (await served.ask("GET", "/walk", keys=keys)).status == 429
        other = await served.stream(await served.enter())
        streams[0].close()
        while served.feed.pages > MOST_STREAMS_OF_A_DEVICE:
            served.host.tell()
            await other.event()
        assert await (await served.stream(keys)).until("glance")


NAMES = [
    "<img src=x onerror=alert(1)>",
    "a\r\n\r\nevent: none\r\ndata: {}\r\n\r\n",
    "\u2028\u2029\x85",
    "\ud800",
    "\x00\x1b[2J",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_straps_name_stays_data(name):
    hostile = replace(LIVE_IN, link=replace(LIVE_LINK, strap_name=name))
    async with Served(FakeHost(hostile)) as served:
        stream = await served.stream(await served.enter())
        assert await stream.event() == ("controls", {"allowed": False})
        assert await stream.event() == ("glance", {"bpm": "128.3", "link": name})
        served.host.tell(snapshot=replace(hostile, at_s=816.0))
        assert (await stream.event())[0] == "glance", "no event of the name's own comes between"


@pytest.mark.parametrize(
    "path", ["//", "/../pyproject.toml", "/%2e%2e/app.py", "/static/page.js", "/page.js/", "/walk/", "/?code=x/"]
)
async def test_there_is_nothing_else(path):
    async with Served() as served:
        answer = await served.ask("GET", path)
        assert answer.status == (200 if path.startswith("/?") else 404)
        assert "location" not in answer.headers


@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS", "DELETE", "TRACE"])
async def test_other_methods_do_nothing(method):
    async with Served(allow_control=True) as served:
        answer = await served.ask(method, "/command", keys=await served.enter())
        assert answer.status == 405
        assert answer.headers["allow"] == "GET, POST"
        assert not any(name.startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("POST", "/", "GET"), ("POST", "/walk", "GET"), ("POST", "/trace", "GET"), ("GET", "/command", "POST")],
)
async def test_who_asks_in_the_wrong_way_is_told_the_right_one(method, path, allowed):
    async with Served() as served:
        answer = await served.ask(method, path, keys=await served.enter())
        assert (answer.status, answer.headers["allow"]) == (405, allowed)


async def test_an_icon_is_not_there_and_no_fault():
    async with Served() as served:
        assert (await served.ask("GET", "/favicon.ico")).status == 204


@pytest.mark.parametrize(
    ("prefix", "status"), [("http://{own}", 200), ("http://{own}.evil.example", 404), ("https://{own}", 404)]
)
async def test_a_whole_address_is_as_good_as_a_path_if_it_is_ours(prefix, status):
    async with Served() as served:
        for path in ("/", "/page.js"):
            whole = prefix.format(own=served.own) + path
            assert (await served.ask("GET", whole)).status == status


async def test_every_answer_keeps_to_itself():
    async with Served() as served:
        for path, headers in (("/", None), ("/nothing", None), ("/walk", None), ("/", {"Host": "evil.example"})):
            answer = await served.ask("GET", path, headers)
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
            assert answer.headers["cache-control"] == "no-store"
            assert "server" not in answer.headers
            assert not any(name.startswith("access-control") for name in answer.headers)


async def test_a_trace_with_no_points_is_an_empty_one():
    empty = LIVE_IN.trace
    nothing = replace(LIVE_IN, trace=TraceView(empty.at_s[:0], empty.bpm[:0], ()))
    async with Served(FakeHost(nothing)) as served:
        answer = await served.ask("GET", "/trace", keys=await served.enter())
        assert answer.headers["content-type"] == "application/json"
        assert json.loads(answer.body) == {"at_s": [], "bpm": [], "bands": []}
