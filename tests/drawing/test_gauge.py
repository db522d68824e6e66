import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.zone.zones import Band, Position
from coach.drawing.gauge import draw_gauge
from coach.drawing.ink import Tone, line_width, text_of

BAND = Band(120, 135)


def test_in_the_middle():
    assert text_of(draw_gauge(127.5, BAND, 45, Tone.IN)) == (
        "                      ▼\n"
        "━━━━━━━━━━━━━━━████████████████━━━━━━━━━━━━━━\n"
        "105           120            135      150 bpm"
    )


@pytest.mark.parametrize(
    ("bpm", "pointer", "cell"), [(60.0, "◀", 0), (105.0, "▼", 0), (150.0, "▼", 44), (180.0, "▶", 44)]
)
def test_beyond_the_ends_the_pointer_is_an_arrow(bpm, pointer, cell):
    first = text_of(draw_gauge(bpm, BAND, 45, Tone.ABOVE)[:1])
    assert first.index(pointer) == cell


def test_without_a_heart_rate_there_is_no_pointer():
    assert text_of(draw_gauge(None, BAND, 45, Tone.MUTED)[:1]) == ""


def test_where_it_is_going():
    assert text_of(draw_gauge(121.0, BAND, 45, Tone.IN, expected_bpm=126.0)[:1]).strip() == "▼╌╌╌╌▸"
    assert text_of(draw_gauge(126.0, BAND, 45, Tone.IN, expected_bpm=121.0)[:1]).strip() == "◂╌╌╌╌▼"


def test_too_narrow_for_a_gauge():
    assert draw_gauge(127.0, BAND, 23, Tone.IN) == ()


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_without_a_band_there_is_no_gauge(rows):
    assert draw_gauge(127.0, None, 45, Tone.IN, rows=rows) == ()


@given(
    bpm=st.none() | st.floats(0, 300),
    lo=st.integers(60, 150),
    width_bpm=st.integers(5, 60),
    width=st.integers(24, 200),
    expected=st.none() | st.floats(0, 300),
)
def test_three_lines_of_the_width_with_the_bounds_in_them(bpm, lo, width_bpm, width, expected):
    block = draw_gauge(bpm, Band(lo, lo + width_bpm), width, Tone.IN, expected_bpm=expected)
    assert [line_width(line) for line in block] == [width] * 3
    assert f"{lo}" in text_of(block[2:])


@given(bpm=st.floats(105, 150))
def test_the_pointer_stands_over_the_heavy_part_exactly_when_in_the_band(bpm):
    pointer, bar, _ = (text_of((line,)) for line in draw_gauge(bpm, BAND, 90, Tone.IN))
    heavy = bar[pointer.index("▼")] == "█"
    # A cell is half a beat wide here: at an edge it belongs to both.
    if abs(bpm - 120) > 0.5 and abs(bpm - 135) > 0.5:
        assert heavy is (120 <= bpm <= 135)


@given(bpm=st.floats(30, 250), width=st.integers(24, 200), shown=st.sampled_from(Position))
def test_the_pointer_keeps_to_the_side_that_is_shown(bpm, width, shown):
    pointer, bar, _ = (text_of((line,)) for line in draw_gauge(bpm, BAND, width, Tone.IN, position=shown))
    cell = next(index for index, char in enumerate(pointer) if char != " ")
    first, last = bar.index("█"), bar.rindex("█")
    side = Position.BELOW if cell < first else Position.ABOVE if cell > last else Position.IN
    assert side is shown


def test_in_two_rows_the_bounds_stand_in_the_bar_and_in_one_the_pointer_as_well():
    assert text_of(draw_gauge(127.5, BAND, 45, Tone.IN, rows=2)) == (
        "                      ▼\n━━━━━━━━━━━━120████████████████135━━━━━━━━━━━"
    )
    assert text_of(draw_gauge(127.5, BAND, 45, Tone.IN, rows=1)) == "━━━━━━━━━━━━120███████▼████████135━━━━━━━━━━━"


@pytest.mark.parametrize(
    ("bpm", "shown"), [(119.0, "━▼120█"), (117.5, "▼━━120█"), (136.5, "█135▼━"), (138.0, "█135━━▼")]
)
def test_a_pointer_beside_the_band_moves_the_bound_into_it(bpm, shown):
    line = text_of(draw_gauge(bpm, BAND, 45, Tone.IN, rows=1))
    assert "120" in line
    assert "135" in line
    assert shown in line


@given(
    bpm=st.none() | st.floats(0, 300),
    lo=st.integers(60, 150),
    width_bpm=st.integers(5, 60),
    width=st.integers(24, 200),
    shown=st.none() | st.sampled_from(Position),
    rows=st.sampled_from([1, 2]),
)
def test_a_lower_gauge_has_the_bounds_and_the_pointer_whatever_the_heart_does(bpm, lo, width_bpm, width, shown, rows):
    block = draw_gauge(bpm, Band(lo, lo + width_bpm), width, Tone.IN, rows=rows, position=shown)
    assert [line_width(line) for line in block] == [width] * rows
    assert f"{lo}" in text_of(block)
    assert f"{lo + width_bpm}" in text_of(block)
    assert (bpm is not None) is any(mark in text_of(block) for mark in "▼◀▶")


@given(
    lo_bpm=st.floats(60, 180),
    width_bpm=st.floats(1, 40),
    bpm=st.integers(40, 230),
    cells=st.integers(30, 170),
    rows=st.sampled_from([1, 2, 3]),
)
def test_both_bounds_can_be_read_however_narrow_the_band(lo_bpm, width_bpm, bpm, cells, rows):
    band = Band(lo_bpm, lo_bpm + width_bpm)
    lines = text_of(draw_gauge(bpm, band, cells, Tone.IN, rows=rows, position=band.position(bpm))).splitlines()
    numbers = [int(number) for number in re.findall(r"\d+", lines[-1])]
    assert sorted(set(numbers) & set(band.whole_bpm)) == sorted(set(band.whole_bpm))
    if rows == 1:
        pointer = re.search("[▼◀▶]", lines[0]).start()
        first, last = (match.start() for match in re.finditer(r"\d+", lines[0]))
        expected = {
            Position.BELOW: pointer < first,
            Position.IN: first < pointer < last,
            Position.ABOVE: last < pointer,
        }
        assert expected[band.position(bpm)]
