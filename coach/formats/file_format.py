"""What a format has to know: how to recognise a file, read it, write one."""

from collections.abc import Callable
from dataclasses import dataclass

from coach.session.activity import Activity


@dataclass(frozen=True, slots=True)
class Reader:
    """One format that can be read."""

    name: str
    """As a sentence goes on after "a": "FIT file"."""
    whose: str
    """What makes such files, as a sentence goes on after the name: "of a watch"."""
    sniff: Callable[[bytes, str], bool]
    """Whether a file is one, by its first bytes (all of a short file) and the ending of its name (".fit", small)."""
    read: Callable[[bytes, str], Activity]
    """The activity in a file's bytes; the file's name is for the walker. It raises RecordingError when it is no file of
    this format after all, and FormatError when nothing in it can be used."""


@dataclass(frozen=True, slots=True)
class Writer:
    """One format that can be written."""

    suffix: str
    """Of its files: ".jsonl"."""
    write: Callable[[Activity], bytes]
