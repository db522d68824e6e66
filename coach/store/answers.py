"""What a walker answers after a walk, in a file beside the recording: the two together give the whole history.

`NAME.answers.jsonl` beside `NAME.jsonl` has a header (`"format": "coach-answers"`, `"version": 1`) and one line with
the answers by name; `check-ins.answers.jsonl` has a line for each day with answers outside a walk. A key that this
version does not know is kept, and so is a newer version's number: formats are only added to.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from coach.domain.programme.felt import NAMES, NOTHING_FELT, SCALE, SCALED, Felt
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import MOST_ACTIVITIES, CheckIn, OwnActivity, activity_name, by_day
from coach.errors import FileError
from coach.files import read_whole, write_whole
from coach.limits import MOST_ANSWERS_BYTES
from coach.packing import is_there, lies_at, plain_name
from coach.store.file_lock import lock

SUFFIX = ".answers.jsonl"
FORMAT = "coach-answers"
VERSION = 1

COUNTS = "counts"
"""Whether an imported walk counts in the programme's weeks: true once the walker says so."""

MOST = 1e6
"""More than any distance in metres, speed or heart rate."""


def beside(recording: Path) -> Path:
    """Return where a recording's answers are."""
    return recording.with_name(_name_beside(recording.name))


def _name_beside(recording: str) -> str:
    plain = plain_name(recording)
    return f"{plain.rpartition('.')[0] or plain}{SUFFIX}"


def read_answers(recording: Path) -> Felt:
    """Return the answers beside a recording; what is missing, damaged or off its scale is no answer."""
    _, kept = _read(beside(recording))
    return felt_in(kept[0]) if kept else NOTHING_FELT


def read_counts(recording: Path) -> bool:
    """Return whether the walker has said that an imported walk counts in the programme."""
    _, kept = _read(beside(recording))
    return bool(kept) and kept[0].get(COUNTS) is True


def write_answers(recording: Path, changes: Mapping[str, object]) -> bool:
    """Change the answers beside a recording; None takes one back.

    Without the recording do nothing and return False: it was deleted, or its folder is away for the moment.

    Raises:
        OSError: when they cannot be written.
    """
    if not is_there(recording):
        return False
    path = beside(recording)
    with _locked(recording):
        header, kept = _read(path)
        answers = {**(kept[0] if kept else {}), **changes}
        _write(path, header, [{name: value for name, value in answers.items() if value is not None}])
    return True


def read_raw_answers(recording: Path) -> dict[str, Any]:
    """Return all that lies beside a recording, as it stands there."""
    _, kept = _read(beside(recording))
    return kept[0] if kept else {}


def carry_answers(recording: Path, other: Path) -> None:
    """Give another recording of the same walk the answers beside this one; its own stand.

    Raises:
        OSError: when they cannot be written.
    """
    add_answers(other, read_raw_answers(recording))


def add_answers(recording: Path, said: Mapping[str, object]) -> bool:
    """Add answers beside a recording, but none where there is one; return whether there were any to add.

    Raises:
        OSError: when they cannot be written.
    """
    own = read_raw_answers(recording)
    missing = {name: value for name, value in said.items() if name not in own}
    return bool(missing) and write_answers(recording, missing)


def answers_ns(recording: Path) -> int | None:
    """Return when the answers beside a recording changed, in nanoseconds; None when there are none."""
    try:
        return beside(recording).stat().st_mtime_ns
    except OSError:
        return None


def unlike(folder: Path, known: Iterable[tuple[str, str, int | None]]) -> list[str]:
    """Return the walks whose answers beside their recordings in a folder are not those of the history.

    `known` has each walk, the name of its recording, and when the answers beside it had changed as both were last
    alike: 0 while the file may lack some, None without an answer.
    """
    there: dict[str, int] = {}
    with suppress(OSError), os.scandir(folder) as entries:  # asking for each file by its name takes ten times as long
        there = {entry.name: entry.stat().st_mtime_ns for entry in entries if entry.name.endswith(SUFFIX)}
    return [
        walk_id
        for walk_id, recording, known_ns in known
        if (known_ns == 0 and is_there(folder / recording)) or there.get(_name_beside(recording), known_ns) != known_ns
    ]


