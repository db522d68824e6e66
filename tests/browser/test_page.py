"""The page in a real browser, from a real server: what is on the glass, and that it is never old."""

import asyncio
import math
from contextlib import asynccontextmanager
from itertools import product

import pytest
from msgspec.structs import replace

from coach.domain.pacing.cue import Cue
from coach.domain.programme.talk import TalkTest
from coach.live.start import host_session
from coach.session.commands import AnswerTalkTest, Mute, Pause, ReportPain, Resume, SkipStep
from coach.session.inputs import EndReason, LinkDown, LinkState, LinkUp
from coach.web.app import MOST_STREAMS_OF_A_DEVICE
from tests.support import scenes
from tests.support.headlines import every_headline
from tests.support.manual_clock import ManualClock
from tests.support.sessions import STEADY, beats
from tests.support.shown_walk import Room, ShownWalk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZES = {"phone": (320, 568), "tablet": (1280, 800), "television": (1920, 1080)}
THEMES = {
    "dark": {"color_scheme": "dark"},
    "light": {"color_scheme": "light"},
    "contrast": {"color_scheme": "dark", "contrast": "more"},
}
HEARTBEAT_S = 1.0
STALE_S = 3.0

DIGITS = """() => {
    const strokes = document.querySelector("#digits g");
    const box = strokes.getBoundingClientRect(), pen = Number(strokes.getAttribute("stroke-width"));
    return { left: box.left - pen / 2, top: box.top - pen / 2, right: box.right + pen / 2, bottom: box.bottom + pen / 2,
        width: innerWidth, height: innerHeight, reach: document.documentElement.scrollWidth };
}"""
"""The box of what is painted: a box of the browser's is that of the lines, which are painted half a pen around it."""


OVERLAPS = """() => {
    const boxes = ["link", "walk", "word", "detail", "name", "left", "follows", "average", "bar", "lo", "hi", "keys",
        "notice", "share"]
        .map((id) => [id, document.getElementById(id).getBoundingClientRect()]);
    const strokes = document.querySelector("#digits g"), pen = Number(strokes.getAttribute("stroke-width")) / 2;
    const { left, top, right, bottom } = strokes.getBoundingClientRect();
    boxes.push(["digits", { left: left - pen, top: top - pen, right: right + pen, bottom: bottom + pen }]);
    const overlaps = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1 && a.right > a.left && b.right > b.left;
    return boxes.flatMap((one, i) => boxes.slice(i + 1).filter((other) => overlaps(one, other))
        .map((other) => one[0] + " over " + other[0]));
}"""
"""What covers what."""

PATTERNS = """() => ["below", "in", "above"].map((part) =>
    getComputedStyle(document.querySelector("#bar ." + part)).backgroundImage)"""

ZONE = """() => {
    const at = document.getElementById("needle").getBoundingClientRect(), middle = (at.left + at.right) / 2;
    const parts = [...document.querySelectorAll("#bar > .below, #bar > .in, #bar > .above")]
        .map((part) => part.getBoundingClientRect());
    return [getComputedStyle(document.getElementById("stage")).color,
        parts.findIndex((part) => part.left <= middle && middle < part.right)];
}"""
"""The number's colour, and in which part of the gauge the needle is."""


