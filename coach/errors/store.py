"""How the disk or the history failed."""

from enum import StrEnum

from coach.errors.base import CoachError, for_the_log


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


class StoreError(CoachError):
    """The disk or the history cannot be used.

    Args:
        problem: the kind of problem.
        path: the file or folder.
        detail: the words of the system or of SQLite.
        copy: the name of a copy that can take the file's place.
    """

    def __init__(self, problem: StoreProblem, *, path: str = "", detail: str = "", copy: str = "") -> None:
        super().__init__(for_the_log(problem, path, detail))
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
