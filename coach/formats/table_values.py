"""What stands in a field of a table: numbers and times, as programs of all countries write them."""

import re
from datetime import UTC, datetime
from enum import Enum

import msgspec

from coach.formats.text_lines import number_in

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The beginnings of their English names."""

UNIX_FROM, UNIX_BELOW = 9e8, 1e10
"""Seconds since 1970 of the years 1998 to 2286: no walk lasts so long. Times a thousand they are milliseconds."""

THOUSAND = 1000.0

NOON_HOURS = 12

MINUTE_S, DAY_S = 60.0, 86400.0


class TimeKind(Enum):
    """What a time says."""

    STAMP = "stamp"
    """Day and time of day."""
    DAY = "day"
    CLOCK = "clock"
    """Hours, minutes and seconds: of the day, or since the start."""
    NUMBER = "number"
    """Some units since the start."""


class TimeValue(msgspec.Struct, frozen=True):
    """A time in a field."""

    kind: TimeKind
    value: float
    """In seconds, but for a number: since 1970, since midnight, since the start."""
    offset_s: float | None = None
    """Of its zone from UTC, where it names one: `value` is UTC then."""
    is_day_certain: bool = True
    """Whether it is clear which is the day and which the month."""
    is_short: bool = False
    """Whether it has two parts only: minutes and seconds, as `value` takes them, or hours and minutes."""

    def as_time_of_day_s(self) -> float | None:
        """Return the seconds since midnight of a clock that shows the time of day; None where no clock shows that."""
        clock_s = self.value * MINUTE_S if self.is_short else self.value
        return clock_s if clock_s < DAY_S else None


_CLOCK = (
    r"(?P<hour>\d{1,3}):(?P<minute>\d{1,2})"
    r"(?::(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?)?(?:\s*(?P<noon>[ap])\.?m\.?)?"
)
_DAY = (
    r"(?:(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2})(?P<mark>[-/.])(?P<then>\d{1,2})(?P=mark)(?P<last>\d{4}))"
)
_ZONE = r"(?:\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{2}:?\d{2}(?::\d{2})?|[+-]\d{2}))?(?:\[[\w/+-]{1,40}\])?"
_STAMP = re.compile(rf"{_DAY}(?:(?:t|,?\s+|\s*,\s*){_CLOCK}{_ZONE})?", re.ASCII | re.IGNORECASE)
_CLOCK_FIRST = re.compile(rf"{_CLOCK},?\s+{_DAY}", re.ASCII | re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:(\d{1,2})[ -]([a-z]{3})[a-z]*\.?|([a-z]{3})[a-z]*\.? (\d{1,2})),?[ -](\d{4})\b", re.ASCII | re.IGNORECASE
)
_BASIC = re.compile(r"^(\d{8})T(\d\d)(\d\d)(\d\d)", re.ASCII)
_ONLY_CLOCK = re.compile(rf"(?:(?P<days>\d{{1,2}}) days?,? *)?{_CLOCK}", re.ASCII | re.IGNORECASE)
_MINUTES = re.compile(r"(?P<minute>\d{1,4}):(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?", re.ASCII)
_WORDY = re.compile(r"(?:(\d+)h\s*)?(?:(\d+)m(?:in)?\s*)?(?:(\d+(?:\.\d+)?)s(?:ec)?)?", re.ASCII | re.IGNORECASE)


def time_in(text: str) -> TimeValue | None:
    """Return the time that a field holds, or None."""
    text = text.strip()
    number = number_in(text, decimal_comma=True)
    if number is not None:
        return _numbered(number)
    if (stamp := _with_day(text)) is not None:
        return stamp
    if (found := _MINUTES.fullmatch(text)) is not None:
        seconds = int(found["minute"]) * 60 + int(found["second"]) + _part(found["part"])
        is_short = found["part"] is None and int(found["second"]) < MINUTE_S
        return TimeValue(TimeKind.CLOCK, seconds, is_short=is_short)
    if (found := _ONLY_CLOCK.fullmatch(text)) is not None and (clock_s := _clock_s(found)) is not None:
        return TimeValue(TimeKind.CLOCK, int(found["days"] or 0) * DAY_S + clock_s)
    if text and (found := _WORDY.fullmatch(text)) is not None:
        hours, minutes, seconds_text = found.groups()
        return TimeValue(TimeKind.CLOCK, int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds_text or 0))
    return None


def _numbered(number: float) -> TimeValue:
    for unit in (1.0, THOUSAND, THOUSAND**2, THOUSAND**3):
        if UNIX_FROM <= number / unit < UNIX_BELOW:
            return TimeValue(TimeKind.STAMP, number / unit, offset_s=0.0)
    return TimeValue(TimeKind.NUMBER, number)


def _with_day(text: str) -> TimeValue | None:
    dated = _NAMED.sub(_in_digits, _BASIC.sub(r"\1T\2:\3:\4", text))
    if (found := _STAMP.fullmatch(dated)) is not None:
        return _stamped(found, found["zone"])
    if (found := _CLOCK_FIRST.fullmatch(dated)) is not None:
        return _stamped(found, None)
    return None


def _in_digits(found: re.Match[str]) -> str:
    """Return a day whose month has a name in digits, or as it stands if no month has that name."""
    day, name, other_name, other_day, year = found.groups()
    name = (name or other_name).lower()
    return f"{year}-{MONTHS.index(name) + 1}-{day or other_day}" if name in MONTHS else found[0]


def _stamped(found: re.Match[str], zone: str | None) -> TimeValue | None:
    day = _day(found)
    clock_s = 0.0 if found["hour"] is None else _clock_s(found)
    if day is None or clock_s is None:
        return None
    midnight, is_certain = day
    if found["hour"] is None:
        # Eight digits alone are a number as well, and were taken for one.
        return TimeValue(TimeKind.DAY, midnight.timestamp(), is_day_certain=is_certain)
    if clock_s >= DAY_S:
        return None
    offset_s = _offset_s(zone)
    return TimeValue(TimeKind.STAMP, midnight.timestamp() + clock_s - (offset_s or 0.0), offset_s, is_certain)


def _day(found: re.Match[str]) -> tuple[datetime, bool] | None:
    """Return the day at midnight, and whether it is certain which is the day and which the month."""
    is_certain = True
    if found["year"] is not None:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    else:
        day, month, year = int(found["first"]), int(found["then"]), int(found["last"])
        # Only with strokes do some countries write the month first.
        if found["mark"] == "/":
            is_certain = day > NOON_HOURS or month > NOON_HOURS or day == month
            day, month = (month, day) if month > NOON_HOURS else (day, month)
    try:
        return datetime(year, month, day, tzinfo=UTC), is_certain
    except ValueError:
        return None


def _clock_s(found: re.Match[str]) -> float | None:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if minute >= 60 or second > 60:
        return None
    if found["noon"] is not None:
        if not 1 <= hour <= NOON_HOURS:
            return None
        hour = hour % NOON_HOURS + (NOON_HOURS if found["noon"].lower() == "p" else 0)
    return hour * 3600 + minute * 60 + second + _part(found["part"])


def _part(digits: str | None) -> float:
    return int(digits) / 10 ** len(digits) if digits else 0.0


def _offset_s(zone: str | None) -> float | None:
    if zone is None:
        return None
    found = re.search(r"([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?$", zone, re.ASCII)
    if found is None:
        return 0.0
    sign, hours, minutes, seconds = found.groups()
    offset_s = int(hours) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return float(-offset_s if sign == "-" else offset_s)
