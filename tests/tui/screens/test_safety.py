import pytest

from coach.domain.programme.safety import FIRST_LIST, SafetyAnswers, SafetySign
from coach.tui.app import CoachApp
from coach.tui.screens.safety import AskedAgainScreen, SafetyScreen, SeenScreen
from tests.support.sample_pages import NO_SIGN
from tests.support.screens import at_every_size

BEFORE = SafetyAnswers(FIRST_LIST)
NEW_ONES = frozenset(SafetySign) - FIRST_LIST
MARKED = NO_SIGN.noticed({SafetySign.SADDLE, SafetySign.CANCER})
WHY = "Pain of 7 out of 10 this morning is more than usual."


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        (lambda: SafetyScreen(SafetyAnswers()), ()),
        (lambda: SafetyScreen(BEFORE), ()),
        (lambda: SafetyScreen(BEFORE), ("1", "enter")),
        (lambda: SafetyScreen(BEFORE), ("2", "enter")),
        (lambda: AskedAgainScreen(WHY), ("2",)),
        (lambda: AskedAgainScreen(WHY), ("2", "enter")),
        (lambda: SeenScreen(MARKED.open), ()),
    ],
    ids=["skipped", "new ones", "urgent", "other", "asked again", "see today", "seen"],
)
async def test_every_page_at_every_size(page, keys, screens):
    assert await at_every_size(page, *keys) == screens


async def result(page, *keys):
    app = CoachApp(page)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    return app.return_value


async def test_only_what_was_never_answered_is_asked():
    answers = await result(lambda: SafetyScreen(BEFORE), "1", "enter", "enter")
    assert answers == BEFORE.answered(NEW_ONES, {SafetySign.BOTH_LEGS})
    assert answers.unasked == frozenset()


@pytest.mark.parametrize("keys", [["escape"], ["tab", "tab"]])
async def test_what_is_skipped_stays_unanswered(keys):
    assert await result(lambda: SafetyScreen(SafetyAnswers()), *keys) == SafetyAnswers()


async def test_one_page_answered_and_one_skipped():
    answers = await result(lambda: SafetyScreen(SafetyAnswers()), "enter", "escape")
    assert SafetySign.SADDLE in answers.asked
    assert SafetySign.CANCER in answers.unasked


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_quitting_answers_nothing(key):
    assert await result(lambda: SafetyScreen(SafetyAnswers()), "1", key) is None


async def test_two_questions_may_stand_for_one_sign():
    assert await result(lambda: AskedAgainScreen(WHY), "1", "2", "enter", "enter") == {SafetySign.SADDLE}
    assert await result(lambda: AskedAgainScreen(WHY), "enter") == frozenset()


async def test_seen_or_not():
    assert await result(lambda: SeenScreen(MARKED.open), "1", "enter") is True
    assert await result(lambda: SeenScreen(MARKED.open), "2", "enter") is False
    assert await result(lambda: SeenScreen(MARKED.open), "escape") is False


def test_the_day_is_kept():
    assert MARKED.seen_to(739949).seen_day == 739949
