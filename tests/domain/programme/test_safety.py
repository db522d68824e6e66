"""The safety screen advises, and does not diagnose or forbid."""

import pytest

from coach.domain.programme.safety import URGENT, SafetySign, advice


def test_no_sign_needs_no_advice():
    assert advice(()) is None


@pytest.mark.parametrize("sign", SafetySign)
def test_every_sign_sends_to_somebody_who_knows(sign):
    text = advice((SafetySign.PREGNANCY, sign))
    assert "doctor" in text
    assert ("without delay" in text) == (sign in URGENT)
