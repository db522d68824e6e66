"""Stop and rest: a heart rate too high for too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing import ceiling
from coach.domain.pacing.ceiling import Ceiling, StopReason
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Band

BAND = Band(120, 135)
MAXIMUM = 169
"""Of a walker whose band is 120-135; the ceiling is 152."""

EVERY_S = 60.0


NUMBERS = {
    "CEILING_SHARE": 0.5,
    "CEILING_S": 120.0,
    "MAXIMUM_S": 10.0,
    "CEILING_LEAST_SHARE": 0.1,
    "LONGEST_HOLE_S": 20.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(ceiling, name) for name in NUMBERS} == NUMBERS


def stops(track, *, proven=True, sd_bpm=1.0, max_bpm=MAXIMUM, top_bpm=BAND.hi_bpm):
    """(time, reason) of the stops along a track of (time, bpm), at most one a minute."""
    watch, said = Ceiling(max_bpm), []
    for at_s, bpm in track:
        now = Assessment(
            at_s=at_s,
            sent_bpm=None if bpm is None else round(bpm),
            signal=Signal.STALE if bpm is None else Signal.LIVE,
            reason=None,
            believed_bpm=bpm,
            sd_bpm=None if bpm is None else sd_bpm,
            proven=proven,
        )
        reason = watch.update(now, top_bpm)
        if reason is not None and (not said or at_s - said[-1][0] >= EVERY_S):
            said.append((at_s, reason))
    return said


def holding(bpm, seconds, from_s=0.0):
    return [(from_s + second, float(bpm)) for second in range(seconds)]


def test_two_minutes_above_the_ceiling_are_too_long():
    first_s = ceiling.CEILING_S
    assert stops(holding(155, 300)) == [
        (at_s, StopReason.HIGH_FOR_LONG) for at_s in (first_s, first_s + EVERY_S, first_s + 2 * EVERY_S)
    ]


def test_ten_seconds_above_the_maximum_are_too_long():
    assert stops(holding(175, 20)) == [(ceiling.MAXIMUM_S, StopReason.ABOVE_MAXIMUM)]


def test_a_double_that_is_not_proven_is_no_reason_to_stop():
    assert stops(holding(175, 300), proven=False) == []


def test_a_short_climb_does_not_touch_the_ceiling():
    track = [row for k in range(6) for row in (*holding(155, 100, from_s=110.0 * k), (110.0 * k + 100, 140.0))]
    assert stops(track) == []


@given(st.sets(st.integers(1, 139), max_size=10), st.floats(150.1, 152))
def test_two_minutes_truly_above_are_told_within_twenty_seconds_in_spite_of_dips(seconds, dip_bpm):
    """A believed heart rate scatters around the true one, and dips under the limit that this one stays above."""
    told = stops([(at_s, dip_bpm if at_s in seconds else bpm) for at_s, bpm in holding(153.5, 141)])
    assert [reason for _, reason in told] == [StopReason.HIGH_FOR_LONG]


@given(st.lists(st.floats(-2.5, 2.5), min_size=160, max_size=160))
def test_what_stays_under_the_ceiling_is_never_told(errors):
    assert stops([(float(second), 152 - 3.0 + error) for second, error in enumerate(errors)]) == []


@pytest.mark.parametrize("dip_s", [1, 5, 9])
def test_a_dip_within_the_error_costs_its_time_twice(dip_s):
    track = [(at_s, 151.0 if 60 <= at_s < 60 + dip_s else bpm) for at_s, bpm in holding(155, 160)]
    assert stops(track) == [(ceiling.CEILING_S + 2 * dip_s, StopReason.HIGH_FOR_LONG)]


def test_what_is_above_in_excess_pays_for_no_dip():
    track = [(at_s, 151.0 if 600 <= at_s < 630 else bpm) for at_s, bpm in holding(155, 700)]
    assert [at_s for at_s, _ in stops(track) if at_s >= 600] == [660.0]


@pytest.mark.parametrize(("dip_bpm", "stands"), [(1.9, True), (2.1, False)])
def test_a_dip_of_more_than_two_errors_ends_what_was_above(dip_bpm, stands):
    track = [(at_s, 152 - dip_bpm if at_s == 60 else bpm) for at_s, bpm in holding(155, 160)]
    assert (stops(track, sd_bpm=1.0) != []) is stands


def test_without_a_known_maximum_the_ceiling_is_worked_out_of_the_band_and_is_the_only_limit():
    """A band's top of 136 is 80 % of 170, half way to which is 153."""
    top_bpm = 136.0
    assert stops(holding(152.5, 200), max_bpm=None, top_bpm=top_bpm) == []
    assert stops(holding(180, 121), max_bpm=None, top_bpm=top_bpm) == [(120.0, StopReason.HIGH_FOR_LONG)]


def test_a_wide_error_allows_a_deep_dip():
    track = [(at_s, 147.0 if at_s == 60 else bpm) for at_s, bpm in holding(155, 160)]
    assert stops(track) == []
    assert stops(track, sd_bpm=4.0) != []


@pytest.mark.parametrize(("hole_s", "found_s"), [(1, 121.0), (20, 140.0), (40, 220.0)])
def test_a_hole_counts_for_nothing_and_a_long_one_ends_it(hole_s, found_s):
    track = [(at_s, None if 60 <= at_s < 60 + hole_s else bpm) for at_s, bpm in holding(155, 221)]
    assert stops(track)[0] == (found_s, StopReason.HIGH_FOR_LONG)


def test_as_long_below_as_above_is_not_above():
    track = [(float(second), 154.0 if second // 5 % 2 else 151.0) for second in range(600)]
    assert stops(track) == []


@given(st.lists(st.tuples(st.floats(0.1, 4), st.one_of(st.none(), st.floats(146, 175))), max_size=120), st.floats(0, 1))
def test_extra_looks_change_no_stop(steps, share):
    plain, looked, at_s, before = [], [], 0.0, None
    for step_s, bpm in steps:
        looked.append((at_s + share * step_s, before))
        at_s, before = at_s + step_s, bpm
        plain.append((at_s, bpm))
        looked.append((at_s, bpm))
    times = {at_s for at_s, _ in plain}
    assert [stop for stop in stops(looked[1:]) if stop[0] in times] == stops(plain)


@given(st.integers(130, 900), st.floats(0.0, 2.0))
def test_nothing_is_told_of_a_heart_that_has_fallen_under_however_long_it_was_above(above_s, under_bpm):
    fallen = [(at_s, 152.0 - under_bpm) for at_s, _ in holding(0, 300, from_s=float(above_s))]
    assert max(at_s for at_s, _ in stops([*holding(155, above_s), *fallen])) < above_s
