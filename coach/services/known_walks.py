"""The walks that are there when others come, and which of them are the same."""

from datetime import datetime

import msgspec

from coach.services.computed import UNDATED, imported_from
from coach.services.reading_walks import ReadWalk
from coach.services.set_aside import are_same
from coach.store.rows import Session


class KnownWalk(msgspec.Struct, frozen=True):
    """What tells a walk from others."""

    session_id: str
    """Empty before it is in the history."""
    started_at: datetime
    ended_at: datetime
    is_own: bool
    """Whether Coach has recorded it, here or elsewhere."""
    sha256: object
    """Of the file that it comes from; None when unknown."""
    is_dated: bool
    """Whether its file says when it was."""


def known_session(session: Session, now: datetime) -> KnownWalk:
    """Return what is known of a walk of the history; one under way goes up to now."""
    source = session.source or {}
    ended_at = session.ended_at or max(now, session.started_at)
    return KnownWalk(
        session.session_id,
        session.started_at,
        ended_at,
        not session.is_imported,
        source.get("sha256"),
        UNDATED not in source,
    )


def known_walk(walk: ReadWalk) -> KnownWalk:
    """Return what is known of a walk that was just read."""
    is_own = imported_from(walk.header) is None
    sha256 = walk.header.source.get("sha256")
    ended_at = walk.started_at if walk.heard is None else walk.heard.ended_at(walk.started_at)
    return KnownWalk("", walk.started_at, ended_at, is_own, sha256, walk.is_dated)


def is_same(new: KnownWalk, known: KnownWalk) -> bool:
    """Return whether two are one walk: the same content, or at the same time for over half of the shorter one."""
    are_dated = new.is_dated and known.is_dated  # or they would be one for lying in one folder
    if are_dated and are_same(new.started_at, new.ended_at, known.started_at, known.ended_at):
        return True
    if new.sha256 is None or new.sha256 != known.sha256:
        return False
    if not new.is_dated and not known.is_dated:  # a copy of the file has another date
        return new.ended_at - new.started_at == known.ended_at - known.started_at
    # A file without a zone says the same local time wherever it is read.
    is_same_local = new.started_at.replace(tzinfo=None) == known.started_at.replace(tzinfo=None)
    return is_same_local or new.started_at == known.started_at
