"""Runs a whole recording through the engine once, to analyse the walk for the history and for later display."""

import math
from collections.abc import Iterable
from io import StringIO

import msgspec
import numpy as np
from msgspec.structs import replace

from coach.domain.programme.felt import SCALE, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAt
from coach.domain.totals.efficiency import STEADY_WORKOUTS, Sample, SteadyPart, pace_decoupling_pct, steady_part
from coach.domain.totals.summary import SessionSummary
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    EndReason,
    NoteAdded,
    PainAnswered,
    PainMoment,
    PainReported,
    SessionEnded,
    SessionInput,
    TalkTestAnswered,
)
from coach.session.pain_report import moment_of
from coach.session.plan import SessionPlan
from coach.session.snapshot import TraceView

ANALYSIS_VERSION = 4
"""Version of the judgement and the sums: raise it when the same recording would yield another analysis, so that stored
analyses are computed again. A test checks the analyses of the fixtures against it."""


class Analysis(msgspec.Struct, frozen=True):
    """A walk computed from its inputs. `ended` None is a recording without an end: a power cut, a kill."""

    summary: SessionSummary
    trace: TraceView
    """The believed heart rate of the whole walk, with a gap wherever there was none; its last point is the end."""
    ended: EndReason | None
    last_s: float
    """The time of the last input."""
    talk: tuple[TalkAt, ...]
    felt: Felt
    """What the recording itself says about how the walk felt."""
    pain_choice: PainChoice | None
    """What the walker did about pain in it, the most that was chosen; None when there was nothing to do."""
    steady: SteadyPart | None
    """Pace and heart rate of the steady part; None without a speed, on intervals, or when it was too short."""
    decoupling_pct: float | None
    """How much pace at the same heart rate the second half lost; None under 50 minutes."""


def analyse(plan: SessionPlan, inputs: Iterable[SessionInput]) -> Analysis:
    """Run the inputs, in order of time, through the plan; ignore inputs after the end."""
    engine = SessionEngine(plan, reach_s=math.inf)
    ended: EndReason | None = None
    talk: list[TalkAt] = []
    pains: dict[PainMoment, int] = {}
    chosen: PainChoice | None = None
    notes = StringIO()
    samples: list[Sample] = []
    for item in inputs:
        moved, is_over = engine.moved, engine.finished
        engine.receive(item)
        engine.events()  # drained, or a long walk's facts would pile up
        assessment = engine.assessment
        believed_bpm = assessment.believed_bpm
        match item:
            case TalkTestAnswered(answer=answer) if believed_bpm is not None:
                talk.append(TalkAt(item.at_s, answer, believed_bpm))
            case PainReported(level=level) if level in SCALE:  # a recording can be edited by hand
                _note_pain(pains, moment_of(item), level)
            case PainAnswered(choice=choice) if not is_over:
                chosen = choice if chosen is None else max(chosen, choice, key=list(PainChoice).index)
            case NoteAdded(text=text):
                notes.write(f"; {text}")
            case SessionEnded(reason=reason):
                ended = reason
                break
        if engine.moved is not None and engine.moved is not moved:
            samples.append(Sample(item.at_s, believed_bpm, engine.moved.mps, assessment.fresh_s))
    last_s = engine.now_s
    walked = engine.whole_trace()
    if plan.workout.kind not in STEADY_WORKOUTS:
        samples = []
    return Analysis(
        summary=engine.summary(last_s),
        trace=replace(walked, at_s=np.append(walked.at_s, last_s), bpm=np.append(walked.bpm, np.nan)),
        ended=ended,
        last_s=last_s,
        talk=tuple(talk),
        felt=Felt(
            pain_before=pains.get(PainMoment.BEFORE),
            pain_during=pains.get(PainMoment.DURING),
            note=notes.getvalue().removeprefix("; ") or None,
            end_bpm=engine.end_bpm,
            one_minute_bpm=engine.one_minute_bpm,
        ),
        pain_choice=chosen,
        steady=steady_part(samples),
        decoupling_pct=pace_decoupling_pct(samples),
    )


def _note_pain(pains: dict[PainMoment, int], moment: PainMoment, level: int) -> None:
    """Keep the last answer for before the walk, and the worst for the walk itself."""
    pains[moment] = level if moment is PainMoment.BEFORE else max(level, pains.get(moment, level))
