"""Who cannot reach the zone is found out by three pushes without a rise."""

import pytest

from coach.domain.pacing import reach
from coach.domain.pacing.reach import Reach, fitting_band
from coach.domain.zone.zones import Band

BAND = Band(120, 135)


NUMBERS = {
    "PUSHES": 3,
    "ANSWER_S": 75.0,
    "RISE_BPM": 2.5,
    "RISE_IN_ALL_BPM": 4.0,
    "REACHED_S": 10.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(reach, name) for name in NUMBERS} == NUMBERS


def walk(found, mean_of, *, until_s, pushes=(375.0, 435.0, 555.0), from_s=0.0, band=BAND):
    """When the zone turned out to be out of reach: a mean heart rate each second, with pushes."""
    seen = []
    for second in range(int(from_s), until_s):
        at_s, mean_bpm = float(second), mean_of(second)
        if found.update(at_s, mean_bpm, band, is_in=mean_bpm >= band.lo_bpm):
            seen.append(at_s)
        if at_s in pushes:
            found.push(at_s, mean_bpm)
    return seen


def test_three_pushes_without_a_rise_settle_it_within_twelve_minutes():
    found = Reach()
    assert walk(found, lambda _: 114.0, until_s=720) == [555.0 + reach.ANSWER_S]
    assert not found.allows(BAND)
    assert not found.allows(BAND.upper_half)
    assert found.allows(fitting_band(114.0, BAND))


def test_a_heart_that_was_still_settling_at_the_first_push_is_judged_at_a_later_one():
    found = Reach()
    settling = walk(found, lambda s: min(114.0, 100.0 + s / 25), until_s=720, pushes=(240.0, 300.0, 390.0, 540.0))
    assert settling == [540.0 + reach.ANSWER_S]


def test_a_walker_who_rises_can_reach_it():
    found = Reach()
    assert walk(found, lambda s: 105.0 + max(0, s - 375) / 60, until_s=720) == []
    assert found.allows(BAND)


def test_no_fourth_push_comes_before_the_answer_to_the_third():
    found = Reach()
    for at_s in (300.0, 360.0, 420.0):
        assert found.allows(BAND)
        found.push(at_s, 114.0)
    found.update(420.0 + reach.ANSWER_S - 1, 116.9, BAND, is_in=False)
    assert not found.allows(BAND)
    found.update(420.0 + reach.ANSWER_S, 116.9, BAND, is_in=False)
    assert found.allows(BAND)


def test_two_pushes_settle_nothing():
    assert walk(Reach(), lambda _: 114.0, until_s=720, pushes=(375.0, 435.0)) == []


@pytest.mark.parametrize("later_s", [0.0, 3600.0])
def test_a_walker_who_has_held_the_zone_in_this_walk_can_reach_it(later_s):
    found = Reach()
    walk(found, lambda _: 125.0, until_s=300, pushes=())
    pushes = tuple(later_s + push_s for push_s in (375.0, 435.0, 555.0))
    assert walk(found, lambda _: 114.0, from_s=later_s + 300, until_s=int(later_s) + 720, pushes=pushes) == []


def test_a_moment_in_the_zone_is_not_reaching_it():
    found = Reach()
    assert walk(found, lambda s: 121.0 if 300 <= s < 308 else 114.0, until_s=720) != []


def test_the_zone_reached_after_all_allows_pushes_again():
    found = Reach()
    walk(found, lambda _: 114.0, until_s=720)
    walk(found, lambda _: 122.0, from_s=720, until_s=760, pushes=())
    assert found.allows(BAND)


def test_a_lower_band_reached_says_nothing_about_the_higher_one():
    found = Reach()
    walk(found, lambda _: 114.0, until_s=720)
    walk(found, lambda _: 114.0, from_s=720, until_s=800, pushes=(), band=Band(106, 121))
    assert not found.allows(BAND)


def test_a_new_start_forgets_the_pushes():
    found = Reach()
    walk(found, lambda _: 114.0, until_s=600)
    found.restart()
    assert walk(found, lambda _: 114.0, from_s=600, until_s=720, pushes=()) == []


@pytest.mark.parametrize(("mean_bpm", "band"), [(114.2, BAND), (31.0, Band(40, 60)), (100.0, Band(127.5, 135))])
def test_a_band_that_fits_is_as_wide_and_holds_the_heart_rate(mean_bpm, band):
    fitting = fitting_band(mean_bpm, band)
    assert fitting.width_bpm == band.width_bpm
    assert fitting.lo_bpm <= mean_bpm <= fitting.hi_bpm
    assert fitting.lo_bpm == round(fitting.lo_bpm)


@pytest.mark.parametrize(
    ("at_pushes_bpm", "then_bpm", "out_of_reach"),
    [
        ((112.0, 114.0, 115.0), 115.0, True),  # 3 since the first, none since the last
        ((112.0, 114.0, 115.0), 116.1, False),  # 4.1 since the first
        ((114.0, 114.0, 113.5), 116.1, False),  # 2.6 since the last
        ((114.0, 114.0, 114.0), 116.4, True),
    ],
)
def test_a_rise_is_two_and_a_half_since_the_last_push_or_four_since_the_third_last(
    at_pushes_bpm, then_bpm, out_of_reach
):
    found = Reach()
    for number, mean_bpm in enumerate(at_pushes_bpm):
        found.push(300.0 + 60 * number, mean_bpm)
    assert found.update(420.0 + 75.0, then_bpm, BAND, is_in=False) is out_of_reach
