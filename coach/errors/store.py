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
    """Its file is broken, or no database at all."""
    HISTORY_NEWER = "history_newer"
    """A newer Coach made it."""
    HISTORY_NOT_MIGRATED = "history_not_migrated"
    HISTORY_NOT_COPIED = "history_not_copied"
    RECORDING_NOT_OPENED = "recording_not_opened"
    RECORDING_UNDER_WAY = "recording_under_way"
    """Another process is writing it."""
    IMPORT_UNDER_WAY = "import_under_way"
    """Another process imports walks for this person."""
    RECORDING_STOPPED = "recording_stopped"
    """The disk does not take it at the moment; it is kept in memory."""
    RECORDING_GONE = "recording_gone"
    """Its file was removed, or its folder renamed or unmounted, while it was written."""
    SOUNDS_NOT_WRITTEN = "sounds_not_written"
    LOG_NOT_WRITTEN = "log_not_written"


class StoreError(CoachError):
    """The disk or the history cannot be used.

    Args:
        problem: the kind of problem.
        path: the file or folder.
        detail: the words of the system or of SQLite.
    """

    def __init__(self, problem: StoreProblem, *, path: str = "", detail: str = "") -> None:
        super().__init__(for_the_log(problem, path, detail))
        self.problem = problem
        self.path = path
        self.detail = detail


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
