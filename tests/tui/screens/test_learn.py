import pytest

from coach.pages.lessons import LESSONS, lesson, lesson_of_week
from coach.tui.app import CoachApp
from coach.tui.screens.learn import LearnScreen, LessonScreen
from tests.support.screens import at_every_size, screen_text


async def test_the_list_at_every_size(screens):
    assert await at_every_size(LearnScreen, "down") == screens


@pytest.mark.parametrize("key", [known.key for known in LESSONS])
async def test_every_lesson_at_every_size(key, screens):
    assert await at_every_size(lambda: LessonScreen(lesson(key))) == screens


async def test_each_lesson_is_opened_by_its_number_and_read_to_its_end_in_a_small_window():
    app = CoachApp(LearnScreen)
    async with app.run_test(size=(40, 12)) as pilot:
        for number, known in enumerate(LESSONS, 1):
            await pilot.press(str(number))
            assert known.title in screen_text(app)
            await pilot.press(*["space"] * 4)
            assert known.paragraphs[-1].split()[-1] in screen_text(app)
            await pilot.press("escape")
            assert "Learn" in screen_text(app)


async def test_the_list_goes_round():
    app = CoachApp(LearnScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("up")
        assert f"▸ 8  {LESSONS[-1].title}" in screen_text(app)
        await pilot.press("down", "enter")
        assert LESSONS[0].paragraphs[0][:30] in screen_text(app)


@pytest.mark.parametrize(
    ("week", "key"),
    [(None, "talk-test"), (1, "weeks-1-2"), (2, "weeks-1-2"), (4, "weeks-3-4"), (6, "weeks-5-6"), (7, "talk-test")],
)
def test_what_a_week_is_for(week, key):
    assert lesson_of_week(week).key == key


def test_an_unknown_lesson():
    with pytest.raises(KeyError):
        lesson("nothing")
