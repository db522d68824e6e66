"""Which walks are the same; `test_importing` has what becomes of them."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from coach.services.known_walks import KnownWalk, is_same

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
WALK = KnownWalk("", START, START + timedelta(minutes=20), is_own=False, sha256="a", is_dated=True)
LATER = replace(WALK, started_at=START + timedelta(days=1), ended_at=START + timedelta(days=1, minutes=20))


@pytest.mark.parametrize(
    ("new", "known", "expected"),
    [
        (WALK, replace(WALK, sha256="b"), True),
        (WALK, LATER, False),
        (replace(WALK, is_dated=False), replace(WALK, sha256="b"), False),
        (replace(WALK, is_dated=False), replace(LATER, is_dated=False), True),
        (replace(WALK, is_dated=False, sha256=None), replace(LATER, is_dated=False, sha256=None), False),
        (replace(WALK, is_dated=False), replace(LATER, is_dated=False, ended_at=START + timedelta(days=2)), False),
    ],
    ids=["one time", "another day", "no date", "no date, one content", "no content known", "a part of one file"],
)
def test_walks_are_the_same(new, known, expected):
    assert is_same(new, known) is expected
    assert is_same(known, new) is expected
