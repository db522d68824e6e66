"""The strap that is remembered."""

import sys

from coach.config import Profile, RememberedStrap
from coach.services.straps import origin_of, remembered_strap
from coach.sources.bluetooth.discovery import WantedDevice


def test_a_strap_of_this_system_is_wanted_by_its_address():
    profile = Profile(strap=RememberedStrap("Polar H10", "AA:BB", sys.platform))
    assert remembered_strap(profile) == WantedDevice("Polar H10", "AA:BB")
    assert remembered_strap(Profile()) is None


def test_a_header_names_the_strap_that_is_wanted():
    assert origin_of(WantedDevice("Polar H10", "AA:BB")) == {"kind": "strap", "name": "Polar H10", "address": "AA:BB"}
    assert origin_of(None) == {"kind": "strap"}
