import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coach.drawing.ink import Span, Tone, line_width, text_of
from coach.drawing.pages import (
    Frame,
    Section,
    apart,
    bar,
    beside,
    busy_line,
    draw_page,
    heading,
    padded,
    paragraph,
    scrolled,
    stacked,
    wrap,
)
from tests.support.fitting import any_size

FRAME = Frame("Title", "an aside", keys=(("enter", "start"), ("p", "plan"), ("?", "help"), ("q", "quit")))
BODY = tuple((Span(f"line {number}"),) for number in range(100))
ADVICE = "the Bluetooth service is not running; start it with `sudo systemctl start bluetooth`"


@any_size
@given(st.integers(1, 200), st.integers(1, 60), st.sampled_from(["", "Kept.", ADVICE]))
def test_a_page_is_exactly_as_large_as_the_window(width, height, notice):
    frame = Frame(FRAME.title, FRAME.aside, notice, keys=FRAME.keys)
    block = draw_page(frame, BODY, width, height)
    assert len(block) == height
    assert {line_width(line) for line in block} == {width}


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
def test_advice_is_wrapped_and_not_cut(size):
    told = text_of(draw_page(Frame("Title", notice=ADVICE, keys=FRAME.keys), BODY, *size))
    assert ADVICE in " ".join(told.split())
    assert told.splitlines()[-1].strip().startswith("enter start")


@any_size
@given(st.text(max_size=200), st.integers(2, 60))
def test_wrapped_text_loses_nothing_but_too_long_words(text, width):
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    if all(cell_len(word) <= width for word in text.split()):
        assert " ".join(lines).split() == text.split()


def test_a_paragraph_may_have_an_end():
    told = paragraph("one two three four five", 9, most=2)
    assert text_of(told) == "one two\nthree fo…"


def test_what_is_kept_least_goes_first():
    parts = [Section(BODY[:3], 9), Section(BODY[3:5], 1), Section(BODY[5:6], 5)]
    assert text_of(stacked(parts, 8)) == "line 0\nline 1\nline 2\n\nline 3\nline 4\n\nline 5"
    assert text_of(stacked(parts, 6)) == "line 0\nline 1\nline 2\nline 3\nline 4\nline 5"
    assert text_of(stacked(parts, 5)) == "line 0\nline 1\nline 2\n\nline 5"
    assert text_of(stacked(parts, 2)) == "line 0\nline 1"


def test_a_section_is_tight_while_room_is_wanting_and_airy_while_there_is_some():
    airy = (BODY[3], (), BODY[4])
    parts = [Section(BODY[:3], 9), Section(BODY[3:5], 1, tight=BODY[3:4], airy=airy), Section(BODY[5:6], 5)]
    assert text_of(stacked(parts, 5)) == "line 0\nline 1\nline 2\nline 3\nline 5"
    assert text_of(stacked(parts, 7)) == "line 0\nline 1\nline 2\n\nline 3\n\nline 5"
    assert text_of(stacked(parts, 9)) == "line 0\nline 1\nline 2\n\nline 3\n\nline 4\n\nline 5"
    assert len(stacked(parts, 20)) == 9
    assert len(stacked(parts, 20, most_gap=2)) == 11
    assert len(stacked(parts, 10, most_gap=2)) == 10


def test_scrolling_stops_at_both_ends_and_says_where_it_is():
    shown, offset = scrolled(BODY, 10, 0, 20)
    assert (len(shown), offset) == (10, 0)
    assert "▼ more" in text_of(shown)
    shown, offset = scrolled(BODY, 10, 500, 20)
    assert offset == 91
    assert text_of(shown[-2:-1]) == "line 99"
    assert "▲" in text_of(shown)
    assert scrolled(BODY[:5], 10, 3, 20) == (BODY[:5], 0)


def test_the_left_end_gives_way():
    assert text_of((apart([Span("left")], [Span("right")], 20),)) == "left           right"
    assert text_of((apart([Span("a long left")], [Span("right")], 12),)) == "a lon… right"


def test_small_pieces():
    assert padded("心", 4) == "心  "
    assert text_of((heading("Week", "aside"),)) == "WEEK  aside"
    assert text_of(beside([(BODY[:2], 8), (BODY[2:3], 8)], gap=1)) == "line 0   line 2\nline 1"
    assert busy_line("Reading", 0) != busy_line("Reading", 1)


@pytest.mark.parametrize(("share", "drawn"), [(0.0, "────"), (0.5, "██──"), (1.0, "████"), (7.0, "████"), (-1, "────")])
def test_a_bar_shows_a_share(share, drawn):
    assert text_of((bar(share, 4, Tone.IN),)) == drawn