class Glass:
    """One tab with the page."""

    def __init__(self, page):
        self.page = page
        self.faults, self.asked = [], []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)
        page.on("request", lambda request: self.asked.append(request.url))

    def _hear(self, message):
        if message.type == "error" and not message.location["url"].endswith(
            "/favicon.ico"
        ):  # every browser asks for it
            self.faults.append(message.text)

    async def number(self):
        """The number that is painted."""
        return await self.page.evaluate("() => document.getElementById('digits').dataset.text")

    async def word(self):
        return await self.page.locator("#said").text_content()

    async def becomes(self, number, within_s):
        """Wait for the number, and return how long it took."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while await self.number() != number:
            assert loop.time() - began_s < within_s + 2, f"{await self.number()} for long, and not {number}"
            await asyncio.sleep(0.01)
        took_s = loop.time() - began_s
        assert took_s < within_s
        return took_s


@asynccontextmanager
async def glass(chromium, room, *, size="tablet", address=None, scripts=(), faults=(), **options):
    """Open the page in a browser of its own; `faults` are parts of the errors that its console may have."""
    width, height = SIZES[size]
    context = await chromium.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(10_000)
    for script in scripts:
        await context.add_init_script(script)
    shown = Glass(await context.new_page())
    await shown.page.goto(address or room.serving.address_with_code())
    yield shown
    assert [fault for fault in shown.faults if not any(known in fault for known in faults)] == []
    await context.close()


@asynccontextmanager
async def walk_on_glass(chromium, view=scenes.LIVE_IN, *, allow_control=False, **options):
    async with Room(allow_control=allow_control) as room:
        walk = ShownWalk(view)
        room.feed.follow(walk)
        async with glass(chromium, room, **options) as shown:
            await shown.page.locator("#name:not(:empty)").wait_for()
            yield shown, walk, room


# What is on the glass


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
async def test_the_digits_have_45_percent_of_the_height_and_all_three_fit(chromium, size, theme):
    async with walk_on_glass(chromium, scenes.IRREGULAR, allow_control=True, size=size, **THEMES[theme]) as (
        shown,
        walk,
        _,
    ):
        for bpm in (128.3, 88.0, 200.0):
            walk.show(replace(scenes.IRREGULAR, believed_bpm=bpm))
            await shown.becomes(f"{bpm:.0f}", 1.0)
            box = await shown.page.evaluate(DIGITS)
            assert box["bottom"] - box["top"] >= 0.45 * box["height"]
            assert box["left"] >= 0
            assert box["right"] <= box["width"]
            assert 0 <= box["top"] < box["bottom"] <= box["height"], "all of it is in sight without scrolling"
            assert box["reach"] <= box["width"], "nothing makes the page wider than the screen"
            assert await shown.page.evaluate(OVERLAPS) == []


async def test_screens_of_any_proportions_have_large_digits_and_nothing_covers_anything(chromium):
    async with walk_on_glass(chromium, scenes.IRREGULAR, allow_control=True) as (shown, _, _):
        for width, height in product(
            (320, 390, 600, 768, 1024, 1366, 2560, 3840), (320, 480, 640, 800, 1024, 1440, 2160)
        ):
            await shown.page.set_viewport_size({"width": width, "height": height})
            await shown.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))")
            box = await shown.page.evaluate(DIGITS)
            size = f"{width} x {height}"
            assert (box["width"], box["height"]) == (width, height)
            assert box["bottom"] - box["top"] >= 0.45 * height, size
            assert 0 <= box["left"] < box["right"] <= width, size
            assert 0 <= box["top"] < box["bottom"] <= height, size
            assert box["reach"] <= width, size
            assert await shown.page.evaluate(OVERLAPS) == [], size


@pytest.mark.parametrize("size", SIZES)
async def test_every_word_there_is_fits_into_its_place(chromium, size):
    wide = "() => { const word = document.getElementById('word'); return word.scrollWidth - word.clientWidth; }"
    async with walk_on_glass(chromium, size=size) as (shown, walk, _):
        for view, failure in every_headline():
            if failure is None and not view.ended:
                walk.show(view)
                await asyncio.sleep(0.02)
                assert await shown.page.evaluate(wide) <= 0, await shown.word()
        lines = await shown.page.locator("#word").evaluate("(word) => word.getClientRects().length")
        assert lines == 1


@pytest.mark.parametrize("size", SIZES)
async def test_with_text_twice_as_large_the_number_keeps_its_height_and_nothing_is_cut_off_sideways(chromium, size):
    async with walk_on_glass(chromium, size=size, allow_control=True) as (shown, _, _):
        await shown.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        await asyncio.sleep(0.2)
        box = await shown.page.evaluate(DIGITS)
        assert box["bottom"] - box["top"] >= 0.45 * box["height"]
        assert box["reach"] <= box["width"]


INSECURE = "Object.defineProperty(Navigator.prototype, 'wakeLock', { value: undefined });"
"""As a browser is on an address of the local network without a certificate."""

LONG_NAME = "Wahoo-TICKR-" + "0123456789" * 9


@pytest.mark.parametrize("size", SIZES)
async def test_every_state_is_in_sight_whole_whatever_a_strap_is_called(chromium, size):
    outside = "() => document.getElementById('keys').getBoundingClientRect().bottom - innerHeight"
    troubled = [replace(scenes.LOST, link=replace(scenes.LOST.link, state=state)) for state in LinkState]
    async with walk_on_glass(chromium, size=size, allow_control=True) as (shown, walk, _):
        for view in (*(view for view in scenes.STATES.values() if not view.ended), *troubled):
            walk.show(replace(view, link=replace(view.link, strap_name=LONG_NAME)))
            await asyncio.sleep(0.1)
            text = await shown.page.locator("#link").text_content()
            assert await shown.page.evaluate(outside) <= 0, text
            assert await shown.page.evaluate(OVERLAPS) == [], text


@pytest.mark.parametrize("size", SIZES)
async def test_the_notice_covers_nothing_and_pushes_nothing_out(chromium, size):
    hide = """() => document.dispatchEvent(new Event("visibilitychange"))"""
    async with walk_on_glass(
        chromium, scenes.IRREGULAR, scripts=[INSECURE], size=size, allow_control=True, user_agent="iPad"
    ) as (shown, _, _):
        assert await shown.page.locator("#notice").is_visible()
        assert await shown.page.evaluate(OVERLAPS) == []
        box = await shown.page.evaluate(DIGITS)
        assert box["bottom"] - box["top"] >= 0.45 * box["height"]
        for seen in ("#keys", "#notice", "#left"):
            place = await shown.page.locator(seen).bounding_box()
            assert 0 <= place["y"] < place["y"] + place["height"] <= box["height"], seen
        await shown.page.locator("#notice").click()
        await shown.page.evaluate(hide)
        await asyncio.sleep(0.2)
        assert await shown.page.locator("#notice").is_hidden(), "once is enough"


async def test_the_zone_is_a_colour_a_place_and_a_pattern(chromium):
    seen = {}
    async with walk_on_glass(chromium, reduced_motion="reduce") as (shown, walk, _):
        patterns = await shown.page.evaluate(PATTERNS)
        for state, part in (("below", 0), ("in", 1), ("above", 2)):
            walk.show(scenes.STATES[state])
            await shown.becomes(f"{scenes.STATES[state].believed_bpm:.0f}", 1.0)
            colour, over = await shown.page.evaluate(ZONE)
            assert over == part
            seen[state] = colour
    assert len(set(seen.values())) == 3
    assert len(set(patterns)) == 3


async def test_a_tap_shows_the_trace_and_another_the_number_again(chromium):
    view = replace(scenes.ABOVE, trace=replace(scenes.ABOVE.trace, bands=((0.0, scenes.BAND),)))
    async with walk_on_glass(chromium, view) as (shown, _, _):
        await shown.page.locator("#stage").click()
        await shown.page.locator("#trace path").first.wait_for()
        assert await shown.page.locator("#digits").is_hidden()
        assert await shown.page.locator("#trace rect").count() == 1
        assert await shown.page.locator("#tag").text_content() == "141"
        await shown.page.locator("#stage").click()
        assert await shown.page.locator("#digits").is_visible()
        assert await shown.page.locator("#trace").is_hidden()


async def test_a_hostile_name_is_text(chromium):
    name = "<img src=x onerror=alert(1)>"
    view = replace(scenes.LIVE_IN, link=replace(scenes.LIVE_LINK, strap_name=name))
    async with walk_on_glass(chromium, view) as (shown, _, _):
        assert name in await shown.page.locator("#link").text_content()
        assert await shown.page.locator("img").count() == 0


SPILLS = """() => [...document.querySelectorAll("dialog[open] button")]
    .filter((button) => button.scrollHeight > button.clientHeight || button.scrollWidth > button.clientWidth)
    .map((button) => button.textContent)"""


@pytest.mark.parametrize("size", SIZES)
async def test_with_text_twice_as_large_the_answers_fit_into_their_keys(chromium, size):
    async with walk_on_glass(chromium, size=size, allow_control=True) as (shown, _, _):
        await shown.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        for key in ("#talk", "#pain"):
            await shown.page.locator(key).click()
            assert await shown.page.evaluate(SPILLS) == []
            await shown.page.keyboard.press("Escape")


GROUND = "(element) => getComputedStyle(element).backgroundColor"


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_in_the_systems_own_colours_time_passes_and_what_is_pressed_is_seen(chromium, scheme):
    async with walk_on_glass(chromium, allow_control=True, forced_colors="active", color_scheme=scheme) as (
        shown,
        walk,
        _,
    ):
        page = shown.page
        ground = await page.locator("html").evaluate(GROUND)
        assert await page.locator("#share div").evaluate(GROUND) != ground
        walk.show(replace(scenes.LIVE_IN, muted=True))
        await page.locator("#voice").click()
        await page.locator("#mute[aria-pressed=true]").wait_for()
        idle = await page.locator("#next").evaluate(GROUND)
        for pressed in ("#mute", "#voice"):
            assert await page.locator(pressed).evaluate(GROUND) != idle


async def test_nothing_is_asked_of_anybody_else(chromium):
    async with walk_on_glass(chromium) as (shown, _, room):
        await asyncio.sleep(HEARTBEAT_S)
        assert {url for url in shown.asked if not url.startswith(room.address)} == set()


# That it is never old


async def test_a_lost_strap_blanks_the_number_within_a_second_of_the_engines_word(chromium):
    """A real engine: from its word that the strap is lost to the glass."""
    loop, clock, lost_s, inputs = asyncio.get_running_loop(), ManualClock(), [], asyncio.Queue()

    class Source:
        async def inputs(self):
            while True:
                yield await inputs.get()

    def hear(_events, snapshot, *, heard):
        if not lost_s and heard and snapshot.believed_bpm is None and snapshot.at_s > 50:
            lost_s.append(loop.time())

    host = host_session(STEADY, Source(), clock, end_when_finished=True)
    host.start()
    host.attach(hear)
    async with Room() as room:
        room.feed.follow(host)
        inputs.put_nowait(LinkUp(at_s=0.5, name="H10"))
        for beat in beats(125, 1, 60):
            await clock.pass_time(beat.at_s - clock.now_s())
            inputs.put_nowait(beat)
            await asyncio.sleep(0)
        async with glass(chromium, room) as shown:
            await shown.becomes("125", 5.0)
            inputs.put_nowait(LinkDown(at_s=60.5, said="gone"))
            await clock.pass_time(0.6)
            await shown.becomes("--", 1.0)
            assert loop.time() - lost_s[0] < 1.0
            assert await shown.word() == "No signal"
    host.end(EndReason.STOPPED)
    await host.over()


@pytest.mark.parametrize("cut", ["silent", "gone"])
async def test_a_cut_stream_blanks_within_three_seconds_and_comes_back_by_itself(chromium, cut):
    async with walk_on_glass(chromium, faults=["ERR_"]) as (shown, _, room):
        if cut == "silent":
            room.feed.quiet = True
        else:
            await room.close()
        await shown.becomes("--", STALE_S + 0.2)
        assert await shown.word() == "No connection"
        assert await shown.page.locator("#time").text_content() == "", "a time left would be as old as the number"
        if cut == "silent":
            room.feed.quiet = False
        else:
            room.open()
        await shown.becomes("128", 12.0)
        assert await shown.word() == "In zone"


@pytest.mark.parametrize("server_looks", [True, False])
async def test_a_walk_that_stands_still_is_not_shown_as_if_it_went_on(chromium, monkeypatch, server_looks):
    """The server finds out, and without it the page."""
    if not server_looks:
        monkeypatch.setattr("coach.web.feed.SILENT_S", math.inf)
    async with walk_on_glass(chromium) as (shown, walk, _):
        walk.stand()
        await shown.becomes("--", STALE_S + HEARTBEAT_S)


@pytest.mark.parametrize("clock", ["Date.now", "performance.now"])
async def test_after_a_sleep_either_clock_is_enough_to_blank(chromium, clock):
    """While a computer sleeps one of the two stands in some browsers, and timers stand in all."""
    async with walk_on_glass(chromium) as (shown, _, room):
        room.feed.quiet = True
        await shown.page.evaluate(
            f"() => {{ const was = {clock}.bind({clock.split('.')[0]}); {clock} = () => was() + 60000; }}"
        )
        await shown.becomes("--", 0.8)


NO_TIMERS = "window.setInterval = window.setTimeout = () => 0;"
"""As after a sleep: what came over the network may be handled before any timer."""


async def test_what_came_in_while_the_browser_slept_is_never_shown(chromium):
    """A connection holds minutes of numbers for a page that does not read: it asks for the newest one instead."""
    async with walk_on_glass(chromium, scripts=[NO_TIMERS]) as (shown, walk, _):
        streams = [url for url in shown.asked if "/walk" in url]
        await shown.page.evaluate("() => { const was = Date.now; Date.now = () => was() + 60000; }")
        walk.show(scenes.ABOVE)
        await shown.becomes("141", 2.0)
        assert [url for url in shown.asked if "/walk" in url] == 2 * streams


async def test_a_hidden_page_shows_no_number_and_a_visible_one_a_fresh_one(chromium):
    hide = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    async with walk_on_glass(chromium) as (shown, _, _):
        await shown.page.evaluate(hide, arg=True)
        assert await shown.number() == "--"
        await asyncio.sleep(2 * HEARTBEAT_S)
        assert await shown.number() == "--"
        await shown.page.evaluate(hide, arg=False)
        await shown.becomes("128", 2 * HEARTBEAT_S)


async def test_the_end_is_shown_and_the_next_walk_as_well(chromium):
    async with walk_on_glass(chromium) as (shown, _, room):
        room.feed.none("The walk is over.")
        await shown.becomes("--", 1.0)
        assert await shown.word() == "The walk is over."
        assert await shown.page.locator("#step").is_hidden()
        room.feed.follow(ShownWalk(scenes.ABOVE))
        await shown.becomes("141", 1.0)
        assert await shown.page.locator("#step").is_visible()


# Who may look on, and who may do more


async def test_a_reload_and_a_second_tab_need_no_new_code(chromium):
    async with walk_on_glass(chromium) as (shown, _, room):
        assert "#" not in shown.page.url, "the code is out of the address as soon as it is used"
        await shown.page.reload()
        await shown.becomes("128", 3.0)
        second = Glass(await shown.page.context.new_page())
        await second.page.goto(room.address)
        await second.becomes("128", 3.0)
        await shown.becomes("128", 1.0)


async def test_a_used_code_and_a_revoked_device_are_told_to_scan_the_new_one(chromium):
    async with walk_on_glass(chromium, faults=["403"]) as (shown, _, room):
        async with glass(chromium, room, address=f"{room.address}#not-the-code", faults=["403"]) as stranger:
            await stranger.page.get_by_text("Scan the new code").wait_for()
            assert await stranger.number() == "--"
            code = room.serving.address_with_code().partition("#")[2]
            await stranger.page.evaluate("(code) => { location.hash = code; }", arg=code)
            await stranger.becomes("128", 3.0)
        room.serving.revoke(1)
        await shown.becomes("--", 3.0)
        await shown.page.get_by_text("Scan the new code").wait_for()


async def test_who_may_only_look_on_has_no_keys(chromium):
    async with walk_on_glass(chromium, faults=["403"]) as (shown, walk, _):
        assert await shown.page.locator(".control:visible").count() == 0
        await shown.page.evaluate("() => command({ command: 'pause' })")
        await shown.page.get_by_text("This page may only look on.").wait_for()
        assert walk.sent == []


async def test_who_may_do_more_has_keys_for_fingers(chromium):
    async with walk_on_glass(chromium, allow_control=True, size="phone") as (shown, walk, _):
        keys = shown.page.locator(".control:visible")
        assert await keys.count() == 5
        for box in [await key.bounding_box() for key in await keys.all()]:
            assert box["height"] >= 48
            assert box["width"] >= 44
        await shown.page.get_by_role("button", name="Pause").click()
        walk.show(replace(scenes.LIVE_IN, paused=True))
        await shown.page.get_by_role("button", name="Go on").click()
        await shown.page.get_by_role("button", name="Next").click()
        await shown.page.get_by_role("button", name="Mute").click()
        await shown.page.get_by_role("button", name="Talk").click()
        await shown.page.get_by_role("button", name="With effort").click()
        await shown.page.get_by_role("button", name="Pain").click()
        await shown.page.get_by_role("button", name="2 mild").click()
        for _ in range(100):
            if len(walk.sent) == 6:
                break
            await asyncio.sleep(0.02)
        assert walk.sent == [
            Pause(), Resume(), SkipStep(), Mute(muted=True), AnswerTalkTest(TalkTest.WITH_EFFORT), ReportPain(2)
        ]  # fmt: skip


OLD = """delete window.ResizeObserver;
delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close;
Object.defineProperty(window, "speechSynthesis", { value: undefined });"""


async def test_an_old_browser_has_the_number_and_the_questions(chromium):
    async with walk_on_glass(chromium, scripts=[OLD, INSECURE], allow_control=True) as (shown, walk, _):
        await shown.becomes("128", 1.0)
        assert await shown.page.locator("#voice").is_hidden()
        await shown.page.locator("#notice").click()
        await shown.page.get_by_role("button", name="Talk").click()
        await shown.page.get_by_role("button", name="Comfortable").click()
        assert await shown.page.locator("#talking").is_hidden()
        await shown.becomes("128", 1.0)
        assert walk.sent == [AnswerTalkTest(TalkTest.COMFORTABLE)]
        await shown.page.set_viewport_size({"width": 320, "height": 568})
        await asyncio.sleep(0.1)
        box = await shown.page.evaluate(DIGITS)
        assert 0.45 * 568 <= box["bottom"] - box["top"] <= 0.5 * 568


# For every pair of eyes and ears


AXE = {
    "resultTypes": ["violations"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
"""All that axe knows, and the strict contrast of 7:1."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", ["in", "above", "lost", "rest"])
async def test_axe_finds_nothing(chromium, theme, state):
    axe = pytest.importorskip("axe_playwright_python.async_playwright").Axe()
    async with walk_on_glass(chromium, scenes.STATES[state], allow_control=True, **THEMES[theme]) as (shown, _, room):
        moments = [None, "#talk", "#pain", "#stage"] if state == "in" else [None]
        for opened in moments:
            if opened is not None:
                await shown.page.locator(opened).click()
            found = await axe.run(shown.page, options=AXE)
            assert found.violations_count == 0, found.generate_report()
            await shown.page.keyboard.press("Escape")
        if state == "in":
            await shown.page.evaluate("() => notice('This screen will dim.', 'dims')")
            room.feed.none("The walk is over.")
            await shown.page.get_by_text("The walk is over.").wait_for()
            found = await axe.run(shown.page, options=AXE)
            assert found.violations_count == 0, found.generate_report()


