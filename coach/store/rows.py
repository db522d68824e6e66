"""The rows that go into and come out of the history: frozen, None where the value is unknown."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from coach.domain.programme.felt import NAMES, NOTHING_FELT, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAnswer, TalkAt, TalkTest
from coach.domain.programme.walk_log import LoggedWalk
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.store.answers import COUNTS


@dataclass(frozen=True, slots=True)
class NewSession:
    """A walk that begins. `started_at` carries the walker's zone: its date is the day the walk belongs to."""

    started_at: datetime
    kind: WorkoutKind
    planned_min: float | None = None
    """None is an endless walk."""
    recording: str | None = None
    """The file's name inside the folder of recordings; None is the session's id with `.jsonl`."""
    session_id: str | None = None
    """None is the local date and time of the start, with a number where that is taken."""


_KEPT_AS = {"excursions": "spikes", "cardiac_drift_pct": "drift_pct"}
"""Numbers of a summary that the history and the JSON have always stored under another name."""

_NAMES = {kept: name for name, kept in _KEPT_AS.items()}


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """A walk's sums. The columns are what the programme needs; `everything` is the whole summary."""

    elapsed_s: float
    moving_s: float
    z2_s: float | None
    """None when no band was known; the column then holds 0, which is what sums need."""
    mean_bpm: float | None
    max_bpm: float | None
    excursions: int | None
    cardiac_drift_pct: float | None
    recovery_bpm: float | None
    distance_m: float | None
    steady: SteadyPart | None
    """Pace and heart rate of the steady part, for `efficiency.speed_at`; None without a speed."""
    decoupling_pct: float | None
    everything: Mapping[str, object]
    analysis_version: int | None = None
    """Of the judgement that made them; None is one from before versions were kept."""
    unrecorded_s: float | None = None
    """How much of the walk's end the disk did not take: these sums have it, and the recording does not."""
    pain_choice: PainChoice | None = None
    """What the walker did about pain in it."""

    def as_summary(self) -> SessionSummary | None:
        """Return the summary as the session made it; None when a different version of Coach did: rebuild then."""
        everything = {_NAMES.get(name, name): value for name, value in self.everything.items()}
        try:
            return msgspec.convert(everything, SessionSummary)
        except msgspec.ValidationError:
            return None


@dataclass(frozen=True, slots=True)
class Session:
    """One walk of the history."""

    session_id: str
    started_at: datetime
    day: int
    """The local day of the start, an ordinal (see `coach.domain.programme.walk_log`)."""
    kind: WorkoutKind
    planned_min: float | None
    recording: str | None
    ended_at: datetime | None
    """None while the walk is under way, or when it never ended."""
    end_reason: str | None
    summary: StoredSummary | None
    felt: Felt
    talk: tuple[TalkAnswer, ...] = ()
    source: Mapping[str, object] | None = None
    """Where an imported walk comes from, as its recording's header says; None for one that Coach has recorded."""
    counts: bool = False
    """Whether the walker wants an imported walk to count in the programme."""

    @property
    def is_imported(self) -> bool:
        """Whether another program or device has recorded it."""
        return self.source is not None

    @property
    def answers(self) -> dict[str, object]:
        """What the walker has answered, as the file beside the recording keeps it."""
        return {**self.felt.answers(), **({COUNTS: True} if self.counts else {})}

    def as_logged_walk(self) -> LoggedWalk | None:
        """Return the walk as the programme judges it; None while there is no summary."""
        if self.summary is None:
            return None
        return LoggedWalk(
            walk_id=self.session_id,
            day=self.day,
            kind=self.kind,
            moving_s=self.summary.moving_s,
            z2_s=self.summary.z2_s or 0.0,
            planned_min=self.planned_min,
            mean_bpm=self.summary.mean_bpm,
            excursions=self.summary.excursions,
            speed_mps=_speed_mps(self.felt, self.summary.moving_s, self.summary.distance_m),
            felt=self.felt,
            talk=self.talk or _talk_afterwards(self.felt, self.day, self.session_id, self.summary.mean_bpm),
            pain_choice=self.summary.pain_choice,
            is_imported=self.is_imported,
        )


def _speed_mps(felt: Felt, moving_s: float, measured_m: float | None) -> float | None:
    if felt.belt_speed_mps is not None:
        return felt.belt_speed_mps
    distance_m = measured_m if felt.distance_m is None else felt.distance_m
    return None if distance_m is None or not moving_s else distance_m / moving_s


