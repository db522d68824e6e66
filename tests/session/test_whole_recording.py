"""A recording from its lines: what makes no sense costs itself and is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import RecordingError, RecordingVersionError
from coach.session.inputs import Reading
from coach.session.recording import Header, dump_header, dump_input
from coach.session.whole_recording import first_header, parse_recording
from tests.session.sessions import ANYTHING, beats

HEADER = dump_header(Header("2026-11-23T07:31:04.512Z"))


def parsed(text):
    return parse_recording(text.split("\n"), "walk.jsonl")


@settings(max_examples=60, deadline=None)
@given(inputs=ANYTHING.filter(bool), keep=st.floats(0, 1))
def test_a_cut_last_line_costs_that_line_only(inputs, keep):
    whole = [dump_input(item) for item in inputs]
    last = whole.pop()
    cut = last[: max(1, int(keep * (len(last) - 1)))]
    recording = parsed("\n".join([HEADER, *whole, cut]))
    assert recording.inputs == tuple(inputs[:-1])
    (warning,) = recording.warnings
    assert warning.startswith(f"line {len(whole) + 2} was left out (cut off")


@settings(max_examples=60, deadline=None)
@given(junk=st.lists(st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=10), max_size=10))
def test_junk_between_the_lines_costs_nothing_else(junk):
    good = [dump_input(item) for item in beats(120, 1, 10)]
    mixed = [HEADER, *(line for pair in zip(good, [*junk, *good][: len(good)], strict=True) for line in pair), ""]
    found = {item.at_s: item for item in parsed("\n".join(mixed)).inputs}
    assert list(found) == [float(at_s) for at_s in range(1, 11)]


def test_a_junk_line_in_the_middle_is_not_called_cut_off():
    (warning,) = parsed(f'{HEADER}\nwhat?\n{{"t": 1, "bpm": 120}}\n').warnings
    assert warning.startswith("line 2 was left out: ")


def test_what_claims_to_be_earlier_happens_with_its_predecessor_and_is_told_once():
    lines = [f'{{"t": {at_s}, "bpm": 120}}' for at_s in (5, 3, 2, 6, 1)]
    recording = parsed("\n".join([HEADER, *lines, ""]))
    assert [item.at_s for item in recording.inputs] == [5, 5, 5, 6, 6]
    (warning,) = recording.warnings
    assert "time runs backwards in line 3" in warning


def test_before_the_beginning_is_the_beginning():
    assert parsed(f'{HEADER}\n{{"t": -7, "bpm": 120}}\n').inputs == (Reading(at_s=0.0, bpm=120),)


def test_what_follows_the_end_is_not_read():
    recording = parsed(f'{HEADER}\n{{"t": 1, "event": "end"}}\n{{"t": 2, "bpm": 120}}\n')
    assert len(recording.inputs) == 1


def test_blank_lines_and_windows_line_ends_are_nothing():
    recording = parsed(f'{HEADER}\r\n\r\n{{"t": 1, "bpm": 120}}\r\n')
    assert (recording.inputs, recording.warnings) == ((Reading(at_s=1.0, bpm=120),), ())


def test_headers():
    assert first_header(f"\N{BYTE ORDER MARK}{HEADER}", "walk.jsonl") == Header("2026-11-23T07:31:04.512Z")
    with pytest.raises(RecordingError, match=r"walk.jsonl is empty"):
        first_header("  \n", "walk.jsonl")
    with pytest.raises(RecordingError, match=r"walk.jsonl is not a recording of Coach, nor a FIT file"):
        first_header("<gpx>", "walk.jsonl")
    with pytest.raises(RecordingVersionError):
        first_header('{"format": "coach-recording", "version": 7}', "walk.jsonl")
    with pytest.raises(RecordingError, match=r"empty"):
        parse_recording([], "walk.jsonl")
