"""What a walker answers after a walk, in a file beside the recording: the two together give the whole history.

`NAME.answers.jsonl` beside `NAME.jsonl` has a header (`"format": "coach-answers"`, `"version": 1`) and one line with
the answers by name; `check-ins.answers.jsonl` has a line for each answer about daily life. A key that this version
does not know is kept, and so is a newer version's number: formats are only added to.
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
from coach.domain.programme.walk_log import CheckIn
from coach.errors import FileError
from coach.files import read_whole, write_whole
from coach.limits import MOST_ANSWERS_BYTES
from coach.store.file_lock import lock

SUFFIX = ".answers.jsonl"
FORMAT = "coach-answers"
VERSION = 1


MOST = 1e6
"""More than any distance in metres, speed or heart rate."""


def beside(recording: Path) -> Path:
    """Return where a recording's answers are."""
    return recording.with_name(f"{recording.stem}{SUFFIX}")


def read_answers(recording: Path) -> Felt:
    """Return the answers beside a recording; what is missing, damaged or off its scale is no answer."""
    _, kept = _read(beside(recording))
    return _felt(kept[0]) if kept else NOTHING_FELT


def write_answers(recording: Path, changes: Mapping[str, object]) -> bool:
    """Change the answers beside a recording; None takes one back.

    Without the recording do nothing and return False: it was deleted, or its folder is away for the moment.

    Raises:
        OSError: when they cannot be written.
    """
    if not recording.is_file():
        return False
    path = beside(recording)
    with _locked(recording):
        header, kept = _read(path)
        answers = {**(kept[0] if kept else {}), **changes}
        _write(path, header, [{name: value for name, value in answers.items() if value is not None}])
    return True


def answers_ns(recording: Path) -> int | None:
    """Return when the answers beside a recording changed, in nanoseconds; None when there are none."""
    try:
        return beside(recording).stat().st_mtime_ns
    except OSError:
        return None


def read_check_ins(folder: Path) -> tuple[CheckIn, ...]:
    """Return the answers about daily life in a folder of recordings."""
    found = (_check_in(line) for line in _read(folder / f"check-ins{SUFFIX}")[1])
    return tuple(item for item in found if item is not None)


def write_check_ins(folder: Path, check_ins: Iterable[CheckIn]) -> None:
    """Write answers about daily life; those of other days stay.

    Raises:
        OSError: when they cannot be written.
    """
    path = folder / f"check-ins{SUFFIX}"
    by_day = {item.day: item for item in (*read_check_ins(folder), *check_ins)}
    lines = [
        {
            "day": date.fromordinal(item.day).isoformat(),
            "limited": item.limited,
            "avoids_movement": item.avoids_movement,
            "wants_more": item.wants_more,
        }
        for _, item in sorted(by_day.items())
    ]
    _write(path, _read(path)[0], lines)


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


def _felt(kept: Mapping[str, object]) -> Felt:
    return Felt(**{name: value for name in NAMES if (value := _answer(name, kept.get(name))) is not None})


def _answer(name: str, value: object) -> Any:  # noqa: ANN401 - of the answer's own type
    if name in SCALED:
        return value if isinstance(value, int) and not isinstance(value, bool) and value in SCALE else None
    if name == "talk_test":
        return TalkTest(value) if isinstance(value, str) and value in set(TalkTest) else None
    if name == "note":
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None
    return float(value) if isinstance(value, int | float) and 0 <= value < MOST else None


def _check_in(line: Mapping[str, object]) -> CheckIn | None:
    answers = [line.get(name) for name in ("limited", "avoids_movement", "wants_more")]
    with suppress(ValueError):
        day = date.fromisoformat(str(line.get("day")))
        return CheckIn(day.toordinal(), *(item if isinstance(item, bool) else None for item in answers))
    return None


@contextmanager
def _locked(recording: Path) -> Iterator[None]:
    """Hold the recording's lock, so that nobody else changes its answers; a walk under way holds it itself."""
    descriptor = os.open(recording, os.O_RDWR)
    try:
        lock(descriptor, wait=False)
        yield
    finally:
        os.close(descriptor)
