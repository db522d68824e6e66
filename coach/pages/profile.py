"""The walker's profile, as screens show it and ask for it."""

from dataclasses import dataclass, field
from datetime import date

from coach.domain.programme.safety import SafetyAnswers


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What is known of the walker. None is "not said"."""

    age: int | None = None
    max_bpm: int | None = None
    heart_medication: bool | None = None
    paced_heart: bool | None = None
    safety: SafetyAnswers = field(default_factory=SafetyAnswers)
    """The signs to look out for before walking."""
    start: date | None = None
    asked: bool = True
    """Whether the first questions were asked."""
