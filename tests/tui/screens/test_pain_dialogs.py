import pytest
from msgspec.structs import replace

from coach.domain.programme.pain import PainChoice, PainQuestion
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN, ASKED_AGAIN, SafetySign
from coach.domain.zone.zones import Band
from coach.pages.ports import Show
from coach.session import pain_words
from coach.session.commands import AnswerPain, AnswerSigns
from coach.session.events import BandReason, BandSet, PainChosen, PainHeard, SignsMarked
from coach.session.inputs import EndReason
from coach.session.pain_report import after_signs
from coach.tui.app import CoachApp
from coach.tui.messages import SnapshotReady
from coach.tui.screens.pain_dialogs import PainChoiceDialog, SignsDialog
from coach.tui.screens.walk import WalkScreen
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import at_every_size, screen_text


def heard(level=4, *, signs=False):
    question = PainQuestion(level, advises_end=level >= 7, asks_signs=signs)
    text, speech = pain_words.question_text(question), pain_words.question_speech(question)
    return PainHeard(at_s=600.0, question=question, text=text, speech=speech)


def walking(host, *, show=None):
    return CoachApp(lambda: WalkScreen(host, show=show))


@pytest.mark.parametrize(
    ("make", "keys"),
    [
        (lambda: WalkScreen(FakeHost(scenes.LIVE_IN)), ("p", "7")),
        (lambda: PainChoiceDialog(heard(4)), ()),
        (lambda: PainChoiceDialog(heard(8)), ()),
        (SignsDialog, ()),
        (SignsDialog, ("1", "3")),
        (lambda: PainChoiceDialog(after_signs(heard(8), (SafetySign.SADDLE,))), ()),
    ],
    ids=["pain", "choice", "much", "signs", "marked", "advice"],
)
async def test_every_dialog_at_every_size(make, keys, screens):
    assert await at_every_size(make, *keys) == screens


@pytest.mark.parametrize(
    ("level", "keys", "sent"),
    [
        (4, ["1"], [AnswerPain(PainChoice.EASIER)]),
        (4, ["2"], [AnswerPain(PainChoice.SHORTER)]),
        (4, ["3"], [AnswerPain(PainChoice.END)]),
        (4, ["enter"], [AnswerPain(PainChoice.EASIER)]),
        (4, ["down", "enter"], [AnswerPain(PainChoice.SHORTER)]),
        (4, ["escape"], []),
        (8, ["enter"], [AnswerPain(PainChoice.END)]),
        (8, ["1"], [AnswerPain(PainChoice.EASIER)]),
    ],
)
async def test_a_key_chooses_what_to_do(level, keys, sent):
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(heard(level))
        await pilot.pause()
        assert isinstance(app.screen, PainChoiceDialog)
        await pilot.press(*keys)
        await pilot.pause()
    assert host.sent == sent
    assert host.ended_by is (EndReason.STOPPED if AnswerPain(PainChoice.END) in sent else None)


@pytest.mark.parametrize(
    ("keys", "sent", "advised"),
    [
        (["enter"], [AnswerSigns(())], False),
        (["1", "enter"], [AnswerSigns(("saddle",))], True),
        (["2", "1", "3", "enter"], [AnswerSigns(("saddle", "leg_weakness"))], True),
        (["down", "down", "down", "space", "enter"], [AnswerSigns(("both_legs",))], True),
        (["1", "1", "enter"], [AnswerSigns(())], False),
        (["escape"], [], False),
    ],
)
async def test_signs_are_asked_first_and_a_yes_is_a_reason_to_end(keys, sent, advised):
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(heard(5, signs=True))
        await pilot.pause()
        assert isinstance(app.screen, SignsDialog)
        await pilot.press(*keys)
        await pilot.pause()
        assert host.sent == sent
        assert isinstance(app.screen, PainChoiceDialog)
        shown = " ".join(screen_text(app).replace("│", " ").split())
        assert (ADVICE_WHEN_ASKED_AGAIN[:40] in shown) is advised
        await pilot.press("enter")
        await pilot.pause()
    assert host.sent[-1] == AnswerPain(PainChoice.END if advised else PainChoice.EASIER)


async def test_a_mouse_marks_a_sign():
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(heard(8, signs=True))
        await pilot.pause()
        await pilot.click("OptionList", offset=(3, 1))
        await pilot.press("enter")
        await pilot.pause()
    assert host.sent == [AnswerSigns((ASKED_AGAIN[1][0].value,))]


async def test_a_replay_opens_no_question():
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host, show=Show("replay, x1"))
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(heard(8, signs=True))
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)


@pytest.mark.parametrize("signs", [True, False])
async def test_a_question_goes_when_there_is_nothing_left_to_change(signs):
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(heard(8, signs=signs))
        await pilot.pause()
        host.latest = replace(scenes.FINISHED)
        app.screen_stack[1].post_message(SnapshotReady(scenes.FINISHED))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
    assert host.sent == []


@pytest.mark.parametrize(
    ("event", "told", "short"),
    [
        *(
            (PainChosen(at_s=1.0, choice=choice), f"{text}.", text.partition(":")[0])
            for choice, text in pain_words.CHOSEN.items()
        ),
        (
            BandSet(at_s=1.0, band=Band(120, 127), reason=BandReason.PAIN),
            "An easier walk: your zone is now 120-127 bpm.",
            "Your zone is now 120-127 bpm.",
        ),
        (SignsMarked(at_s=1.0, signs=("saddle",)), "a doctor today", "Stop, and see a doctor today."),
    ],
)
async def test_what_came_of_the_answer_is_said_at_any_size(event, told, short):
    host = FakeHost(scenes.LIVE_IN)
    async with walking(host).run_test(size=(160, 50)) as pilot:
        host.tell(event)
        await pilot.pause()
        assert told in screen_text(pilot.app)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert short in screen_text(pilot.app)


@pytest.mark.parametrize("keys", [(), ("1",), ("2", "down"), ("down", "down", "space")])
async def test_every_sign_is_in_sight_on_the_smallest_screen(keys):
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(40, 12)) as pilot:
        host.tell(heard(8, signs=True))
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        shown = " ".join(screen_text(app).replace("│", " ").split())
        assert all(text in shown for _, text in ASKED_AGAIN)
