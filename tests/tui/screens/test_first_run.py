from dataclasses import replace
from datetime import date

import pytest

from coach.domain.programme.safety import FIRST_LIST, URGENT, SafetyAnswers, SafetySign
from coach.pages.profile import ProfileView
from coach.pages.safety import sign_pages
from coach.tui.app import CoachApp
from coach.tui.screens.first_run import FirstRunScreen, starts
from tests.support.sample_pages import MONDAY, NO_SIGN, TODAY
from tests.support.screens import at_every_size, screen_text

NEW = ProfileView(asked=False)
KNOWN = ProfileView(
    age=52,
    max_bpm=171,
    heart_medication=False,
    paced_heart=True,
    safety=NO_SIGN.noticed({SafetySign.INJURY}),
    start=MONDAY,
)


def asking(profile=NEW):
    return CoachApp(lambda: FirstRunScreen(TODAY, profile))


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("enter",),
        ("enter", "tab"),
        ("enter", "4", "5"),
        ("enter", "4", "enter", "enter"),
        ("enter", "7", "enter", "enter"),
        ("enter", *["tab"] * 2),
        ("enter", *["tab"] * 3),
        ("enter", *["tab"] * 4, "5"),
        ("enter", *["tab"] * 5),
        ("enter", *["tab"] * 6),
        ("f1",),
    ],
    ids=[
        "welcome",
        "safety",
        "lasting",
        "marked",
        "urgent",
        "other",
        "medicine",
        "paced",
        "age",
        "max",
        "start",
        "help",
    ],
)
async def test_every_question_at_every_size(keys, screens):
    assert await at_every_size(lambda: FirstRunScreen(TODAY, NEW), *keys) == screens


async def test_all_answers():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "enter", "5", "enter", "enter", "2", "enter", "2", "enter")
        await pilot.press("5", "4", "enter", "1", "7", "2", "enter", "3", "enter")
        await pilot.pause()
    assert app.return_value == ProfileView(
        age=54,
        max_bpm=172,
        heart_medication=True,
        paced_heart=True,
        safety=SafetyAnswers().answered(SafetySign, {SafetySign.HEART_MEDICATION}),
        start=date(2026, 11, 30),
        asked=True,
    )


@pytest.mark.parametrize("keys", [["escape"], ["enter", *["tab"] * 7]])
async def test_everything_can_be_skipped_with_a_safe_default(keys):
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert app.return_value == ProfileView(start=TODAY, asked=True)


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_quitting_answers_nothing_and_skips_no_question_of_safety(key):
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "1", key)
        await pilot.pause()
        assert not app.is_running
    assert app.return_value is None


async def test_not_knowing_about_medicine_and_a_pacemaker_is_not_known():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "enter", "enter", "3", "enter", "3", "enter", "escape")
        await pilot.pause()
    assert (app.return_value.heart_medication, app.return_value.paced_heart) == (None, None)
    assert app.return_value.safety == NO_SIGN


PAGES = [(key, number, sign) for key, signs in sign_pages(SafetyAnswers()) for number, sign in enumerate(signs, 1)]


@pytest.mark.parametrize(("page", "number", "sign"), PAGES, ids=[sign for _, _, sign in PAGES])
async def test_a_safety_sign_advises_a_professional_first(page, number, sign):
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(
            "enter", *([str(number), "enter", "enter"] if page == "safety_0" else ["enter", str(number), "enter"])
        )
        assert "Please" in screen_text(app)
        soon = "and soon" in screen_text(app)
    assert soon is (sign in URGENT)


def test_every_sign_is_asked_about():
    assert {sign for _, _, sign in PAGES} == set(SafetySign)


async def test_it_says_once_that_it_is_no_medical_device():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "no medical device" in screen_text(app)
        await pilot.press("enter")
        assert "no medical device" not in screen_text(app)
    app = asking(KNOWN)
    async with app.run_test(size=(80, 24)):
        assert "no medical device" not in screen_text(app)


async def test_what_is_known_stays_when_it_is_looked_at():
    app = asking(KNOWN)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(8):
            await pilot.press("enter")
        await pilot.pause()
    assert app.return_value == KNOWN


async def test_looking_at_a_profile_answers_no_question_that_was_skipped_before():
    known = replace(KNOWN, safety=SafetyAnswers(FIRST_LIST, frozenset({SafetySign.INJURY})))
    app = asking(known)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value == known


def test_the_days_to_begin():
    assert [name for name, _ in starts(date(2026, 11, 24))] == ["Today", "Tomorrow", "Monday, 30 November"]
    assert starts(date(2026, 11, 29)) == (("Today", date(2026, 11, 29)), ("Tomorrow", date(2026, 11, 30)))
