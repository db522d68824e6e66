"""The walker's answers about a walk: one record for the screen, the command line, the store and the programme.

To add an answer, add a field here and a column (`coach.store.schema.MIGRATIONS`); to ask for it, add a question
(`coach.pages.after_walk`, `coach.tui.screens.after_walk`) or an option (`coach.cli.log`) of its name.
"""

from collections.abc import Mapping

import msgspec
from msgspec.structs import fields

from coach.domain.programme.talk import TalkTest
from coach.errors import AnswerOutOfRangeError

SCALE = range(11)
"""Effort (CR10, Borg 1982) and pain (the numeric rating scale) range from 0 to 10."""


class Felt(msgspec.Struct, frozen=True):
    """The answers; None is "not answered". Effort and pain are 0-10."""

    rpe: int | None = None
    """How hard the walk was as a whole."""
    pain_before: int | None = None
    pain_during: int | None = None
    """The worst pain during the walk."""
    pain_after: int | None = None
    pain_next_morning: int | None = None
    talk_test: TalkTest | None = None
    """How the walker could speak in the steady part."""
    note: str | None = None
    """In the walker's own words."""
    distance_m: float | None = None
    belt_speed_mps: float | None = None
    end_bpm: float | None = None
    """The heart rate right after the walk."""
    one_minute_bpm: float | None = None
    """The heart rate a minute later."""

    @property
    def recovery_bpm(self) -> float | None:
        """The fall in the minute after the walk."""
        if self.end_bpm is None or self.one_minute_bpm is None:
            return None
        return self.end_bpm - self.one_minute_bpm

    @property
    def pain_levels(self) -> tuple[int, ...]:
        """The answers about pain, from before the walk to the next morning."""
        answers = (self.pain_before, self.pain_during, self.pain_after, self.pain_next_morning)
        return tuple(level for level in answers if level is not None)

    def answers(self) -> dict[str, object]:
        """Return the given answers by field name."""
        return {name: value for name in NAMES if (value := getattr(self, name)) is not None}

    def changes_from(self, before: "Felt") -> Mapping[str, object]:
        """Return the answers that differ from `before`; None takes one back.

        Raises:
            AnswerOutOfRangeError: when a changed answer is not on its scale.
        """
        changes = {name: value for name in NAMES if (value := getattr(self, name)) != getattr(before, name)}
        for name, value in changes.items():
            if name in SCALED and value is not None and value not in SCALE:
                raise AnswerOutOfRangeError(name, value, SCALE[0], SCALE[-1])
        return changes


NOTHING_FELT = Felt()

NAMES = tuple(field.name for field in fields(Felt))

SCALED = frozenset(name for name in NAMES if name == "rpe" or name.startswith("pain_"))
"""Answers on the scale."""
