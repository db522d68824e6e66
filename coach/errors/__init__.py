"""Coach's errors, as types that carry facts; `coach.session.error_words` has the sentences.

- CoachError: the base of all errors shown to the walker.
    - FileError: a file that cannot be read whole (`problem`, `path`); its readers say what it should have been.
    - PayloadRejectedError: bytes that are not a measurement of their sensor (`problem`).
    - RecordingError: a recording that cannot be read (`problem`; `name`, `line` where known).
        - NotARecordingError: it does not begin as one; the caller says what can be read instead.
        - RecordingVersionError: written by a newer Coach (`version`).
    - FormatError: a file of another program that cannot be read or written (`problem`).
    - ExportError: a file that a walk cannot be written to (`problem`, `path`).
    - BluetoothError: the radio or a sensor cannot be used (`problem`, `during`, `detail`).
    - ConfigError: a setting that cannot be used (`problem`, `key`, `allowed`).
    - StoreError: the disk or the history cannot be used (`problem`, `path`, `detail`).
    - CommandError: a request that cannot be carried out now; the command line words some of these itself.
        - NotBegunError: the programme begins on a later day (`first_day`).
        - WalkNotFoundError: no walk, or more than one, matches some words (`words`, `alike`).
        - WalkUnavailableError: a walk that cannot be continued or shown (`problem`).
        - AnswerOutOfRangeError: an answer off its scale (`name`, `value`).
        - WorkoutLengthError: a walk too long or too short (`minutes`).
    - HostError: the walk that runs cannot be shown or changed (`problem`, `detail`).

A programming mistake (time running backwards, an illegal command) is a plain ValueError or
RuntimeError, never a CoachError.
"""

from coach.errors.base import CoachError
from coach.errors.bluetooth import BluetoothError, BluetoothProblem, During
from coach.errors.config import Allowed, ConfigError, ConfigProblem, ValueKind
from coach.errors.files import (
    ExportError,
    ExportProblem,
    FileError,
    FileProblem,
    FormatError,
    FormatProblem,
    NotARecordingError,
    PayloadProblem,
    PayloadRejectedError,
    RecordingError,
    RecordingProblem,
    RecordingVersionError,
)
from coach.errors.host import HostError, HostProblem
from coach.errors.requests import (
    AnswerOutOfRangeError,
    CommandError,
    NotBegunError,
    WalkNotFoundError,
    WalkProblem,
    WalkUnavailableError,
    WorkoutLengthError,
)
from coach.errors.store import HistoryVersionError, MigrationError, StoreError, StoreProblem

__all__ = [
    "Allowed",
    "AnswerOutOfRangeError",
    "BluetoothError",
    "BluetoothProblem",
    "CoachError",
    "CommandError",
    "ConfigError",
    "ConfigProblem",
    "During",
    "ExportError",
    "ExportProblem",
    "FileError",
    "FileProblem",
    "FormatError",
    "FormatProblem",
    "HistoryVersionError",
    "HostError",
    "HostProblem",
    "MigrationError",
    "NotARecordingError",
    "NotBegunError",
    "PayloadProblem",
    "PayloadRejectedError",
    "RecordingError",
    "RecordingProblem",
    "RecordingVersionError",
    "StoreError",
    "StoreProblem",
    "ValueKind",
    "WalkNotFoundError",
    "WalkProblem",
    "WalkUnavailableError",
    "WorkoutLengthError",
]
