"""The dialog that shows the walk on other screens, over a page that is made by hand."""

import asyncio

import pytest
from rich.color import Color

from coach.errors import CommandError
from coach.pages.ports import SharedView
from coach.tui.app import CoachApp
from coach.tui.screens.dialogs import ConfirmEnd
from coach.tui.screens.share_dialog import FAILED, ShareDialog
from coach.tui.screens.walk import WalkScreen
from coach.tui.themes import THEME_NAMES
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import SIZES, at_every_size, screen_text, until

ADDRESS = "http://192.168.178.123:26224/#c29tZSBjb2RlIG9mIGEgd2Fs"
CODE = tuple(f"█{i * 77:031b}█".replace("0", "▀").replace("1", "▄") for i in range(17))
"""As large as the code of such an address, and readable by no camera."""
HOSTILE = "[red]\x1b[31mTab\x07\u202e\n[/red]"
DEVICES = ((3, "iPad, Safari"), (12, HOSTILE))


class Page:
    """Meets `coach.pages.ports.Sharing`: shows what the test puts into it."""

    def __init__(self, *views, error=None, ends=False, is_for_lan=None):
        self.asked = []
        self.is_for_lan = is_for_lan
        self._views = views
        self._error = error
        self._ends = ends

    async def views(self, *, lan):
        self.asked.append("network" if lan else "here")
        self.is_for_lan = lan
        try:
            for view in self._views:
                yield view
            if self._error is None and not self._ends:
                await asyncio.Event().wait()
            self.is_for_lan = None
            if self._error is not None:
                raise self._error
        finally:
            self.asked.append("left")

    def put_out(self, device):
        self.asked.append(device)

    def close(self):
        self.asked.append("end")
        self.is_for_lan = None


SHOWN = SharedView(ADDRESS, CODE, DEVICES)


def walking(page, **options):
    return CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN), sharing=page), **options)


@pytest.mark.parametrize("keys", [("w",), ("w", "w")], ids=["choice", "code"])
async def test_every_state_at_every_size(keys, screens):
    assert await at_every_size(lambda: WalkScreen(FakeHost(scenes.LIVE_IN), sharing=Page(SHOWN)), *keys) == screens


@pytest.mark.parametrize(("key", "where"), [("w", "network"), ("t", "here")])
async def test_the_walker_chooses_who_may_look_on(key, where):
    page = Page(SHOWN)
    async with walking(page).run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, shows="clear text")
        assert page.asked == []  # a page is started by no key but these
        await pilot.press(key)
        await until(pilot, shows="iPad")
        assert page.asked == [where]


async def test_without_a_page_the_key_says_why():
    async with walking(None).run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, shows="Only a walk of your own")
        assert isinstance(pilot.app.screen, WalkScreen)


def styles_of(app, text):
    return [style for strip in app.screen._compositor.render_strips() for part, style, _ in strip if text in part]


@pytest.mark.parametrize("theme", THEME_NAMES)
async def test_a_camera_finds_white_on_black_in_every_theme(theme):
    async with walking(Page(SHOWN), theme=theme).run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "w")
        await until(pilot, shows=CODE[0])
        [style] = styles_of(pilot.app, CODE[0])
        assert style.color == Color.parse("#ffffff")
        assert style.bgcolor == Color.parse("#000000")


async def test_without_colour_the_code_has_the_terminals_own():
    async with walking(Page(SHOWN), no_color=True).run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "w")
        await until(pilot, shows=CODE[0])
        [style] = styles_of(pilot.app, CODE[0])
        assert style.color is None or style.color.is_default
        assert style.bgcolor is None or style.bgcolor.is_default
        assert not style.dim


@pytest.mark.parametrize("size", [(80, 24), (80, 23), (74, 23), (160, 50)])
async def test_the_code_is_seen_whole(size):
    async with walking(Page(SHOWN)).run_test(size=size) as pilot:
        await pilot.press("w", "w")
        await until(pilot, shows="iPad")
        text = screen_text(pilot.app)
        assert all(line in text for line in CODE)


@pytest.mark.parametrize("size", [*SIZES, (60, 20), (30, 10)])
async def test_the_address_can_be_read_and_the_rest_scrolled_to(size):
    async with walking(Page(SHOWN)).run_test(size=size) as pilot:
        await pilot.press("w", "w")
        await until(pilot, shows="http://")
        cells = "".join(char for char in screen_text(pilot.app) if char not in " \n│▇▆▅▄▃▂▁█▀")
        assert size[0] == 80 or ADDRESS in cells  # beside the code its second line is apart from its first
        assert "esc back" in screen_text(pilot.app)
        await pilot.press("end")
        if size[0] >= 40:
            await until(pilot, shows=CODE[-1])


async def test_a_device_names_itself_in_text_alone():
    async with walking(Page(SHOWN)).run_test(size=(160, 50)) as pilot:
        await pilot.press("w", "w")
        await until(pilot, shows="2  [red] [31mTab [/red]")
        assert not set("\x1b\x07\u202e") & set(screen_text(pilot.app))


async def test_a_digit_puts_out_the_device_at_its_place():
    page = Page(SHOWN)
    async with walking(page).run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "1", "w")
        await until(pilot, shows="iPad")
        await pilot.press("2", "9", "1")
        assert page.asked == ["network", 12, 3]


async def test_x_ends_the_page_and_escape_leaves_it():
    page = Page(SHOWN)
    async with walking(page).run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "w", "escape")
        await until(pilot, screen=WalkScreen)
        assert page.asked == ["network", "left"]
        await pilot.press("w", "x")
        await until(pilot, screen=WalkScreen)
        assert page.asked[2:] in (["network", "end", "left"], ["network", "left", "end"])


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(error=CommandError("the page needs [b]more[/b] packages")), "the page needs [b]more[/b] packages"),
        (Page(error=CommandError("")), FAILED),
        (Page(error=KeyError("a fault of ours")), FAILED),
        (Page(SHOWN, error=CommandError("port 80 cannot be had")), "port 80 cannot be had"),
        (Page(SHOWN, ends=True), "The page has ended."),
    ],
    ids=["sentence", "without one", "fault", "later", "ended"],
)
async def test_a_page_that_is_not_there_says_why_and_shows_no_code(page, told):
    async with walking(page).run_test(size=(160, 50)) as pilot:
        await pilot.press("w", "t")
        await until(pilot, shows=told)
        text = screen_text(pilot.app)
        assert ADDRESS[:20] not in text
        assert CODE[0] not in text
        assert "iPad" not in text
        await pilot.press("1")
        assert page.asked == ["here", "left"]
        await pilot.press("t")
        assert page.asked[2] == "here"  # it can be tried again
    assert pilot.app.fault is None


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_the_keys_that_quit_ask_once(key):
    async with walking(Page(SHOWN)).run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "w", key)
        await until(pilot, screen=ConfirmEnd)
        assert not any(isinstance(screen, ShareDialog) for screen in pilot.app.screen_stack)


@pytest.mark.parametrize("lan", [True, False])
async def test_a_page_that_runs_is_shown_at_once_and_ended_by_nothing_but_x(lan):
    page = Page(SHOWN, is_for_lan=lan)
    async with walking(page).run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, screen=ShareDialog, shows="1  iPad, Safari")
        await pilot.press("w", "t")
        assert page.asked == ["network" if lan else "here"]
