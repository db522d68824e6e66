"""Coach inside this process, as the simulator wants a candidate: `update` returns (believed bpm or None, zone, cue).

It hands the session's engine the lines that `coach replay -` would read, and looks at the state that it would print, so
it scores what the pipe scores, deadlines and all. Only names that every checkout since 10dba93
has are used: the same file measures an older one.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

from checkouts import module

SAID = {
    "ease_off": "slow_down",
    "stop_and_rest": "stop_and_rest",
    "speed_up": "speed_up",
    "drifting_up": "drifting_high",
    "drifting_down": "drifting_low",
}
"""Cues that a simulated walker hears, in the simulator's words."""

LABELS = SAID | {"stop_and_rest": "slow_down", "signal_lost": "signal_lost"}
"""Cues as the first set's score knows them."""

CODES = {"below": 0, "in": 1, "above": 2, None: -1}
"""The score's numbers for positions."""

LEAST_APART_S = 0.001
"""Times of the lines rise, as they do on the pipe."""


class CoachInProcess:
    """One walk's Coach, whose maximum is that of the band.

    Attributes:
        said: the cues of the last update.
        stops_s: when "stop and rest" was said.
        shown: the calm position after each update, as the score's numbers.
        reading_us: what each update took, the decoding of its line left out.
    """

    wants_contact = True

    def __init__(self, lo: float, hi: float) -> None:
        band = module("coach.domain.zone.zones", "coach.domain.zones").Band(lo, hi)
        self._parse_line = module("coach.session.line_codec", "coach.session.recording").parse_line
        self._state = module("coach.session.json_lines", "coach.session.lines").state_object
        plan = module("coach.session.plan").SessionPlan.from_json({"workout": "free", "band_bpm": [lo, hi]}, band=band)
        self._session = module("coach.session.engine").SessionEngine(plan)
        self._last_s = -1.0
        self._early: list[str] = []
        self.said: list[str] = []
        self.stops_s: list[float] = []
        self.shown: list[int] = []
        self.reading_us: list[float] = []

    def update(
        self,
        t: float,
        bpm: float | None,
        rr_ms: Sequence[float],
        contact: bool | None = None,  # noqa: FBT001 - the simulator's
    ) -> tuple[float | None, str, str]:
        """Take one notification, or with `bpm` None a moment without one."""
        self.said, self._early = self._early, []
        if bpm is None:
            line: dict[str, object] = {"event": "tick"}  # an event that Coach does not know moves its clock
        else:
            line = {"hex": notification(bpm, rr_ms, contact=contact).hex()}
        label, state = self._take(t, line)
        self.shown.append(CODES[state["shown_position"]])
        return state["smoothed_bpm"], state["position"] or "unknown", label

    def speed(self, t: float, mps: float) -> None:
        """Take the speed of a belt or a pod; what is said to it counts as said at the next update."""
        self.said, self._early = self._early, []
        self._take(t, {"speed_mps": mps})
        self._early = self.said

    def _take(self, t: float, line: dict[str, object]) -> tuple[str, dict[str, Any]]:
        at_s = self._last_s = max(t, self._last_s + LEAST_APART_S)
        item = self._parse_line(json.dumps({"t": at_s} | line))
        began = time.perf_counter()
        self._session.receive(item)
        self.reading_us.append((time.perf_counter() - began) * 1e6)
        label = "none"
        cues = [str(event.cue) for event in self._session.events() if hasattr(event, "cue")]
        for cue in cues:
            label = LABELS.get(cue, label)
        self.said = [*self.said, *(SAID[cue] for cue in cues if cue in SAID)]
        self.stops_s += [at_s for cue in cues if cue == "stop_and_rest"]
        return label, self._state(self._session.snapshot(at_s))


def notification(bpm: float, rr_ms: Sequence[float] = (), *, contact: bool | None = None) -> bytes:
    """Return the payload of a heart-rate measurement (0x2A37): 8 bits of heart rate, intervals in 1/1024 s."""
    supported = 0 if contact is None else 0x04 | 0x02 * contact
    head = bytes([supported | 0x10 * bool(rr_ms), max(0, min(255, int(bpm)))])
    return head + b"".join(min(0xFFFF, max(0, round(ms * 1.024))).to_bytes(2, "little") for ms in rr_ms)