def _talk_afterwards(felt: Felt, day: int, walk_id: str, mean_bpm: float | None) -> tuple[TalkAnswer, ...]:
    """Return an answer after the walk, which counts for the walk as a whole."""
    if felt.talk_test is None or mean_bpm is None:
        return ()
    return (TalkAnswer(day, walk_id, felt.talk_test, mean_bpm),)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A recording computed again, with the values that the history keeps."""

    session: NewSession
    ended_at: datetime | None
    """None for a walk that is under way or may go on: it has no sums yet."""
    end_reason: str | None
    summary: SessionSummary
    talk: tuple[TalkAt, ...] = ()
    steady: SteadyPart | None = None
    decoupling_pct: float | None = None
    felt: Felt = NOTHING_FELT
    """The recording's own answers about how the walk felt: they fill the log where it has no answer."""
    pain_choice: PainChoice | None = None
    analysis_version: int | None = None
    unrecorded_s: float | None = None
    """As in `StoredSummary`."""
    source: Mapping[str, object] | None = None
    """As in `Session`."""


class RebuildCount(NamedTuple):
    """What a rebuild did."""

    walks: int
    changed: int
    """Walks whose sums are others than before; a walk that the history did not know is none of them."""


def summary_json(summary: SessionSummary) -> str:
    """Return the whole summary as the history stores it."""
    return json.dumps({_KEPT_AS.get(name, name): value for name, value in asdict(summary).items()}, allow_nan=False)


def session_of(row: sqlite3.Row, talk: tuple[TalkAnswer, ...]) -> Session:
    """Return the walk in a row of the history, with its talk tests; the row ends with what was felt."""
    return Session(
        session_id=row["id"],
        started_at=datetime.fromisoformat(row["started_at"]),
        day=row["day"],
        kind=WorkoutKind(row["kind"]),
        planned_min=row["planned_min"],
        recording=row["recording"],
        ended_at=None if row["ended_at"] is None else datetime.fromisoformat(row["ended_at"]),
        end_reason=row["end_reason"],
        summary=None if row["summary"] is None else _summary(row),
        felt=_felt(row[-len(NAMES) :]),
        talk=talk,
        source=None if row["source"] is None else dict(json.loads(row["source"])),
        counts=bool(row["counts"]),
    )


def walk_of(row: Sequence[Any], talk: tuple[TalkAnswer, ...]) -> LoggedWalk:
    """Return the walk as the programme judges it, as `Session.as_logged_walk`, from the columns that it needs.

    These are `WALK_COLUMNS`, and then what was felt.
    """
    walk_id, day, kind, planned_min, is_imported, moving_s, z2_s, mean_bpm, spikes, measured_m, choice, *answers = row
    felt = _felt(answers)
    return LoggedWalk(
        walk_id,
        day,
        WorkoutKind(kind),
        moving_s,
        z2_s,
        planned_min,
        mean_bpm,
        spikes,
        _speed_mps(felt, moving_s, measured_m),
        felt,
        talk or _talk_afterwards(felt, day, walk_id, mean_bpm),
        None if choice is None else PainChoice(choice),
        bool(is_imported),
    )


WALK_COLUMNS = (
    "s.id, s.day, s.kind, s.planned_min, s.source IS NOT NULL, m.moving_s, m.z2_s, m.mean_bpm, m.spikes, m.distance_m, "
    "m.pain_choice"
)
"""Of the tables sessions (s) and summaries (m), for `walk_of`."""


def _felt(answers: Sequence[Any]) -> Felt:
    """Return what was felt; the answers are in the order of `NAMES`."""
    felt = Felt(*answers)
    return felt if felt.talk_test is None else replace(felt, talk_test=TalkTest(felt.talk_test))


def _summary(row: sqlite3.Row) -> StoredSummary:
    everything = msgspec.json.decode(row["summary"], type=dict[str, Any])
    choice = row["pain_choice"]
    return StoredSummary(
        elapsed_s=row["elapsed_s"],
        moving_s=row["moving_s"],
        z2_s=row["z2_s"] if everything.get("z2_s", 0.0) is not None else None,
        mean_bpm=row["mean_bpm"],
        max_bpm=row["max_bpm"],
        excursions=row["spikes"],
        cardiac_drift_pct=row["drift_pct"],
        recovery_bpm=row["recovery_bpm"],
        distance_m=row["measured_m"],
        steady=None if row["steady_s"] is None else SteadyPart(row["steady_s"], row["steady_bpm"], row["steady_mps"]),
        decoupling_pct=row["decoupling_pct"],
        everything=everything,
        analysis_version=row["analysis_version"],
        unrecorded_s=row["unrecorded_s"],
        pain_choice=None if choice is None else PainChoice(choice),
    )


def storable(name: str) -> str:
    """Return a file's name as text: one that is not UTF-8 has lone surrogates, which SQLite cannot store."""
    return name.encode("utf-8", "backslashreplace").decode()
