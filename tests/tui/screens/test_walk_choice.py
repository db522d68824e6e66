import pytest

from coach.domain.workout.steps import WorkoutKind, make
from coach.tui.app import CoachApp
from coach.tui.screens.walk_choice import KINDS, WalkChoice
from tests.support.screens import at_every_size, screen_text


@pytest.mark.parametrize("keys", [(), ("2", "enter"), ("4", "enter")], ids=["kind", "minutes", "tempo"])
async def test_at_every_size(keys, screens):
    assert await at_every_size(WalkChoice, *keys) == screens


@pytest.mark.parametrize(
    ("keys", "choice"),
    [
        (["1", "enter"], (WorkoutKind.FREE, None)),
        (["2", "enter", "2", "5", "enter"], (WorkoutKind.STEADY, 25)),
        (["3", "enter", "tab"], (WorkoutKind.LONG, None)),
        (["4", "enter", "3", "0", "enter"], (WorkoutKind.TEMPO, 30)),
        (["tab"], None),
        (["2", "escape"], None),
    ],
)
async def test_a_walk_is_chosen(keys, choice):
    app = CoachApp(WalkChoice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert app.return_value == choice


async def test_a_tempo_walk_that_cannot_be_is_not_taken():
    app = CoachApp(WalkChoice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "enter", "2", "0", "enter")
        assert "Between 30 and 60 min" in screen_text(app)
    assert app.return_value is None


def test_every_choice_can_be_made():
    for kind, _ in KINDS:
        assert make(kind, None).kind is kind
    assert make(WorkoutKind.TEMPO, 30).duration_s == 1800
