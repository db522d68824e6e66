"""One sentence with a choice."""

import pytest

from coach.domain.programme.pain import PainChoice, PainQuestion
from coach.session import pain_words


@pytest.mark.parametrize("level", [2, 4, 7, 10])
@pytest.mark.parametrize("words", [pain_words.question_text, pain_words.question_speech])
def test_it_names_the_level_and_every_choice(level, words):
    said = words(PainQuestion(level, advises_end=level >= 7, asks_signs=level >= 7))
    assert f"{level} of 10" in said
    for choice in PainChoice:
        assert choice.value in said.lower()
    assert ("better end" in said.lower()) == (level >= 7)


def test_every_choice_has_its_words():
    assert set(pain_words.CHOICE_TEXT) == set(pain_words.CHOSEN) == set(PainChoice)
