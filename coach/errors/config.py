"""Settings that cannot be used."""

from enum import StrEnum
from typing import NamedTuple

from coach.errors.base import CoachError, for_the_log


class ConfigProblem(StrEnum):
    """Why a setting, or the profile as a whole, cannot be used."""

    BAD_NAME = "bad_name"
    """The profile's name cannot name a folder."""
    HOME_NOT_A_FOLDER = "home_not_a_folder"
    """`path`, to which COACH_HOME is set, is a file, or a folder on its way is."""
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not_a_file"
    """A folder, a pipe, a device or a socket."""
    TOO_LARGE = "too_large"
    """Over `limit` bytes."""
    NOT_TOML = "not_toml"
    TOO_DEEP = "too_deep"
    """Values nested so deep, or numbers so long, that TOML's reader gives up."""
    UNWRITABLE = "unwritable"
    UNKNOWN_KEY = "unknown_key"
    """There is no such setting; `allowed` has the existing ones, and `meant` the one probably meant."""
    BAD_VALUE = "bad_value"
    """A value outside `allowed`."""
    NO_DATE = "no_date"
    """`detail` is not a day of the calendar."""
    DATE_TOO_FAR = "date_too_far"
    """`detail` is a day on which no programme can begin."""
    NOT_ONE_WEEK = "not_one_week"
    """`detail` is two days between which no walk can be moved."""
    NOT_A_PERSONS = "not_a_persons"
    """Numbers that do not fit together; `detail` says which."""


class ValueKind(StrEnum):
    """The kind of value a setting takes."""

    WHOLE_NUMBER = "whole_number"
    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    DATE = "date"
    CHOICE = "choice"
    TABLE = "table"


class Allowed(NamedTuple):
    """The allowed values of a setting: of one kind within limits, one of some choices, or a list of such.

    The limits of a text are those of its length.
    """

    kind: ValueKind
    lo: float | None = None
    hi: float | None = None
    choices: tuple[str, ...] = ()
    listed: int | None = None
    """None is one value, a number a list of that many, 0 a list of any length."""
    is_table: bool = False
    """Any number of such lists."""


class ConfigError(CoachError):
    """A setting that cannot be used.

    Args:
        problem: the kind of problem.
        key: the setting's name in the profile; "profile" is the file as a whole.
        path: the profile's file, where it comes from one.
        detail: the system's or a library's words, or the value.
        allowed: what the setting may be.
        meant: the setting probably meant.
        limit: the most bytes allowed.
    """

    def __init__(
        self,
        problem: ConfigProblem,
        key: str,
        *,
        path: str = "",
        detail: str = "",
        allowed: Allowed | None = None,
        meant: str | None = None,
        limit: int | None = None,
    ) -> None:
        super().__init__(for_the_log(problem, key, path, detail))
        self.problem = problem
        self.key = key
        self.path = path
        self.detail = detail
        self.allowed = allowed
        self.meant = meant
        self.limit = limit
