"""Questions asked one at a time, each of which can be skipped: what is asked, what was answered, what a key does.

Pure: a form is a value, and a key makes a new one. The screen draws it and hands it the keys.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

Answer = int | float | str | tuple[int, ...]
Answers = Mapping[str, Answer]


class Question(msgspec.Struct, frozen=True):
    """Base of all questions. `shown_if` decides by the answers so far whether it is asked at all.

    `brief` is the title where there is room for a word or two.
    """

    key: str
    title: str
    help: str = ""
    shown_if: Callable[[Answers], bool] | None = None
    brief: str = ""


class Passage(Question, frozen=True):
    """A text to read, without a question."""

    text: tuple[str, ...] = ()


class Scale(Question, frozen=True):
    """0 to 10, each with a word."""

    words: tuple[str, ...] = ()
    high_is_good: bool = False
    """Whether 10 is what one wishes for; of pain and effort it is the most."""


class Choice(Question, frozen=True):
    """One of a few; the answer is its index."""

    options: tuple[str, ...] = ()


class Checklist(Question, frozen=True):
    """Any of a few; the answer is the indices of those that hold, in order. Nothing marked is an answer too."""

    items: tuple[str, ...] = ()


class Number(Question, frozen=True):
    """A number with a unit, within limits."""

    unit: str = ""
    lo: float = 0.0
    hi: float = 999.0
    decimals: int = 0


class Words(Question, frozen=True):
    """A line in the walker's own words."""

    most: int = 400


