"""Takes the SHA-256 of a file while its reader reads it: a copy of a life's data is gigabytes, and is read once."""

import hashlib
import io
from collections.abc import Callable
from typing import IO

from msgspec.structs import replace

from coach.formats.document import Document, unwatched

CHUNK_BYTES = 1024 * 1024
"""Read so much at once."""


class ContentHash:
    """The SHA-256 of a document's content. Give the reader `document`; one that stops early has the rest read anew."""

    def __init__(self, document: Document) -> None:
        self._original = document
        self._hex: str | None = None
        self.document = replace(document, open=self._opened)

    def _opened(self) -> IO[bytes]:
        return io.BufferedReader(_Hashed(self._original.open(), self._know))

    def _know(self, hexadecimal: str) -> None:
        self._hex = hexadecimal

    def hexdigest(self) -> str:
        """Return it, in hexadecimal digits."""
        if self._hex is None:
            with replace(self._original, on_progress=unwatched).open() as file:
                digest = hashlib.sha256()
                while chunk := file.read(CHUNK_BYTES):
                    digest.update(chunk)
            self._hex = digest.hexdigest()
        return self._hex


class _Hashed(io.BufferedIOBase):
    """A file that is read from its beginning to its end, and then known."""

    def __init__(self, file: IO[bytes], know: Callable[[str], None]) -> None:
        super().__init__()
        self._file, self._know, self._digest = file, know, hashlib.sha256()

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return some of the next bytes, none at the end."""
        # What is asked for may be far more than there is: hold no more than this of it beside the reader's own.
        data = self._file.read(CHUNK_BYTES if size is None or size < 0 else min(size, CHUNK_BYTES))
        self._digest.update(data)
        if not data and size:
            self._know(self._digest.hexdigest())
        return data

    def close(self) -> None:
        """Close it."""
        self._file.close()
        super().close()
