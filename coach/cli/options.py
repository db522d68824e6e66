"""Options that several commands share, and how their values are read."""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from coach.domain.zone.zones import Band
from coach.limits import EARLIEST_YEAR, LATEST_YEAR
from coach.pages.profile import DAY_NAMES, band_from

TODAY = "today"
"""The walk that the programme has for today."""

MAX_SPEED = math.inf
"""As fast as the machine can."""


class BandType(click.ParamType[Band]):
    """LO-HI in beats per minute."""

    name = "LO-HI"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Band:  # noqa: ANN401 - click's
        """Parse `120-135` into a band."""
        if isinstance(value, Band):
            return value
        try:
            return band_from(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a band: two heart rates between 30 and 250, like 120-135", param, ctx)


class SpeedType(click.ParamType[float]):
    """A factor, or `max`."""

    name = "N|max"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """Parse `10` into 10.0, `max` into MAX_SPEED."""
        if value == "max":
            return MAX_SPEED
        try:
            speed = float(value)
        except ValueError:
            speed = math.nan
        if not 0 < speed < MAX_SPEED:
            self.fail(f"{value!r} is not a speed: a number over 0, or max", param, ctx)
        return speed


class WholeRange(click.IntRange):
    """A whole number within bounds, which are told with what the number means."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's
        """Return an int."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(_out_of_range(value, "a whole number", self.min, self.max, param), param, ctx)


class FiniteRange(click.FloatRange):
    """A number within bounds, which are told with what the number means; click's own range lets "nan" through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """Return a float, never NaN."""
        try:
            number = float(super().convert(value, param, ctx))
        except click.BadParameter:
            number = math.nan
        if not math.isfinite(number):
            self.fail(_out_of_range(value, "a number", self.min, self.max, param), param, ctx)
        return number


def _out_of_range(value: object, kind: str, lo: float | None, hi: float | None, param: click.Parameter | None) -> str:
    """Say what the value should be, and what it is about: the option's own help, up to its first full stop."""
    limits = "" if lo is None or hi is None else f" from {lo:g} to {hi:g}"
    about = (param.help or "").partition(".")[0] if isinstance(param, click.Option) else ""
    return f"{value!r} is not {kind}{limits}{f' ({about[:1].lower()}{about[1:]})' if about else ''}"


FIRST_DAY, LAST_DAY = date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)
"""Nobody plans a walk further away, and dates end near the year 9999."""


class DayType(click.ParamType[date]):
    """A day of the calendar, YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's
        """Parse `2026-11-23` into a day."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text, re.ASCII):
            self.fail(f"{value!r} is not a date as Coach reads it: year-month-day, such as 2026-11-23", param, ctx)
        try:
            day = date(*map(int, text.split("-")))
        except ValueError:
            self.fail(f"{text} is no day of the calendar; a date is year-month-day, such as 2026-11-23", param, ctx)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"{day} is too far away: give a day from {FIRST_DAY} to {LAST_DAY}", param, ctx)
        return day


class WeekdaysType(click.ParamType[frozenset[int]]):
    """Days of the week, 0 is Monday."""

    name = "DAYS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[int]:  # noqa: ANN401 - click's
        """Parse `mon,wed,fri` into days."""
        if isinstance(value, frozenset):
            return value
        days: set[int] = set()
        for word in str(value).replace(",", " ").split():
            begun = word.capitalize()
            found = [day for day, name in enumerate(DAY_NAMES) if len(word) >= 2 and name.startswith(begun)]
            if not found:
                self.fail(f"{word!r} is no day of the week; give days like mon,wed,fri", param, ctx)
            days |= set(found)
        if not days:
            self.fail("no day is named; give days like mon,wed,fri, or --clear days", param, ctx)
        return frozenset(days)


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

band_option: Decorator = click.option("--band", type=BandType(), help="Your Zone 2 in bpm, for this walk.")
speed_option: Decorator = click.option("--speed", type=SpeedType(), help="How many times as fast as life.")
json_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
json_lines_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON lines, no screen.")
no_screen_option: Decorator = click.option("--no-screen", is_flag=True, help="No screen: print JSON lines.")
plain_option: Decorator = click.option(
    "--plain", is_flag=True, help="No screen: print a readable sentence on each change."
)
