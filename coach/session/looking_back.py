"""A whole recording run through the engine again: what a walk came to, for the history."""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.domain.summary import SessionSummary
from coach.domain.talk_test import TalkTest
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    EndReason,
    NoteAdded,
    PainReported,
    SessionEnded,
    SessionInput,
    TalkTestAnswered,
)
from coach.session.plan import SessionPlan


@dataclass(frozen=True, slots=True)
class LookedBack:
    """A walk computed again. `ended` None is a recording without an end: a power cut, a kill."""

    summary: SessionSummary
    ended: EndReason | None
    last_s: float
    """The time of the last input."""
    talk: tuple[tuple[float, TalkTest, float], ...]
    """Talk tests with a believed heart rate: at which second, the answer, at which bpm."""
    pain: tuple[int, ...]
    """What was told during the walk, 0-10."""
    notes: tuple[str, ...]


def look_back(plan: SessionPlan, inputs: Iterable[SessionInput]) -> LookedBack:
    """Run the inputs, in order of time, through the plan; what comes after the end is not looked at."""
    engine = SessionEngine(plan)
    ended: EndReason | None = None
    talk: list[tuple[float, TalkTest, float]] = []
    pain: list[int] = []
    notes: list[str] = []
    for item in inputs:
        engine.receive(item)
        engine.events()  # drained, or a long walk's facts would pile up
        match item:
            case TalkTestAnswered(answer=answer):
                bpm = engine.snapshot(item.at_s).smoothed_bpm
                if bpm is not None:
                    talk.append((item.at_s, answer, bpm))
            case PainReported(level=level):
                pain.append(level)
            case NoteAdded(text=text):
                notes.append(text)
            case SessionEnded(reason=reason):
                ended = reason
                break
    last_s = engine.now_s
    return LookedBack(engine.summary(last_s), ended, last_s, tuple(talk), tuple(pain), tuple(notes))
