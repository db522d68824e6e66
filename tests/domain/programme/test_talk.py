"""The talk test corrects the band, with evidence, and never for one bad day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme import talk
from coach.domain.programme.talk import (
    LARGEST_BAND_SHIFT_BPM,
    LIMITS_BPM,
    TalkAnswer,
    TalkTest,
    found_band,
    lowered_band,
    propose_band,
    spares,
)
from coach.domain.zone.zones import Band

BAND = Band(120, 135)
EASY, EFFORT, CANNOT = TalkTest.COMFORTABLE, TalkTest.WITH_EFFORT, TalkTest.CANNOT


NUMBERS = {
    "WALKS_NEEDED": 2,
    "WALKS_UNDER": 3,
    "WALKS_LOOKED_AT": 6,
    "WELL_ABOVE_BPM": 5.0,
    "LARGEST_BAND_SHIFT_BPM": 10.0,
    "SMALLEST_SHIFT_BPM": 2.0,
    "LIMITS_BPM": (50.0, 190.0),
    "LEAST_BPM": 30.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(talk, name) for name in NUMBERS} == NUMBERS


def answers(*given_):
    return [TalkAnswer(day, f"w{day}", answer, bpm) for day, (answer, bpm) in enumerate(given_)]


def test_comfortable_well_above_on_two_walks_moves_the_band_up():
    found = propose_band(BAND, answers((EASY, 141.0), (EFFORT, 130.0), (EASY, 143.0)))
    assert found.band == Band(127, 142)
    assert found.evidence == (
        "On 2 walks you spoke comfortably at 141-143 bpm, and your band is 120-135: 127-142 would fit how it feels."
    )


def test_cannot_speak_inside_on_two_walks_moves_the_band_down():
    found = propose_band(BAND, answers((CANNOT, 131.0), (CANNOT, 131.0)))
    assert found.band == Band(111, 126)
    assert "you could not speak at 131 bpm" in found.evidence


@pytest.mark.parametrize(
    "given_",
    [
        [],
        [(EASY, 145.0)],
        [(EASY, 138.0), (EASY, 138.0)],  # above, but not well above
        [(EASY, 130.0), (EASY, 128.0)],  # as it should be
        [(CANNOT, 140.0), (CANNOT, 145.0)],  # as it should be
        [(EFFORT, 150.0), (EFFORT, 110.0)],
        [(EASY, 145.0), (EASY, 145.0), (CANNOT, 125.0)],  # they contradict each other
        [(EASY, 145.0), (EASY, 145.0), *[(EFFORT, 130.0)] * 6],  # long ago
    ],
)
def test_otherwise_nothing_is_proposed(given_):
    assert propose_band(BAND, answers(*given_)) is None


def test_twice_on_one_walk_is_one_walk():
    twice = [TalkAnswer(1, "w1", EASY, 145.0), TalkAnswer(1, "w1", EASY, 146.0)]
    assert propose_band(BAND, twice) is None


@pytest.mark.parametrize(
    ("answer", "rates_bpm", "band"),
    [(CANNOT, (134.0, 132.0), Band(112, 127)), (EASY, (141.0, 143.0), Band(128, 143))],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_of_one_walk_the_answer_furthest_from_the_band_counts(answer, rates_bpm, band, turn):
    twice = [TalkAnswer(day, f"w{day}", answer, bpm) for day in (1, 2) for bpm in rates_bpm[::turn]]
    assert propose_band(BAND, twice).band == band


@given(
    lo=st.integers(85, 170),
    width=st.integers(2, 20),
    given_=st.lists(st.tuples(st.sampled_from(TalkTest), st.floats(60, 200)), max_size=8),
)
def test_a_proposal_keeps_the_width_a_limit_and_a_direction(lo, width, given_):
    band = Band(lo, lo + width)
    found = propose_band(band, answers(*given_))
    if found is not None:
        shift = found.band.lo_bpm - band.lo_bpm
        assert found.band.width_bpm == band.width_bpm
        assert 2 <= abs(shift) <= LARGEST_BAND_SHIFT_BPM
        assert LIMITS_BPM[0] <= found.band.lo_bpm < found.band.hi_bpm <= LIMITS_BPM[1]
        wanted = EASY if shift > 0 else CANNOT
        assert sum(answer is wanted for answer, _ in given_) >= 2


@pytest.mark.parametrize(
    ("band", "given_"),
    [(Band(170, 185), [(EASY, 199.0)] * 2), (Band(55, 70), [(CANNOT, 65.0)] * 2)],
    ids=["too high", "too low"],
)
def test_no_band_is_proposed_where_no_zone_2_is(band, given_):
    assert propose_band(band, answers(*given_)) is None


def test_comfortable_far_under_on_three_walks_offers_a_band_round_it():
    found = propose_band(BAND, answers((EASY, 95.0), (EASY, 96.0), (EASY, 94.0)))
    assert found.band.lo_bpm <= 94.0
    assert found.band.hi_bpm >= 96.0
    assert found.band.width_bpm == BAND.width_bpm
    assert "you spoke comfortably at 94-96 bpm" in found.evidence


@pytest.mark.parametrize(
    "given_",
    [
        [(EASY, 95.0), (EASY, 95.0)],
        [(EASY, 117.0)] * 4,  # under it, but not far
        [(EASY, 95.0), (EASY, 95.0), (EASY, 95.0), (EFFORT, 125.0)],  # the zone has been reached
        [(EASY, 95.0), (EASY, 95.0), (EASY, 95.0), (CANNOT, 100.0)],  # they contradict each other
    ],
)
def test_less_than_that_offers_none(given_):
    assert propose_band(BAND, answers(*given_)) is None


@given(st.lists(st.tuples(st.sampled_from(TalkTest), st.floats(40, 230)), min_size=1, max_size=8))
def test_without_a_band_the_first_answer_finds_one(given_):
    assert propose_band(None, answers(*given_)).band is not None
    assert propose_band(None, []) is None


@pytest.mark.parametrize(
    ("answer", "bpm", "band"),
    [
        (EASY, 100.0, Band(93, 108)),  # in the middle of it
        (EFFORT, 110.0, Band(95, 110)),  # at its top
        (CANNOT, 115.0, Band(95, 110)),  # 5 bpm over it
    ],
)
def test_each_answer_says_where_the_first_band_is(answer, bpm, band):
    assert found_band(None, answer, bpm) == band


@given(st.sampled_from(TalkTest), st.floats(40, 200), st.sampled_from(TalkTest), st.floats(40, 200))
def test_a_found_band_agrees_with_its_last_answer_and_stays_while_answers_agree(first, at_bpm, answer, bpm):
    known = found_band(None, first, at_bpm)
    found = found_band(known, answer, bpm)
    if answer is EASY:
        assert bpm <= found.hi_bpm
    elif answer is EFFORT:
        assert found.lo_bpm <= bpm <= found.hi_bpm
    else:
        assert bpm > found.hi_bpm
    assert found_band(found, answer, bpm) == found


@given(st.floats(31, 200), st.floats(1, 40), st.floats(0, 150))
def test_a_lowered_band_ends_five_under_and_is_as_wide(lo_bpm, width_bpm, under_bpm):
    band = Band(lo_bpm, lo_bpm + width_bpm)
    lowered = lowered_band(band, under_bpm)
    if lowered != band:
        assert lowered.hi_bpm == pytest.approx(band.hi_bpm - under_bpm - 5)
        assert lowered.width_bpm == pytest.approx(band.width_bpm) or lowered.lo_bpm == 30.0


@pytest.mark.parametrize(
    ("answer", "bpm", "spared"),
    [(EASY, 95.0, True), (EASY, 117.0, False), (EASY, 125.0, False), (EFFORT, 117.0, True), (EFFORT, 121.0, False)],
)
def test_who_speaks_with_effort_under_the_zone_or_at_ease_far_under_it_is_not_pushed(answer, bpm, spared):
    assert spares(answer, bpm, BAND) is spared
