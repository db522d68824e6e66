"""The interface of a format: how to recognise a file, read it and write one."""

from collections.abc import Callable, Iterable

import msgspec

from coach.formats.document import Document
from coach.formats.written_walk import Written, WrittenWalk
from coach.session.activity import Activity


class Reader(msgspec.Struct, frozen=True):
    """A format that Coach can read."""

    key: str
    """The format in an option, in JSON and in a recording's header: "fit"."""
    name: str
    """The words after "a" in a sentence: "FIT file"."""
    whose: str
    """The maker of such files, as the words after the name: "of a watch"."""
    sniff: Callable[[bytes, str], bool]
    """Recognises a file by its first bytes (all of a short file) and its suffix (".fit", lower case)."""
    read: Callable[[Document], Iterable[Activity]]
    """Reads the walks in a file, one after the other; maker and model stand in their headers' `source`. It raises
    NotARecordingError when it is not a file of this format after all, RecordingError or FormatError when nothing in
    it is usable."""


class Writer(msgspec.Struct, frozen=True):
    """A format that Coach can write."""

    suffix: str
    """The suffix of its files: ".jsonl"."""
    write: Callable[[WrittenWalk], Written]
    takes_laps: bool = True
    """Whether it writes laps, which take a run through the engine to find; else a walk may come without."""
