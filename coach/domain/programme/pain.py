"""Pain that is heard at once: when it changes the walk that is under way, and how.

The programme's fine range (`PAIN_FINE`) decides on the next walks; here it decides on this one. Exercise with
some pain does no harm (BJSM review, 7 trials), and pushing through much of it does no good.
"""

import math
from enum import StrEnum

import msgspec

PAIN_FINE = 3
"""Up to this level pain during and after a walk is fine, when it settles (README, "The programme")."""

RISE = 2
"""A rise by two points matters: the change that people notice is 1.5-3.5 (JOSPT 2014;44:560), usually 2."""

OVER_USUAL = 1
"""Before a walk pain may be a point over the usual: no scale is finer."""

MUCH = 7
"""From here on pain is severe (0-10 numeric scale: 7-10), and the walk had better end."""


class PainChoice(StrEnum):
    """What the walker does about pain that is more than fine."""

    EASIER = "easier"
    """Brisk parts become steady, and the band ends in its middle; no minute changes."""
    SHORTER = "shorter"
    """The cool-down begins now."""
    END = "end"


class PainQuestion(msgspec.Struct, frozen=True):
    """Pain that is more than fine: the walker is asked what to do about it."""

    level: int
    advises_end: bool
    asks_signs: bool
    """Whether to ask again about numbness, bladder and bowel, and weakness of a leg."""


def fine_level(usual: float | None) -> int:
    """Return up to which level pain is fine: 3, or for a back that usually hurts, what is no rise by two points.

    Much pain is never fine, however usual it is.
    """
    return min(MUCH - 1, max(PAIN_FINE, math.ceil((usual or 0.0) + RISE) - 1))


def asks_again(level: int, before: int | None) -> bool:
    """Return whether pain is a reason to ask about urgent signs again (`safety.ASKED_AGAIN`): much, or a jump.

    Pain in the fine range may move as it likes; without a level from before there is no jump.
    """
    return level >= MUCH or (before is not None and level > PAIN_FINE and level - before >= RISE)


def question_before(level: int, usual: float | None) -> PainQuestion | None:
    """Return what to ask about pain before a walk; None when it is as usual, and not much."""
    is_more = level >= MUCH or (level > PAIN_FINE if usual is None else level > usual + OVER_USUAL)
    return PainQuestion(level, level >= MUCH, asks_signs=asks_again(level, None)) if is_more else None


def question_during(level: int, before: int | None, usual: float | None = None) -> PainQuestion | None:
    """Return what to ask about pain during a walk that began with `before`; None when it is fine, or as usual."""
    has_jumped = before is not None and level - before >= RISE
    if level <= fine_level(usual) and not has_jumped:
        return None
    return PainQuestion(level, level >= MUCH, asks_signs=asks_again(level, before))
