"""Words errors and a file's flaws in a sentence or two for the walker: what happened, what to do next."""

from typing import assert_never

from coach.errors import (
    Allowed,
    AnswerOutOfRangeError,
    BluetoothError,
    CoachError,
    ConfigError,
    ConfigProblem,
    ExportError,
    FormatError,
    HistoryVersionError,
    HostError,
    MigrationError,
    NotBegunError,
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
from coach.session.export_words import export_sentence
from coach.session.flaws import Flaw, FlawKind
from coach.session.format_words import format_sentence, megabytes
from coach.session.host_words import host_sentence
from coach.session.link_words import bluetooth_sentence


def error_sentence(error: CoachError) -> str:  # noqa: C901, PLR0911 - one arm per type
    """Return the sentence for an error. Errors that the command line words itself keep their words."""
    match error:
        case BluetoothError(problem=problem, during=during, detail=detail, system=system):
            return str(bluetooth_sentence(problem, during, detail, system))
        case RecordingError():
            return _of_recording(error)
        case FormatError():
            return format_sentence(error)
        case ExportError():
            return export_sentence(error)
        case ConfigError():
            return _of_config(error)
        case StoreError():
            return store_sentence(error)
        case WalkNotFoundError() | WalkUnavailableError():
            return _of_walk(error)
        case NotBegunError(first_day=first_day):
            return (
                f"the programme begins on {first_day}; "
                "`coach walk --workout steady --minutes 15` walks today all the same"
            )
        case AnswerOutOfRangeError(name=name, value=value, lo=lo, hi=hi):
            return f"{name.replace('_', ' ')} is a whole number from {lo} to {hi}, not {value}"
        case WorkoutLengthError():
            return _of_length(error)
        case HostError():
            return host_sentence(error)
        case _:
            return str(error)


def _of_recording(error: RecordingError) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm per problem
    name = error.name or "standard input"
    match error.problem:
        case RecordingProblem.UNREADABLE:
            return f"cannot read {name}: {error.detail}; check its name, and that you may read it"
        case RecordingProblem.NOT_A_FILE:
            return (
                f"{name} is no file but a folder, a pipe or a device; give a file in that folder, "
                "or save what the pipe sends: only `coach replay -` takes a pipe"
            )
        case RecordingProblem.NAME_NOT_TEXT:
            return "its name is no text (UTF-8); rename it"
        case RecordingProblem.OUR_FAULT:
            return (
                f"Coach has a fault with {name} ({error.detail}); the file stays as it is: "
                "report what `coach --debug` shows"
            )
        case RecordingProblem.TOO_LARGE:
            return f"{name} is larger than any walk ({megabytes(error.limit)} MB); give the recording of one walk"
        case RecordingProblem.EMPTY:
            step = "give a recording with a walk in it" if error.name else "pipe a recording into it"
            return f"{name} is empty: there is no walk in it; {step}"
        case RecordingProblem.UNKNOWN_FORMAT:
            return _of_unknown_format(error)
        case RecordingProblem.NO_HEADER:
            return f"{name} is not a recording of Coach: its first line does not say so; give one that Coach made"
        case RecordingProblem.NO_VERSION:
            return f"{name} does not say which version of a recording it is; give one that Coach made"
        case RecordingProblem.NEWER_VERSION if isinstance(error, RecordingVersionError):
            return (
                f"{name} is a recording of version {error.version}, and this Coach reads none after "
                f"{error.newest_known}; update Coach to read it"
            )
        case RecordingProblem.LINE_NOT_JSON:
            return "this line is not JSON"
        case RecordingProblem.LINE_NOT_AN_OBJECT:
            return "this line is not a JSON object"
        case RecordingProblem.LINE_TOO_LONG:
            return f"it is longer than any line ({megabytes(error.limit)} MiB)"
        case RecordingProblem.LINE_TOO_DEEP:
            return "its values are nested too deep"
        case _:
            return f"this line makes no sense: {error.detail}"


def _of_unknown_format(error: RecordingError) -> str:
    own, *others = error.formats
    if not error.name:
        return (
            "standard input is not a recording of Coach, and nothing else can be piped; "
            f"give {' or '.join(f'a {other}' for other in others)} by its name: coach replay FILE"
        )
    known = ", ".join(others)
    return f"{error.name} is not a {own} of Coach, nor of another format that Coach reads ({known}); give one of them"


def _of_config(error: ConfigError) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm per problem
    path, key = error.path, error.key
    match error.problem:
        case ConfigProblem.BAD_NAME:
            return "no profile can have that name; choose one of up to 40 letters, digits, blanks, dots, - and _"
        case ConfigProblem.HOME_NOT_A_FOLDER:
            return f"COACH_HOME is {path}, which is a file or lies in one; set it to a folder, or unset it"
        case ConfigProblem.UNREADABLE:
            return f"cannot read {path}: {error.detail}; check that you may read it and its folder"
        case ConfigProblem.NOT_A_FILE:
            return f"{path} is no file but a folder, a pipe or a device; move it away"
        case ConfigProblem.TOO_LARGE:
            return f"{path} is larger than any profile ({(error.limit or 0) // 1024} kB); mend it, or move it away"
        case ConfigProblem.NOT_TOML:
            return f"{path} is not TOML ({error.detail}); mend it, or move it away"
        case ConfigProblem.TOO_DEEP:
            return f"{path} has values nested too deep, or a number that is too long; mend it, or move it away"
        case ConfigProblem.UNWRITABLE:
            return f"cannot write {path}: {error.detail}; check {_WRITABLE}"
        case ConfigProblem.UNKNOWN_KEY:
            known = "" if error.allowed is None else ", ".join(error.allowed.choices)
            meant = f"did you mean {error.meant}? Mend" if error.meant else f"it may be one of {known}; mend"
            return f"{key} in {path}: no such setting; {meant} it there or with `coach profile`"
        case ConfigProblem.BAD_VALUE:
            may_be = "another value" if error.allowed is None else allowed_words(error.allowed)
            return f"{key} in {path} may be {may_be}; mend it there or with `coach profile`"
        case ConfigProblem.NO_DATE:
            return f"{key} is {error.detail!r}, which is no date; {_DATE_REMEDY.get(key, _START_REMEDY)}"
        case ConfigProblem.DATE_TOO_FAR:
            return f"{key} is {error.detail}, a day too far away; {_DATE_REMEDY.get(key, _START_REMEDY)}"
        case ConfigProblem.NOT_ONE_WEEK:
            return f"{key} has {error.detail}, and a walk moves within its week; {_DATE_REMEDY.get(key, _START_REMEDY)}"
        case ConfigProblem.NOT_A_PERSONS:
            return f"{error.detail}; mend it with `coach profile`"
        case _:
            assert_never(error.problem)


_WRITABLE = "that its folder can be made and written in, or set COACH_HOME to one where you may"
"""What to check where something of the walker's cannot be written."""

_START_REMEDY = "set it by `coach profile --start 2026-11-23`"
_DATE_REMEDY = {
    "signs_seen_on": "take it out of the profile, then say it anew by `coach profile --seen`",
    "moved": "take it out of the profile, or forget all moves by `coach profile --clear moves`",
}
"""How a date in the profile is mended, by its key."""

_KIND_WORDS = {
    ValueKind.WHOLE_NUMBER: ("a whole number", "whole numbers"),
    ValueKind.NUMBER: ("a number", "numbers"),
    ValueKind.TEXT: ("a text in quotes", "texts in quotes"),
    ValueKind.TRUTH: ("true or false", "true or false"),
    ValueKind.DATE: ("a date like 2026-11-23", "dates like 2026-11-23"),
    ValueKind.TABLE: ("a table", "tables"),
}


def allowed_words(allowed: Allowed) -> str:
    """Return what a setting may be, as the words after "may be" in a sentence."""
    if allowed.kind is ValueKind.CHOICE:
        choices = ", ".join(allowed.choices)
        return choices if allowed.listed is None else f"a list of any of {choices}"
    one, many = _KIND_WORDS[allowed.kind]
    if allowed.kind is ValueKind.TEXT and allowed.hi is not None:
        limits = f" of at most {allowed.hi:g} characters"
    else:
        bounds = (("from", allowed.lo), ("to", allowed.hi))
        limits = "".join(f" {word} {limit:g}" for word, limit in bounds if limit is not None)
    if allowed.listed is None:
        return f"{one}{limits}"
    items = f"{f'{allowed.listed} ' if allowed.listed else ''}{many}{limits}"
    return f"a list of lists of {items}" if allowed.is_table else f"a list of {items}"


_ADVICE = {
    StoreProblem.DISK_FULL: "free some disk space",
    StoreProblem.DISK_FAILED: "check the disk and its free space",
    StoreProblem.NO_FOLDER: "check that the folder is there and that you may write in it",
    StoreProblem.READ_ONLY: "check that you may write to the file and its folder",
    StoreProblem.IN_USE: "another program has it open for long; close that one and try again",
    StoreProblem.HISTORY_FAILED: "try again, or check the disk",
}
"""Remedies for when the history's file itself is fine."""


def store_sentence(error: StoreError) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm per problem
    """Return the sentence for a failure of the disk or the history."""
    path, detail = error.path, error.detail
    match error.problem:
        case StoreProblem.HISTORY_NOT_OPENED:
            return f"cannot open the history {path}: {detail}; check the folder: {_WRITABLE}"
        case StoreProblem.HISTORY_DAMAGED:
            return (
                f"the history {path} is damaged ({detail}); `coach history --rebuild` moves it aside, and brings the "
                "walks back from the recordings and the answers beside them"
            )
        case StoreProblem.HISTORY_NEWER if isinstance(error, HistoryVersionError):
            return (
                f"the history {path} was made by a newer Coach (version {error.version}, this one knows "
                f"{error.newest_known}); update Coach to use it"
            )
        case StoreProblem.HISTORY_NOT_MIGRATED if isinstance(error, MigrationError):
            return (
                f"the history could not be brought up to date at “{error.migration}” ({detail}); it is unchanged: "
                "try again, or report it"
            )
        case StoreProblem.HISTORY_NOT_COPIED:
            return f"cannot back up the history to {path}: {detail}; free some disk space"
        case StoreProblem.RECORDING_NOT_OPENED:
            return f"cannot write the recording {path}: {detail}; check {_WRITABLE}"
        case StoreProblem.RECORDING_UNDER_WAY:
            return f"the walk in {path} is under way in another window; go on with it there"
        case StoreProblem.IMPORT_UNDER_WAY:
            return "another import is under way; try again when it is done"
        case StoreProblem.RECORDING_STOPPED:
            return f"cannot record: {detail}; Coach keeps the walk and tries again each second"
        case StoreProblem.RECORDING_GONE:
            return f"the recording {path} was moved or removed; Coach writes the whole walk again"
        case StoreProblem.SOUNDS_NOT_WRITTEN:
            return f"cannot write the sounds to {path}: {detail}; check {_WRITABLE}"
        case StoreProblem.LOG_NOT_WRITTEN:
            return f"cannot write the log {path}: {detail}; check {_WRITABLE}"
        case problem:
            return f"the history {path} could not be used ({detail}); {_ADVICE[problem]}"


def _of_walk(error: WalkNotFoundError | WalkUnavailableError) -> str:  # noqa: PLR0911 - one arm per problem
    match error:
        case WalkNotFoundError(words=None):
            return "there is no walk yet; begin one with `coach walk`"
        case WalkNotFoundError(words=words, alike=()):
            return f"there is no walk {words!r}; `coach history` lists them"
        case WalkNotFoundError(words=words, alike=alike, count=count):
            return f"{count} walks begin with {words!r}: {', '.join(alike)}; say which"
        case WalkUnavailableError(problem=WalkProblem.TOO_OLD):
            return "that walk can no longer be continued; it is kept as it is, and `coach walk` begins a new one"
        case WalkUnavailableError(problem=WalkProblem.ENDED_ELSEWHERE):
            return "that walk was ended in another window; `coach walk` begins a new one"
        case WalkUnavailableError(problem=WalkProblem.RECORDING_GONE, walk_id=walk_id):
            return (
                f"the recording of {walk_id} is gone, so it cannot be replayed or exported; "
                "its sums are in `coach history`"
            )
        case WalkUnavailableError(problem=WalkProblem.UNDER_WAY, walk_id=walk_id):
            return f"the walk {walk_id} is under way; end it first, then export it"
        case WalkUnavailableError(walk_id=walk_id):
            return f"of the walk {walk_id} nothing is left to look at; `coach history --rebuild` may help"
        case _:
            assert_never(error)


def _of_length(error: WorkoutLengthError) -> str:
    if error.kind == "tempo":
        return (
            f"a tempo walk takes at least {error.shortest_min:g} minutes: "
            "4 x 5 brisk, 3 x 2 easy, and a warm-up and cool-down"
        )
    return f"a walk lasts {error.shortest_min:g} to {error.longest_min:g} minutes, not {error.minutes:g}"


def flaw_sentence(flaw: Flaw) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm per kind
    """Return what was wrong with a file, and what Coach did about it."""
    match flaw.kind:
        case FlawKind.LINE_LEFT_OUT:
            cut = " (cut off, as by a power cut)" if flaw.is_cut else ""
            why = "" if flaw.error is None else error_sentence(flaw.error)
            return f"line {flaw.line} was left out{cut}: {why}"
        case FlawKind.TIME_FAR_AHEAD:
            return f"line {flaw.line} was left out: its time ({flaw.at_s:.0f} s) lies far ahead of the lines after it"
        case FlawKind.TIME_BACKWARDS:
            return f"time runs backwards in line {flaw.line}; such lines are taken to follow what stands before them"
        case FlawKind.RETIMED:
            records = "a record has" if flaw.count == 1 else f"{flaw.count} records have"
            return f"{records} a time that does not fit the others, or none; Coach takes them in the order of the file"
        case FlawKind.NO_DATE:
            return "nothing in it tells the day (no date, or a clock that was not set): the walk is whole"
        case FlawKind.AFTER_A_WEEK:
            records = "a record was" if flaw.count == 1 else f"{flaw.count} records were"
            return f"{records} left out: they lie more than a week after the first"
        case FlawKind.MORE:
            return f"it has {flaw.count} more faults like these"
        case FlawKind.NEVER_FINISHED:
            return "this file was never finished by what recorded it; what is in it is used"
        case FlawKind.DAMAGED:
            where = f" from line {flaw.line} on" if flaw.line else ""
            return f"the file is damaged{where}; what stands before the damage is used ({flaw.detail})"
        case FlawKind.NO_TIME:
            return f"{_left_out(flaw, 'record')}: no time, or one that makes no sense"
        case FlawKind.NO_NUMBER:
            return f"{_left_out(flaw, 'value')}: not a number"
        case FlawKind.OUT_OF_RANGE:
            return f"{_left_out(flaw, 'value')}: no device measures such a number"
        case FlawKind.TOO_MANY:
            return f"{_left_out(flaw, 'record')}: no walk has so many"
        case FlawKind.NO_HEART_RATE:
            walks = "a walk" if flaw.count == 1 else f"{flaw.count} walks"
            return f"the same file has {walks} without a heart rate, left out"
        case FlawKind.UNKNOWN_COLUMN:
            if flaw.count > 1:
                names = flaw.detail.split(", ")[:_MOST_COLUMNS]
                rest = f" and {flaw.count - len(names)} more" if flaw.count > _MOST_COLUMNS else ""
                return f"{flaw.count} columns were not read: Coach does not know them ({', '.join(names)}{rest})"
            return f"the column {flaw.detail!r} was not read: Coach does not know it"
        case _:
            assert_never(flaw.kind)


_MOST_COLUMNS = 8
"""Of the columns that were not read, so many are named: some watches write over a hundred."""


def _left_out(flaw: Flaw, what: str) -> str:
    """Return how many records or values were left out, and where the first one is."""
    if flaw.count == 1:
        return f"a {what} was left out" + (f" (line {flaw.line})" if flaw.line else "")
    return f"{flaw.count} {what}s were left out" + (f" (the first in line {flaw.line})" if flaw.line else "")
