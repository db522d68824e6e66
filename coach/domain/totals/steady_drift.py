"""How far the heart rate of a walk's second half lies over that of its first, at a constant pace."""

from array import array

DRIFT_LEAST_S = 600.0
"""Report a drift from ten believed minutes of steady walking: shorter halves are mostly noise (2 bpm scatter)."""

MOST_SPANS = 16_384
"""Over four hours of a reading a second, in a quarter of a megabyte. In a longer walk neighbouring spans are joined:
where the middle of a day lies is then known to a minute, a thousandth of its half."""


class SteadyDrift:
    """Adds up the spans of steady walking, each with its mean heart rate. Memory is bounded."""

    __slots__ = ("_bpm", "_span_s")

    def __init__(self) -> None:
        self._span_s = array("d")
        self._bpm = array("d")

    def add(self, span_s: float, bpm: float) -> None:
        """Add a span of over 0 s with its mean heart rate."""
        if len(self._span_s) == MOST_SPANS:
            self._join_neighbours()
        self._span_s.append(span_s)
        self._bpm.append(bpm)

    def _join_neighbours(self) -> None:
        spans_s, rates = self._span_s, self._bpm
        pairs = range(0, MOST_SPANS, 2)
        joined_s = array("d", (spans_s[i] + spans_s[i + 1] for i in pairs))
        beats = (spans_s[i] * rates[i] + spans_s[i + 1] * rates[i + 1] for i in pairs)
        self._bpm = array("d", (both / span_s for both, span_s in zip(beats, joined_s, strict=True)))
        self._span_s = joined_s

    @property
    def pct(self) -> float | None:
        """The second half of the time over the first, per cent; None when there is too little."""
        total_s = sum(self._span_s)
        if total_s < DRIFT_LEAST_S:
            return None
        halves: list[list[float]] = [[0.0, 0.0], [0.0, 0.0]]
        passed_s = 0.0
        for span_s, bpm in zip(self._span_s, self._bpm, strict=True):
            half = halves[passed_s >= total_s / 2]
            half[0] += span_s
            half[1] += span_s * bpm
            passed_s += span_s
        first, second = (bpm_s / half_s for half_s, bpm_s in halves)
        return (second / first - 1) * 100
