"""Stop and rest: a heart rate too high for too long."""

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing import ceiling
from coach.domain.pacing.ceiling import Ceiling, StopReason
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Band

BAND = Band(120, 135)
MAXIMUM = 169
"""Of a walker whose band is 120-135; the ceiling is 152."""


def stops(track, *, proven=True):
    """(time, reason) of every stop along a track of (time, bpm)."""
    watch, said = Ceiling(MAXIMUM), []
    for at_s, bpm in track:
        now = Assessment(
            at_s=at_s,
            sent_bpm=round(bpm),
            signal=Signal.LIVE,
            reason=None,
            believed_bpm=bpm,
            sd_bpm=1.0,
            proven=proven,
        )
        reason = watch.update(now, BAND)
        if reason is not None:
            said.append((at_s, reason))
    return said


def holding(bpm, seconds, from_s=0.0):
    return [(from_s + second, float(bpm)) for second in range(seconds)]


def test_two_minutes_above_the_ceiling_are_too_long():
    first_s, every_s = ceiling.CEILING_S, ceiling.REST_EVERY_S
    assert stops(holding(155, 300)) == [
        (at_s, StopReason.HIGH_FOR_LONG) for at_s in (first_s, first_s + every_s, first_s + 2 * every_s)
    ]


def test_ten_seconds_above_the_maximum_are_too_long():
    assert stops(holding(175, 20)) == [(ceiling.MAXIMUM_S, StopReason.ABOVE_MAXIMUM)]


def test_a_double_that_is_not_proven_is_no_reason_to_stop():
    assert stops(holding(175, 300), proven=False) == []


def test_a_short_climb_does_not_touch_the_ceiling():
    track = [row for k in range(6) for row in (*holding(155, 100, from_s=110.0 * k), (110.0 * k + 100, 150.0))]
    assert stops(track) == []
