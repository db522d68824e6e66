import pytest
from textual.screen import Screen

from coach.tui.app import CoachApp
from coach.tui.widgets.options import Options, has_room


class Listing(Screen):
    def compose(self):
        yield Options("one", "two", "three")


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 40), (80, 24)])
async def test_a_list_pages_in_a_window_of_any_size(size):
    async with CoachApp(Listing).run_test(size=size) as pilot:
        shown = pilot.app.screen.query_one(Options)
        shown.focus()
        await pilot.press("down", "pagedown", "pagedown", "pageup")
        assert shown.highlighted in {0, 1}


async def test_a_list_pages_as_textuals_does_where_it_has_room():
    async with CoachApp(Listing).run_test(size=(80, 24)) as pilot:
        shown = pilot.app.screen.query_one(Options)
        shown.focus()
        assert has_room(shown)
        await pilot.press("pagedown", "pagedown")
        assert shown.highlighted == 2
        await pilot.press("pageup")
        assert shown.highlighted == 0
