"""The walker's profile, as screens show it and ask for it."""

from dataclasses import dataclass
from datetime import date

from coach.domain.programme.safety import SafetySign


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What is known of the walker. None is "not said"."""

    age: int | None = None
    max_bpm: int | None = None
    heart_medication: bool | None = None
    paced_heart: bool | None = None
    safety: tuple[SafetySign, ...] | None = None
    """The signs that were answered with yes; None while the question was never answered."""
    start: date | None = None
    asked: bool = True
    """Whether the first questions were asked."""
