from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.safety import FIRST_LIST, URGENT, SafetyAnswers, SafetySign
from coach.pages.profile import ProfileView
from coach.pages.questions import Form
from coach.pages.safety import sign_pages
from coach.tui.app import CoachApp
from coach.tui.screens.first_run import FirstRunScreen, answers_of, profile_of, questions, starts
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
    weekdays=frozenset({1, 5}),
    usual_pain=4,
    baseline=False,
    flare_plan="Warmth.",
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
        ("enter", *["tab"] * 6, "1", "3", "5"),
        ("enter", *["tab"] * 6, "1", "3", "5", "enter"),
        ("enter", *["tab"] * 7, "5"),
        ("enter", *["tab"] * 7, "5", "enter"),
        ("enter", *["tab"] * 8),
        ("enter", *["tab"] * 9),
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
        "days",
        "three days",
        "usual pain",
        "easy week",
        "fifteen minutes",
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
        await pilot.press("5", "4", "enter", "1", "7", "2", "enter")
        await pilot.press("1", "3", "5", "enter", "enter", "7", "enter", "2", "enter", "3", "enter")
        await pilot.pause()
    assert app.return_value == ProfileView(
        age=54,
        max_bpm=172,
        heart_medication=True,
        paced_heart=True,
        safety=SafetyAnswers().answered(SafetySign, {SafetySign.HEART_MEDICATION}),
        start=date(2026, 11, 30),
        asked=True,
        weekdays=frozenset({0, 2, 4}),
        usual_pain=7,
        baseline=True,
    )


@pytest.mark.parametrize("keys", [["escape"], ["enter", *["tab"] * 10]])
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
        for _ in range(12):
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


def asked_of(profile, given, today=TODAY):
    """The keys of the questions that are asked one after the other, each answered as given."""
    form = Form.begin(questions(today, profile), given)
    keys = []
    while form.question is not None:
        keys.append(form.question.key)
        form = form.skip()
    return keys


FEW = st.frozensets(st.integers(0, 6))
PAINS = st.none() | st.integers(0, 10)


@given(weekdays=FEW, pain=PAINS, baseline=st.none() | st.booleans(), begun=st.integers(0, 60))
def test_what_is_said_of_ones_own_path_stays_when_the_questions_are_looked_at(weekdays, pain, baseline, begun):
    known = replace(KNOWN, start=TODAY - timedelta(days=begun), weekdays=weekdays, usual_pain=pain, baseline=baseline)
    assert profile_of(answers_of(known, TODAY), known, TODAY) == known


@given(weekdays=FEW, pain=PAINS)
def test_at_most_three_more_questions_are_asked_and_fewer_days_are_told_what_they_mean(weekdays, pain):
    given_ = {"days": tuple(sorted(weekdays)), "usual_pain": pain}
    asked = asked_of(NEW, {key: answer for key, answer in given_.items() if answer is not None})
    own = asked[asked.index("max_bpm") + 1 : asked.index("start")]
    told = [key for key in own if key.startswith("way_")]
    assert told == ([f"way_{len(weekdays)}"] if 0 < len(weekdays) < 5 else [])
    assert [key for key in own if key not in told] == [
        "days",
        "usual_pain",
        "easy_week" if pain in {4, 5, 6} else "fifteen",
    ]


@pytest.mark.parametrize(("begun", "offered"), [(0, True), (6, True), (7, False), (30, False)])
def test_an_easy_week_is_offered_at_the_beginning_alone(begun, offered):
    known = replace(KNOWN, start=TODAY - timedelta(days=begun))
    assert bool({"easy_week", "fifteen"} & set(asked_of(known, {}))) is offered


@pytest.mark.parametrize(
    ("answers", "baseline"),
    [
        ({"usual_pain": 5, "easy_week": 0}, True),
        ({"usual_pain": 5, "easy_week": 1, "fifteen": 1}, False),
        ({"usual_pain": 3, "easy_week": 0, "fifteen": 0}, False),
        ({"fifteen": 1}, True),
        ({"fifteen": 2}, False),
        ({"easy_week": 0}, None),
    ],
)
def test_who_wants_an_easy_week_is_told_by_the_question_that_was_asked(answers, baseline):
    assert profile_of(answers, NEW, TODAY).baseline is baseline
