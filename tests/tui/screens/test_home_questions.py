"""The home screen's own questions: what they are dismissed with."""

import pytest

from coach.tui.app import CoachApp
from coach.tui.screens.home_questions import AnywayScreen, BandScreen, CheckInScreen, MorningScreen


@pytest.mark.parametrize(
    ("screen", "keys", "result"),
    [
        (MorningScreen, ("3", "enter"), 3),
        (MorningScreen, ("escape",), None),
        (lambda: AnywayScreen("That is a lot."), ("1", "enter"), True),
        (lambda: AnywayScreen("That is a lot."), ("escape",), False),
        (lambda: BandScreen("Your talk tests say so."), ("2", "enter"), False),
        (lambda: BandScreen("Your talk tests say so."), ("escape",), None),
        (CheckInScreen, ("1", "3", "enter"), (0, 2)),
        (CheckInScreen, ("enter",), ()),
        (CheckInScreen, ("escape",), None),
    ],
)
async def test_a_question_is_dismissed_with_its_answer(screen, keys, result):
    app = CoachApp(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
    assert app.return_value == result