async def test_the_word_is_announced_when_it_changes_and_only_then(chromium):
    count = """() => { window.changes = 0;
        new MutationObserver((all) => { window.changes += all.length; }).observe(document.querySelector("[aria-live]"),
            { childList: true, characterData: true, subtree: true }); }"""
    async with walk_on_glass(chromium) as (shown, walk, _):
        assert await shown.page.locator("[aria-live=polite]").get_attribute("id") == "word"
        assert await shown.page.locator("[aria-live], [role=status], [role=alert]").count() == 1
        await shown.page.evaluate(count)
        for bpm in (126.0, 127.0, 129.0):
            walk.show(replace(scenes.LIVE_IN, believed_bpm=bpm))
            await shown.becomes(f"{bpm:.0f}", 1.0)
        assert await shown.page.evaluate("() => window.changes") == 0
        walk.show(scenes.ABOVE)
        await shown.becomes("141", 1.0)
        assert await shown.page.evaluate("() => window.changes") == 2, "the word and its arrow, once each"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_nothing_moves_for_who_wants_no_motion(chromium, motion):
    moving = """() => [...document.querySelectorAll("*")]
        .filter((element) => getComputedStyle(element).transitionDuration !== "0s").length"""
    async with walk_on_glass(chromium, reduced_motion=motion) as (shown, _, _):
        assert (await shown.page.evaluate(moving) > 0) == (motion == "no-preference")


