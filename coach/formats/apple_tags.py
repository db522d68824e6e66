"""Cuts an Apple Health export into its tags, and reads what stands in them.

Such files are no XML that a strict parser takes: declarations without their ends (iOS 16), attributes that stand twice
in a tag, names of attributes with blanks (iOS 8), control characters. So each tag is read for itself: a bad one costs
what is in it. The declarations, and with them every entity, are never looked at.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from html import unescape

from coach.formats.document import Document
from coach.formats.unpacking import PIECE_BYTES
from coach.limits import EARLIEST_YEAR, LONGEST_TAG_BYTES, MOST_EXPORT_BYTES

_ATTRIBUTE = re.compile(rb"""(?<![A-Za-z])([A-Za-z]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
"""It never goes back, or a tag without an end would take for ever."""

_TIME = re.compile(
    rb"(\d{4})-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)(?:\.\d*)?\s*(?:(Z)|([+-])(\d\d):?(\d\d))?\s*\Z"
)
"""Apple writes "2024-05-01 10:00:00 +0200", and in iOS 8 "20240501100000+0200"."""

_WIDE_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
"""Apple writes UTF-8; an editor may have saved it anew."""


def pieces(document: Document) -> Iterator[bytes]:
    """Yield a file in pieces, each of whole tags with the texts behind them, and without comments; read on from each.

    Raises:
        FormatError: when what it is packed in is a bomb.
    """
    read, rest = 0, b""
    with document.open() as file:
        chunk = file.read(PIECE_BYTES)
        encoding = _WIDE_MARKS.get(chunk[:2])
        decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
        while chunk and read < MOST_EXPORT_BYTES:
            read += len(chunk)
            data = rest + (chunk if decoder is None else decoder.decode(chunk).encode("utf-8", "replace"))
            data, rest = _whole_tags(data)
            yield data
            document.on_progress(read)
            chunk = file.read(PIECE_BYTES)
    yield rest


def _whole_tags(data: bytes) -> tuple[bytes, bytes]:
    """Return the tags that are whole, without comments, and the beginning of one that may not be all there yet."""
    parts: list[bytes] = []
    at = 0
    while (begin := data.find(b"<!--", at)) >= 0:
        parts.append(data[at:begin])
        end = data.find(b"-->", begin)
        if end < 0:
            break
        at = end + 3
    cut = data.rfind(b"<", at) if begin < 0 else begin
    cut = len(data) if cut < 0 else cut
    if begin < 0:
        parts.append(data[at:cut])
    rest = data[cut:]
    # What is longer than any tag is none.
    return b"".join(parts), rest if len(rest) <= LONGEST_TAG_BYTES else b""


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """Return a tag's attributes as they are written; of one that stands twice the first counts."""
    return {name: double or single for name, double, single in reversed(_ATTRIBUTE.findall(tag))}


def number(text: bytes | None) -> float | None:
    """Return a number, None where there is none."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


class Clock:
    """Reads the times of an export: millions of them on some thousand days."""

    def __init__(self) -> None:
        self._days: dict[bytes, int] = {}

    def unix_s(self, text: bytes) -> int | None:
        """Return a time in Unix seconds; None where it makes no sense, or lies before there were such phones."""
        day = text[:11] + text[19:]
        began_s = self._days.get(day)
        if began_s is None:
            return self._of_new_day(text, day)
        try:
            return began_s + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
        except ValueError:
            return None

    def _of_new_day(self, text: bytes, day: bytes) -> int | None:
        time = when(text)
        if time is None or not EARLIEST_YEAR <= time.year <= LAST_YEAR:
            return None
        time_s = int(time.timestamp())
        if len(text) == _USUAL_LENGTH and len(self._days) < _MOST_DAYS:
            self._days[day] = time_s - time.hour * 3600 - time.minute * 60 - time.second
        return time_s


LAST_YEAR = 2100
"""Times are kept in 32 bits, which end six years later."""

_USUAL_LENGTH = len("2024-05-01 10:00:00 +0200")
_MOST_DAYS = 100_000
"""Some hundred years, in two zones each."""


def when(text: bytes) -> datetime | None:
    """Return a time with the zone it names, or as UTC where it names none; None where it makes no sense."""
    found = _TIME.match(text)
    if found is None:
        return None
    sign, hours, minutes = found.group(8), found.group(9), found.group(10)
    offset = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
    try:
        zone = timezone(-offset if sign == b"-" else offset)
        year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def maker_and_model(device: bytes | None) -> dict[str, object]:
    """Return them from a tag's "device"; its name and its source's are often a person's, and are never kept.

    It reads "<<HKDevice: 0x281>, name:Anna's Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2>".
    """
    if not device:
        return {}
    said = dict(_DEVICE.findall(unescape(device.decode("utf-8", "replace"))))
    found = {"maker": said.get("manufacturer"), "model": said.get("hardware") or said.get("model")}
    return {key: value for key, value in found.items() if value and value.isprintable()}


_DEVICE = re.compile(r"\b(manufacturer|model|hardware):([^>]{1,60}?)(?=, [a-z]\w*:|>|$)")
