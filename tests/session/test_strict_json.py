"""Objects of JSON from outside: what Python's own decoder takes too much of is refused or made whole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import RecordingError, RecordingProblem
from coach.limits import DEEPEST
from coach.session.strict_json import dump_object, load_object
from tests.support.saying import raises_saying

TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"\ud800", "\ufffd"),
        (r"\uDC00x", "\ufffdx"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\uD83D\uDE00\ud83d", "\U0001f600\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud800", r"\ud800"),
        (r"\\\ud800", "\\\ufffd"),
        (r"\ud7ff\ue000", "\ud7ff\ue000"),
        ("a\udc80b\ud800", "a\ufffdb\ufffd"),
    ],
)
def test_half_a_character_is_replaced_and_a_whole_one_stays(text, read):
    assert load_object(f'{{"{text}": ["{text}"]}}') == {read: [read]}


@given(data=st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=3), max_size=3), is_ascii=st.booleans())
def test_any_text_is_read_as_one_that_can_be_written(data, is_ascii):
    read = load_object(json.dumps(data, ensure_ascii=is_ascii))
    assert load_object(dump_object(read).encode().decode()) == read


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


@given(data=st.dictionaries(st.text(max_size=5), PLAIN | st.lists(PLAIN, max_size=3)))
def test_good_json_is_read_as_python_reads_it(data):
    for line in (json.dumps(data), json.dumps(data, ensure_ascii=False, indent=1)):
        assert load_object(line) == data


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", RecordingProblem.LINE_NOT_JSON),
        ('{"a": NaN}', RecordingProblem.LINE_NOT_JSON),
        ('{"a": -Infinity}', RecordingProblem.LINE_NOT_JSON),
        ('{"a": 1e999}', RecordingProblem.LINE_NOT_JSON),
        ('{"a": ' + "9" * 5000 + "}", RecordingProblem.LINE_NOT_JSON),
        ('{"a": "\\ud80g"}', RecordingProblem.LINE_NOT_JSON),
        ('{"a":' * 100_000, RecordingProblem.LINE_NOT_JSON),
        ("[" * 1_000_000, RecordingProblem.LINE_NOT_JSON),
        ("[]", RecordingProblem.LINE_NOT_AN_OBJECT),
    ],
)
def test_what_is_no_object_of_json_is_refused(line, problem):
    with pytest.raises(RecordingError) as caught:
        load_object(line)
    assert caught.value.problem is problem


@pytest.mark.parametrize(("before", "after"), [("[", "]"), ('{"b": ', "}")])
def test_values_may_be_nested_but_not_without_end(before, after):
    def nested(levels):
        return '{"a": ' + before * levels + "7" + after * levels + "}"

    assert load_object(nested(DEEPEST - 1))
    with raises_saying(RecordingError, "nested too deep"):
        load_object(nested(DEEPEST))


def test_brackets_in_a_text_nest_nothing():
    assert load_object('{"text": "' + "[" * 1000 + '"}') == {"text": "[" * 1000}
