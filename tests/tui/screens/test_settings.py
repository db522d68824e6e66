import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from textual import events
from textual.widgets import Button, Input, Select, Switch

from coach.domain.zone.zones import Band
from coach.errors import ConfigError, ConfigProblem
from coach.tui.app import CoachApp
from coach.tui.screens.first_run import FirstRunScreen
from coach.tui.screens.flare import FlarePlanScreen
from coach.tui.screens.pair import PairScreen
from coach.tui.screens.settings import Days, SettingsScreen
from tests.support.sample_pages import FakeServices
from tests.support.screens import SIZES, at_every_size, screen_inks, screen_text, until

BEFORE = FakeServices().settings_view
FIELDS = ("colours", "tones", "voice", "volume", "days", "band", "strap", "plan", "questions")
NOT_WRITABLE = ConfigError(ConfigProblem.UNWRITABLE, "profile", path="/x", detail="no room")


def to(field):
    """The keys that lead to a field."""
    return ("tab",) * FIELDS.index(field)


async def after(*keys, services=None, size=(80, 24), leaves=True):
    """The services after some keys on the page, and then leaving it."""
    services = services or FakeServices()
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=size) as pilot:
        await until(pilot, shows="esc back")
        await pilot.press(*keys, *(("escape",) if leaves else ()))
        for _ in range(200):
            if not app.is_running:
                break
            await pilot.pause(0.01)
        assert app.is_running is not leaves
    return services


@pytest.mark.parametrize(
    "keys",
    [(), (*to("days"), "down", "space"), (*to("band"), "9"), (*to("volume"), "backspace"), ("enter",), to("questions")],
    ids=["as it is", "days", "band", "volume", "colours", "end"],
)
async def test_the_page_at_every_size(keys, screens):
    assert await at_every_size(lambda: SettingsScreen(FakeServices()), *keys, shows="tab next") == screens


@pytest.mark.parametrize(
    ("theme", "no_color"), [("dark", False), ("light", False), ("contrast", False), ("dark", True)]
)
async def test_what_is_on_and_where_the_keyboard_is_are_seen_in_every_colour_and_without(theme, no_color):
    app = CoachApp(lambda: SettingsScreen(FakeServices()), theme=theme, no_color=no_color)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        for field in FIELDS[1:]:
            before = screen_inks(app)
            await pilot.press("tab")
            await pilot.pause()
            assert screen_inks(app) != before, field
        await pilot.press(*["shift+tab"] * 4)
        for key in ("down", "space", "space"):
            before = (screen_text(app), screen_inks(app))
            await pilot.press(key)
            await pilot.pause()
            assert (screen_text(app), screen_inks(app)) != before, key
        assert "▐ ▌ Tuesday" in screen_text(app)
        await pilot.press("space")
        await until(pilot, shows="▐X▌ Tuesday")


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ((*to("tones"), "enter"), {"sound": False}),
        ((*to("voice"), "space"), {"speech": False}),
        ((*to("volume"), "3", "0", "enter"), {"volume_percent": 30}),
        ((*to("volume"), "0", "tab"), {"volume_percent": 0}),
        ((*to("volume"), "1", "0", "0"), {"volume_percent": 100}),
        ((*to("days"), "space", "down", "down", "space"), {"weekdays": frozenset({0, 2})}),
        ((*to("band"), *"110-125", "enter"), {"band": Band(110, 125)}),
        ((*to("band"), *"112.5-130.5", "tab"), {"band": Band(112.5, 130.5)}),
        ((*to("band"), "backspace", "tab"), {"band": None}),
    ],
)
async def test_a_change_is_kept_at_once_and_nothing_else_is(keys, kept):
    services = await after(*keys)
    assert services.settings_view == replace(BEFORE, **kept)


async def test_keys_that_are_typed_ahead_mark_the_days_where_the_cursor_was():
    services = FakeServices()
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        for key in (*to("days"), "space", "down", "down", "enter", "down", "down", "space"):
            app.post_message(events.Key(key, " " if key == "space" else None))
        await until(pilot, shows="▐X▌ Friday")
        await pilot.press("escape")
    assert services.settings_view.weekdays == {0, 2, 4}


@pytest.mark.parametrize("keys", [(), ("tab",) * 20, (*to("volume"), "8", "0"), (*to("days"), "space", "space")])
async def test_looking_around_changes_nothing(keys):
    services = await after(*keys)
    assert services.settings_view == BEFORE
    assert ("settings", BEFORE) not in services.kept or "space" in keys


async def test_a_band_that_is_none_is_told_what_one_is_and_is_not_kept():
    services = FakeServices()
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        await pilot.press(*to("band"))
        for text in ("9", "120", "135-120", "20-100", "a-b", "120-120"):
            await pilot.press(*text, "enter")
            await until(pilot, shows="two heart rates between 30 and 250")
            await pilot.press("backspace")
            await pilot.press(*["backspace"] * len(text))
            await until(pilot, shows="none of your own")
            assert "two heart rates" not in screen_text(app), text
    assert services.kept == []
    assert services.settings_view == BEFORE


async def test_a_volume_above_100_is_told_its_range_and_letters_are_not_typed():
    services = FakeServices()
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        await pilot.press(*to("volume"), "9", "x", "9", "9", "enter")
        await until(pilot, shows="from 0 to 100")
        assert app.screen.query_one("#volume", Input).value == "999"
    assert services.settings_view == BEFORE


