"""Values of JSON: each is what an input needs, or an error of ours that says what it is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.zone.zones import Band
from coach.limits import LATEST_S
from coach.session.json_values import (
    MOST_WHOLE,
    from_band,
    from_said,
    to_band,
    to_number,
    to_text,
    to_texts,
    to_time_s,
    to_truth,
    to_whole,
)
from coach.session.link_facts import LinkFact, LinkFactKind

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


READERS = [
    (to_number, (int, float)),
    (to_whole, (int, float)),
    (to_text, str),
    (to_texts, list),
    (to_truth, bool),
    (to_band, list),
    (to_time_s, (int, float)),
]


@given(value=JSON)
def test_whatever_it_is_it_is_that_value_or_an_error_of_its_kind(value):
    for reader, kinds in READERS:
        try:
            found = reader(value)
        except (TypeError, ValueError):
            continue
        assert isinstance(value, kinds)
        assert found == {to_band: lambda: Band(*value), to_texts: lambda: tuple(value)}.get(reader, lambda: value)()


def test_true_is_no_number_and_a_number_is_not_true():
    for wrong in (True, "1", None):
        with pytest.raises(TypeError):
            to_number(wrong)
    with pytest.raises(TypeError):
        to_truth(1)


def test_whole_numbers_are_those_that_every_program_reads():
    assert to_whole(MOST_WHOLE) == MOST_WHOLE
    for wrong in (MOST_WHOLE + 1, 1.5, json.loads("1" + "0" * 400)):
        with pytest.raises(ValueError, match="number"):
            to_whole(wrong)


def test_no_time_is_further_than_a_week_from_the_start():
    for at_s in (LATEST_S, -7.0, -LATEST_S):
        assert to_time_s(at_s) == at_s
    for wrong in (LATEST_S + 1, -LATEST_S - 1, -1e300, 1e300):
        with pytest.raises(ValueError, match="week"):
            to_time_s(wrong)


def test_a_wrong_value_is_shown_up_to_a_line():
    for reader, wrong in ((to_number, "x" * 1_000_000), (to_text, [0] * 1_000_000), (to_whole, 1e300)):
        with pytest.raises((TypeError, ValueError)) as caught:
            reader(wrong)
        assert 20 < len(str(caught.value)) < 80


def test_a_band_and_what_a_link_says_go_back_to_json():
    assert to_band(from_band(Band(120.0, 135.0))) == Band(120.0, 135.0)
    assert from_said(LinkFact(LinkFactKind.LOST)) == "The connection to the strap was lost."
    assert from_said("It broke off.") == "It broke off."


def test_only_a_list_of_texts_is_one_and_only_a_band_goes_back_as_one():
    assert to_texts(["saddle", "legs"]) == ("saddle", "legs")
    for wrong in ("saddle", ["saddle", 1], {"saddle": "legs"}):
        with pytest.raises(TypeError):
            to_texts(wrong)
    with pytest.raises(TypeError):
        from_band([120.0, 135.0])
