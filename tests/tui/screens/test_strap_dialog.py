"""The dialog that swaps the strap: what it shows, and that it survives whatever the radio does."""

import pytest
from textual.widgets import OptionList

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.commands import SwitchStrap
from coach.session.straps import StrapId, StrapSeen
from coach.tui.screens.walk import WalkScreen
from coach.tui.widgets.options import Options
from tests.support import sample_pages, scenes
from tests.support.fakes import FakeHost
from tests.support.screens import screen_text
from tests.tui.screens.test_walk import Straps, app_for

SHY = StrapSeen("Treadmill", "AA:09", -40, None, advertises_heart_rate=False, connected=False, age_s=0.0)


async def test_everything_in_range_is_shown_when_asked_for():
    straps = Straps((sample_pages.STRAPS[0], SHY))
    host = FakeHost(scenes.LIVE_IN, straps=straps)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert "Treadmill" not in screen_text(pilot.app)
        await pilot.press("a")
        await pilot.pause()
        assert "Treadmill" in screen_text(pilot.app)
        await pilot.press("down", "enter")
        await pilot.pause()
    assert host.sent == [SwitchStrap(StrapId("Treadmill", "AA:09"))]


async def test_a_strap_is_taken_though_the_list_changes_as_it_is_chosen():
    straps = Straps((sample_pages.STRAPS[0], SHY))
    host = FakeHost(scenes.LIVE_IN, straps=straps)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "a")
        await pilot.pause()
        shown = pilot.app.screen.query_one(Options)
        chosen = OptionList.OptionSelected(shown, shown.get_option_at_index(1), 1)
        pilot.app.screen.action_everything()
        pilot.app.screen.post_message(chosen)
        await pilot.pause()
    assert host.sent == [SwitchStrap(StrapId("Treadmill", "AA:09"))]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BluetoothError(BluetoothProblem.POWERED_OFF, During.SCAN), "Bluetooth is off"),
        (KeyError("/org/bluez/hci0"), "Looking for straps failed"),
    ],
)
async def test_what_fails_is_told_and_can_be_tried_again(error, told, caplog):
    straps = Straps(error)
    async with app_for(FakeHost(scenes.LIVE_IN, straps=straps)).run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert told in screen_text(pilot.app)
        assert ("looking for straps failed" in caplog.text) is not isinstance(error, BluetoothError)
        straps.seen = sample_pages.STRAPS[:1]
        await pilot.press("r")
        await pilot.pause()
        assert sample_pages.STRAPS[0].name in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WalkScreen)