def read_check_ins(folder: Path) -> tuple[CheckIn, ...]:
    """Return the answers outside a walk in a folder of recordings, one of each day, from old to new."""
    return by_day(item for line in _read(_check_ins_in(folder))[1] if (item := _check_in(line)) is not None)


def write_check_ins(folder: Path, check_ins: Iterable[CheckIn]) -> None:
    """Write answers outside a walk; all others stay, those of the same day included.

    Raises:
        OSError: when they cannot be written.
    """
    header, kept = _read(_check_ins_in(folder))
    known = by_day((*(item for line in kept if (item := _check_in(line)) is not None), *check_ins))
    days = {item.day: check_in_object(item) for item in known}
    strange = []
    for line in kept:
        day = _day_of(line)
        if day is None:
            strange.append(line)
        else:
            days[day] = line | days[day]
    _write(_check_ins_in(folder), header, [*(days[day] for day in sorted(days)), *strange])


def _check_ins_in(folder: Path) -> Path:
    return folder / f"check-ins{SUFFIX}"


def check_in_object(check_in: CheckIn) -> dict[str, Any]:
    """Return a check-in as the line that keeps it."""
    answers = check_in.answers
    if check_in.function:
        answers["function"] = [{"name": item.name, "score": item.score} for item in check_in.function]
    return {"day": date.fromordinal(check_in.day).isoformat(), **answers}


def _read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the header and the lines that make sense."""
    header: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    objects: list[dict[str, Any]] = []
    with suppress(FileNotFoundError, FileError):
        for line in read_whole(path, MOST_ANSWERS_BYTES).splitlines():
            with suppress(ValueError, RecursionError):
                item = json.loads(line)
                if isinstance(item, dict):
                    objects.append(item)
    if objects and objects[0].get("format") == FORMAT:
        return header | objects[0], objects[1:]
    return header, []


def _write(path: Path, header: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    write_whole(path, "".join(f"{json.dumps(line)}\n" for line in [header, *lines]).encode())


def felt_in(kept: Mapping[str, object]) -> Felt:
    """Return answers by their names; what is missing, damaged or off its scale is no answer."""
    return Felt(**{name: value for name in NAMES if (value := _answer(name, kept.get(name))) is not None})


def _answer(name: str, value: object) -> Any:  # noqa: ANN401 - of the answer's own type
    if name in SCALED:
        return _level(value)
    if name == "talk_test":
        return TalkTest(value) if isinstance(value, str) and value in set(TalkTest) else None
    if name == "note":
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None
    return float(value) if isinstance(value, int | float) and 0 <= value < MOST else None


def _check_in(line: Mapping[str, object]) -> CheckIn | None:
    day = _day_of(line)
    return None if day is None else check_in_of(day, line)


def _day_of(line: Mapping[str, object]) -> int | None:
    with suppress(ValueError):
        return date.fromisoformat(str(line.get("day"))).toordinal()
    return None


def check_in_of(day: int, kept: Mapping[str, object]) -> CheckIn:
    """Return the check-in of a day as it was kept; what is missing, damaged or off its scale is no answer."""
    said = {name: value for name in _SAID if isinstance(value := kept.get(name), bool)}
    function = kept.get("function")
    rated = [_activity(item) for item in function] if isinstance(function, list) else []
    activities = [item for item in rated if item is not None][:MOST_ACTIVITIES]
    return CheckIn(day, **said, pain=_level(kept.get("pain")), function=tuple(activities))


_SAID = ("limited", "avoids_movement", "wants_more", "asks_function")
"""What is answered with yes or no."""


def _activity(item: object) -> OwnActivity | None:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        return None
    name, score = activity_name(item["name"]), _level(item.get("score"))
    return OwnActivity(name, score) if name and score is not None else None


def _level(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value in SCALE else None


@contextmanager
def _locked(recording: Path) -> Iterator[None]:
    """Hold the recording's lock, so that nobody else changes its answers; a walk under way holds it itself."""
    descriptor = os.open(lies_at(recording), os.O_RDWR)
    try:
        lock(descriptor, wait=False)
        yield
    finally:
        os.close(descriptor)