MOUTH = """window.heard = [];
Object.defineProperty(window, "speechSynthesis", {
    value: { cancel() {}, speak(words) { window.heard.push(words.text); } },
});"""


async def test_cues_are_spoken_after_one_tap(chromium):
    async with walk_on_glass(chromium, scripts=[MOUTH]) as (shown, walk, _):
        walk.show(scenes.ABOVE, scenes.cue(Cue.EASE_OFF, "Ease off"))
        await shown.becomes("141", 1.0)
        assert await shown.page.evaluate("() => window.heard") == []
        await shown.page.get_by_role("button", name="Voice").click()
        walk.show(scenes.BELOW, scenes.cue(Cue.SPEED_UP, "Pick up"))
        await shown.becomes("114", 1.0)
        assert (await shown.page.evaluate("() => window.heard"))[1:] == ["Pick up."]
        await shown.page.get_by_role("button", name="Voice").click()
        walk.show(scenes.ABOVE, scenes.cue(Cue.EASE_OFF, "Ease off"))
        await shown.becomes("141", 1.0)
        assert len(await shown.page.evaluate("() => window.heard")) == 2


@pytest.mark.parametrize(
    ("user_agent", "way"),
    [
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)", "Display & Brightness, then Auto-Lock"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X200)", "Display, then Screen timeout"),
    ],
    ids=["iPad", "Android"],
)
async def test_where_the_screen_cannot_be_kept_on_the_page_says_how(chromium, user_agent, way):
    async with walk_on_glass(chromium, scripts=[INSECURE], user_agent=user_agent) as (shown, _, _):
        assert way in await shown.page.locator("#notice").text_content()
        await shown.page.locator("#notice").click()
        assert await shown.page.locator("#notice").is_hidden()


