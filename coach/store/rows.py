"""The rows that go into and come out of the history: frozen, None where the value is unknown."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_type_hints

import msgspec
from msgspec.structs import replace

from coach.domain.programme.felt import NAMES, NOTHING_FELT, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAnswer, TalkAt, TalkTest
from coach.domain.programme.walk_log import LoggedWalk
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.store.answers import COUNTS


class NewSession(msgspec.Struct, frozen=True):
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


class StoredSummary(msgspec.Struct, frozen=True):
    """A walk's sums. The columns are what the programme needs; `kept` is the whole summary, read when asked for."""

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
    kept: str
    """JSON, under the names that the history has always used."""
    analysis_version: int | None = None
    """Of the judgement that made them; None is one from before versions were kept."""
    unrecorded_s: float | None = None
    """How much of the walk's end the disk did not take: these sums have it, and the recording does not."""
    pain_choice: PainChoice | None = None
    """What the walker did about pain in it."""

    @property
    def everything(self) -> dict[str, object]:
        """The whole summary, as any version of Coach has made it."""
        return msgspec.json.decode(self.kept, type=dict[str, object])

    def as_summary(self) -> SessionSummary | None:
        """Return the summary as the session made it; None when a different version of Coach did: rebuild then."""
        try:
            return SessionSummary(*msgspec.structs.astuple(_KEPT_SUMMARY.decode(self.kept)))
        except msgspec.ValidationError:
            return None


_KEPT_SUMMARY = msgspec.json.Decoder(
    msgspec.defstruct("_KeptSummary", get_type_hints(SessionSummary).items(), rename=_KEPT_AS)
)


class Session(msgspec.Struct, frozen=True):
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


class Rebuilt(msgspec.Struct, frozen=True):
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
    return json.dumps(
        {_KEPT_AS.get(name, name): value for name, value in msgspec.to_builtins(summary).items()}, allow_nan=False
    )


def session_of(row: Sequence[Any], talk: tuple[TalkAnswer, ...]) -> Session:
    """Return the walk in a row of the history, with its talk tests.

    The row has `SESSION_COLUMNS`, then `SUM_COLUMNS`, all None while there are no sums, and then what was felt.
    """
    walk_id, started_at, day, kind, planned_min, recording, ended_at, end_reason, source, counts, *rest = row
    sums, answers = rest[: -len(NAMES)], rest[-len(NAMES) :]
    return Session(
        walk_id,
        datetime.fromisoformat(started_at),
        day,
        WorkoutKind(kind),
        planned_min,
        recording,
        None if ended_at is None else datetime.fromisoformat(ended_at),
        end_reason,
        None if sums[0] is None else _summary(sums),
        _felt(answers),
        talk,
        None if source is None else dict(json.loads(source)),
        bool(counts),
    )


SESSION_COLUMNS = (
    "s.id, s.started_at, s.day, s.kind, s.planned_min, s.recording, s.ended_at, s.end_reason, s.source, "
    "coalesce(l.counts, 0)"
)

SUM_COLUMNS = (
    "m.elapsed_s, m.moving_s, m.z2_s, m.mean_bpm, m.max_bpm, m.spikes, m.drift_pct, m.recovery_bpm, m.distance_m, "
    "m.steady_s, m.steady_bpm, m.steady_mps, m.decoupling_pct, m.summary, m.analysis_version, m.unrecorded_s, "
    "m.pain_choice, json_valid(m.summary)"
)
"""Of the tables sessions (s), log (l) and summaries (m), for `session_of`."""


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


def _summary(columns: Sequence[Any]) -> StoredSummary:
    *sums, steady_s, steady_bpm, steady_mps, decoupling_pct, kept, version, unrecorded_s, choice, is_json = columns
    elapsed_s, moving_s, z2_s, mean_bpm, max_bpm, spikes, drift_pct, recovery_bpm, distance_m = sums
    if not is_json:
        raise ValueError("a summary is no JSON")
    return StoredSummary(
        elapsed_s,
        moving_s,
        z2_s or _z2_s(kept),
        mean_bpm,
        max_bpm,
        spikes,
        drift_pct,
        recovery_bpm,
        distance_m,
        None if steady_s is None else SteadyPart(steady_s, steady_bpm, steady_mps),
        decoupling_pct,
        kept,
        version,
        unrecorded_s,
        None if choice is None else PainChoice(choice),
    )


def _z2_s(kept: str) -> float | None:
    """Return what the column's 0 stands for: none, or that no band was known."""
    return 0.0 if msgspec.json.decode(kept, type=dict[str, object]).get("z2_s", 0.0) is not None else None


def storable(name: str) -> str:
    """Return a file's name as text: one that is not UTF-8 has lone surrogates, which SQLite cannot store."""
    return name.encode("utf-8", "backslashreplace").decode()
