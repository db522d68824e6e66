"""What the history and a look back need of a recording: computed by the one engine, in this process or in another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.domain.programme.walk_log import counted_from_s
from coach.packing import lies_at
from coach.session.activity import Activity
from coach.session.analysis import ANALYSIS_VERSION, Analysis, analyse
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.store.answers import felt_in
from coach.store.looks import Look
from coach.store.rows import NewSession, Rebuilt, Session
from coach.store.unfinished import started_of

UNDATED = "undated"
"""In the source of an imported walk whose file does not say when it was: its date is the file's."""

HEARD_AT_ONCE = 1000
"""The engine hears so many inputs in a tenth of a second."""

FELT = "felt"
"""In the header of an imported walk: what its file said of how it felt, by the names of the answers."""


class Computed(msgspec.Struct, frozen=True):
    """A recording that the engine has heard."""

    header: Header
    look: Look
    analysis: Analysis

    def ended_at(self, started_at: datetime) -> datetime:
        """Return the time of its last input."""
        return started_at + timedelta(seconds=self.analysis.last_s)

    def rebuilt(self, path: Path, session: Session | None = None) -> Rebuilt:
        """Return the part for the history, of a walk that it knows, or that has the name of its recording."""
        analysis, plan = self.analysis, self.look.plan
        started = session.started_at if session is not None else started_of(self.header, path.stem)
        if started is None:
            written = datetime.fromtimestamp(lies_at(path).stat().st_mtime).astimezone()
            started = written - timedelta(seconds=analysis.last_s)
        session_id = path.stem if session is None else session.session_id
        return Rebuilt(
            NewSession(started, plan.workout.kind, planned_minutes(plan), path.name, session_id),
            ended_at=self.ended_at(started),
            end_reason=None if analysis.ended is None else analysis.ended.value,
            summary=analysis.summary,
            talk=analysis.talk,
            steady=analysis.steady,
            decoupling_pct=analysis.decoupling_pct,
            felt=_felt(self.header, analysis),
            pain_choice=analysis.pain_choice,
            analysis_version=ANALYSIS_VERSION,
            source=imported_from(self.header),
        )


def still_there() -> None:
    """Take no notice that it goes on."""


def computed(recording: Activity, on_going: Callable[[], None] = still_there) -> Computed:
    """Run a recording through the engine; call `on_going` a few times a second."""
    header, plan = recording.header, SessionPlan.from_json(recording.header.session)
    analysis = analyse(plan, _watched(recording.inputs, on_going))
    return Computed(header, Look(plan, analysis.summary, analysis.trace), analysis)


def _watched(inputs: Iterable[SessionInput], on_going: Callable[[], None]) -> Iterator[SessionInput]:
    for number, item in enumerate(inputs):
        if number % HEARD_AT_ONCE == 0:
            on_going()
        yield item


def sendable(header: Header) -> Header:
    """Return a header in a form that another process can be sent."""
    return replace(header, source=dict(header.source), session=dict(header.session), extra=dict(header.extra))


def imported_from(header: Header) -> Mapping[str, object] | None:
    """Return the source of an imported walk; None for one that Coach has recorded itself, here or elsewhere."""
    return dict(header.source) if header.source.get("kind") == "file" else None


def _felt(header: Header, analysis: Analysis) -> Felt:
    """Return what the recording says of how the walk felt."""
    said = header.extra.get(FELT)
    return felt_in({**said, **analysis.felt.answers()}) if isinstance(said, dict) else analysis.felt


def is_empty(rebuilt: Rebuilt) -> bool:
    """Whether there is nothing to keep: a strap test without a reading or an answer. A walk that counts is kept."""
    # Every walk asks for the pain before it, so that answer alone does not count.
    is_felt = replace(rebuilt.felt, pain_before=None) != NOTHING_FELT
    is_try = rebuilt.summary.moving_s < counted_from_s(rebuilt.session.planned_min)
    return is_try and rebuilt.summary.readings == 0 and not is_felt


def planned_minutes(plan: SessionPlan) -> float | None:
    """Return how long a walk is to be; None is an endless one."""
    length_s = plan.workout.duration_s
    return None if length_s is None else length_s / 60