class Form(msgspec.Struct, frozen=True):
    """Questions with the answers so far. `at` is the question asked now; None when all have been.

    `marked` is the option under the cursor; `typed` the text in a number's field; `trouble` why it was not taken.
    """

    questions: tuple[Question, ...]
    answers: Answers
    at: int | None
    marked: int = 0
    typed: str = ""
    trouble: str = ""

    @classmethod
    def begin(cls, questions: tuple[Question, ...], answers: Answers | None = None) -> "Form":
        """Start at the first question that is asked."""
        return cls(questions, MappingProxyType(dict(answers or {})), None).go(-1, 1)

    @property
    def question(self) -> Question | None:
        """The question asked now."""
        return None if self.at is None else self.questions[self.at]

    @property
    def place(self) -> tuple[int, int]:
        """Which question this is, from 1, and of how many as far as that is known now."""
        asked = [i for i, question in enumerate(self.questions) if self._is_asked(question)]
        return (len(asked) if self.at is None else asked.index(self.at) + 1, len(asked))

    @property
    def count(self) -> int:
        """How many options the question asked now has; 0 where there is nothing to choose from."""
        match self.question:
            case Choice(options=options):
                return len(options)
            case Checklist(items=items):
                return len(items)
            case _:
                return 0

    def _is_asked(self, question: Question) -> bool:
        return question.shown_if is None or question.shown_if(self.answers)

    def go(self, start: int, by: int) -> "Form":
        """The next question that is asked, from `start` in the direction `by`; backwards it stays at the first."""
        at = start + by
        while 0 <= at < len(self.questions):
            if self._is_asked(self.questions[at]):
                marked, typed = _draft(self.questions[at], self.answers)
                return replace(self, at=at, trouble="", marked=marked, typed=typed)
            at += by
        return self if by < 0 else replace(self, at=None, trouble="")

    def press(self, key: str) -> "Form":
        """Apply a key by its name ("left", "5") to the question asked now; one without a meaning changes nothing.

        Words are written in an editor of the screen's: see `write`.
        """
        question = self.question
        match question:
            case Scale():
                return self._press_row(key, 11, sideways=True)
            case Choice(options=options):
                return self._press_row(key, len(options), sideways=False)
            case Checklist(items=items):
                return self._press_checklist(question, key, len(items))
            case Number():
                return self._press_number(question, key)
            case _:
                return self

    def write(self, text: str) -> "Form":
        """Take over what stands in the editor."""
        return replace(self, typed=text)

    def point(self, option: int) -> "Form":
        """Mark an option of a scale or a choice, as a mouse does."""
        return replace(self, marked=option)

    def _press_row(self, key: str, count: int, *, sideways: bool) -> "Form":
        step = {"left": -1, "right": 1, "up": 1 if sideways else -1, "down": -1 if sideways else 1}.get(key)
        if step is not None:
            marked = self.marked + step if self.marked >= 0 else (0 if step > 0 or sideways else count - 1)
            return replace(self, marked=max(0, min(count - 1, marked)))
        if key in {"backspace", "delete"}:
            return replace(self, marked=-1)
        if not key.isdecimal() or len(key) > 1:
            return self
        digit = int(key)
        if sideways:  # a scale from 0; 0 after 1 is 10
            return replace(self, marked=10 if digit == 0 and self.marked == 1 else digit)
        return replace(self, marked=digit - 1) if 1 <= digit <= count else self

    def _press_checklist(self, question: Checklist, key: str, count: int) -> "Form":
        if key in {"up", "down"}:
            return replace(self, marked=max(0, min(count - 1, self.marked + (1 if key == "down" else -1))))
        index = int(key) - 1 if key.isdecimal() and len(key) == 1 else self.marked if key == "space" else -1
        if not 0 <= index < count:
            return self
        given = self.answers.get(question.key, ())
        chosen = set(given if isinstance(given, tuple) else ()) ^ {index}
        return replace(self._answered(question, tuple(sorted(chosen))), marked=index)

    def _press_number(self, question: Number, key: str) -> "Form":
        if key == "backspace":
            return replace(self, typed=self.typed[:-1], trouble="")
        if key in {"comma", "full_stop"} and question.decimals and "." not in self.typed:
            return replace(self, typed=f"{self.typed or '0'}.", trouble="")
        whole, _, part = self.typed.partition(".")
        if not key.isdecimal() or len(key) > 1 or len(part) >= max(1, question.decimals) or len(whole) >= 6:
            return self
        return replace(self, typed=self.typed + key, trouble="")

    def _answered(self, question: Question, answer: Answer | None) -> "Form":
        answers = {key: value for key, value in self.answers.items() if key != question.key}
        if answer is not None:
            answers[question.key] = answer
        return replace(self, answers=MappingProxyType(answers))

    def take(self) -> "Form":
        """Answer with what is chosen or typed, and go on.

        Nothing chosen skips the question. A number outside its limits stays, with `trouble` saying why.
        """
        question = self.question
        if question is None or self.at is None:
            return self
        match question:
            case Scale() | Choice():
                form = self._answered(question, self.marked if self.marked >= 0 else None)
            case Checklist():
                form = self._answered(question, self.answers.get(question.key, ()))
            case Number():
                if self.typed and not question.lo <= float(self.typed) <= question.hi:
                    trouble = f"Between {question.lo:g} and {question.hi:g} {question.unit}, please; tab skips."
                    return replace(self, trouble=trouble)
                number = float(self.typed) if self.typed else None
                form = self._answered(question, int(number) if number is not None and not question.decimals else number)
            case Words():
                form = self._answered(question, self.typed.strip() or None)
            case _:
                form = self
        return form.go(self.at, 1)

    def skip(self) -> "Form":
        """Leave the question as it is, and go on: an answer given before stays."""
        return self if self.at is None else self.go(self.at, 1)

    def back(self) -> "Form":
        """The question before; at the first one, this one."""
        return self.go(len(self.questions) if self.at is None else self.at, -1)


def _draft(question: Question, answers: Answers) -> tuple[int, str]:
    """Return cursor and field for a question that comes up: at the answer given before."""
    given = answers.get(question.key)
    match question:
        case Number(decimals=decimals):
            if isinstance(given, int | float):
                return -1, f"{given:.{decimals}f}" if decimals else f"{given:.0f}"
            return -1, ""
        case Scale() | Choice():
            return given if isinstance(given, int) else -1, ""
        case Words():
            return -1, given if isinstance(given, str) else ""
        case _:
            return 0, ""
