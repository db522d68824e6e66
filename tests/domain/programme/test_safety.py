"""The safety screen advises, and does not diagnose or forbid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.safety import (
    ADVICE_WHEN_ASKED_AGAIN,
    ASKED_AGAIN,
    SEE_TODAY,
    SIGN_TEXT,
    URGENT,
    SafetyAnswers,
    SafetySign,
    advice,
    flag,
    in_order,
    question_again,
)

SIGNS = st.frozensets(st.sampled_from(SafetySign))
DAY = date(2026, 11, 29).toordinal()


def answers():
    return st.builds(
        lambda asked, marked, seen: SafetyAnswers(
            asked | marked, marked, seen & marked, DAY if seen & marked else None
        ),
        SIGNS,
        SIGNS,
        SIGNS,
    )


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
    assert question_again().endswith(SEE_TODAY)


def test_what_is_asked_again_fits_a_line_of_the_smallest_dialog():
    texts = [text for _, text in ASKED_AGAIN]
    assert len(set(texts)) == len(texts)
    assert max(map(len, texts)) <= 42


@given(answers(), SIGNS, SIGNS)
def test_answering_closes_nothing_that_was_marked_elsewhere(known, about, marked):
    after = known.answered(about, marked & about)
    assert after.open - about == known.open - about
    assert after.marked & about == marked & about
    assert after.unasked == known.unasked - about


@given(answers(), SIGNS)
def test_a_sign_that_is_noticed_is_open_whatever_was_seen_before(known, signs):
    assert known.noticed(signs).open == known.open | signs
    assert known.noticed(signs).unasked == known.unasked - signs
    assert known.seen_to(DAY).noticed(signs).open == signs


@given(answers())
def test_only_a_professional_closes_what_is_open(known):
    seen = known.seen_to(DAY)
    assert seen.open == frozenset()
    assert seen.marked == known.marked, "what was marked is still known, as for medicine that slows the heart"
    assert seen is known or seen.seen_day == DAY
    assert seen.not_seen_to().open == known.marked


@given(SIGNS)
def test_the_flag_fits_two_lines_of_the_smallest_screen_and_names_what_is_urgent(signs):
    text = flag(signs)
    assert bool(text) is bool(signs)
    assert len(text) <= 72
    assert ("see a doctor" in text) is bool(signs & URGENT)


def test_every_sign_has_words_and_a_place():
    assert in_order(SafetySign) == tuple(SIGN_TEXT)
    assert set(SIGN_TEXT) == set(SafetySign)