async def test_where_the_screen_can_be_kept_on_it_is(chromium):
    kept = """window.kept = [];
    Object.defineProperty(Navigator.prototype, "wakeLock", {
        value: { async request(kind) { window.kept.push(kind); return { released: false }; } },
    });"""
    async with walk_on_glass(chromium, scripts=[kept]) as (shown, _, _):
        assert await shown.page.evaluate("() => window.kept") == ["screen"]
        assert await shown.page.locator("#notice").is_hidden()


# What a page does when the way to the walk is bad


SLOW = """{
    const Real = window.EventSource;
    window.slow = 0;
    window.EventSource = class {
        constructor(url) { this.real = new Real(url); this.began = performance.now(); }
        addEventListener(kind, act) {
            const late = () => slow * (performance.now() - this.began);
            this.real.addEventListener(kind, (event) => setTimeout(act, late(), event));
        }
        set onerror(act) { this.real.onerror = act; }
        close() { this.real.close(); }
    };
}"""
"""A network that brings less than is sent: what comes is later and later, from when a stream was opened."""


async def test_on_a_slow_network_no_number_is_shown_that_is_older_than_three_seconds(chromium):
    async with walk_on_glass(chromium, scripts=[SLOW]) as (shown, walk, _):
        loop, blanked = asyncio.get_running_loop(), False  # how late a stream's first one is, the page cannot know
        await shown.page.evaluate("() => { slow = 0.9; }")
        until_s = loop.time() + 14
        while loop.time() < until_s:
            number, at_s = await shown.page.evaluate(
                "() => [document.getElementById('digits').dataset.text, walk.at_s]"
            )
            blanked = blanked or number == "--"
            assert number == "--" or walk.latest.at_s - at_s < STALE_S + HEARTBEAT_S
            await asyncio.sleep(0.05)
        assert blanked
        await shown.page.evaluate("() => { slow = 0; }")
        await shown.becomes("128", 6.0)


