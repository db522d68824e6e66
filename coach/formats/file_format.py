"""The interface of a format: how to recognise a file, read it and write one."""

from collections.abc import Callable
from dataclasses import dataclass

from coach.session.activity import Activity


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that Coach can read."""

    name: str
    """The words after "a" in a sentence: "FIT file"."""
    whose: str
    """The maker of such files, as the words after the name: "of a watch"."""
    sniff: Callable[[bytes, str], bool]
    """Recognises a file by its first bytes (all of a short file) and its suffix (".fit", lower case)."""
    read: Callable[[bytes, str], Activity]
    """Reads the activity from a file's bytes; the file's name is for the walker. It raises RecordingError when it is
    not a file of this format after all, and FormatError when nothing in it is usable."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that Coach can write."""

    suffix: str
    """The suffix of its files: ".jsonl"."""
    write: Callable[[Activity], bytes]
