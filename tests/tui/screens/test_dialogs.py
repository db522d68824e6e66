import pytest

from coach.tui.screens.strap_dialog import strap_line
from coach.tui.screens.walk import WalkScreen
from tests.support import sample_pages, scenes
from tests.support.fakes import FakeHost
from tests.support.screens import at_every_size


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
