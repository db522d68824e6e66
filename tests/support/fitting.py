"""Drawings fit: at any size from a window of 40 columns on no line is wider and no block higher than its place."""

from hypothesis import settings
from hypothesis import strategies as st

from coach.drawing.ink import line_width

any_size = settings(max_examples=60, deadline=None)
WIDTHS, HEIGHTS = st.integers(38, 200), st.integers(1, 70)


def assert_fits(block, width, height=None):
    for line in block:
        assert line_width(line) <= width, [span.text for span in line]
    assert height is None or len(block) <= height
