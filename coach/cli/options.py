"""Options that several commands share, and how their values are read."""

import math
from collections.abc import Callable
from typing import Any

import click

from coach.domain.zone.zones import Band

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
            lo, hi = str(value).replace("\N{EN DASH}", "-").split("-")
            return Band(float(lo), float(hi))
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


class FiniteRange(click.FloatRange):
    """A number within bounds; click's own range lets "nan" through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """Return a float, never NaN."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

band_option: Decorator = click.option("--band", type=BandType(), help="Your Zone 2 in bpm, for this walk.")
speed_option: Decorator = click.option("--speed", type=SpeedType(), help="How many times as fast as life.")
json_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
json_lines_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON lines, no screen.")
no_screen_option: Decorator = click.option("--no-screen", is_flag=True, help="No screen: print JSON lines.")
plain_option: Decorator = click.option(
    "--plain", is_flag=True, help="No screen: print a readable sentence on each change."
)
