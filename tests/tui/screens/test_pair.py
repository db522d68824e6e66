import pytest

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.tui.app import CoachApp
from coach.tui.screens.pair import PairScreen
from tests.support import sample_pages
from tests.support.sample_pages import FAILED, FakeServices
from tests.support.screens import at_every_size, screen_text

NO_SERVICE = BluetoothError(BluetoothProblem.NO_SERVICE, During.SCAN, system="linux")


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """The dot that moves while it listens stands still in a picture."""
    monkeypatch.setattr("coach.tui.screens.pair.TICK_S", 3600.0)


def pairing(asked):
    return CoachApp(lambda: PairScreen(asked))


@pytest.mark.parametrize(
    ("straps", "keys"),
    [
        (sample_pages.STRAPS, ()),
        (sample_pages.STRAPS, ("a", "down")),
        ((), ()),
        (sample_pages.STRAPS, ("enter",)),
    ],
    ids=["some", "everything", "none", "proven"],
)
async def test_every_state_at_every_size(straps, keys, screens):
    assert await at_every_size(lambda: PairScreen(FakeServices(straps=straps)), *keys) == screens


async def test_a_strap_that_fails(screens):
    assert await at_every_size(lambda: PairScreen(FakeServices(proofs=(FAILED,))), "enter") == screens


async def test_without_bluetooth(screens):
    asked = FakeServices()
    asked.error = NO_SERVICE
    told = await at_every_size(lambda: PairScreen(asked))
    assert told == screens
    assert "`sudo systemctl start bluetooth`" in " ".join(told.split())


async def test_the_chosen_strap_is_tried_and_remembered_and_never_another():
    asked = FakeServices()
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "This strap works" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
    assert ("strap", sample_pages.STRAPS[1].address) in asked.kept


async def test_a_strap_that_fails_is_tried_again_or_left():
    asked = FakeServices(proofs=(FAILED,))
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "wet the electrodes" in screen_text(app)
        asked.proofs = sample_pages.PROOFS
        await pilot.press("r")
        await pilot.pause()
        assert "This strap works" in screen_text(app)

    asked = FakeServices(proofs=(FAILED,))
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert "Listening for" in screen_text(app)
    assert not any(kept[0] == "strap" for kept in asked.kept)


async def test_listening_again_after_bluetooth_was_switched_on():
    asked = FakeServices()
    asked.error = NO_SERVICE
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Not listening" in screen_text(app)
        asked.error = None
        await pilot.press("r")
        await pilot.pause()
        assert "Not listening" not in screen_text(app)
        assert "Polar H10 1234" in screen_text(app)


async def test_a_fault_is_told_and_logged_and_can_be_tried_again(caplog):
    asked = FakeServices()
    asked.error = KeyError("/org/bluez/hci0")
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Not listening" in screen_text(app)
        assert "Coach has a fault" in screen_text(app)
        assert "listening for straps failed" in caplog.text
        asked.error = None
        await pilot.press("r")
        await pilot.pause()
        assert "Polar H10 1234" in screen_text(app)


async def test_everything_in_range_is_shown_only_when_asked_for():
    asked = FakeServices()
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Treadmill" not in screen_text(app)
        await pilot.press("a")
        await pilot.pause()
        assert "Treadmill" in screen_text(app)
        await pilot.press("a")
        assert "Treadmill" not in screen_text(app)
    assert [kept[0] for kept in asked.kept].count("watch") == 1, "one scan hears both"


async def test_a_strap_is_forgotten():
    asked = FakeServices()
    app = pairing(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await pilot.pause()
        assert "Polar H10 1234 is forgotten." in screen_text(app)
        assert "yours" not in screen_text(app)
    assert ("forget",) in asked.kept


async def test_a_name_full_of_markup_and_control_characters_is_text():
    app = pairing(FakeServices())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "HRM-Dual:114 [red]xevil" in screen_text(app)
        assert "\u202e" not in screen_text(app)
