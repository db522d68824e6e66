"""A recording from its lines: what makes no sense costs itself and is told."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import NotARecordingError, RecordingVersionError
from coach.limits import LONGEST_LINE_BYTES, MOST_FLAWS
from coach.session import recording
from coach.session.flaws import FlawKind
from coach.session.inputs import Reading
from coach.session.line_codec import Header, dump_header, dump_input
from coach.session.recording import first_header, parse_recording
from tests.support.saying import flaws_of
from tests.support.sessions import ANYTHING, beats

HEADER = dump_header(Header("2026-11-23T07:31:04.512Z"))


def parsed(text):
    return parse_recording(text.encode())


@settings(max_examples=60, deadline=None)
@given(inputs=ANYTHING.filter(bool), keep=st.floats(0, 1))
def test_a_cut_last_line_costs_that_line_only(inputs, keep):
    whole = [dump_input(item) for item in inputs]
    last = whole.pop()
    cut = last[: max(1, int(keep * (len(last) - 1)))]
    recording = parsed("\n".join([HEADER, *whole, cut]))
    assert recording.inputs == tuple(inputs[:-1])
    (warning,) = flaws_of(recording)
    assert warning.startswith(f"line {len(whole) + 2} was left out (cut off")


@settings(max_examples=60, deadline=None)
@given(junk=st.lists(st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=10), max_size=10))
def test_junk_between_the_lines_costs_nothing_else(junk):
    good = [dump_input(item) for item in beats(120, 1, 10)]
    mixed = [HEADER, *(line for pair in zip(good, [*junk, *good][: len(good)], strict=True) for line in pair), ""]
    found = {item.at_s: item for item in parsed("\n".join(mixed)).inputs}
    assert list(found) == [float(at_s) for at_s in range(1, 11)]


def test_a_junk_line_in_the_middle_is_not_called_cut_off():
    (warning,) = flaws_of(parsed(f'{HEADER}\nwhat?\n{{"t": 1, "bpm": 120}}\n'))
    assert warning.startswith("line 2 was left out: ")


def test_what_claims_to_be_earlier_happens_with_its_predecessor_and_is_told_once():
    recording = parsed(at(5, 3, 2, 6, 1))
    assert [item.at_s for item in recording.inputs] == [5, 5, 5, 6, 6]
    (warning,) = flaws_of(recording)
    assert "time runs backwards in line 3" in warning


def at(*times_s):
    return "\n".join([HEADER, *(f'{{"t": {at_s}, "bpm": 120}}' for at_s in times_s), ""])


WALK = [float(at_s) for at_s in range(1, 201)]


@pytest.mark.parametrize(
    ("place", "wrong_s"),
    [
        (0, [5000]),
        (100, [10100]),
        (100, [10100, 10101, 9000]),
        (100, [9000 + number for number in range(9)]),
        (199, [604_800]),
    ],
)
def test_a_time_far_ahead_of_what_follows_costs_its_own_line_only(place, wrong_s):
    recording = parsed(at(*WALK[:place], *wrong_s, *WALK[place:]))
    assert [item.at_s for item in recording.inputs] == WALK
    assert [warning.split(":")[0] for warning in flaws_of(recording)] == [
        f"line {place + 2 + number} was left out" for number in range(len(wrong_s))
    ]
    assert f"its time ({wrong_s[0]} s) lies far ahead" in flaws_of(recording)[0]


@pytest.mark.parametrize(("right", "left_out"), [(10, 0), (11, 10)])
def test_more_than_half_of_the_twenty_lines_after_it_say_that_a_time_is_wrong(right, left_out):
    recording = parsed(at(1, *(9000 + number for number in range(10)), *WALK[1 : right + 1], 9010))
    assert sum("lies far ahead" in warning for warning in flaws_of(recording)) == left_out


@pytest.mark.parametrize(
    "times_s",
    [
        [*WALK[:100], *(3600 + at_s for at_s in WALK)],  # an hour's gap
        [*WALK, 9000.0],  # nothing follows that could say better
    ],
)
def test_a_jump_that_what_follows_agrees_with_is_a_gap(times_s):
    recording = parsed(at(*times_s))
    assert ([item.at_s for item in recording.inputs], flaws_of(recording)) == (times_s, ())


def test_a_time_too_early_costs_nothing_of_what_stands_before():
    recording = parsed(at(*WALK[:100], 0.5, *WALK[100:]))
    assert [item.at_s for item in recording.inputs] == [*WALK[:100], 100.0, *WALK[100:]]


@pytest.mark.parametrize(("length", "warned"), [(LONGEST_LINE_BYTES, False), (LONGEST_LINE_BYTES + 1, True)])
def test_a_line_that_is_too_long_is_left_out(length, warned):
    start, end = '{"t": 1, "event": "note", "text": "', '"}'
    line = start + "x" * (length - len(start) - len(end)) + end
    recording = parsed(f'{HEADER}\n{line}\n{{"t": 2, "bpm": 120}}\n')
    assert len(recording.inputs) == (1 if warned else 2)
    assert flaws_of(recording) == (("line 2 was left out: it is longer than any line (1 MiB)",) if warned else ())


def test_before_the_beginning_is_the_beginning():
    assert parsed(f'{HEADER}\n{{"t": -7, "bpm": 120}}\n').inputs == (Reading(at_s=0.0, bpm=120),)


def test_what_follows_the_end_is_not_read():
    recording = parsed(f'{HEADER}\n{{"t": 1, "event": "end"}}\n{{"t": 2, "bpm": 120}}\n')
    assert len(recording.inputs) == 1


def test_blank_lines_and_windows_line_ends_are_nothing():
    recording = parsed(f'{HEADER}\r\n\r\n{{"t": 1, "bpm": 120}}\r\n')
    assert (recording.inputs, flaws_of(recording)) == ((Reading(at_s=1.0, bpm=120),), ())


def test_headers():
    assert first_header(f"\N{BYTE ORDER MARK}{HEADER}".encode()) == Header("2026-11-23T07:31:04.512Z")
    for line in (b"", b"  \n", b"<gpx>", b"{}", b"\xff\xfe"):
        with pytest.raises(NotARecordingError):
            first_header(line)
    with pytest.raises(RecordingVersionError):
        first_header(b'{"format": "coach-recording", "version": 7}')
    with pytest.raises(NotARecordingError):
        parsed("<gpx>")
    with pytest.raises(NotARecordingError):
        parse_recording(b"")


@settings(max_examples=30, deadline=None)
@given(inputs=ANYTHING, junk=st.lists(st.text(max_size=5), max_size=3), wrong_s=st.floats(0, 9000), ends=st.booleans())
def test_a_large_recording_is_the_same_as_a_small_one(inputs, junk, wrong_s, ends):
    end = ['{"t": 3, "event": "end"}'] if ends else []
    lines = [HEADER, *map(dump_input, inputs), f'{{"t": {wrong_s}, "bpm": 90}}', *junk, *end, '{"t": 4, "bpm": 120']
    small = parsed("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "MOST_HELD_BYTES", 0)
        large = parsed("\n".join(lines))
    assert (large.header, flaws_of(large)) == (small.header, flaws_of(small))
    assert tuple(large.inputs) == tuple(large.inputs) == small.inputs
    assert (len(large.inputs), bool(large.inputs)) == (len(small.inputs), bool(small.inputs))
    assert large.inputs[1:-1] == small.inputs[1:-1]
    for place in (0, -1, len(small.inputs) // 2, -len(small.inputs)):
        assert large.inputs[place : place + 1 or None] == (large.inputs[place],) == (small.inputs[place],)
    with pytest.raises(IndexError):
        large.inputs[len(small.inputs)]


def peak_bytes(use):
    tracemalloc.start()
    try:
        use()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "line",
    ['{"t": 7.0, "event": "note", "text": "n"}', "what?", '{"t": 1e9, "bpm": 120}', "", "x" * (LONGEST_LINE_BYTES + 1)],
)
def test_a_large_recording_takes_little_more_memory_than_its_bytes(monkeypatch, line):
    data = "\n".join([HEADER, *[line] * (400_000 // (len(line) + 20) + 2)]).encode()
    monkeypatch.setattr(recording, "MOST_HELD_BYTES", 0)

    def use():
        for _ in parse_recording(data).inputs:
            pass

    assert peak_bytes(use) < 200_000 + 3 * len(line)


def test_of_very_many_faults_the_first_are_named_and_the_others_counted():
    found = parsed("\n".join([HEADER, *["what?"] * (MOST_FLAWS + 50), '{"t": 1, "bpm": 120}', ""]))
    assert len(found.inputs) == 1
    assert len(flaws_of(found)) == MOST_FLAWS + 1
    assert flaws_of(found)[-1] == "it has 50 more faults like these"


def test_faults_are_named_in_the_files_order():
    walk = at(*WALK[:50], 9000, *WALK[50:]).replace('{"t": 60.0,', "what?").replace('{"t": 5.0,', "what?")
    assert [flaw.line for flaw in parsed(walk).flaws] == [6, 52, 62]


@pytest.mark.parametrize("more", [0, 1, 7])
def test_there_are_only_so_many_lines(more, monkeypatch):
    monkeypatch.setattr(recording, "MOST_LINES", 5)
    lines = [dump_input(item) for item in beats(100, end_s=4 + more)]
    read = parsed("\n".join([HEADER, *lines, ""]))
    assert len(read.inputs) == 4
    assert [(flaw.kind, flaw.line, flaw.count) for flaw in read.flaws] == (
        [(FlawKind.TOO_MANY, 6, more)] if more else []
    )
