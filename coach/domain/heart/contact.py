"""The strap's report on its skin contact, and when its beats outvote it.

Some straps support the contact bit and never set it, some lose it in mid-walk or let it flicker, with flawless beats
all along (Polar BLE SDK issue 83). Electrodes without skin send noise, a standing value or zeros, never flawless beats.
"""

FLAWLESS_S, FLAWLESS_SPELLS = 15.0, 4
"""When bpm and intervals stay a flawless heart's for this long while the bit says no, or in so many spells of it, the
bit is wrong."""

FLAW_S = 5.0
"""A flaw of this length ends it: a heart's own early beats are shorter."""

LONGEST_FLAWLESS_STEP_S = 3.0
"""A flawless reading speaks for this long at most: its intervals cover the seconds before it, not a hole."""


class ContactBit:
    """Weighs the bit against the beats."""

    __slots__ = ("_at_s", "_flawless_at_s", "_flawless_s", "_spells", "_was_off", "is_outvoted")

    def __init__(self) -> None:
        self._at_s = self._flawless_at_s = 0.0
        self._flawless_s = 0.0
        self._spells = 0
        self._was_off = False
        self.is_outvoted = False
        """Whether the beats say yes for so long that the bit's no does not count."""

    def weigh(self, at_s: float, contact: bool | None, *, flawless: bool) -> bool:  # noqa: FBT001 - three states
        """Return whether a reading counts.

        Args:
            at_s: when it came.
            contact: the bit; None where it is not supported.
            flawless: bpm and intervals are those of one heart, and agree.
        """
        step_s, self._at_s = min(LONGEST_FLAWLESS_STEP_S, at_s - self._at_s), at_s
        off = contact is False
        if flawless:
            self._flawless_at_s = at_s
            self._flawless_s += step_s * off
            self._spells += self._was_off and not off
        elif at_s - self._flawless_at_s > FLAW_S:
            self._flawless_s, self._spells, self.is_outvoted = 0.0, 0, False
        self._was_off = off
        if self._flawless_s >= FLAWLESS_S or self._spells >= FLAWLESS_SPELLS:
            self.is_outvoted = True
        return not off or self.is_outvoted
