"""A file from outside, as its reader gets it: on the disk, or inside an archive."""

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import IO

import msgspec

from coach.errors import FormatError, FormatProblem
from coach.limits import HEAD_BYTES
from coach.session.flaws import Flaw

NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


def unwatched(_done_bytes: int) -> None:
    """Take no notice of how far a reader is."""


class Document(msgspec.Struct, frozen=True):
    """A file from outside.

    What it holds is data of strangers: its name is shown, and never a path to anything.
    """

    name: str
    """For the walker: the path as given, and inside an archive the name there as well."""
    suffix: str
    """In lower case: ".fit"; that of what is packed, where one file is packed alone."""
    open: Callable[[], IO[bytes]]
    """Opens it anew, from its beginning; close what it returns."""
    columns: Mapping[str, str] = msgspec.field(default_factory=lambda: NO_COLUMNS)
    """What the walker says of a table's columns: the name there, by ours ("time", "bpm")."""
    on_progress: Callable[[int], None] = unwatched
    """Call it with the number of bytes read so far, at least once a second."""
    flaws: list[Flaw] = msgspec.field(default_factory=list)
    """What is found wrong with what it is packed in, as it is read: there it ends."""

    @classmethod
    def of_bytes(cls, data: bytes, name: str = "", suffix: str = "") -> "Document":
        """Return bytes as a document."""
        return cls(name, suffix, lambda: BytesIO(data))

    def head(self) -> bytes:
        """Return its first bytes, which tell what it is; all of a short one.

        Raises:
            FormatError: when what it is packed in is damaged.
        """
        with self.open() as file:
            return file.read(HEAD_BYTES)

    def whole(self, most_bytes: int, format_name: str) -> bytes:
        """Return all of its bytes.

        Raises:
            FormatError: when it has more than that.
        """
        with self.open() as file:
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise FormatError(FormatProblem.TOO_LARGE, format_name, name=self.name, limit=most_bytes)
        self.on_progress(len(data))
        return data
