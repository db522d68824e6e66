"""The safety screen advises, and does not diagnose or forbid."""

import pytest

from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN, ASKED_AGAIN, URGENT, SafetySign, advice


def test_no_sign_needs_no_advice():
    assert advice(()) is None


@pytest.mark.parametrize("sign", SafetySign)
def test_every_sign_sends_to_somebody_who_knows(sign):
    text = advice((SafetySign.PREGNANCY, sign))
    assert "doctor" in text
    assert ("without delay" in text) == (sign in URGENT)


def test_what_is_asked_again_is_urgent_and_covers_a_squeezed_cauda_equina():
    signs = {sign for sign, _ in ASKED_AGAIN}
    assert signs == {SafetySign.SADDLE, SafetySign.LEG_WEAKNESS, SafetySign.BOTH_LEGS}
    assert signs < URGENT
    assert "today" in ADVICE_WHEN_ASKED_AGAIN


def test_what_is_asked_again_fits_a_line_of_the_smallest_dialog():
    texts = [text for _, text in ASKED_AGAIN]
    assert len(set(texts)) == len(texts)
    assert max(map(len, texts)) <= 42
