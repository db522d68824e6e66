"""What cannot be read: files, payloads, recordings, and the files of other programs."""

from enum import StrEnum

from coach.errors.base import CoachError, for_the_log


class FileProblem(StrEnum):
    """Why a file cannot be read whole."""

    UNREADABLE = "unreadable"
    """`detail` has the system's words."""
    NOT_A_FILE = "not_a_file"
    """A folder, or a pipe, a device or a socket, which may never end."""
    TOO_LARGE = "too_large"
    """Over `limit` bytes."""


class FileError(CoachError):
    """A file that cannot be read whole; `detail` has the system's words, `limit` is the most bytes allowed."""

    def __init__(self, problem: FileProblem, path: str, *, detail: str = "", limit: int | None = None) -> None:
        super().__init__(for_the_log(problem, path, detail))
        self.problem = problem
        self.path = path
        self.detail = detail
        self.limit = limit


class PayloadProblem(StrEnum):
    """Why bytes are not a measurement."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ODD_TAIL = "odd_tail"


class PayloadRejectedError(CoachError):
    """Bytes that are not a value of the characteristic they came from."""

    def __init__(self, problem: PayloadProblem, payload: bytes) -> None:
        super().__init__(for_the_log(problem, payload.hex()))
        self.problem = problem
        self.payload = payload


class RecordingProblem(StrEnum):
    """Why a recording, or a line of it, cannot be read."""

    UNREADABLE = "unreadable"
    """The file cannot be opened; `detail` has the system's words."""
    NOT_A_FILE = "not_a_file"
    """A folder, a pipe, a device or a socket."""
    NAME_NOT_TEXT = "name_not_text"
    """The file's name is no text."""
    OUR_FAULT = "our_fault"
    """Coach itself fails on it; `detail` has the error."""
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
    LINE_TOO_DEEP = "line_too_deep"
    """JSON within JSON over so many levels that no program of ours made it."""
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
        super().__init__(for_the_log(problem, name, detail))
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
    NOTHING_BELIEVABLE = "nothing_believable"
    """No heart rate in it can be a heart's: all are zero, for example."""
    COLUMNS_UNKNOWN = "columns_unknown"
    """A table whose columns Coach does not know; `detail` has their names, `missing` those that are not there."""
    VALUES_UNCLEAR = "values_unclear"
    """The walker said what a table's `column` holds, and its values, such as `detail`, do not tell enough."""
    HOSTILE = "hostile"
    """It holds what no recording needs and what attacks its reader: entities, or a bomb; `detail` names it."""
    BOMB = "bomb"
    """It unpacks to over `limit` times its size."""
    OVERLAPPING = "overlapping"
    """`detail` files in the archive share bytes with others, as those of a bomb do."""
    ENCRYPTED = "encrypted"
    """`detail` files in the archive need a password."""
    PACKING_UNKNOWN = "packing_unknown"
    """`detail` files in the archive are packed in a way that Coach does not know."""
    NESTED = "nested"
    """An archive within as many others as no export has."""
    TOO_MANY_FILES = "too_many_files"
    """The archive has more files than `limit`; the first ones are read."""
    CUT_OFF = "cut_off"
    """The archive has no end, or a wrong one; the files that are there are read."""
    NO_WALK = "no_walk"
    """It has recordings, and none of a walk or a hike."""
    NOT_UNDERSTOOD = "not_understood"
    """It has a heart rate, in a way that its reader does not know."""
    TOO_LARGE = "too_large"
    """Over `limit` bytes."""
    NO_PACKAGE = "no_package"
    """The package that reads it is not installed: `detail` is the extra of Coach that installs it."""
    DAMAGED = "damaged"
    """Damaged from its beginning on; `detail` has the reading library's words."""
    DATE_NOT_HELD = "date_not_held"
    """A walk that began on the day `detail`, which such a file cannot say."""


class FormatError(CoachError):
    """A file of another program that cannot be read or written.

    `format_name` is "FIT", `name` the file's where it is known.
    """

    missing: tuple[str, ...] = ()
    """Columns that the walker has named, and the table has not."""

    def __init__(
        self,
        problem: FormatProblem,
        format_name: str,
        *,
        name: str = "",
        detail: str = "",
        limit: int | None = None,
        column: str = "",
    ) -> None:
        super().__init__(for_the_log(problem, format_name, name, detail))
        self.problem = problem
        self.format_name = format_name
        self.name = name
        self.detail = detail
        self.limit = limit
        self.column = column


class ExportProblem(StrEnum):
    """Why a walk cannot be written to a file."""

    EXISTS = "exists"
    """There is another file of that name, which Coach leaves alone."""
    NOT_A_FILE = "not_a_file"
    """A folder, a pipe or a device has that name."""
    UNWRITABLE = "unwritable"
    """`detail` has the system's words."""


class ExportError(CoachError):
    """A file that a walk cannot be written to."""

    def __init__(self, problem: ExportProblem, path: str, *, detail: str = "") -> None:
        super().__init__(for_the_log(problem, path, detail))
        self.problem = problem
        self.path = path
        self.detail = detail
