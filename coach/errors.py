"""Coach's errors, as types that carry facts; `coach.session.error_words` has the sentences.

- CoachError: the base of all errors shown to the walker.
    - PayloadRejectedError: bytes that are not a measurement of their sensor (`problem`).
    - RecordingError: a recording that cannot be read (`problem`; `name`, `line` where known).
        - NotARecordingError: it does not begin as one; the caller says what can be read instead.
        - RecordingVersionError: written by a newer Coach (`version`).
    - FormatError: a file of another program that cannot be read (`problem`).
    - BluetoothError: the radio or a sensor cannot be used (`problem`, `during`, `detail`).
    - ConfigError: a setting that cannot be used (`problem`, `key`, `allowed`).
    - StoreError: the disk or the history cannot be used (`problem`, `path`, `detail`).
    - CommandError: a request that cannot be carried out now; the command line words some of these itself.
        - NotBegunError: the programme begins on a later day (`first_day`).
        - WalkNotFoundError: no walk, or more than one, matches some words (`words`, `alike`).
        - WalkUnavailableError: a walk that cannot be continued or shown (`problem`).
        - AnswerOutOfRangeError: an answer off its scale (`name`, `value`).
        - WorkoutLengthError: a walk too long or too short (`minutes`).

A programming mistake (time running backwards, an illegal command) is a plain ValueError or
RuntimeError, never a CoachError.
"""

import sys
from enum import StrEnum
from typing import NamedTuple


class CoachError(Exception):
    """Base of all errors shown to the walker; its own text is for logs."""


def _for_the_log(problem: StrEnum, *parts: object) -> str:
    return ": ".join([str(problem), *(str(part) for part in parts if part)])


class PayloadProblem(StrEnum):
    """Why bytes are not a measurement."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ODD_TAIL = "odd_tail"


class PayloadRejectedError(CoachError):
    """Bytes that are not a value of the characteristic they came from."""

    def __init__(self, problem: PayloadProblem, payload: bytes) -> None:
        super().__init__(_for_the_log(problem, payload.hex()))
        self.problem = problem
        self.payload = payload


class RecordingProblem(StrEnum):
    """Why a recording, or a line of it, cannot be read."""

    UNREADABLE = "unreadable"
    """The file cannot be opened; `detail` has the system's words."""
    TOO_LARGE = "too_large"
    """Over `limit` bytes."""
    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    """None of `formats`."""
    NO_HEADER = "no_header"
    NO_VERSION = "no_version"
    NEWER_VERSION = "newer_version"
    LINE_NOT_JSON = "line_not_json"
    LINE_NOT_AN_OBJECT = "line_not_an_object"
    LINE_TOO_LONG = "line_too_long"
    """Over `limit` bytes."""
    LINE_NO_SENSE = "line_no_sense"
    """JSON that is not an input; `detail` says why."""


class RecordingError(CoachError):
    """A recording that cannot be read.

    Args:
        problem: the kind of problem.
        name: the file's; empty for standard input, and where the caller knows it.
        detail: more about it, in words of the system or of the codec.
        line: the line's number, where it is about one.
        limit: the most bytes allowed.
        formats: the readable formats, as the words after "a" in a sentence; Coach's own first.
    """

    def __init__(
        self,
        problem: RecordingProblem,
        *,
        name: str = "",
        detail: str = "",
        line: int | None = None,
        limit: int | None = None,
        formats: tuple[str, ...] = (),
    ) -> None:
        super().__init__(_for_the_log(problem, name, detail))
        self.problem = problem
        self.name = name
        self.detail = detail
        self.line = line
        self.limit = limit
        self.formats = formats


class NotARecordingError(RecordingError):
    """A file that should be a recording but does not begin as one."""

    def __init__(self) -> None:
        super().__init__(RecordingProblem.NO_HEADER, line=1)


class RecordingVersionError(RecordingError):
    """A recording written by a newer Coach."""

    def __init__(self, version: int, newest_known: int) -> None:
        super().__init__(RecordingProblem.NEWER_VERSION, detail=f"{version}, and known is {newest_known}", line=1)
        self.version = version
        self.newest_known = newest_known


