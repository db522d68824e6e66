"""Looking back: what is said of a walk in itself and beside others."""

import pytest
from msgspec.structs import replace

from coach.services.walk_pages import comparison_of, row_of
from tests.support.kept_walks import START, walk


def test_one_point_more_or_less_is_about_the_same():
    before, after = walk(0, rpe=4, pain_after=3), walk(1, rpe=5, pain_after=2)
    assert comparison_of(after, [before, after])[1:] == (
        "It felt about the same.",
        "The pain after it was about the same.",
    )
    worse = walk(1, rpe=6, pain_after=5)
    assert comparison_of(worse, [before, worse])[1:] == (
        "It felt harder than usual, 6 of 10.",
        "The pain after it was more than usual, 5 of 10.",
    )


@pytest.mark.parametrize(
    ("decoupling_pct", "told"),
    [
        (None, ()),
        (4.4, ("At the same heart rate, the second half was 4 % slower than the first.",)),
        (-3.0, ("At the same heart rate, the second half was 3 % faster than the first.",)),
        (1.0, ("At the same heart rate, the second half was as fast as the first.",)),
    ],
)
def test_what_the_second_half_lost_is_told_of_a_first_walk_too(decoupling_pct, told):
    only = walk(0, decoupling_pct=decoupling_pct)
    assert comparison_of(only, [only]) == told


def test_beside_others_it_is_told_first():
    before, after = walk(0), walk(1, decoupling_pct=5.0)
    told = comparison_of(after, [before, after])
    assert "second half" in told[0]
    assert told[1] == "The heart rate was that of the last one like it."


def test_before_the_programme_only_a_walk_of_another_program_does_not_count():
    ours, day = walk(3), START.toordinal() + 3
    imported = replace(ours, source={"format": "fit"}, counts=True)
    rows = [row_of(item, first) for item in (ours, imported) for first in (day, day + 1)]
    assert [(row.counts, row.is_before_start) for row in rows] == [
        (True, False), (True, False), (True, False), (True, True),
    ]  # fmt: skip
