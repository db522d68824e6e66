"""The export of a walk on a screen: which file is for whom, and where it lies afterwards."""

import msgspec

FILES = (
    ("fit", "FIT", "Garmin Connect, Strava, intervals.icu"),
    ("tcx", "TCX", "programs that read no FIT"),
    ("csv", "CSV", "a spreadsheet, the physiotherapist"),
    ("jsonl", "jsonl", "Coach itself; everything, also notes and the strap's name"),
)
"""The formats by their names below, in words, and for whom each is."""


class ExportedFile(msgspec.Struct, frozen=True):
    """A walk that lies in a file now."""

    name: str
    folder: str
    """As the walker calls it: "~/Downloads"."""
    readings: int
    """Heart rates in it."""


def choices() -> tuple[str, ...]:
    """Return the formats as a question's options, in the order of `FILES`."""
    return tuple(f"{name}: {whom}" for _, name, whom in FILES)


def file_sentence(file: ExportedFile) -> str:
    """Return where the file is, and what is missing in it."""
    silent = "" if file.readings else " It has no heart rate: none was measured."
    return f"{file.name} is in {file.folder} now.{silent}"
