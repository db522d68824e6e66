"""Every error has its sentence: one line, with the facts in it."""

import re

import pytest

from coach import errors
from coach.domain.workout.steps import WorkoutKind
from coach.errors import (
    Allowed,
    AnswerOutOfRangeError,
    BluetoothError,
    BluetoothProblem,
    CommandError,
    ConfigError,
    ConfigProblem,
    During,
    ExportError,
    ExportProblem,
    FileError,
    FormatError,
    FormatProblem,
    HistoryVersionError,
    HostError,
    HostProblem,
    MigrationError,
    NotARecordingError,
    NotBegunError,
    PayloadRejectedError,
    RecordingError,
    RecordingProblem,
    RecordingVersionError,
    StoreError,
    StoreProblem,
    ValueKind,
    WalkNotFoundError,
    WalkProblem,
    WalkUnavailableError,
    WorkoutLengthError,
)
from coach.session.error_words import allowed_words, error_sentence, flaw_sentence
from coach.session.flaws import Flaw, FlawKind
from coach.session.link_words import bluetooth_sentence

FORMATS = ("recording", "FIT file")


def recording_error(problem):
    if problem is RecordingProblem.NEWER_VERSION:
        return RecordingVersionError(2, 1)
    return RecordingError(problem, name="walk.x", detail="why", line=3, limit=3 * 2**20, formats=FORMATS)


def store_error(problem):
    if problem is StoreProblem.HISTORY_NEWER:
        return HistoryVersionError("walks.db", 9, 5)
    if problem is StoreProblem.HISTORY_NOT_MIGRATED:
        return MigrationError("walks.db", "the newest", "why")
    return StoreError(problem, path="walks.db", detail="why")


def config_error(problem):
    allowed = Allowed(ValueKind.CHOICE, choices=("dark", "light"))
    return ConfigError(problem, "theme", path="me.toml", detail="why", allowed=allowed)


ERRORS = [
    *map(recording_error, RecordingProblem),
    *(FormatError(problem, "FIT", name="walk.fit", detail="why", limit=3 * 2**20) for problem in FormatProblem),
    *(ExportError(problem, "walk.fit", detail="why") for problem in ExportProblem),
    *map(config_error, ConfigProblem),
    *map(store_error, StoreProblem),
    *(WalkUnavailableError(problem, "2026-11-23-0731") for problem in WalkProblem),
    *(HostError(problem) for problem in HostProblem),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: f"{type(error).__name__}-{error.problem}")
def test_every_problem_has_one_line_in_words(error):
    said = error_sentence(error)
    assert "\n" not in said
    assert "None" not in said
    assert len(said.split()) > 3
    assert error.problem not in said.split()


STEPS = {
    "add",
    "allow",
    "answer",
    "ask",
    "begin",
    "check",
    "choose",
    "close",
    "come",
    "copy",
    "end",
    "export",
    "free",
    "give",
    "go",
    "install",
    "look",
    "mend",
    "move",
    "name",
    "open",
    "pair",
    "plug",
    "put",
    "rename",
    "report",
    "run",
    "say",
    "set",
    "start",
    "switch",
    "take",
    "try",
    "update",
    "wet",
}
"""What a next step begins with: something to do."""

TELLS_WHAT_COACH_DOES = frozenset({StoreProblem.RECORDING_STOPPED, StoreProblem.RECORDING_GONE})
"""Trouble that Coach mends itself, and says so, while the walker walks."""

FLAWS = frozenset(problem for problem in RecordingProblem if problem.value.startswith("line_"))
"""Told as a part of a flaw, with what Coach did about it: nobody mends a line of a recording."""


def next_steps(said):
    """The parts of a sentence that say what to do: a command of Coach's, or a word to act on at its beginning."""
    parts = [part for clause in said.split("; ")[1:] for part in re.split(r"[:?,] | and ", clause)]
    return [part for part in parts if "`coach" in part or part.split()[0].lower() in STEPS]


@pytest.mark.parametrize(
    "error",
    [error for error in ERRORS if error.problem not in TELLS_WHAT_COACH_DOES | FLAWS],
    ids=lambda error: f"{type(error).__name__}-{error.problem}",
)
def test_every_problem_says_what_to_do_next(error):
    assert next_steps(error_sentence(error)), error_sentence(error)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("during", During)
@pytest.mark.parametrize("problem", BluetoothProblem)
def test_every_trouble_with_bluetooth_says_what_to_do_next(problem, during, system):
    said = error_sentence(BluetoothError(problem, during, "why", system=system))
    assert next_steps(said), said


def test_every_error_has_a_place_in_this_test():
    """A new kind of error is to be given its words, and its next step, here."""
    known = {type(error) for error in ERRORS} | {
        AnswerOutOfRangeError, BluetoothError, CommandError, NotBegunError, WalkNotFoundError, WorkoutLengthError,
    }  # fmt: skip
    told_elsewhere = {FileError, NotARecordingError, PayloadRejectedError}  # become one of the others, or a flaw
    every = {
        item
        for item in vars(errors).values()
        if isinstance(item, type) and issubclass(item, errors.CoachError) and item is not errors.CoachError
    }
    assert every == known | told_elsewhere


