"""The contact bit counts, until a quarter of a minute of flawless beats says otherwise."""

import pytest

from coach.domain.heart import contact
from coach.domain.heart.contact import ContactBit

NUMBERS = {
    "FLAWLESS_S": 15.0,
    "FLAWLESS_SPELLS": 4,
    "FLAW_S": 5.0,
    "LONGEST_FLAWLESS_STEP_S": 3.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(contact, name) for name in NUMBERS} == NUMBERS


def weighed(packets, bit=None):
    bit = bit or ContactBit()
    return [bit.weigh(at_s, contact, flawless=flawless) for at_s, contact, flawless in packets]


def every_second(first_s, last_s, contact, flawless):
    return [(float(s), contact, flawless) for s in range(first_s, last_s + 1)]


def test_a_bit_that_says_yes_or_nothing_is_no_hindrance():
    assert all(weighed(every_second(1, 30, True, False)))
    assert all(weighed(every_second(1, 30, None, False)))


def test_a_no_counts_at_once():
    assert weighed([*every_second(1, 30, True, True), (31.0, False, True)])[-1] is False


def test_a_quarter_minute_of_flawless_beats_outvotes_it():
    allowed = weighed(every_second(1, 60, False, True))
    assert not any(allowed[:14])
    assert all(allowed[17:])


def test_it_is_outvoted_for_good_while_the_beats_stay_flawless():
    bit = ContactBit()
    weighed(every_second(1, 30, False, True), bit)
    assert all(weighed(every_second(31, 60, True, True) + every_second(61, 90, False, True), bit))


@pytest.mark.parametrize("contact", [False, None, True])
def test_beats_with_flaws_never_outvote_it(contact):
    bit = ContactBit()
    weighed(every_second(1, 300, contact, False), bit)
    assert not bit.is_outvoted


def test_a_flaw_of_a_few_seconds_is_forgiven_and_a_longer_one_begins_anew():
    early, lifted = ContactBit(), ContactBit()
    weighed(every_second(1, 12, False, True) + every_second(13, 15, False, False), early)
    assert all(weighed(every_second(20, 30, False, True), early))
    weighed(every_second(1, 30, False, True) + every_second(31, 40, False, False), lifted)
    assert not any(weighed(every_second(41, 50, False, True), lifted))


def test_a_flickering_bit_is_outvoted_after_some_spells():
    bit = ContactBit()
    for start_s in range(0, 60, 10):
        weighed(every_second(start_s + 1, start_s + 8, True, True), bit)
        weighed(every_second(start_s + 9, start_s + 10, False, True), bit)
    assert bit.is_outvoted


def test_a_hole_is_no_flawless_beat():
    bit = ContactBit()
    weighed([(1.0, False, True), (20.0, False, True), (40.0, False, True)], bit)
    assert not bit.is_outvoted


def test_a_flawless_reading_speaks_for_three_seconds_at_most():
    """A quarter of a minute is five of them, however long the holes between."""
    allowed = weighed([(20.0 * number, False, True) for number in range(1, 7)])
    assert allowed == [False, False, False, False, True, True]
