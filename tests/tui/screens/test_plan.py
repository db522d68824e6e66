import pytest

from coach.tui.app import CoachApp
from coach.tui.screens.learn import LessonScreen
from coach.tui.screens.plan import PlanScreen
from tests.support.sample_pages import FakeServices
from tests.support.screens import at_every_size, screen_inks, screen_text


async def test_at_every_size(screens):
    assert await at_every_size(lambda: PlanScreen(FakeServices())) == screens


@pytest.mark.parametrize(("theme", "no_color"), [("dark", False), ("light", False), ("dark", True)])
async def test_the_colours(theme, no_color, screens):
    app = CoachApp(lambda: PlanScreen(FakeServices()), theme=theme, no_color=no_color)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert screen_inks(app) + "\n" == screens


async def test_what_the_week_is_for():
    app = CoachApp(lambda: PlanScreen(FakeServices()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l")
        assert isinstance(app.screen, LessonScreen)
        assert "Weeks 3 and 4" in screen_text(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
    assert app.return_code == 0
