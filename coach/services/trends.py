"""Walks as the pages show them: rows, trends, comparisons, and a whole walk from its recording."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean, median

from coach.domain.totals.efficiency import STEADY_WORKOUTS, SteadyPart, speed_at
from coach.domain.totals.summary import SessionSummary
from coach.errors import WalkProblem, WalkUnavailableError
from coach.pages.history import Better, HistoryView, TrendView, WalkDetail, WalkRow
from coach.services.programme import ProgrammePages
from coach.services.recorded_walks import RecordedWalks
from coach.store.rows import Session

COMPARED = 4
"""A walk is compared with the mean of the last few like it: a single one may have been a bad day."""

TREND_WALKS = 24
"""About a month of walks."""

TREND_WEEKS = 8

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
        return HistoryView(tuple(row_of(item) for item in reversed(sessions)), trends_of(sessions, self._today()))

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
            row=row_of(session),
            zones=self._diary.profile.zones().table if look is None else look.plan.zones,
            summary=summary,
            trace=None if look is None else look.trace,
            felt=session.felt,
            comparison=comparison_of(session, self._diary.history.sessions()),
            unrecorded_s=None if session.summary is None else session.summary.unrecorded_s,
            advice=self._programme.advice(session),
        )


def row_of(session: Session) -> WalkRow:
    """One line of the list."""
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
    )


def _steady(session: Session) -> SteadyPart | None:
    """Return the pace and heart rate of a walk at one pace: of its steady part from a sensor, else of the whole."""
    if session.summary is not None and session.summary.steady is not None:
        return session.summary.steady
    walk = session.as_logged_walk()
    if walk is None or walk.speed_mps is None or walk.mean_bpm is None or walk.kind not in STEADY_WORKOUTS:
        return None
    return SteadyPart(walk.moving_s, walk.mean_bpm, walk.speed_mps)


def trends_of(sessions: Sequence[Session], today: date) -> tuple[TrendView, ...]:
    """Return how things change, from old to new."""
    known = [session for session in sessions if session.summary is not None]
    walks = known[-TREND_WALKS:]
    parts = [_steady(session) for session in walks]
    rates = [part.mean_bpm for part in parts if part is not None]
    bpm = round(median(rates)) if rates else 0
    speeds = [None if part is None else speed_at(part, bpm) for part in parts]
    labels = [f"{session.started_at:%d %b}" for session in walks]

    def each(values: Sequence[float | None]) -> tuple[tuple[str, float | None], ...]:
        return tuple(zip(labels, values, strict=True))

    return (
        TrendView("Zone 2 a week", "min", _weekly(known, today), Better.UP, "Two weeks with walks make a trend."),
        TrendView(
            f"Speed at {bpm} bpm" if bpm else "Speed at the same heart rate",
            "km/h",
            tuple(
                (label, speed * 3.6)
                for label, speed in zip(labels, speeds, strict=True)
                if speed is not None
            ),
            Better.UP,
            "Give the distance or the belt's speed after two steady walks.",
        ),
        TrendView(
            "Effort", "of 10", each([session.felt.rpe for session in walks]), Better.DOWN, "Asked after each walk."
        ),
        TrendView(
            "Pain after", "of 10", each([session.felt.pain_after for session in walks]), Better.DOWN,
            "Asked after each walk.",
        ),
        TrendView(
            "Spikes over the zone",
            "a walk",
            each([None if session.summary is None else session.summary.excursions for session in walks]),
            Better.DOWN,
            "Two walks make a trend.",
        ),
    )  # fmt: skip


def _weekly(sessions: Sequence[Session], today: date) -> tuple[tuple[str, float | None], ...]:
    """Zone 2 minutes of the last weeks from Monday, from the first one with a walk; a week off counts as 0."""
    if not sessions:
        return ()
    monday = today - timedelta(days=today.weekday())
    first = date.fromordinal(min(session.day for session in sessions))
    points: list[tuple[str, float | None]] = []
    for back in range(TREND_WEEKS - 1, -1, -1):
        start = monday - timedelta(weeks=back)
        if start + timedelta(days=6) < first:
            continue
        of_week = [item for item in sessions if 0 <= item.day - start.toordinal() < 7 and item.summary is not None]
        points.append((f"{start:%d %b}", sum(item.summary.z2_s or 0.0 for item in of_week if item.summary) // 60))
    return tuple(points)


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
    sentences.append(_answer("It felt", session.felt.rpe, [other.felt.rpe for other in before], ("easier", "harder")))
    pains = [other.felt.pain_after for other in before]
    sentences.append(_answer("The pain after it was", session.felt.pain_after, pains, ("less", "more")))
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
    part = _steady(session)
    if part is None:
        return ""
    others = [other for item in before if (other := _steady(item)) is not None]
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


def _answer(what: str, value: int | None, others: Sequence[int | None], words: tuple[str, str]) -> str:
    known = [other for other in others if other is not None]
    if value is None or not known:
        return ""
    change = value - fmean(known)
    if abs(change) < 0.5:
        return f"{what} about the same."
    return f"{what} {words[0] if change < 0 else words[1]} than usual, {value} of 10."


def with_recovery(summary: SessionSummary, stored: SessionSummary | None) -> SessionSummary:
    """Keep, in a summary computed again, the recovery that the strap measured after the end."""
    if stored is None or summary.recovery_bpm is not None:
        return summary
    return replace(summary, recovery_bpm=stored.recovery_bpm)
