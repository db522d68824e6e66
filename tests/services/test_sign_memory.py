import logging

import pytest

from coach.config import load_profile
from coach.domain.programme.safety import SafetySign
from coach.domain.workout.steps import WorkoutKind
from coach.errors import StoreError, StoreProblem
from coach.services.facade import DiaryServices
from coach.services.sign_memory import RememberingSigns
from coach.session.commands import AnswerSigns
from coach.session.events import SignsMarked
from coach.session.inputs import EndReason
from tests.support import scenes
from tests.support.fake_radio import FakeRadio


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("saddle", "leg_weakness"), [{SafetySign.SADDLE, SafetySign.LEG_WEAKNESS}]),
        (("saddle", "of another version"), [{SafetySign.SADDLE}]),
        (("of another version",), []),
        ((), []),
    ],
)
def test_the_signs_that_are_known_are_kept(names, kept):
    calls = []
    RememberingSigns(calls.append)((SignsMarked(at_s=5.0, signs=names),), scenes.LIVE_IN, heard=True)
    assert calls == kept


def test_a_disk_that_does_not_take_them_ends_no_walk(caplog):
    def full(signs):
        raise StoreError(StoreProblem.RECORDING_STOPPED, detail="full")

    caplog.set_level(logging.WARNING)
    RememberingSigns(full)((SignsMarked(at_s=5.0, signs=("saddle",)),), scenes.LIVE_IN, heard=True)
    assert "saddle" in caplog.text


async def test_a_yes_in_the_middle_of_a_walk_stays_on_home_until_it_is_answered(diary):
    services = DiaryServices(diary, None, radio=FakeRadio(), audible=False)
    setup = await services.start_walk(await services.prescription(WorkoutKind.FREE, None))
    setup.host.start()
    setup.host.send(AnswerSigns(("saddle",)))
    setup.host.end(EndReason.STOPPED)
    await setup.host.over()
    assert load_profile(diary.folders.profile_file).safety_answers.open == {SafetySign.SADDLE}
    assert (await services.home()).open_signs == {SafetySign.SADDLE}
    services.close()
