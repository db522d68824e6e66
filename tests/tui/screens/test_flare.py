import pytest
from textual import events

from coach.domain.programme.flare_plan import MOST_CHARACTERS
from coach.errors import ConfigError, ConfigProblem
from coach.pages.flare import NORMAL, advice
from coach.tui.app import CoachApp
from coach.tui.screens.flare import FlarePlanScreen, FlareScreen, draw_advice
from tests.support.sample_pages import FakeServices
from tests.support.screens import SIZES, at_every_size, screen_inks, screen_text, until

PLAN = "Warm bath, ten minutes on the floor.\n[b]Two rounds[/b] a day.\nMs Weber: 0123 456"


async def written(plan, *keys, size=(80, 24), pasted=""):
    """What the page is left with after some keys."""
    app = CoachApp(lambda: FlarePlanScreen(plan))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if pasted:
            app.post_message(events.Paste(pasted))
            await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert not app.is_running
    return app.return_value


@pytest.mark.parametrize("plan", ["", PLAN], ids=["new", "written"])
async def test_writing_it_at_every_size(plan, screens):
    assert await at_every_size(lambda: FlarePlanScreen(plan), shows="esc keep") == screens


@pytest.mark.parametrize(
    "keys", [(), ("7", "enter"), ("5", "enter"), ("2", "enter"), ("7", "enter", "f1")],
    ids=["asked", "severe", "flare", "fine", "help"],
)  # fmt: skip
async def test_what_is_said_at_every_size(keys, screens):
    assert await at_every_size(lambda: FlareScreen(FakeServices(), PLAN), *keys) == screens


async def test_without_a_plan_it_invites_to_write_one(screens):
    assert await at_every_size(lambda: FlareScreen(FakeServices(), "", asks=False)) == screens


@pytest.mark.parametrize(
    ("theme", "no_color"), [("dark", False), ("light", False), ("contrast", False), ("dark", True)]
)
async def test_what_is_marked_is_seen_in_every_colour_and_without(theme, no_color):
    app = CoachApp(lambda: FlarePlanScreen(PLAN), theme=theme, no_color=no_color)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = screen_inks(app)
        await pilot.press("shift+home")
        await pilot.pause()
        assert screen_inks(app) != before


async def test_a_text_is_written_with_a_cursor_and_marked_text_is_replaced():
    assert await written("", *"Warth.", "left", "left", "left", "m", "enter", "escape") == "Warm\nth."
    assert await written("One two", "ctrl+shift+left", *"three", "ctrl+s") == "One three"
    assert await written("One two", *["shift+left"] * 7, "backspace", "escape") == ""


@pytest.mark.parametrize("key", ["escape", "ctrl+s", "ctrl+q"])
async def test_however_the_page_is_left_what_was_written_is_kept_and_what_was_only_read_is_not_written(key):
    assert await written(PLAN, key) is None
    assert await written(PLAN, "x", key) == f"{PLAN}x"


async def test_what_is_pasted_is_kept_as_far_as_there_is_room_and_tells_the_terminal_nothing():
    assert await written("", "escape", pasted="a\x1b[2Jb\r\nc") == "a[2Jb\nc"
    long = await written("Before. ", "y", "escape", pasted="x" * 2 * MOST_CHARACTERS)
    assert long == ("Before. " + "x" * MOST_CHARACTERS)[:MOST_CHARACTERS]


async def test_the_mouse_puts_the_cursor():
    app = CoachApp(lambda: FlarePlanScreen("One two"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("PlanText", offset=(5, 1))
        await pilot.press("x", "escape")
        await pilot.pause()
    assert app.return_value == "Onex two"


async def left_with(*keys, asks=True):
    app = CoachApp(lambda: FlareScreen(FakeServices(), PLAN, asks=asks))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert not app.is_running
    return app.return_value


@pytest.mark.parametrize(
    ("keys", "level"),
    [
        (("7", "enter", "enter"), 7),
        (("1", "0", "enter", "escape"), 10),
        (("0", "enter", "enter"), 0),
        (("escape",), None),
        (("tab",), None),
        (("7", "escape"), None),
        (("enter",), None),
        (("7", "enter", "shift+tab", "8", "enter", "enter"), 8),
    ],
)
async def test_it_is_left_with_the_level_or_without_an_answer(keys, level):
    assert await left_with(*keys) == level


async def test_after_a_walk_that_told_of_it_nothing_is_asked():
    assert await left_with("enter", asks=False) is None


@pytest.mark.parametrize("size", SIZES)
async def test_the_plan_is_read_to_its_end_at_every_size(size):
    app = CoachApp(lambda: FlareScreen(FakeServices(), PLAN))
    async with app.run_test(size=size) as pilot:
        await pilot.press("9", "enter", *["down"] * 20)
        assert "0123 456" in screen_text(app)
        await pilot.press(*["pageup"] * 5)
        assert "When pain flares" in screen_text(app)


async def test_the_plan_is_written_there_and_then_and_kept():
    services = FakeServices()
    app = CoachApp(lambda: FlareScreen(services, ""))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert isinstance(app.screen, FlareScreen), "there is nothing to write yet while pain is asked"
        await pilot.press("5", "enter", "w")
        await until(pilot, screen=FlarePlanScreen)
        await pilot.press(*"Rest", "escape")
        await until(pilot, shows="│ Rest")
        await pilot.press("w")
        await until(pilot, screen=FlarePlanScreen)
        await pilot.press("escape")
        await until(pilot, screen=FlareScreen)
    assert services.kept == [("flare_plan", "Rest")]


async def test_a_plan_that_cannot_be_kept_is_told():
    services = FakeServices()

    async def refuse(_text):
        raise ConfigError(ConfigProblem.UNWRITABLE, "profile", path="/x", detail="no room")

    services.save_flare_plan = refuse
    app = CoachApp(lambda: FlareScreen(services, "", asks=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, screen=FlarePlanScreen)
        await pilot.press("R", "escape")
        await until(pilot, shows="cannot write /x: no room")


def test_what_comes_from_outside_is_printed_and_no_more():
    drawn = "\n".join("".join(span.text for span in line) for line in draw_advice(advice(5), "a\x1b[2J[red]b", 72))
    assert "\x1b" not in drawn
    assert "[red]b" in drawn
    assert NORMAL[:30] in drawn


async def test_what_is_usual_for_the_walker_is_no_flare():
    app = CoachApp(lambda: FlareScreen(FakeServices(), PLAN, fine=6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6", "enter")
        await pilot.pause()
        assert "This is fine to walk with" in screen_text(app)
