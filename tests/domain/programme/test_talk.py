"""The talk test corrects the band, with evidence, and never for one bad day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.talk import LARGEST_BAND_SHIFT_BPM, LIMITS_BPM, TalkAnswer, TalkTest, propose_band
from coach.domain.zone.zones import Band

BAND = Band(120, 135)
EASY, EFFORT, CANNOT = TalkTest.COMFORTABLE, TalkTest.WITH_EFFORT, TalkTest.CANNOT


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
