"""What readers leave out of a file, counted."""

from coach.formats.dropped import Dropped
from coach.session.flaws import Flaw, FlawKind


def test_each_reason_has_its_count_and_the_place_of_the_first():
    dropped = Dropped()
    assert dropped.flaws() == []
    for kind, line in ((FlawKind.NO_NUMBER, 3), (FlawKind.OUT_OF_RANGE, 5), (FlawKind.NO_NUMBER, 7)):
        dropped.add(kind, line)
    assert dropped.flaws() == [
        Flaw(FlawKind.NO_NUMBER, line=3, count=2),
        Flaw(FlawKind.OUT_OF_RANGE, line=5, count=1),
    ]
