"""How near a strap is, in bars and in a word: the same wherever straps are listed."""

from coach.session.straps import StrapSeen

BARS_DBM = (-88, -78, -68, -58)
"""Received signal to bars: at arm's length a strap is near -60, and at -90 a laptop begins to lose it."""


def signal_bars(strap: StrapSeen) -> tuple[int, str]:
    """The number of bars, 0-4, and a word."""
    if strap.rssi_dbm is None:
        return 0, "connected" if strap.connected else "unknown"
    bars = sum(strap.rssi_dbm >= least for least in BARS_DBM)
    return bars, ("hardly", "weak", "fair", "good", "near")[bars]
