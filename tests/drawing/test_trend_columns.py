from hypothesis import given
from hypothesis import strategies as st

from coach.drawing.ink import Tone, text_of
from coach.drawing.trend_columns import Chart, draw_columns
from tests.support.fitting import any_size, assert_fits

VALUES = st.lists(st.none() | st.floats(0, 300), min_size=1, max_size=40)
OF_TEN = Chart(0.0, 10.0, None, "{:.0f}".format)
MINUTES = Chart(0.0, 300.0, 150.0, "{:.0f}".format)
BLOCKS = {char: level for level, char in enumerate(" ▁▂▃▄▅▆▇█")} | dict.fromkeys("_▔─·", 0)


def heights(chart, block, count):
    """How high each column is drawn, in eighths of a row, and the rows' labels."""
    texts = ["".join(span.text for span in line) for line in block]
    bodies = [text[chart.label_cells :] for text in texts]
    [cells] = {len(body) for body in bodies}
    step = cells // count
    return [sum(BLOCKS[body[column * step]] for body in bodies) for column in range(count)], [
        text[: chart.label_cells].strip() for text in texts
    ]


@any_size
@given(VALUES, st.integers(8, 120), st.integers(1, 8), st.sampled_from([OF_TEN, MINUTES]))
def test_columns_fit_any_size(values, width, rows, chart):
    assert_fits(draw_columns(chart, values, width, rows, Tone.IN), width, rows)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=24), st.integers(1, 8))
def test_a_column_of_ten_has_its_share_of_the_whole_height(levels, rows):
    drawn, labels = heights(OF_TEN, draw_columns(OF_TEN, levels, 80, rows, Tone.IN), len(levels))
    assert drawn == [round(level / 10 * rows * 8) for level in levels]
    assert (labels[0], labels[-1]) == (("10", "0") if rows > 1 else ("0-10", "0-10"))


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12), st.integers(2, 8))
def test_what_is_under_the_goal_stays_under_its_line(minutes, rows):
    """The line stands in one row between the columns, and nothing short of the goal passes it."""
    block = draw_columns(MINUTES, minutes, 80, rows, Tone.IN)
    drawn, _ = heights(MINUTES, block, len(minutes))
    row, char = MINUTES.goal_row(rows)
    assert [
        number for number, line in enumerate(reversed(block)) if char in text_of([line])[MINUTES.label_cells :]
    ] in (
        [row],
        [0, row],  # an underscore at the bottom is a column of 0
    )
    assert all(height <= rows * 4 for height, value in zip(drawn, minutes, strict=True) if value <= 150)
    assert all(height >= rows * 4 for height, value in zip(drawn, minutes, strict=True) if value >= 150)


def test_the_goal_has_its_number_where_the_ends_leave_it_a_row():
    for rows in (3, 4, 5, 8):
        _, labels = heights(MINUTES, draw_columns(MINUTES, [100.0], 40, rows, Tone.IN), 1)
        assert [label for label in labels if label] == ["300", "150", "0"]


def test_nothing_and_zero_are_told_apart():
    told = text_of(draw_columns(OF_TEN, [0, None, 1], 40, 1, Tone.IN))
    assert told == "  0-10 __ ·· ▁▁".removeprefix(" ")
