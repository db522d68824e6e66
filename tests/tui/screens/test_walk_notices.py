import pytest

from coach.domain.heart.signal_quality import Remark
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.safety import SafetySign
from coach.domain.programme.talk import TalkTest
from coach.errors import StoreProblem
from coach.session.events import (
    BatteryLow,
    MuteSet,
    PainChosen,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SignalWeak,
    SignsMarked,
    StrapRemarked,
)
from coach.tui.screens.page import NOTICE_S
from coach.tui.screens.walk_notices import HEART_NOTICE_S, notice_of_event

QUIET = [
    BatteryLow(at_s=1.0, percent=9),
    SignalWeak(at_s=1.0, rssi_dbm=-92),
    StrapRemarked(at_s=1.0, remark=Remark.CONTACT_BIT),
    RecordingFailed(at_s=1.0, problem=StoreProblem.RECORDING_STOPPED, detail="the disk is full"),
    RecordingRecovered(at_s=1.0),
    MuteSet(at_s=1.0, muted=True),
    MuteSet(at_s=1.0, muted=False),
    *(PainChosen(at_s=1.0, choice=choice) for choice in PainChoice),
    Reported(at_s=1.0, talk_test=TalkTest.COMFORTABLE),
]
OF_THE_HEART = [RhythmIrregular(at_s=1.0), SignsMarked(at_s=1.0, signs=(SafetySign.SADDLE,))]


@pytest.mark.parametrize("event", [*QUIET, *OF_THE_HEART], ids=lambda event: type(event).__name__)
def test_a_notice_has_spellings_from_the_longest_to_the_shortest(event):
    spellings = notice_of_event(event).spellings
    assert all(spellings)
    assert sorted(spellings, key=len, reverse=True) == list(spellings)


@pytest.mark.parametrize("event", QUIET, ids=lambda event: type(event).__name__)
def test_most_stay_for_two_glances(event):
    assert notice_of_event(event).for_s == NOTICE_S


@pytest.mark.parametrize("event", OF_THE_HEART, ids=lambda event: type(event).__name__)
def test_what_is_about_the_heart_itself_stays_longer(event):
    assert notice_of_event(event).for_s == HEART_NOTICE_S > NOTICE_S


def test_signs_that_are_all_answered_with_no_are_no_news():
    assert notice_of_event(SignsMarked(at_s=1.0, signs=())) is None
