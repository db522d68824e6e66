"""How long a connection may be silent: as its own packets teach.

A strap of one packet a second that says nothing for ten is gone, whatever the stack says. One of a packet each twelve
seconds is not, and closing its link would keep anybody from learning its rhythm. Each connection learns anew: what a
device sent before it fell silent does not say what it sends now, for a watch may have begun to save power.
"""

from coach.domain.heart.rhythm import FRESH_AT_MOST_S, LONGEST_GAP_S, SAME_MOMENT_S, Rhythm

SILENT_FROM_THE_START_S = 10.0
"""A device that was subscribed to and sends nothing at all: ten missed packets of one a second. The next time it is
given the 15 s that any heart rate may be old."""

SILENCES_ALLOWED = 2.0
"""Close the link when the last packet is twice as old as it may be: 10 s for one a second, 30 s for one in twelve, so
that a single lost packet closes nothing."""

GAPS_THAT_TEACH = 3
"""The rhythm is known from so many gaps between packets: two may be those of a burst at the start and the pause after
it. Until then be as patient as with the slowest of rhythms."""


class AllowedSilence:
    """How long one connection's silence is waited for."""

    __slots__ = ("_at_s", "_before_any_s", "_gaps", "_rhythm")

    def __init__(self, *, was_mute: bool) -> None:
        """Begin a connection.

        Args:
            was_mute: the last connection to this device brought no packet, so that closing it early was no help: a
                slow device's first packet may come later than ten seconds after each subscription.
        """
        self._rhythm = Rhythm()
        self._at_s: float | None = None
        self._gaps = 0
        self._before_any_s = FRESH_AT_MOST_S if was_mute else SILENT_FROM_THE_START_S

    @property
    def stale_after_s(self) -> float:
        """How old the last packet may be."""
        return self._rhythm.fresh_s

    @property
    def silent_after_s(self) -> float:
        """How old the last packet may be before the link is closed; before the first, how long the subscription."""
        if self._at_s is None:
            return self._before_any_s
        if self._gaps < GAPS_THAT_TEACH:
            return LONGEST_GAP_S
        return SILENCES_ALLOWED * self._rhythm.fresh_s

    def packet(self, at_s: float) -> None:
        """Take the time of a packet."""
        if self._at_s is not None and at_s - self._at_s > SAME_MOMENT_S:
            self._gaps += 1
        self._at_s = at_s
        self._rhythm.packet(at_s)
