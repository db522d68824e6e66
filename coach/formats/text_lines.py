"""The lines of a text file from outside, whatever its encoding and line ends: tables, HRM files, lists of intervals.

They are read as a stream, and a file may be damaged anywhere: what stands before the damage is kept.
"""

import codecs
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from coach.errors import FormatError, FormatProblem, RecordingProblem
from coach.formats.document import Document
from coach.limits import LONGEST_LINE_BYTES, MOST_TEXT_BYTES
from coach.session.flaws import Flaw, FlawKind

CHUNK_BYTES = 64 * 1024
"""Read so much at once: a bar moves often enough, and a line is seldom longer."""

UTF_16_SHARE = 0.4
"""Of the bytes at even or at odd places so many are zero in UTF-16 without its mark: digits and Latin letters."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

NOT_A_NUMBER = frozenset({"", "-", "--", "---", "nan", "na", "n/a", "null", "none", "nil", "#n/a", "inf", "-inf", "?"})
"""Programs write one of these where they have no value: no fault of the file. (`inf` is pandas' pace of who stands.)"""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def encoding_of(head: bytes) -> str:
    """Return how a text that begins so is encoded: by its mark, else by its bytes."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        places = head[first::2]
        if places and places.count(0) > UTF_16_SHARE * len(places) and head[1 - first :: 2].count(0) == 0:
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"  # the programs that write no UTF-8 are of Windows
    return "utf-8"


def head_lines(head: bytes) -> list[str]:
    """Return the lines of a file's beginning, without the last one if it is cut."""
    encoding = encoding_of(head)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    lines = io.StringIO(_clean(text), newline=None).read().split("\n")
    return lines[:-1] if len(lines) > 1 else lines


def _clean(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\0", "")


@dataclass(slots=True)
class TextLines:
    """The lines of a document, one after the other, without their ends."""

    document: Document
    format_name: str
    number: int = 0
    """Of the line that was given last, counted from 1."""
    flaws: list[Flaw] = field(default_factory=list)
    """The damage, if there was one."""

    def __iter__(self) -> Iterator[str]:
        """Yield each line.

        Raises:
            FormatError: when the file has more bytes than any walk, or nothing of it can be read.
        """
        try:
            for line in self._lines():
                self.number += 1
                yield line
        except FormatError as error:
            if error.problem is FormatProblem.TOO_LARGE or not self.number:
                raise
            self.flaws.append(Flaw(FlawKind.DAMAGED, line=self.number + 1, detail=error.detail))

    def _lines(self) -> Iterator[str]:
        document = self.document
        encoding = encoding_of(document.head())
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)
        done, rest, is_first = 0, "", True
        with document.open() as file:
            while chunk := file.read(CHUNK_BYTES):
                done += len(chunk)
                if done > MOST_TEXT_BYTES:
                    problem = FormatProblem.TOO_LARGE
                    raise FormatError(problem, self.format_name, name=document.name, limit=MOST_TEXT_BYTES)
                text = decoder.decode(chunk)
                text, is_first = text.removeprefix("\ufeff") if is_first else text, False
                *lines, rest = (rest + text.replace("\0", "")).split("\n")
                yield from lines
                if len(rest) > LONGEST_LINE_BYTES:
                    problem, detail = FormatProblem.DAMAGED, RecordingProblem.LINE_TOO_LONG.value
                    raise FormatError(problem, self.format_name, name=document.name, detail=detail)
                document.on_progress(done)
        rest += decoder.decode(b"", final=True).replace("\0", "")
        if rest:
            yield rest


def number_in(text: str, *, decimal_comma: bool = False) -> float | None:
    """Return the number that a text is, or None."""
    text = text.strip()
    if decimal_comma:
        text = text.replace(",", ".")
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def is_missing(text: str) -> bool:
    """Return whether a field says that there is no value."""
    return text.strip().lower() in NOT_A_NUMBER
