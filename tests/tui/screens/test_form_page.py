"""A page of questions: every key that types is the question's, and leaving keeps what was answered."""

from coach.pages.questions import Choice, Number, Passage, Scale, Words
from coach.tui.app import CoachApp
from coach.tui.screens.form_page import FormPage
from tests.support.screens import screen_text

QUESTIONS = (
    Passage("read", "Welcome", text=("Read this first.",)),
    Scale("effort", "How hard was it?", words=tuple("abcdefghijk")),
    Choice("talk", "Could you speak?", options=("Yes", "No")),
    Number("km", "How far?", unit="km", lo=1.0, hi=42.0, decimals=1),
    Words("note", "Anything else?"),
)


class Asked(FormPage[dict]):
    def answered(self, answers):
        self.dismiss(dict(answers))


async def pressed(*keys, size=(80, 24), answers=None):
    app = CoachApp(lambda: Asked(QUESTIONS, answers))
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return app.return_value, screen_text(app) if app.return_value is None else ""


async def test_all_questions_are_answered_in_turn():
    keys = ("enter", "4", "enter", "2", "enter", "3", "full_stop", "5", "enter", "q", "enter")
    answers, _ = await pressed(*keys)
    assert answers == {"effort": 4, "talk": 1, "km": 3.5, "note": "q"}


async def test_a_skipped_question_has_no_answer_and_an_earlier_answer_stays():
    answers, _ = await pressed("enter", "tab", "tab", "tab", "tab", answers={"km": 2.0})
    assert answers == {"km": 2.0}


async def test_leaving_keeps_what_was_answered():
    answers, _ = await pressed("enter", "4", "enter", "escape")
    assert answers == {"effort": 4}


async def test_one_goes_back_to_mend_an_answer():
    _, shown = await pressed("enter", "4", "enter", "shift+tab")
    assert "How hard was it?" in shown
    assert "2 of 5" in shown


async def test_a_number_off_its_limits_stays_with_the_reason():
    _, shown = await pressed("enter", "tab", "tab", "9", "9", "enter")
    assert "Between 1 and 42 km" in shown


async def test_help_takes_no_answer():
    _, shown = await pressed("enter", "4", "f1", "enter")
    assert "How hard was it?" in shown
