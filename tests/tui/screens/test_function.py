"""Activities of one's own: named with a few words, rated with a few keys, and left with esc at any point."""

import pytest

from coach.domain.programme.function import FunctionAnswer, FunctionQuestion
from coach.domain.programme.walk_log import OwnActivity
from coach.tui.app import CoachApp
from coach.tui.screens.function import FunctionScreen
from tests.support.screens import at_every_size, screen_text

FIRST = FunctionQuestion(0, (), None, may_end=False)
SECOND = FunctionQuestion(3, (), None, may_end=True)
AGAIN = FunctionQuestion(6, ("carry the shopping home from the bus stop", "sit through a film"), 739_943, may_end=True)
SHOPPING, FILM = AGAIN.names


async def answer_after(question, *keys):
    app = CoachApp(lambda: FunctionScreen(question))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    return app.return_value


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        (FIRST, ()),
        (SECOND, ()),
        (FIRST, ("1", "enter", *"stairs")),
        (FIRST, ("1", "enter", *"stairs", "enter", "enter", "7")),
        (AGAIN, ("1", "0")),
        (AGAIN, ("tab", "tab")),
    ],
    ids=["whether", "or never", "name", "score", "again", "none"],
)
async def test_each_question_at_every_size(screens, question, keys):
    assert await at_every_size(lambda: FunctionScreen(question), *keys) == screens


async def test_activities_are_named_and_rated():
    keys = ("1", "enter", *"sleep", "enter", *"gardening", "enter", "enter", "3", "enter", "1", "0", "enter")
    assert await answer_after(FIRST, *keys) == FunctionAnswer((OwnActivity("sleep", 3), OwnActivity("gardening", 10)))


async def test_those_of_last_time_are_rated_again_without_their_old_scores():
    app = CoachApp(lambda: FunctionScreen(AGAIN))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert SHOPPING in screen_text(app)
        assert "Press a number" in screen_text(app)
        await pilot.press("6", "enter", "7", "enter")
    assert app.return_value == FunctionAnswer((OwnActivity(SHOPPING, 6), OwnActivity(FILM, 7)))


@pytest.mark.parametrize(
    ("question", "keys", "answer"),
    [
        (FIRST, ("2", "enter"), FunctionAnswer(())),
        (FIRST, ("3", "enter"), None),  # there is no third answer the first time
        (SECOND, ("3", "enter"), FunctionAnswer((), asks_again=False)),
        (FIRST, ("1", "enter", "enter"), None),
        (FIRST, ("1", "enter", *"  ", "enter"), None),
        (FIRST, ("escape",), None),
        (FIRST, ("1", "enter", *"sleep", "enter", "escape"), None),
        (FIRST, ("1", "enter", *"sleep", "enter", "enter", "tab"), None),
        (AGAIN, ("escape",), None),
        (AGAIN, ("6", "enter", "escape"), FunctionAnswer((OwnActivity(SHOPPING, 6),))),
        (AGAIN, ("tab", "7", "enter"), FunctionAnswer((OwnActivity(FILM, 7),))),
        (AGAIN, ("tab", "tab", "1", "enter"), FunctionAnswer(())),
        (AGAIN, ("tab", "tab", "2", "enter"), FunctionAnswer((), asks_again=False)),
        (AGAIN, ("tab", "tab", "tab"), None),
    ],
)
async def test_every_question_can_be_skipped(question, keys, answer):
    assert await answer_after(question, *keys) == answer


async def test_an_activity_named_twice_is_rated_once():
    keys = ("1", "enter", *"sleep", "enter", *"sleep", "enter", "enter", "3", "enter")
    assert await answer_after(FIRST, *keys) == FunctionAnswer((OwnActivity("sleep", 3),))