def test_no_two_problems_have_the_same_sentence():
    said = [error_sentence(error) for error in ERRORS]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            recording_error(RecordingProblem.UNKNOWN_FORMAT),
            "walk.x is not a recording of Coach, nor of another format that Coach reads (FIT file); give one of them",
        ),
        (
            recording_error(RecordingProblem.TOO_LARGE),
            "walk.x is larger than any walk (3 MB); give the recording of one walk",
        ),
        (
            RecordingError(RecordingProblem.EMPTY),
            "standard input is empty: there is no walk in it; pipe a recording into it",
        ),
        (
            store_error(StoreProblem.RECORDING_STOPPED),
            "cannot record: why; Coach keeps the walk and tries again each second",
        ),
        (
            StoreError(StoreProblem.HISTORY_DAMAGED, path="walks.db", detail="malformed"),
            (
                "the history walks.db is damaged (malformed); `coach history --rebuild` moves it aside, and brings the "
                "walks back from the recordings and the answers beside them"
            ),
        ),
        (
            ConfigError(ConfigProblem.UNKNOWN_KEY, "agee", path="me.toml", meant="age"),
            "agee in me.toml: no such setting; did you mean age? Mend it there or with `coach profile`",
        ),
        (
            config_error(ConfigProblem.BAD_VALUE),
            "theme in me.toml may be dark, light; mend it there or with `coach profile`",
        ),
        (WalkNotFoundError(None), "there is no walk yet; begin one with `coach walk`"),
        (WalkNotFoundError("2026"), "there is no walk '2026'; `coach history` lists them"),
        (WalkNotFoundError("2026", ("a", "b"), 7), "7 walks begin with '2026': a, b; say which"),
        (AnswerOutOfRangeError("pain_after", 11, 0, 10), "pain after is a whole number from 0 to 10, not 11"),
        (WorkoutLengthError(3, 5, 180), "a walk lasts 5 to 180 minutes, not 3"),
        (
            WorkoutLengthError(20, 30, 180, WorkoutKind.TEMPO.value),
            "a tempo walk takes at least 30 minutes: 4 x 5 brisk, 3 x 2 easy, and a warm-up and cool-down",
        ),
        (
            NotBegunError("2026-11-30"),
            "the programme begins on 2026-11-30; `coach walk --workout steady --minutes 15` walks today all the same",
        ),
        (CommandError("no strap was chosen"), "no strap was chosen"),
    ],
    ids=lambda value: "" if isinstance(value, str) else type(value).__name__,
)
def test_sentences_have_the_facts_in_them(error, said):
    assert error_sentence(error) == said


def test_columns_that_are_not_there_are_named():
    error = FormatError(FormatProblem.COLUMNS_UNKNOWN, "CSV", name="walk.csv", detail="a, b")
    error.missing = ("zz", "y, y")
    told = "there is no column 'zz' or 'y, y' in walk.csv (it has a, b); name those by --map"
    assert error_sentence(error) == told


@pytest.mark.parametrize("problem", BluetoothProblem)
def test_bluetooth_has_its_words_from_the_link(problem):
    error = BluetoothError(problem, During.CONNECT, "why", system="linux")
    assert error_sentence(error) == str(bluetooth_sentence(problem, During.CONNECT, "why", "linux"))


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (Allowed(ValueKind.WHOLE_NUMBER, 18, 100), "a whole number from 18 to 100"),
        (Allowed(ValueKind.NUMBER), "a number"),
        (Allowed(ValueKind.NUMBER, 30.5, 250, listed=2), "a list of 2 numbers from 30.5 to 250"),
        (Allowed(ValueKind.CHOICE, choices=("a", "b"), listed=0), "a list of any of a, b"),
        (Allowed(ValueKind.TEXT, listed=0), "a list of texts in quotes"),
        (Allowed(ValueKind.TEXT, hi=600), "a text in quotes of at most 600 characters"),
        (Allowed(ValueKind.DATE, listed=2, is_table=True), "a list of lists of 2 dates like 2026-11-23"),
        (Allowed(ValueKind.TABLE), "a table"),
    ],
)
def test_what_is_allowed_in_words(allowed, words):
    assert allowed_words(allowed) == words


@pytest.mark.parametrize(
    ("count", "said"), [(2, "c0, c1)"), (8, "c6, c7)"), (9, "c6, c7 and 1 more)"), (130, "c6, c7 and 122 more)")]
)
def test_a_few_columns_are_named_and_the_rest_is_counted(count, said):
    names = ", ".join(f"c{number}" for number in range(min(count, 40)))
    assert flaw_sentence(Flaw(FlawKind.UNKNOWN_COLUMN, count=count, detail=names)).endswith(said)


@pytest.mark.parametrize(
    ("count", "line", "said"),
    [
        (1, None, "a value was left out: not a number"),
        (1, 7, "a value was left out (line 7): not a number"),
        (3, None, "3 values were left out: not a number"),
        (3, 7, "3 values were left out (the first in line 7): not a number"),
    ],
)
def test_what_was_left_out_is_counted_and_found(count, line, said):
    assert flaw_sentence(Flaw(FlawKind.NO_NUMBER, count=count, line=line)) == said


def test_standard_input_has_no_name_to_tell():
    error = RecordingError(RecordingProblem.UNKNOWN_FORMAT, formats=FORMATS)
    assert error_sentence(error).startswith("standard input is not a recording of Coach")


def test_every_flaw_has_its_sentence():
    why = RecordingError(RecordingProblem.LINE_NOT_JSON)
    said = [flaw_sentence(Flaw(kind, line=7, at_s=90.4, error=why, detail="why")) for kind in FlawKind]
    assert len(set(said)) == len(FlawKind)
    assert (
        flaw_sentence(Flaw(FlawKind.LINE_LEFT_OUT, line=7, error=why)) == "line 7 was left out: this line is not JSON"
    )
    cut = flaw_sentence(Flaw(FlawKind.LINE_LEFT_OUT, line=7, is_cut=True, error=why))
    assert cut == "line 7 was left out (cut off, as by a power cut): this line is not JSON"
