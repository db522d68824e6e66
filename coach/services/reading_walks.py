"""Reads the walks of a file from outside, and makes of each a recording that the engine has heard.

Nothing is written here, so that any process can do it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
from msgspec.structs import replace

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.errors import CoachError, RecordingError, RecordingProblem
from coach.formats import coach_recording
from coach.formats.registry import Found, read_walks
from coach.formats.tally import Tally, tally
from coach.limits import EARLIEST_YEAR, LATEST_YEAR, MOST_WALK_BYTES
from coach.services.computed import FELT, UNDATED, Computed, computed, sendable
from coach.services.set_aside import REPLACES
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import EndReason, SessionEnded, SessionInput
from coach.session.line_codec import Header
from coach.store.answers import read_raw_answers
from coach.store.unfinished import started_of, zone_in

_LOG = logging.getLogger(__name__)


class Order(msgspec.Struct, frozen=True):
    """What every file of an import is read with."""

    import_id: str
    """Of the import that the walks will belong to; later imports have greater ones."""
    imported_at: str
    """UTC, ISO 8601."""
    session: Mapping[str, object]
    """The plan of a free walk of this walker, for the headers."""
    columns: Mapping[str, str]
    """What the walker says of a table's columns."""
    is_dry: bool = False
    """Whether only to count what is there."""


class ReadWalk(msgspec.Struct, frozen=True):
    """A walk of a file, ready to be written."""

    name: str
    """The file's for the walker; inside an archive, with the name there."""
    format: str
    tally: Tally
    flaws: tuple[Flaw, ...]
    started_at: datetime
    """With the walker's zone."""
    lasts_s: float
    is_dated: bool
    """Whether its file says when it was."""
    is_own: bool
    """Whether Coach has recorded it, on whatever computer: it stays as it is, byte for byte."""
    header: Header
    content: bytes
    """The recording; of another program's walk, what follows its header."""
    felt: Felt = NOTHING_FELT
    """What the file says of how it felt."""
    answers: Mapping[str, object] = msgspec.field(default_factory=dict)
    """What lies beside a recording of Coach, as it stands there."""
    heard: Computed | None = None
    """None in a dry run."""

    def recording(self, replaced: tuple[str, ...] = ()) -> bytes:
        """Return it as it is written; `replaced` are the recordings, by stem, that it takes the place of."""
        return self.content if self.is_own else coach_recording.header_line(self.replacing(replaced)) + self.content

    def replacing(self, replaced: tuple[str, ...]) -> Header:
        """Return its header, with the names of recordings that it takes the place of."""
        if self.is_own or not replaced:
            return self.header
        return replace(self.header, source={**self.header.source, REPLACES: list(replaced)})


class Refused(msgspec.Struct, frozen=True):
    """A file, or a member of an archive, without a walk."""

    name: str
    format: str
    """Empty when no reader knows it."""
    error: CoachError


def read_file(path: Path, order: Order, on_progress: Callable[[int], None]) -> Iterator[ReadWalk | Refused]:
    """Yield the walks of a file, and why there is none. A fault of Coach on one file costs that file only."""
    done = 0

    def onward(now_done: int) -> None:
        nonlocal done
        done = now_done
        on_progress(done)

    try:
        undated_s = 0.0
        for found in read_walks(path, order.columns, onward):
            if not isinstance(found.outcome, Activity):
                yield Refused(found.name, found.format, found.outcome)
                continue
            walk = _read_walk(found, found.outcome, path, order, undated_s, lambda: on_progress(done))
            if not walk.is_dated:
                undated_s += walk.lasts_s  # walks without a date follow one another
            yield walk
    except Exception as error:  # noqa: BLE001 - whatever a file does, the others are read
        _LOG.exception("a file cannot be imported")
        yield Refused(str(path), "", RecordingError(RecordingProblem.OUR_FAULT, name=str(path), detail=repr(error)))


def _read_walk(
    found: Found, activity: Activity, path: Path, order: Order, undated_s: float, on_going: Callable[[], None]
) -> ReadWalk:
    is_own = found.format == coach_recording.READER.key
    counted = tally(activity)
    started = started_of(activity.header, path.stem) if is_own else start_of(activity.header)
    flaws = activity.flaws
    is_dated = started is not None
    if started is None:
        ended = _changed(path) + timedelta(seconds=undated_s)
        # A file may have been changed tomorrow, but nobody has walked then.
        ended = min(ended, datetime.fromisoformat(order.imported_at).astimezone())
        started = ended - timedelta(seconds=counted.seconds)
        if not any(flaw.kind is FlawKind.NO_DATE for flaw in flaws):
            flaws = (*flaws, Flaw(FlawKind.NO_DATE))
    header, content = sendable(activity.header), b""
    if not is_own:
        header = _header(activity, started, order, is_dated=is_dated)
    if is_own and not order.is_dry:
        content = _own_bytes(found, activity)
    elif not order.is_dry:
        activity = replace(activity, header=header, inputs=_ended(activity, counted.seconds))
        content = coach_recording.recorded_inputs(activity.inputs)
    heard = None if order.is_dry else computed(replace(activity, header=header), on_going)
    return ReadWalk(
        name=found.name,
        format=found.format,
        tally=counted,
        flaws=flaws,
        started_at=started,
        lasts_s=counted.seconds,
        is_dated=is_dated,
        is_own=is_own,
        header=header,
        content=content,
        felt=activity.felt,
        answers=read_raw_answers(path) if is_own and found.name == str(path) else {},
        heard=heard,
    )


def start_of(header: Header) -> datetime | None:
    """Return when a walk of another program began, with the walker's zone; None when its file does not say.

    A time without a zone is the walker's own. Where the file names no zone, or UTC alone, it is this computer's on that
    date.
    """
    with suppress(ValueError, OverflowError, OSError):  # no time, or one at the edge of the calendar
        started = datetime.fromisoformat(header.started_at)
        if not EARLIEST_YEAR <= started.year <= LATEST_YEAR:
            return None
        offset = started.utcoffset()
        zone = zone_in(header) or (timezone(offset) if offset else None)
        return started.replace(tzinfo=started.tzinfo or zone).astimezone(zone)
    return None


def _changed(path: Path) -> datetime:
    """Return when a file was last changed, in this computer's zone."""
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _header(activity: Activity, started: datetime, order: Order, *, is_dated: bool) -> Header:
    offset = started.utcoffset() or timedelta(0)
    felt = activity.felt.answers()
    return Header(
        started.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        source={
            **{name: _as_text(value) for name, value in activity.header.source.items()},
            **({} if is_dated else {UNDATED: True}),
            "imported_at": order.imported_at,
            "import": order.import_id,
        },
        session=dict(order.session),
        extra={
            **activity.header.extra,
            "utc_offset_s": round(offset.total_seconds()),
            **({FELT: felt} if felt else {}),
        },
    )


def _as_text(value: object) -> object:
    """Return a text without the halves of characters that a file's name may have, which no file can keep."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _ended(activity: Activity, lasts_s: float) -> tuple[SessionInput, ...]:
    inputs = tuple(activity.inputs)
    last_s = max([lasts_s] + [item.at_s for item in inputs[-1:]])
    return (*inputs, SessionEnded(at_s=last_s, reason=EndReason.FINISHED))


def _own_bytes(found: Found, activity: Activity) -> bytes:
    """Return a recording of Coach as it is."""
    if found.document is None:
        return coach_recording.recorded(activity)
    return found.document.whole(MOST_WALK_BYTES, coach_recording.NAME)
