"""The diary: one person's profile and history, and what it asks the programme."""

from datetime import date, timedelta

import pytest

from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.errors import NotBegunError
from coach.services.diary import declined_name
from coach.services.recorded_walks import RecordedWalks
from tests.support.recorded_walks import days, record


def test_a_day_before_the_programme_begins_has_no_plan(diary):
    monday = date(2026, 11, 23)
    diary.profile = type(diary.profile)(programme_start=monday.isoformat())
    assert diary.plan_for(monday, monday).standing.number == 1
    with pytest.raises(NotBegunError) as caught:
        diary.plan_for(monday - timedelta(days=1), monday)
    assert monday.isoformat() in str(caught.value)


def test_a_declined_band_is_not_proposed_again(diary, home):
    for ago in (1, 2):
        record(home, ago=days(ago), bpm=130, talk=TalkTest.CANNOT)
    RecordedWalks(diary).rebuild(lambda *_: None)
    assert diary.band_proposal().band == Band(110, 125)
    names = (declined_name(Band(110, 125)),)
    diary.profile = type(diary.profile)(disclaimers_seen=names)
    assert diary.band_proposal() is None