async def test_a_new_walk_whose_time_begins_again_is_not_taken_for_a_late_one(chromium):
    async with walk_on_glass(chromium) as (shown, _, room):
        room.feed.follow(ShownWalk(replace(scenes.ABOVE, at_s=1.0)))
        await shown.becomes("141", 1.0)
        await asyncio.sleep(STALE_S + 0.5)
        assert await shown.number() == "141"


NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });"""


@pytest.mark.parametrize("scripts", [(), (NO_STORAGE,)], ids=["kept", "not kept"])
async def test_the_pages_own_key_is_shown_with_all_it_asks_for(chromium, scripts):
    async with walk_on_glass(chromium, scripts=scripts, allow_control=True) as (shown, _, _):
        async with shown.page.expect_request("**/trace?*") as trace:
            await shown.page.locator("#stage").click()
        async with shown.page.expect_request("**/command") as command:
            await shown.page.get_by_role("button", name="Pause").click()
        key = (await (await command.value).all_headers())["x-coach-page"]
        assert len(key) > 20
        walks = [url for url in shown.asked if "/walk" in url]
        assert {url.partition("?page=")[2] for url in (*walks, (await trace.value).url)} == {key}


async def test_a_cookie_alone_is_nothing(chromium):
    async with walk_on_glass(chromium, faults=["403"]) as (shown, _, _):
        await shown.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        await shown.page.reload()
        await shown.page.get_by_text("Scan the new code").wait_for()
        assert await shown.number() == "--"


@pytest.mark.parametrize(
    ("view", "text"),
    [(scenes.REST, "Stop and rest"), (scenes.FINISHED, None), (None, "The walk is over.")],
    ids=["stop", "finished", "over"],
)
@pytest.mark.parametrize("key", ["Talk", "Pain"])
async def test_no_question_stands_before_what_is_more_urgent(chromium, key, view, text):
    async with walk_on_glass(chromium, allow_control=True, size="phone") as (shown, walk, room):
        await shown.page.get_by_role("button", name=key).click()
        await shown.page.locator("dialog[open]").wait_for()
        assert await shown.page.locator("#word").evaluate("(word) => word.closest('[inert]')") is None
        assert await shown.page.locator("dialog:modal").count() == 0, "a modal one silences the word behind it"
        if view is None:
            room.feed.none("The walk is over.")
        else:
            walk.show(view)
        await shown.page.locator("dialog[open]").wait_for(state="hidden")
        if text is not None:
            await shown.page.get_by_text(text, exact=True).wait_for()


async def test_a_question_that_is_asked_during_a_rest_stays(chromium):
    async with walk_on_glass(chromium, scenes.REST, allow_control=True) as (shown, _, _):
        await shown.page.get_by_role("button", name="Pain").click()
        await asyncio.sleep(2 * HEARTBEAT_S)
        assert await shown.page.locator("#hurting").is_visible()
        await shown.page.keyboard.press("Escape")
        assert await shown.page.locator("#hurting").is_hidden()


async def test_a_command_that_is_not_answered_is_given_up_and_says_so(chromium):
    async with walk_on_glass(chromium, allow_control=True, faults=["ERR_"]) as (shown, walk, _):
        held = []

        async def hold(route):
            held.append(route)

        await shown.page.route("**/command", hold)
        await shown.page.get_by_role("button", name="Pause").click()
        await shown.page.get_by_text("That did not get through").wait_for(timeout=3500)
        assert abs(held[0].request.post_data_json["t"] - walk.latest.at_s) < STALE_S + 2
        await shown.page.unroute("**/command")
        await asyncio.sleep(0.5)
        assert walk.sent == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("**/walk?*", "Too many tabs of this page are open: close one."),
        ("**/enter", "128"),
    ],
    ids=["walk", "enter"],
)
async def test_too_many_is_said_as_what_it_is(chromium, path, text):
    """A code that is refused because of others' wrong ones does not put out who was let in before."""
    async with walk_on_glass(chromium, faults=["403", "429"]) as (shown, _, room):
        await shown.page.route(path, lambda route: route.fulfill(status=429))
        await shown.page.goto(room.address)
        await shown.page.evaluate("() => { location.hash = 'another'; }")
        if text == "128":
            await shown.becomes("128", 3.0)
        else:
            await shown.page.get_by_text(text).wait_for()


async def test_who_is_held_off_is_told_to_wait(chromium):
    async with Room() as room, glass(chromium, room, address=room.address, faults=["403", "429"]) as shown:
        await shown.page.route("**/enter", lambda route: route.fulfill(status=429))
        await shown.page.evaluate("() => { location.hash = 'right'; }")
        await shown.page.get_by_text("Too many wrong codes: wait a minute").wait_for()


async def test_of_too_many_tabs_the_last_says_so_and_the_others_go_on(chromium):
    async with walk_on_glass(chromium) as (shown, walk, room):
        for _ in range(MOST_STREAMS_OF_A_DEVICE):
            tab = await shown.page.context.new_page()
            await tab.goto(room.address)
        await tab.get_by_text("Too many tabs of this page are open: close one.").wait_for()
        walk.show(scenes.ABOVE)
        await shown.becomes("141", 2.0)
