"""What the tests of the services begin with: one person's diary in a home of its own."""

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
