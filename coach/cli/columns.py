"""`--map`: which columns of a table are which, as the walker says it."""

import re
from collections.abc import Mapping
from typing import Any

import click

from coach.formats.table_rows import MAPPED

COLUMNS = tuple(MAPPED)
"""What `--map` may name of a table."""

_NEXT = re.compile(rf",\s*(?=(?:{'|'.join(COLUMNS)})\s*=)")
"""A comma before another name of ours: a column's own name may have commas."""


class ColumnsType(click.ParamType[Mapping[str, str]]):
    """OURS=THEIRS, with commas between."""

    name = "time=COLUMN,bpm=COLUMN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Mapping[str, str]:  # noqa: ANN401 - click's
        """Parse `time=Zeit,bpm=Puls` into names there by our names."""
        if not isinstance(value, str):
            return dict(value)
        columns: dict[str, str] = {}
        for part in _NEXT.split(value):
            ours, equals, theirs = part.partition("=")
            ours, theirs = ours.strip(), theirs.strip()
            if not equals or not theirs or ours not in COLUMNS or ours in columns:
                self.fail(
                    f"{value!r} names no columns: say which is which, like time=Zeit,bpm=Puls "
                    f"(Coach knows {', '.join(COLUMNS)})",
                    param,
                    ctx,
                )
            columns[ours] = theirs
        return columns


columns_option = click.option(
    "--map", "columns", type=ColumnsType(), default=None, help="Which columns of a table are which."
)
