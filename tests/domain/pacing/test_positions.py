"""The quick and the shown position of one heart rate: never on opposite sides, and not apart for long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.pacing.positions import Positions
from coach.domain.zone.zones import Band, Position

BAND = Band(120, 135)

APART_S, GOING_BELOW_S, GOING_ABOVE_S = 10.0, 20.0, 3.0
"""How long the two may differ; who reads the lines may count on the first two."""


def follow(positions, values):
    """Walk along (time, bpm, slope), stopping at every deadline on the way; (time, quick, shown) after each stop."""
    for at_s, bpm, slope in values:
        while (due_s := positions.next_deadline()) is not None and due_s <= at_s:
            positions.advance(due_s)
            yield due_s, positions.quick, positions.shown
        positions.update(at_s, bpm, slope)
        yield at_s, positions.quick, positions.shown


bands = st.tuples(st.floats(60, 150), st.floats(1, 40)).map(lambda pair: Band(pair[0], pair[0] + pair[1]))
"""Arbitrary targets, as narrow as a band may be."""


@st.composite
def tracks(draw):
    """Believed values at irregular times, most of them near the bounds, where judgements differ."""
    band, at_s, track = draw(bands), 0.0, []
    for step_s, share, slope in draw(
        st.lists(st.tuples(st.floats(0.2, 16), st.floats(-0.6, 1.6), st.floats(-1.5, 1.5)), max_size=120)
    ):
        at_s += step_s
        track.append((at_s, band.lo_bpm + share * band.width_bpm, slope))
    return band, track


@settings(max_examples=200)
@given(tracks())
def test_never_on_opposite_sides_and_apart_for_no_longer_than_allowed(drawn):
    band, track = drawn
    apart_since_s = None
    for at_s, quick, shown in follow(Positions(band), track):
        assert {quick, shown} != {Position.BELOW, Position.ABOVE}
        if apart_since_s is not None:
            assert at_s - apart_since_s <= GOING_BELOW_S + 1e-6
        if quick is shown:
            apart_since_s = None
            continue
        apart_since_s = at_s if apart_since_s is None else apart_since_s
        if (quick, shown) != (Position.BELOW, Position.IN):
            assert at_s - apart_since_s <= APART_S + 1e-6
        if (quick, shown) == (Position.ABOVE, Position.IN):
            assert at_s - apart_since_s <= GOING_ABOVE_S + 1e-6


@settings(max_examples=200)
@given(tracks())
def test_who_looks_only_when_an_estimate_comes_sees_them_apart_for_no_longer(drawn):
    """The quick one may turn just as the calm one has followed it: that is no new difference."""
    band, track = drawn
    positions, apart_since_s = Positions(band), None
    for at_s, bpm, slope in track:
        positions.update(at_s, bpm, slope)
        if positions.quick is positions.shown:
            apart_since_s = None
            continue
        apart_since_s = at_s if apart_since_s is None else apart_since_s
        assert at_s - apart_since_s <= GOING_BELOW_S + 1e-6


@given(tracks(), st.lists(st.floats(0.01, 1), max_size=5))
def test_extra_looks_change_nothing(drawn, shares):
    band, track = drawn
    plain, looked, last_s = Positions(band), Positions(band), 0.0
    for at_s, bpm, slope in track:
        for share in sorted(shares):
            looked.advance(last_s + share * (at_s - last_s))
        plain.update(at_s, bpm, slope)
        looked.update(at_s, bpm, slope)
        last_s = at_s
        assert (plain.quick, plain.shown) == (looked.quick, looked.shown)


@pytest.mark.parametrize(("bpm", "within_s"), [(120.0, GOING_BELOW_S), (135.0, GOING_ABOVE_S)])
def test_the_screen_follows_a_heart_that_hovers_on_the_bound(bpm, within_s):
    """Where the calm one alone would say "in the zone" for minutes more."""
    values = [(float(s), 128.0 if s < 30 else bpm, 0.0) for s in range(200)]
    seen = list(follow(Positions(BAND), values))
    quick_s = next(at_s for at_s, quick, _ in seen if quick is not Position.IN)
    shown_s = next(at_s for at_s, _, shown in seen if shown is not Position.IN)
    assert shown_s - quick_s <= within_s


def test_brisk_minutes_just_inside_a_tempo_band_are_shown_inside():
    """128 in the upper half of 120-135, and 129 a little later: two minutes of five must not be shown below."""
    for bpm, within_s in ((128.0, 31), (129.0, 15)):
        positions = Positions(BAND.upper_half)
        track = [(float(s), 115.0 if s < 30 else bpm, 0.0) for s in range(200)]
        inside = [at_s for at_s, _, shown in follow(positions, track) if shown is Position.IN]
        assert inside[0] - 30 <= within_s + APART_S


def test_a_heart_that_crosses_the_zone_at_speed_is_shown_inside_on_its_way():
    positions = Positions(Band(120, 121))
    shown = [shown for _, _, shown in follow(positions, [(float(s), 150.0 - 6 * s, -6.0) for s in range(12)])]
    assert shown[0] is Position.ABOVE
    assert shown[-1] is not Position.ABOVE


def test_another_band_is_judged_plainly_at_once_and_forgets_the_difference():
    positions = Positions(BAND)
    assert (positions.quick, positions.shown, positions.next_deadline()) == (None, None, None)
    list(follow(positions, [(float(s), 128.0 if s < 10 else 117.5, 0.0) for s in range(16)]))
    assert positions.next_deadline() is not None
    positions.set_band(Band(130, 140))
    assert (positions.quick, positions.shown, positions.next_deadline()) == (None, None, None)
    positions.update(16.0, 135.0, 0.0)
    assert positions.quick is positions.shown is Position.IN
    positions.restart()
    assert positions.quick is None
