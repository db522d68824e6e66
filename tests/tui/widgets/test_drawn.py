from msgspec.structs import replace

from coach.tui.app import CoachApp
from coach.tui.screens.walk import WalkScreen
from coach.tui.widgets.drawn import WalkView
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import screen_text


async def test_only_lines_that_changed_are_printed_again(monkeypatch):
    session = FakeHost(scenes.LIVE_IN)
    app = CoachApp(lambda: WalkScreen(session))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.screen.query_one(WalkView)
        printed = []
        monkeypatch.setattr(view, "refresh", lambda *regions, **_: printed.append([region.y for region in regions]))
        view.snapshot = replace(scenes.LIVE_IN, moving_s=816.0)
        view.snapshot = replace(scenes.LIVE_IN, moving_s=816.0, at_s=815.01)
        view.snapshot = replace(scenes.LIVE_IN, moving_s=816.0, at_s=815.02, muted=True)
        assert printed == [[0], [0]]  # before the screen's own clock may run, which shows the host's state again


async def test_the_drawing_follows_the_size_of_the_terminal():
    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN)))
    async with app.run_test(size=(80, 24)) as pilot:
        for size in ((40, 12), (100, 30), (7, 2), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(screen_text(app).splitlines()) == size[1]
        assert "Polar H10 1234" in screen_text(app)
