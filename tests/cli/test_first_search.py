import sys

import pytest

from coach.cli.first_search import before_first_search
from coach.config import Profile, RememberedStrap


@pytest.mark.parametrize(
    ("platform", "paired", "told"), [("darwin", False, 1), ("darwin", True, 0), ("linux", False, 0)]
)
def test_a_mac_is_warned_of_until_a_strap_is_known(monkeypatch, capsys, platform, paired, told):
    monkeypatch.setattr(sys, "platform", platform)
    before_first_search(Profile(strap=RememberedStrap("Polar H10", "AA", platform) if paired else None))
    assert capsys.readouterr().err.count("answer the question macOS asks") == told
