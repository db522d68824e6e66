"""Walks as the history has them, a day after another."""

from datetime import UTC, datetime, timedelta

from coach.domain.programme.felt import Felt
from coach.domain.workout.steps import WorkoutKind
from coach.store.rows import Session, StoredSummary

START = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


def walk(
    number, *, kind=WorkoutKind.STEADY, steady=None, decoupling_pct=None, distance_m=None, told_m=None,
    bpm=125.0, z2_s=1500.0, **felt,
):  # fmt: skip
    at = START + timedelta(days=number)
    summary = StoredSummary(
        1800.0, 1800.0, z2_s, bpm, 138.0, 0, None, None, distance_m, steady, decoupling_pct, kept="{}"
    )
    answers = Felt(distance_m=told_m, **felt)
    return Session(f"w{number}", at, at.toordinal(), kind, 30.0, None, at, "finished", summary, answers)
