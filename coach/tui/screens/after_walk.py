"""After a walk: how it felt, while the heart rate's fall is still being measured. Every question can be skipped."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from coach.domain.programme.felt import Felt
from coach.domain.totals.recovery import AFTER_S
from coach.drawing import block_font
from coach.drawing.form import draw_question
from coach.drawing.ink import MUTED, STRONG, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.look_back import PAIN_WORDS, RPE_WORDS
from coach.drawing.pages import indented, key_hint, paragraph
from coach.drawing.panels import average_line
from coach.drawing.wording import TALK_ANSWERS, heart_rate_text, left_text, number_words
from coach.pages.questions import Answer, Answers, Choice, Number, Question, Scale, Words
from coach.session.ports import WalkHost
from coach.tui.commands import KeyCommand
from coach.tui.screens.form_page import FormPage
from coach.tui.screens.page import HELP

WATCH_EVERY_S = 0.5

QUESTIONS: tuple[Question, ...] = (
    Scale("rpe", "How hard was the walk as a whole?", "0 is no effort, 10 the hardest ever.", words=RPE_WORDS),
    Scale("pain_after", "How much does it hurt now?", "0 is no pain, 10 the worst you can imagine.", words=PAIN_WORDS),
    Scale("pain_before", "And before the walk?", "The change says more than the number.", words=PAIN_WORDS),
    Choice("talk_test", "Talk test: how was it in the steady part?", options=tuple(text for _, text in TALK_ANSWERS)),
    Number(
        "distance_m",
        "How far was it?",
        "It makes your pace at the same heart rate known. Skip it for the belt's speed instead.",
        unit="km",
        lo=0.1,
        hi=42.0,
        decimals=2,
    ),
    Number(
        "belt_speed_mps",
        "How fast did the belt run, on average?",
        "For a treadmill.",
        unit="km/h",
        lo=0.5,
        hi=12.0,
        decimals=1,
        shown_if=lambda answers: "distance_m" not in answers,
    ),
    Words("note", "Anything to remember?", "Shoes, weather, sleep, what helped: in your own words."),
)
"""Each asks for the field of `Felt` that its key names."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Converts an answer between the form that is kept and the one on the screen."""

    ask: Callable[[Any], Answer]
    keep: Callable[[Any], object]


_TESTS = [test for test, _ in TALK_ANSWERS]

_SHOWN: dict[str, _Shown] = {
    "talk_test": _Shown(_TESTS.index, lambda index: _TESTS[index]),
    "distance_m": _Shown(lambda metres: round(metres / 1000, 2), lambda km: round(km * 1000, 1)),
    "belt_speed_mps": _Shown(lambda mps: round(mps * 3.6, 1), lambda kmh: round(kmh / 3.6, 3)),
}
"""The answers to convert; all others are kept as they are given."""


def asked_of(felt: Felt) -> dict[str, Answer]:
    """Return the existing answers, as the form asks for them."""
    known = {question.key: getattr(felt, question.key) for question in QUESTIONS}
    return {
        key: _SHOWN[key].ask(value) if key in _SHOWN else value for key, value in known.items() if value is not None
    }


def felt_of(answers: Answers, before: Felt) -> Felt:
    """Return what the answers say; what is asked elsewhere stays."""
    given: dict[str, Any] = {}
    for question in QUESTIONS:
        is_asked = question.shown_if is None or question.shown_if(answers)
        value = answers.get(question.key) if is_asked else None
        shown = _SHOWN.get(question.key)
        given[question.key] = value if shown is None or value is None else shown.keep(value)
    return replace(before, **given)