class FormatProblem(StrEnum):
    """Why a file of another program cannot be read."""

    NO_HEART_RATE = "no_heart_rate"
    TOO_LARGE = "too_large"
    """Over `limit` bytes."""
    NO_PACKAGE = "no_package"
    """The package that reads it is not installed: `detail` is the extra of Coach that installs it."""
    DAMAGED = "damaged"
    """Damaged from its beginning on; `detail` has the reading library's words."""


class FormatError(CoachError):
    """A file of another program that cannot be read; `format_name` is "FIT", `name` the file's where it is known."""

    def __init__(
        self, problem: FormatProblem, format_name: str, *, name: str = "", detail: str = "", limit: int | None = None
    ) -> None:
        super().__init__(_for_the_log(problem, format_name, name, detail))
        self.problem = problem
        self.format_name = format_name
        self.name = name
        self.detail = detail
        self.limit = limit


class BluetoothProblem(StrEnum):
    """What keeps Coach from using Bluetooth or a sensor; each needs a different next step."""

    NO_SERVICE = "no_service"
    NO_ADAPTER = "no_adapter"
    POWERED_OFF = "powered_off"
    NOT_PERMITTED = "not_permitted"
    BUSY = "busy"
    """Another program is searching."""
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"
    """The stack or the sensor does not answer in time."""
    NEEDS_PAIRING = "needs_pairing"
    """The sensor sends only to a computer that the system has paired with it."""
    TAKEN = "taken"
    """Another program on this computer has the sensor's notifications."""
    IN_PROGRESS = "in_progress"
    """The system is connecting to the sensor already."""
    GIVEN_UP = "given_up"
    """The system cancelled the connection."""
    FAILED = "failed"
    """Any other failure; `detail` has the stack's own words."""


class During(StrEnum):
    """What Coach was doing: the same word of a stack means one thing in a search and another at a sensor."""

    SCAN = "scan"
    CONNECT = "connect"
    SUBSCRIBE = "subscribe"
    WRITE = "write"


class BluetoothError(CoachError):
    """The radio or a sensor cannot be used now: a fact; `coach.session.error_words` has the sentence.

    Args:
        problem: the kind of problem.
        during: what Coach was doing.
        detail: the stack's own words, where they say more.
        system: where it happened (`sys.platform`): the next step depends on it.
    """

    def __init__(
        self, problem: BluetoothProblem, during: During, detail: str = "", *, system: str = sys.platform
    ) -> None:
        super().__init__(f"{problem} during {during}{f': {detail}' if detail else ''}")
        self.problem = problem
        self.during = during
        self.detail = detail
        self.system = system


class ConfigProblem(StrEnum):
    """Why a setting, or the profile as a whole, cannot be used."""

    BAD_NAME = "bad_name"
    """The profile's name cannot name a folder."""
    UNREADABLE = "unreadable"
    NOT_TOML = "not_toml"
    UNWRITABLE = "unwritable"
    UNKNOWN_KEY = "unknown_key"
    """There is no such setting; `allowed` has the existing ones, and `meant` the one probably meant."""
    BAD_VALUE = "bad_value"
    """A value outside `allowed`."""
    NO_DATE = "no_date"
    """`detail` is not a day of the calendar."""
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
    """The allowed values of a setting: of one kind within limits, one of some choices, or a list of such."""

    kind: ValueKind
    lo: float | None = None
    hi: float | None = None
    choices: tuple[str, ...] = ()
    listed: int | None = None
    """None is one value, a number a list of that many, 0 a list of any length."""


