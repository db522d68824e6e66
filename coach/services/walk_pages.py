"""Walks as the pages show them: rows, comparisons, and a whole walk from its recording."""

from collections.abc import Callable, Sequence
from datetime import date
from statistics import fmean

from msgspec.structs import replace

from coach.domain.programme.change import (
    LEAST_EFFORT_CHANGE,
    LEAST_PAIN_CHANGE,
)
from coach.domain.totals.efficiency import speed_at
from coach.domain.totals.summary import SessionSummary
from coach.errors import WalkProblem, WalkUnavailableError
from coach.pages.history import HistoryView, WalkDetail, WalkRow
from coach.services.programme import ProgrammePages
from coach.services.recorded_walks import RecordedWalks
from coach.services.trends import steady_part_of, trends_of
from coach.store.rows import Session

COMPARED = 4
"""A walk is compared with the mean of the last few like it: a single one may have been a bad day."""

SAME_BPM, SAME_KMH, SAME_PCT = 2.0, 0.1, 2.0
"""Smaller differences are the scatter of a day (0.1 km/h of 5.5 is 2 %)."""


class WalkPages:
    """Reads the walks; `today` is the walker's day."""

    def __init__(self, recorded: RecordedWalks, programme: ProgrammePages, today: Callable[[], date]) -> None:
        self._recorded = recorded
        self._diary = recorded.diary
        self._programme = programme
        self._today = today

    def history(self) -> HistoryView:
        """All walks and their trends."""
        sessions = [session for session in self._diary.history.sessions() if session.summary is not None]
        if not sessions:
            return HistoryView((), ())
        trends = trends_of(sessions, self._today(), self._diary.history.check_ins())
        first_day = self._diary.counts_from(sessions)
        return HistoryView(tuple(row_of(item, first_day) for item in reversed(sessions)), trends)

    def detail(self, walk_id: str) -> WalkDetail:
        """One walk, with its trace where its recording still is.

        Raises:
            WalkNotFoundError: when there is no such walk.
            WalkUnavailableError: when nothing of it is left.
        """
        session = self._diary.history.find_session(walk_id)
        stored = None if session.summary is None else session.summary.as_summary()
        look = self._recorded.look(session)
        summary = stored if look is None else with_recovery(look.summary, stored)
        if summary is None:
            raise WalkUnavailableError(WalkProblem.NOTHING_LEFT, walk_id)
        return WalkDetail(
            row=row_of(session, self._diary.counts_from([session])),
            zones=self._diary.profile.zones().table if look is None else look.plan.zones,
            summary=summary,
            trace=None if look is None else look.trace,
            felt=session.felt,
            comparison=comparison_of(session, self._diary.history.sessions()),
            unrecorded_s=None if session.summary is None else session.summary.unrecorded_s,
            advice=self._programme.advice(session),
            lesson=self._programme.lesson_of(session),
            file=self._diary.file_of(session),
        )


def row_of(session: Session, first_day: int) -> WalkRow:
    """One line of the list; `first_day` is the first on which walks of other programs count."""
    summary = session.summary
    return WalkRow(
        walk_id=session.session_id,
        started_at=session.started_at,
        kind=session.kind,
        minutes=0.0 if summary is None else summary.moving_s / 60,
        z2_minutes=0.0 if summary is None else (summary.z2_s or 0.0) / 60,
        mean_bpm=None if summary is None else summary.mean_bpm,
        rpe=session.felt.rpe,
        pain=session.felt.pain_after,
        imported="" if session.source is None else str(session.source.get("format") or "file"),
        counts=session.counts or not session.is_imported,
        is_before_start=session.is_imported and session.day < first_day,
    )


def comparison_of(session: Session, sessions: Sequence[Session]) -> tuple[str, ...]:
    """Say how a walk went in itself, and compared with the last few of its kind before it, if there are any."""
    if session.summary is None:
        return ()
    before = [
        other
        for other in sessions
        if other.started_at < session.started_at and other.kind is session.kind and other.summary is not None
    ][-COMPARED:]
    sentences = [_lost(session.summary.decoupling_pct)]
    if not before:
        return tuple(sentence for sentence in sentences if sentence)
    sentences.append(_pace(session, before) or _rate(session, before))
    efforts, pains = [other.felt.rpe for other in before], [other.felt.pain_after for other in before]
    sentences.append(_answer("It felt", session.felt.rpe, efforts, ("easier", "harder"), LEAST_EFFORT_CHANGE))
    pain = session.felt.pain_after
    sentences.append(_answer("The pain after it was", pain, pains, ("less", "more"), LEAST_PAIN_CHANGE))
    return tuple(sentence for sentence in sentences if sentence)


def _which(others: Sequence[object]) -> str:
    """Name the walks compared with; only walks with a known value count."""
    return "the last one" if len(others) == 1 else f"the last {len(others)}"


def _lost(decoupling_pct: float | None) -> str:
    """Say what the second half lost of the first's pace at the same heart rate; empty when a half was too short."""
    if decoupling_pct is None:
        return ""
    change = "slower" if decoupling_pct > 0 else "faster"
    if abs(decoupling_pct) < SAME_PCT:
        return "At the same heart rate, the second half was as fast as the first."
    return f"At the same heart rate, the second half was {abs(decoupling_pct):.0f} % {change} than the first."


def _pace(session: Session, before: Sequence[Session]) -> str:
    part = steady_part_of(session)
    if part is None:
        return ""
    others = [other for item in before if (other := steady_part_of(item)) is not None]
    speeds = [speed for other in others if (speed := speed_at(other, part.mean_bpm)) is not None]
    if not speeds:
        return ""
    gain_kmh = (part.mean_speed_mps - fmean(speeds)) * 3.6
    which = _which(speeds)
    at = f"At {part.mean_bpm:.0f} bpm you walked {part.mean_speed_mps * 3.6:.1f} km/h"
    if abs(gain_kmh) < SAME_KMH:
        return f"{at}, as fast as {which} like it."
    return f"{at}, {abs(gain_kmh):.1f} {'faster' if gain_kmh > 0 else 'slower'} than {which} like it."


def _rate(session: Session, before: Sequence[Session]) -> str:
    mean = None if session.summary is None else session.summary.mean_bpm
    rates = [item.summary.mean_bpm for item in before if item.summary and item.summary.mean_bpm is not None]
    if mean is None or not rates:
        return ""
    which = _which(rates)
    change = mean - fmean(rates)
    if abs(change) < SAME_BPM:
        return f"The heart rate was that of {which} like it."
    return f"The heart rate was {abs(change):.0f} bpm {'higher' if change > 0 else 'lower'} than in {which} like it."


def _answer(what: str, value: int | None, others: Sequence[int | None], words: tuple[str, str], least: float) -> str:
    known = [other for other in others if other is not None]
    if value is None or not known:
        return ""
    change = value - fmean(known)
    if abs(change) < least:
        return f"{what} about the same."
    return f"{what} {words[0] if change < 0 else words[1]} than usual, {value} of 10."


def with_recovery(summary: SessionSummary, stored: SessionSummary | None) -> SessionSummary:
    """Keep, in a summary computed again, the recovery that the strap measured after the end."""
    if stored is None or summary.recovery_bpm is not None:
        return summary
    return replace(summary, recovery_bpm=stored.recovery_bpm)