class AfterWalkScreen(FormPage[Felt]):
    """Asks, and is dismissed with what was felt.

    Args:
        felt: the earlier answers, to correct.
        host: the walk, still running with the strap on, so that the fall of the heart rate can be watched.
        finished_at_s: the session time at which the walk was finished.
    """

    def __init__(self, *, felt: Felt | None = None, host: WalkHost | None = None, finished_at_s: float = 0.0) -> None:
        self._before = felt or Felt()
        super().__init__(QUESTIONS, asked_of(self._before))
        self._host = host
        self._finished_at_s = finished_at_s
        self._resting = False

    def on_mount(self) -> None:
        if self._host is not None:
            self.set_interval(WATCH_EVERY_S, self._watch)

    def title_text(self) -> str:
        return "Well done. How was it?" if self._before.rpe is None else "How was it?"

    def aside(self) -> str:
        return "" if self._resting else super().aside()

    def commands(self) -> tuple[KeyCommand, ...]:
        if self._resting:
            done = KeyCommand("enter", "enter", "don't wait", "take", "Don't wait", "Leave the recovery unmeasured.")
            return (done, HELP)
        return super().commands()

    @property
    def recovery_left_s(self) -> float | None:
        """How long the measuring still takes; None when it is over."""
        if self._host is None:
            return None
        now = self._host.latest
        left_s = self._finished_at_s + AFTER_S[1] - now.at_s
        return None if now.ended or now.recovery_bpm is not None or left_s <= -1 else max(0.0, left_s)

    def body(self, width: int, height: int) -> Block:
        if self._resting:
            return self._rest(width, height)
        line = self._recovery(width)
        if not line:
            return draw_question(self.form, width, height)
        body = draw_question(self.form, width, height - 1)
        return (*body, *((),) * (height - 1 - len(body)), line)

    def _recovery(self, width: int) -> Line:
        """The heart rate's fall, in a line under the question."""
        if self._host is None:
            return ()
        now = self._host.latest
        if now.recovery_bpm is not None:
            line = f"♥ Fell {now.recovery_bpm:.0f} beats in the minute after the walk."
            short = f"♥ Fell {now.recovery_bpm:.0f} beats in a minute."
            return fit_line(width, *([Span(text, Ink(Tone.IN, bold=True))] for text in (line, short)))
        left_s = self.recovery_left_s
        if left_s is None:
            return ()
        heart = [Span(f"♥ {'~' if number_words(now) else ''}{heart_rate_text(now)}", Ink(Tone.EASY, bold=True))]
        return fit_line(
            width,
            [*heart, Span(f"  stand still: recovery is measured, {left_text(left_s)} left", MUTED)],
            [*heart, Span(f"  stand still, {left_text(left_s)}", MUTED)],
        )

    def _rest(self, width: int, height: int) -> Block:
        left_s = self.recovery_left_s or 0.0
        now = self._host.latest if self._host is not None else None
        text = "--" if now is None else heart_rate_text(now)
        scale = block_font.largest_scale("888", width, max(3, height - 6), most_down=6) or block_font.DigitScale(1, 1)
        room = block_font.width_of("888", scale)
        return (
            *paragraph("Stand still: how far your heart rate falls in a minute is being measured.", width, MUTED),
            (),
            *indented(block_font.draw_big(text, scale, Ink(Tone.EASY)), room - block_font.width_of(text, scale)),
            () if now is None else average_line(now, width),
            (Span(f"{left_text(left_s)} left   ", STRONG), *key_hint("enter", "don't wait")),
        )[:height]

    def _watch(self) -> None:
        if self._resting and self.recovery_left_s is None:
            self._leave_with(self.form.answers)
        self.show()

    def answered(self, answers: Answers) -> None:
        """Wait for the recovery while it is being measured, unless the walker skips that."""
        if self.recovery_left_s is not None and not self._resting:
            self._resting = True
            self.show()
        else:
            self._leave_with(answers)

    def action_take(self) -> None:
        if self._resting and not self._helping:
            self._leave_with(self.form.answers)
        else:
            super().action_take()

    def leave(self) -> None:
        """Take what is marked or typed, so that leaving does not lose a note."""
        taken = self.form.take()
        if not taken.trouble:
            self.form = taken
        self.answered(self.form.answers)

    def _leave_with(self, answers: Answers) -> None:
        self.dismiss(felt_of(answers, self._before))