class ConfigError(CoachError):
    """A setting that cannot be used.

    Args:
        problem: the kind of problem.
        key: the setting's name in the profile; "profile" is the file as a whole.
        path: the profile's file, where it comes from one.
        detail: the system's or a library's words, or the value.
        allowed: what the setting may be.
        meant: the setting probably meant.
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
    ) -> None:
        super().__init__(_for_the_log(problem, key, path, detail))
        self.problem = problem
        self.key = key
        self.path = path
        self.detail = detail
        self.allowed = allowed
        self.meant = meant


class StoreProblem(StrEnum):
    """How the disk or the history failed. `detail` has the words of the system or of SQLite."""

    HISTORY_NOT_OPENED = "history_not_opened"
    DISK_FULL = "disk_full"
    """The history's disk is full; the next five concern the history too."""
    DISK_FAILED = "disk_failed"
    NO_FOLDER = "no_folder"
    READ_ONLY = "read_only"
    IN_USE = "in_use"
    HISTORY_FAILED = "history_failed"
    """SQLite gave up for another reason."""
    HISTORY_DAMAGED = "history_damaged"
    """`copy` is the newest daily copy beside it, where there is one."""
    HISTORY_NEWER = "history_newer"
    """A newer Coach made it."""
    HISTORY_NOT_MIGRATED = "history_not_migrated"
    HISTORY_NOT_COPIED = "history_not_copied"
    RECORDING_NOT_OPENED = "recording_not_opened"
    RECORDING_UNDER_WAY = "recording_under_way"
    """Another process is writing it."""
    RECORDING_STOPPED = "recording_stopped"
    SOUNDS_NOT_WRITTEN = "sounds_not_written"
    LOG_NOT_WRITTEN = "log_not_written"
    OUTPUT_GONE = "output_gone"
    """No program reads the output any more."""


class StoreError(CoachError):
    """The disk or the history cannot be used.

    Args:
        problem: the kind of problem.
        path: the file or folder.
        detail: the words of the system or of SQLite.
        copy: the name of a copy that can take the file's place.
    """

    def __init__(self, problem: StoreProblem, *, path: str = "", detail: str = "", copy: str = "") -> None:
        super().__init__(_for_the_log(problem, path, detail))
        self.problem = problem
        self.path = path
        self.detail = detail
        self.copy = copy


class HistoryVersionError(StoreError):
    """A history made by a newer Coach."""

    def __init__(self, path: str, version: int, newest_known: int) -> None:
        super().__init__(StoreProblem.HISTORY_NEWER, path=path, detail=f"{version}, and known is {newest_known}")
        self.version = version
        self.newest_known = newest_known


class MigrationError(StoreError):
    """A migration that failed: the history is as it was."""

    def __init__(self, path: str, migration: str, detail: str) -> None:
        super().__init__(StoreProblem.HISTORY_NOT_MIGRATED, path=path, detail=detail)
        self.migration = migration


class CommandError(CoachError):
    """A request that cannot be carried out now. Below the command line a subclass carries the facts."""


class NotBegunError(CommandError):
    """The programme begins on a later day than the one asked about; `first_day` is ISO 8601."""

    def __init__(self, first_day: str) -> None:
        super().__init__(first_day)
        self.first_day = first_day


class WalkNotFoundError(CommandError):
    """No walk matches `words` (None: the latest), or several do: some of their ids in `alike`, `count` in all."""

    def __init__(self, words: str | None, alike: tuple[str, ...] = (), count: int = 0) -> None:
        super().__init__(words)
        self.words = words
        self.alike = alike
        self.count = count


class WalkProblem(StrEnum):
    """Why a walk cannot be continued or shown."""

    TOO_OLD = "too_old"
    ENDED_ELSEWHERE = "ended_elsewhere"
    """Another process has ended it meanwhile."""
    NOTHING_LEFT = "nothing_left"
    """It has neither sums nor a recording."""


class WalkUnavailableError(CommandError):
    """A walk that cannot be continued or shown."""

    def __init__(self, problem: WalkProblem, walk_id: str) -> None:
        super().__init__(_for_the_log(problem, walk_id))
        self.problem = problem
        self.walk_id = walk_id


class AnswerOutOfRangeError(CommandError):
    """An answer off its scale: `name` is its column, and the scale runs from `lo` to `hi`."""

    def __init__(self, name: str, value: object, lo: int, hi: int) -> None:
        super().__init__(f"{name}: {value}")
        self.name = name
        self.value = value
        self.lo = lo
        self.hi = hi


class WorkoutLengthError(CommandError, ValueError):
    """A walk of this `kind` (None: of any) takes `shortest_min` to `longest_min` minutes, not `minutes`."""

    def __init__(self, minutes: float, shortest_min: float, longest_min: float, kind: str | None = None) -> None:
        super().__init__(f"{minutes:g} min")
        self.minutes = minutes
        self.shortest_min = shortest_min
        self.longest_min = longest_min
        self.kind = kind
