import pytest
from textual.widgets import Static

from coach.errors import StoreError, StoreProblem
from coach.tui.app import CoachApp
from coach.tui.screens.widget_page import WidgetPage
from tests.support.screens import SIZES, screen_text, until


class Reading(WidgetPage[str]):
    TITLE_TEXT = "Reading"

    def __init__(self, asked):
        super().__init__()
        self.asked = asked

    def widgets(self):
        yield Static("The middle")

    def on_mount(self):
        self.aside("3 of 9")
        self.fetch(self.asked, lambda got: self.say(f"Got [b]{got}\x1b[2J"))


async def answer():
    return 42


async def refuse():
    raise StoreError(StoreProblem.DISK_FULL, path="/x")


async def break_down():
    raise RuntimeError("our fault")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("asked", "said"), [(answer, "Got [b]42"), (refuse, "free some disk space"), (break_down, "Coach has a fault")]
)
async def test_header_widgets_a_line_for_what_happens_and_the_keys(size, asked, said):
    app = CoachApp(lambda: Reading(asked))
    async with app.run_test(size=size) as pilot:
        await until(pilot, shows=said)
        first, *rest = screen_text(app).splitlines()
        assert first.split() == ["Reading", "3", "of", "9"]
        assert any("The middle" in line for line in rest)
        await until(pilot, shows="esc back")
        assert "\x1b" not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not app.is_running
    assert app.return_value is None


async def test_what_comes_for_a_page_that_was_left_meanwhile_is_not_used():
    async def leave_and_answer():
        app.screen.dismiss("left")
        return "late"

    app = CoachApp(lambda: Reading(leave_and_answer))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Got" not in screen_text(app)
    assert app.return_value == "left"
