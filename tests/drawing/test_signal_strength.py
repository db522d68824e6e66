"""How near a strap is: more signal is never fewer bars, and a connected one has none to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.drawing.signal_strength import BARS_DBM, signal_bars
from tests.support.fake_radio import strap

WORDS = ("hardly", "weak", "fair", "good", "near")


@pytest.mark.parametrize(("bars", "least_dbm"), list(enumerate(BARS_DBM, start=1)))
def test_a_bar_more_begins_at_its_bound(bars, least_dbm):
    assert signal_bars(strap(rssi_dbm=least_dbm)) == (bars, WORDS[bars])
    assert signal_bars(strap(rssi_dbm=least_dbm - 1)) == (bars - 1, WORDS[bars - 1])


@given(st.lists(st.integers(-127, 20), min_size=2).map(sorted))
def test_more_signal_is_never_fewer_bars(signals_dbm):
    bars = [signal_bars(strap(rssi_dbm=signal_dbm))[0] for signal_dbm in signals_dbm]
    assert bars == sorted(bars)
    assert all(0 <= count <= 4 for count in bars)


def test_at_arms_length_it_is_good_and_where_a_laptop_begins_to_lose_it_hardly_there():
    assert signal_bars(strap(rssi_dbm=-60))[0] == 3
    assert signal_bars(strap(rssi_dbm=-90)) == (0, "hardly")


@pytest.mark.parametrize(("connected", "word"), [(True, "connected"), (False, "unknown")])
def test_without_a_signal_it_is_connected_or_not_known(connected, word):
    assert signal_bars(replace(strap(), rssi_dbm=None, connected=connected)) == (0, word)
