import pytest

from coach.domain.programme.talk import TalkTest
from coach.tui.app import CoachApp
from coach.tui.screens.summary import SummaryScreen
from tests.support import sample_pages
from tests.support.sample_pages import FakeServices
from tests.support.screens import at_every_size, screen_inks, screen_text


@pytest.mark.parametrize("detail", [sample_pages.DETAIL, sample_pages.FIRST_DETAIL], ids=["whole", "first"])
async def test_at_every_size(detail, screens):
    assert await at_every_size(lambda: SummaryScreen(FakeServices(), detail)) == screens


@pytest.mark.parametrize(
    ("theme", "no_color"), [("dark", False), ("light", False), ("contrast", False), ("dark", True)]
)
async def test_the_colours(theme, no_color, screens):
    app = CoachApp(lambda: SummaryScreen(FakeServices(), sample_pages.DETAIL), theme=theme, no_color=no_color)
    async with app.run_test(size=(80, 24)):
        assert screen_inks(app) + "\n" == screens


async def test_a_small_window_is_scrolled_to_the_last_word():
    app = CoachApp(lambda: SummaryScreen(FakeServices(), sample_pages.DETAIL))
    async with app.run_test(size=(40, 12)) as pilot:
        assert "New shoes" not in screen_text(app)
        await pilot.press("pagedown", "pagedown", "pagedown")
        assert "New shoes" in screen_text(app)
        await pilot.press("pageup", "pageup", "pageup", "k")
        assert "in Zone 2" in screen_text(app)


async def test_what_was_felt_is_mended():
    asked = FakeServices()
    app = CoachApp(lambda: SummaryScreen(asked, sample_pages.DETAIL))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "5", "enter", "tab", "2", "escape")
        await pilot.pause()
        assert "effort 5" in screen_text(app)
    [(_, walk_id, felt)] = asked.kept
    assert walk_id == sample_pages.DETAIL.row.walk_id
    assert (felt.rpe, felt.talk_test) == (5, TalkTest.WITH_EFFORT)
    assert (felt.pain_after, felt.distance_m, felt.note) == (1, 1850.0, "New shoes.")


async def test_nothing_changed_is_nothing_to_keep():
    asked = FakeServices()
    app = CoachApp(lambda: SummaryScreen(asked, sample_pages.DETAIL))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "escape")
        await pilot.pause()
    assert asked.kept == []
