from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.drawing.ink import text_of
from coach.drawing.programme import draw_plan
from tests.support import sample_pages
from tests.support.fitting import HEIGHTS, WIDTHS, any_size, assert_fits

BEFORE = replace(sample_pages.PLAN, current=None, focus="The six weeks begin on Monday, 30 November.")


@any_size
@given(st.sampled_from([sample_pages.PLAN, BEFORE]), WIDTHS, HEIGHTS)
def test_it_fits_any_size(view, width, height):
    assert_fits(draw_plan(view, width, height), width, height)


def test_the_week_that_it_is_and_the_weeks_that_were():
    lines = text_of(draw_plan(sample_pages.PLAN, 76, 20)).splitlines()
    assert any(line.startswith("✓ Week 1") and "4 walked, 41 min" in line for line in lines)
    assert any(line.startswith("▸ Week 3") and "one of 40+" in line for line in lines)
    assert any(line.startswith("  Week 6") and "tempo walk if you like" in line for line in lines)


def test_before_the_first_day_no_week_is_marked():
    told = text_of(draw_plan(BEFORE, 76, 20))
    assert "▸ Week" not in told
    assert "30 November" in told


def test_a_small_window_has_all_six_weeks():
    told = text_of(draw_plan(sample_pages.PLAN, 38, 10))
    assert [f"Week {number}" in told for number in range(1, 7)] == [True] * 6
