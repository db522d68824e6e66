"""What each import has added, in a file beside the history: one line an import.

The header of another program's walk names its import. A recording of Coach stays byte for byte, so that what is known
of its import stands here: which import it was, and as what it came. Without this file such a walk stays.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from coach.errors import FileError
from coach.files import read_whole, write_whole
from coach.limits import MOST_IMPORTS_BYTES

NAME = "imports.jsonl"


class Added(msgspec.Struct, frozen=True):
    """A recording of Coach, as it was imported."""

    sha256: str
    """Of its bytes: another walk may get its name one day."""
    answers: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """What was known then of how it felt."""
    replaced: tuple[str, ...] = ()
    """The recordings, by stem, that it has taken the place of."""


class Import(msgspec.Struct, frozen=True):
    """An import that is known here."""

    id: str
    """Later ones have greater ones."""
    at: str
    """UTC, ISO 8601."""
    walks: Mapping[str, Added] = msgspec.field(default_factory=dict)
    """The recordings of Coach that it has added, by stem."""
    is_taken_back: bool = False
    """Whether it was, and something of it stayed."""


def imports_beside(recordings: Path) -> Path:
    """Return where the imports into a folder of recordings are kept."""
    return recordings.parent / NAME


def read_imports(recordings: Path) -> tuple[Import, ...]:
    """Return the imports that are known; a line that makes no sense is none."""
    found: list[Import] = []
    with suppress(FileNotFoundError, FileError):
        for line in read_whole(imports_beside(recordings), MOST_IMPORTS_BYTES).splitlines():
            with suppress(msgspec.MsgspecError, RecursionError):
                found.append(msgspec.json.decode(line, type=Import))
    return tuple(found)


def add_walk(recordings: Path, of: Import, stem: str, added: Added) -> None:
    """Keep that an import has added a recording of Coach; whatever had its name before is gone.

    Raises:
        OSError: when it cannot be written.
    """
    known = {item.id: replace(item, walks=_without(item, stem)) for item in read_imports(recordings)}
    of = known.get(of.id, of)
    _write(recordings, (known | {of.id: replace(of, walks={**of.walks, stem: added})}).values())


def mark_taken_back(recordings: Path, import_id: str, at: str, *, is_gone: bool) -> None:
    """Keep that an import was taken back; of one that is gone nothing is kept.

    Raises:
        OSError: when it cannot be written.
    """
    known = {item.id: item for item in read_imports(recordings)}
    of = known.pop(import_id, None)
    if not is_gone:
        known[import_id] = replace(of or Import(import_id, at), is_taken_back=True)
    elif of is None:
        return
    _write(recordings, known.values())


def added_as(recordings: Path, stem: str) -> Added | None:
    """Return as what a recording of Coach was imported; None when it was not, as far as is known."""
    return next((item.walks[stem] for item in read_imports(recordings) if stem in item.walks), None)


def _without(item: Import, stem: str) -> dict[str, Added]:
    return {name: added for name, added in item.walks.items() if name != stem}


def _write(recordings: Path, imports: Iterable[Import]) -> None:
    kept = [item for item in imports if item.walks or item.is_taken_back]
    if kept:
        write_whole(imports_beside(recordings), b"".join(msgspec.json.encode(item) + b"\n" for item in kept))
    else:
        imports_beside(recordings).unlink(missing_ok=True)
