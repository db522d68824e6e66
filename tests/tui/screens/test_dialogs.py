import pytest

from coach.session.inputs import EndReason
from coach.tui.app import CoachApp
from coach.tui.screens.dialogs import ConfirmEnd
from coach.tui.screens.strap_dialog import strap_line
from coach.tui.screens.walk import WalkScreen
from tests.support import sample_pages, scenes
from tests.support.fakes import FakeHost
from tests.support.screens import at_every_size, screen_text


class Straps:
    """Meets `coach.session.ports.StrapSwitch`."""

    def __init__(self, seen):
        self.seen = seen

    def switch_to(self, device):
        raise AssertionError("nobody chose a strap")

    async def straps_in_range(self):
        return self.seen


@pytest.mark.parametrize(
    "keys",
    [("b",), ("q",), ("question_mark",), ("s",)],
    ids=["band", "end", "help", "swap"],
)
async def test_every_dialog_at_every_size(keys, screens):
    def walk():
        return WalkScreen(FakeHost(scenes.LIVE_IN, straps=Straps(sample_pages.STRAPS)))

    assert await at_every_size(walk, *keys) == screens


def test_a_strap_in_words():
    assert strap_line(sample_pages.STRAPS[0]) == "Polar H10 1234  near (-52 dBm)"
    assert strap_line(sample_pages.STRAPS[3]) == "Treadmill 心拍計 室  connected to this computer  battery 40 %"


async def test_a_walk_that_outlives_its_screen_can_be_left_running(screens):
    """At every size: all three ways out are on the screen."""

    def walk():
        return WalkScreen(FakeHost(scenes.LIVE_IN, outlives_viewers=True))

    assert await at_every_size(walk, "q") == screens


async def test_l_leaves_a_walk_running_that_outlives_its_screen():
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = CoachApp(lambda: WalkScreen(host))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        assert "l leave it running" in screen_text(app)
        await pilot.press("l")
        await pilot.pause()
    assert app.return_value.left_running
    assert app.return_value.summary is None
    assert (host.ended_by, host.left, host.listeners) == (None, 1, [])


async def test_l_does_nothing_where_the_walk_would_end_with_its_screen():
    host = FakeHost(scenes.LIVE_IN)
    app = CoachApp(lambda: WalkScreen(host))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", "l")
        assert isinstance(app.screen, ConfirmEnd)
        assert "leave" not in screen_text(app)
        await pilot.press("n")
        assert isinstance(app.screen, WalkScreen)
    assert (host.ended_by, host.left) == (None, 0)


@pytest.mark.parametrize("key", ["y", "q", "enter", "ctrl+q"])
async def test_a_walk_elsewhere_ends_by_the_same_keys_as_one_here(key):
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = CoachApp(lambda: WalkScreen(host))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", key)
        await pilot.pause()
    assert host.ended_by is EndReason.STOPPED
    assert not app.return_value.left_running
