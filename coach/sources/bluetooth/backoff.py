"""How long to wait before the next attempt."""

FIRST_S = 0.25
CAP_S = 2.0
"""A strap that is back must be live within five seconds, and finding and connecting take up to three of them."""

GROWTH = 2.0


def delay_s(failures: int) -> float:
    """Return the seconds to wait after this many failures in a row: short at first, then capped."""
    return min(CAP_S, FIRST_S * GROWTH ** min(failures, 10))
