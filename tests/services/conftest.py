"""What the tests of the services begin with: one person's diary in a home of its own."""

import time  # noqa: TID251 - the time zone of this process is set by it

import pytest

from coach.services.diary import Diary
from coach.services.recorded_walks import RecordedWalks


@pytest.fixture
def diary(home):
    with Diary(None) as opened:
        yield opened


@pytest.fixture
def recorded(diary):
    return RecordedWalks(diary)


@pytest.fixture
def in_zone(monkeypatch):
    """Set the zone of this computer, for the test."""

    def take(name):
        monkeypatch.setenv("TZ", name)
        if not hasattr(time, "tzset"):
            pytest.skip("the zone of a program cannot be set on this system")
        time.tzset()

    yield take
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
