"""Errors carry facts: of which kind they are, what is known of them, and for the log one text with all of it."""

import sys
from inspect import isabstract, isclass

import pytest

from coach import errors
from coach.errors import (
    AnswerOutOfRangeError,
    BluetoothError,
    BluetoothProblem,
    CoachError,
    CommandError,
    ConfigError,
    ConfigProblem,
    During,
    FileError,
    FileProblem,
    FormatError,
    FormatProblem,
    HistoryVersionError,
    MigrationError,
    NotARecordingError,
    NotBegunError,
    PayloadProblem,
    PayloadRejectedError,
    RecordingError,
    RecordingProblem,
    RecordingVersionError,
    StoreError,
    StoreProblem,
    WalkNotFoundError,
    WalkProblem,
    WalkUnavailableError,
    WorkoutLengthError,
)

OURS = {item for item in vars(errors).values() if isclass(item) and issubclass(item, Exception)}
SAMPLES = [
    (FileError(FileProblem.TOO_LARGE, "/x", limit=9), "too_large: /x"),
    (PayloadRejectedError(PayloadProblem.TOO_SHORT, b"\x10\x7b"), "too_short: 107b"),
    (RecordingError(RecordingProblem.UNREADABLE, name="walk.x", detail="no"), "unreadable: walk.x: no"),
    (RecordingError(RecordingProblem.EMPTY), "empty"),
    (NotARecordingError(), "no_header"),
    (RecordingVersionError(3, 1), "newer_version: 3, and known is 1"),
    (FormatError(FormatProblem.DAMAGED, "FIT", name="a.fit", detail="crc"), "damaged: FIT: a.fit: crc"),
    (BluetoothError(BluetoothProblem.BUSY, During.SCAN), "busy during scan"),
    (BluetoothError(BluetoothProblem.FAILED, During.CONNECT, "le-abort"), "failed during connect: le-abort"),
    (ConfigError(ConfigProblem.NO_DATE, "programme_start", detail="soon"), "no_date: programme_start: soon"),
    (StoreError(StoreProblem.DISK_FULL, path="/x"), "disk_full: /x"),
    (HistoryVersionError("/x", 9, 5), "history_newer: /x: 9, and known is 5"),
    (MigrationError("/x", "0005", "locked"), "history_not_migrated: /x: locked"),
    (NotBegunError("2026-12-01"), "2026-12-01"),
    (WalkUnavailableError(WalkProblem.TOO_OLD, "2026-11-23-0731"), "too_old: 2026-11-23-0731"),
    (AnswerOutOfRangeError("rpe", 12, 0, 10), "rpe: 12"),
    (WorkoutLengthError(200.0, 1.0, 180.0), "200 min"),
]


def test_every_error_of_coach_can_be_caught_as_one():
    assert all(issubclass(kind, CoachError) for kind in OURS)
    assert CommandError in OURS


@pytest.mark.parametrize("kind", sorted(OURS, key=lambda kind: kind.__name__))
def test_a_programming_mistake_is_never_an_error_that_is_shown(kind):
    """But a length that cannot be walked: it is also refused where a workout is only made."""
    is_plain = issubclass(kind, ValueError | RuntimeError | TypeError | LookupError | OSError)
    assert is_plain is (kind is WorkoutLengthError)
    assert not isabstract(kind)


@pytest.mark.parametrize(("error", "text"), SAMPLES, ids=lambda item: type(item).__name__)
def test_the_log_has_the_facts_and_nothing_where_none_is(error, text):
    assert str(error) == text


def test_who_asks_for_a_kind_gets_its_special_cases():
    assert isinstance(NotARecordingError(), RecordingError)
    newer = RecordingVersionError(3, 1)
    assert isinstance(newer, RecordingError)
    assert (newer.problem, newer.line, newer.version, newer.newest_known) == (RecordingProblem.NEWER_VERSION, 1, 3, 1)
    history = HistoryVersionError("/x", 9, 5)
    assert isinstance(history, StoreError)
    assert (history.problem, history.path, history.version, history.newest_known) == (
        StoreProblem.HISTORY_NEWER,
        "/x",
        9,
        5,
    )
    assert isinstance(MigrationError("/x", "0005", "locked"), StoreError)
    for kind in (NotBegunError, WalkNotFoundError, WalkUnavailableError, AnswerOutOfRangeError, WorkoutLengthError):
        assert issubclass(kind, CommandError)


def test_trouble_with_bluetooth_is_of_the_system_it_happened_on():
    assert BluetoothError(BluetoothProblem.BUSY, During.SCAN).system == sys.platform
    assert BluetoothError(BluetoothProblem.BUSY, During.SCAN, system="win32").system == "win32"


def test_no_walk_and_several_are_told_apart_by_the_walks_that_are_alike():
    none, several = (
        WalkNotFoundError("2026-11"),
        WalkNotFoundError("2026-11", ("2026-11-23-0731",), 9),
    )
    assert (none.alike, none.count) == ((), 0)
    assert (several.words, several.alike, several.count) == ("2026-11", ("2026-11-23-0731",), 9)
