"""A strap as data."""

from coach.session.straps import StrapDetails, StrapId
from tests.support.fake_radio import strap


def test_a_strap_that_is_seen_is_known_by_name_and_address_whatever_else_is_seen_of_it():
    assert strap("Polar H10", "AA:BB", rssi_dbm=-90).strap_id == StrapId("Polar H10", "AA:BB")
    assert strap("Polar H10", "AA:BB").strap_id == strap("Polar H10", "AA:BB", heart_rate=False).strap_id
    assert strap("Polar H10", "AA:BB").strap_id != strap("Polar H10", "AA:CC").strap_id, "names are shared"


def test_a_strap_that_says_nothing_of_itself_has_empty_details():
    assert (StrapDetails().manufacturer, StrapDetails().location) == ("", "")
