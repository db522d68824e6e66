"""What is said of a heart or a strap fits where it is shown, and leaves nothing out that matters."""

import pytest

from coach.domain.heart.signal_quality import Remark
from coach.domain.zone.zones import Band
from coach.session.remark_words import IRREGULAR, REMARK, out_of_reach_spellings

ALL = (IRREGULAR, *REMARK.values())


def test_every_remark_has_its_words():
    assert set(REMARK) == set(Remark)


@pytest.mark.parametrize("words", ALL, ids=lambda words: words.short)
def test_the_shorter_words_fit_a_small_screen(words):
    """Of 80 and 40 cells, a margin of two and of one on either side."""
    assert len(words.line) <= 80 - 2 * 2
    assert len(words.short) <= 40 - 2 * 1
    assert not words.sentence.endswith(".")


def test_what_is_new_is_for_a_doctor_at_every_length():
    for words in IRREGULAR:
        assert "rregular rhythm" in words
        assert "new" in words
        assert "doctor" in words


def test_a_paced_heart_is_for_the_profile_at_every_length():
    for words in REMARK[Remark.CONSTANT]:
        assert "paced" in words.lower()
        assert "profile" in words


def test_who_cannot_reach_the_zone_is_offered_a_band_and_the_minutes_at_every_length():
    words = out_of_reach_spellings(Band(105, 119))
    assert (len(words.line) <= 76, len(words.short) <= 38) == (True, True)
    for text in words:
        assert "105" in text
        assert "119" in text
        assert "minutes" in text