async def test_the_mouse_changes_them_too():
    services = FakeServices()
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        await pilot.click(Switch)
        await pilot.click(Days, offset=(8, 6))
        await until(pilot, shows="Kept.")
        await pilot.click("#plan")
        await until(pilot, screen=FlarePlanScreen)
        await pilot.press("escape")
        await until(pilot, screen=SettingsScreen)
        await pilot.press("escape")
        await pilot.pause()
    assert (services.settings_view.sound, services.settings_view.weekdays) == (False, frozenset({6}))


async def test_colours_change_at_once_and_are_remembered_by_the_app():
    remembered = []

    async def remember(name):
        remembered.append(name)

    app = CoachApp(lambda: SettingsScreen(FakeServices()), theme="light", theme_chosen=remember)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        assert app.screen.query_one(Select).value == "light"
        await pilot.press("enter", "down", "enter")
        for _ in range(100):
            await pilot.pause(0.01)
            if remembered:
                break
        assert app.theme == "coach-contrast"
    assert remembered == ["contrast"]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from(["tab", "shift+tab", "space", "space", "down"]), max_size=25))
def test_however_fast_things_are_changed_what_is_kept_is_what_the_page_says(keys):
    async def changing():
        services = FakeServices()
        app = CoachApp(lambda: SettingsScreen(services))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, shows="esc back")
            page = app.screen
            await pilot.press(*to("tones"), *keys)
            while isinstance(app.screen, PairScreen | FlarePlanScreen | FirstRunScreen):
                await pilot.press("escape")
                await pilot.pause()
            said = page._read(BEFORE)  # what its widgets say: only they know
            await pilot.press("escape")
            await pilot.press("escape")
            await pilot.pause()
        return said, services.settings_view

    said, kept = asyncio.run(changing())
    assert kept == said


async def test_what_cannot_be_kept_is_told_and_the_page_can_be_left():
    services = FakeServices()

    async def refuse(_before, _after):
        raise NOT_WRITABLE

    services.change_settings = refuse
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        await pilot.press(*to("tones"), "space")
        await until(pilot, shows="cannot write /x: no room")
        await pilot.press("escape")
        await until(pilot, holds=lambda: not app.is_running)


async def test_what_is_typed_last_and_cannot_be_kept_is_told_before_the_page_is_left():
    services = FakeServices()

    async def refuse(_before, _after):
        raise NOT_WRITABLE

    services.change_settings = refuse
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        await pilot.press(*to("volume"), "5", "escape")
        await until(pilot, shows="cannot write /x: no room")
        await pilot.press("escape")
        await until(pilot, holds=lambda: not app.is_running)


async def test_settings_that_cannot_be_read_are_told_and_nothing_is_written():
    services = FakeServices()
    services.error = NOT_WRITABLE
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="cannot write /x: no room")
        services.error = None
        await pilot.press(*to("tones"), "space", "escape")
        await until(pilot, holds=lambda: not app.is_running)
    assert services.kept == []


async def test_strap_plan_and_questions_are_a_key_away_and_what_they_say_is_shown():
    services = FakeServices()
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="esc back")
        await pilot.press(*to("strap"), "enter")
        await until(pilot, screen=PairScreen)
        services.settings_view = replace(BEFORE, strap="[b]Other\x1b[2J")
        await pilot.press("escape")
        await until(pilot, shows="[b]Other")
        assert "\x1b" not in screen_text(app)
        await pilot.press("tab", "enter")
        await until(pilot, screen=FlarePlanScreen)
        await pilot.press(*"Rest", "escape")
        await until(pilot, shows="Kept.")
        await pilot.press("tab", "enter")
        await until(pilot, screen=FirstRunScreen)
        services.settings_view = replace(services.settings_view, weekdays=frozenset({0, 1, 2}))
        await pilot.press("escape")
        await until(pilot, shows="Three days")
    assert services.profile_view.flare_plan == "Rest"
    assert [kind for kind, *_ in services.kept if kind in {"profile", "flare_plan"}] == ["flare_plan", "profile"]


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_reached_by_keyboard_at_every_size(size):
    app = CoachApp(lambda: SettingsScreen(FakeServices()))
    async with app.run_test(size=size) as pilot:
        await until(pilot, shows="esc back")
        for _ in FIELDS[1:]:
            await pilot.press("tab")
        await until(pilot, shows="Age, heart")
        assert isinstance(app.focused, Button)


async def test_no_day_marked_is_the_programmes_choice_and_no_strap_is_one_to_choose():
    services = FakeServices()
    services.settings_view = replace(BEFORE, band=None, strap=None, zone_source="the typical band")
    app = CoachApp(lambda: SettingsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Choose one")
        assert "the programme chooses" in screen_text(app)
        assert "Now by the typical band." in screen_text(app)


@pytest.mark.parametrize("keys", [(), to("days"), to("band"), ("enter",)], ids=["colours", "days", "band", "open list"])
async def test_page_keys_scroll_the_page_from_wherever_the_keyboard_is(keys):
    app = CoachApp(lambda: SettingsScreen(FakeServices()))
    async with app.run_test(size=(40, 12)) as pilot:
        await until(pilot, shows="esc")
        await pilot.press(*keys, "pageup", "pageup", "pageup")
        await until(pilot, shows="Colours")
        await pilot.press("pagedown", "pagedown", "pagedown")
        await until(pilot, shows="Age, heart")
        await pilot.resize_terminal(3, 1)
        await pilot.press("pagedown", "pageup", "home", "end")
