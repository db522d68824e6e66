"""The walks whose questions nobody was asked yet: they ended with no screen there, or with one that was closed."""

import json
from pathlib import Path

from coach.errors import FileError
from coach.files import read_whole, write_whole

MOST_BYTES = 100_000
MOST_WALKS = 20
"""Of older ones nobody remembers how they felt."""


class UnaskedStore:
    """Keeps their ids in a small file, oldest first. What cannot be kept is not asked: a walk does not fail for it.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def ids(self) -> tuple[str, ...]:
        """Return the walks."""
        try:
            found = json.loads(read_whole(self._path, MOST_BYTES))
        except (OSError, FileError, ValueError, RecursionError):
            return ()
        return tuple(item for item in found if isinstance(item, str)) if isinstance(found, list) else ()

    def add(self, walk_id: str) -> None:
        """Note that a walk has begun, and that nobody was asked how it felt."""
        self._keep((*(item for item in self.ids() if item != walk_id), walk_id)[-MOST_WALKS:])

    def remove(self, *walk_ids: str) -> None:
        """Note that these were asked about, or will not be."""
        before = self.ids()
        left = tuple(item for item in before if item not in walk_ids)
        if left != before:
            self._keep(left)

    def _keep(self, walk_ids: tuple[str, ...]) -> None:
        try:
            write_whole(self._path, json.dumps(walk_ids).encode())
        except OSError:
            return
