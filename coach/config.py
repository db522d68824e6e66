"""Coach's folders, and the walker's profile: a TOML file that people can read and edit.

`COACH_HOME=DIR` puts everything under DIR. A named profile has folders of its own, so several people share a computer.
"""

import os
import re
import sys
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import platformdirs
import tomlkit

from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.safety import FIRST_LIST, SafetyAnswers, SafetySign, in_order
from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST, Formula, ZoneModel, Zones, zones_for
from coach.domain.zone.zones import Band
from coach.errors import Allowed, ConfigError, ConfigProblem, FileError, ValueKind
from coach.files import read_whole, write_whole
from coach.limits import EARLIEST_YEAR, LATEST_YEAR, MOST_PROFILE_BYTES

_NAME = re.compile(r"[\w-][\w .-]{0,39}")
"""Allowed profile names: the name becomes a folder, so it must not contain a path."""

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Device names on Windows, in any folder."""


@dataclass(frozen=True, slots=True)
class Folders:
    """One person's folders. They hold health data: only their owner may read them."""

    config: Path
    data: Path
    logs: Path

    @property
    def profile_file(self) -> Path:
        """The profile, TOML."""
        return self.config / "profile.toml"

    @property
    def recordings(self) -> Path:
        """The folder of recordings, one file for each walk."""
        return self.data / "recordings"

    @property
    def looks(self) -> Path:
        """The data for showing past walks; it can be computed again from the recordings."""
        return self.data / "looks"

    @property
    def history_file(self) -> Path:
        """The history, SQLite."""
        return self.data / "history.sqlite3"


def folders_of(profile_name: str | None = None, environ: Mapping[str, str] = os.environ) -> Folders:
    """Return the folders of a person; None is the default, unnamed profile.

    Raises:
        ConfigError: when the name cannot name a folder, or COACH_HOME is no folder and cannot become one.
    """
    if profile_name is not None and (
        not _NAME.fullmatch(profile_name)
        or profile_name.strip(" .") != profile_name
        or _DEVICES.fullmatch(profile_name)
    ):
        raise ConfigError(ConfigProblem.BAD_NAME, "profile", detail=profile_name)
    person = Path("people") / profile_name if profile_name is not None else Path()
    home = environ.get("COACH_HOME")
    if home:
        root = _home(Path(home).expanduser()) / person
        return Folders(root / "config", root / "data", root / "logs")
    dirs = platformdirs.PlatformDirs("coach", appauthor=False)
    return Folders(dirs.user_config_path / person, dirs.user_data_path / person, dirs.user_log_path / person)


def _home(path: Path) -> Path:
    """Return COACH_HOME, which may still be to be made: then the folders on its way have to be folders."""
    there = next((folder for folder in (path, *path.parents) if folder.exists()), None)
    if there is not None and not there.is_dir():
        raise ConfigError(ConfigProblem.HOME_NOT_A_FOLDER, "COACH_HOME", path=str(path))
    return path


class Theme(StrEnum):
    """The colours of the screen."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


RETIRED = frozenset({"units", "muted"})
"""Settings of earlier versions that changed nothing; ignored where a file still has them."""


class RememberedStrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paired strap. On macOS the address is valid on this computer only, so the system is stored with it."""

    name: str
    address: str
    system: str


_Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A date, ISO."""

_Bpm = Annotated[float, msgspec.Meta(ge=30, le=250)]


_Few = msgspec.Meta(max_length=100)
"""Far more than there are signs and notices: writing a list of thousands would take minutes."""

NO_DEVICE = "no_medical_device"
"""The entry that records that the walker has seen the first questions, and what Coach is not."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Coach knows about a walker. Every field is optional."""

    age: Annotated[int, msgspec.Meta(ge=YOUNGEST, le=OLDEST)] | None = None
    max_bpm: Annotated[float, msgspec.Meta(ge=100, le=230)] | None = None
    """A measured maximum."""
    resting_bpm: Annotated[float, msgspec.Meta(ge=30, le=110)] | None = None
    formula: Formula = Formula.TANAKA
    zone_model: ZoneModel = ZoneModel.MAXIMUM
    band_bpm: tuple[_Bpm, _Bpm] | None = None
    """The walker's own Zone 2."""
    slowing_medication: bool | None = None
    """Takes medicine that lowers the heart rate, such as beta blockers; None is "not said"."""
    paced_heart: bool | None = None
    """Has a pacemaker, so that a heart rate that does not change may be true; None is "not said"."""
    programme_start: _Day | None = None
    """The first day of week 1."""
    programme_said: _Day | None = None
    """The day on which the walker gave the start: weeks that were over by then count as walked."""
    safety: Annotated[tuple[SafetySign, ...], _Few] | None = None
    """The signs answered with yes before the first walk; None before the questions have been asked."""
    safety_asked: Annotated[tuple[SafetySign, ...], _Few] | None = None
    """The signs answered at all; None in a profile of a Coach that did not keep this, which asked `FIRST_LIST`."""
    signs_seen: Annotated[tuple[SafetySign, ...], _Few] | None = None
    """Of the signs answered with yes, those that a professional has seen to; None is none."""
    signs_seen_on: _Day | None = None
    """The day on which the walker said so last."""
    disclaimers_seen: Annotated[tuple[str, ...], _Few] = ()
    """Names of notices to show only once: `NO_DEVICE`, and declined bands."""
    theme: Theme = Theme.DARK
    sound: bool = True
    speech: bool = True
    volume: Annotated[int, msgspec.Meta(ge=0, le=100)] = 80
    speech_words_per_min: Annotated[int, msgspec.Meta(ge=80, le=320)] = 165
    strap: RememberedStrap | None = None

    @property
    def asked(self) -> bool:
        """Whether the first questions have been asked."""
        return NO_DEVICE in self.disclaimers_seen

    @property
    def safety_answers(self) -> SafetyAnswers:
        """What is known of the signs."""
        marked = frozenset(self.safety or ())
        before = frozenset() if self.safety is None else FIRST_LIST
        asked = before if self.safety_asked is None else frozenset(self.safety_asked)
        seen_on = _day("signs_seen_on", self.signs_seen_on)
        seen_day = None if seen_on is None else seen_on.toordinal()
        return SafetyAnswers(asked | marked, marked, marked & frozenset(self.signs_seen or ()), seen_day)

    def with_safety(self, answers: SafetyAnswers) -> "Profile":
        """Return this profile with other answers about the signs; unchanged ones leave the file as it is."""
        if answers == self.safety_answers:
            return self
        return msgspec.structs.replace(
            self,
            safety=in_order(answers.marked),
            safety_asked=in_order(answers.asked),
            signs_seen=in_order(answers.seen) or None,
            signs_seen_on=None if answers.seen_day is None else date.fromordinal(answers.seen_day).isoformat(),
        )

    @property
    def heart_is_slowed(self) -> bool:
        """Whether medicine may slow the heart; a walker who only marked heart medicine counts as taking it."""
        if self.slowing_medication is not None:
            return self.slowing_medication
        return SafetySign.HEART_MEDICATION in (self.safety or ())

    def zones(self) -> Zones:
        """Return the walker's zones.

        Raises:
            ConfigError: when the numbers cannot be a person's.
        """
        try:
            return zones_for(
                own_band=None if self.band_bpm is None else Band(*self.band_bpm),
                measured_max_bpm=self.max_bpm,
                age=self.age,
                formula=self.formula,
                resting_bpm=self.resting_bpm,
                model=self.zone_model,
                slowing_medication=self.heart_is_slowed,
            )
        except ValueError as error:
            raise ConfigError(ConfigProblem.NOT_A_PERSONS, "zones", detail=str(error)) from error

    def programme(self, today: date, first_walk_day: int | None = None) -> ProgrammeStart:
        """Return when the programme began; without an answer, with the history's first walk, or else today.

        Raises:
            ConfigError: when a date is invalid.
        """
        start = _day("programme_start", self.programme_start)
        if start is None:
            day = today.toordinal() if first_walk_day is None else min(first_walk_day, today.toordinal())
            return ProgrammeStart(day, day)
        said = _day("programme_said", self.programme_said) or start
        return ProgrammeStart(start.toordinal(), said.toordinal())

    def starting(self, start: date, today: date) -> "Profile":
        """Return this profile with another first day, given today; the same day again changes nothing."""
        if start.isoformat() == self.programme_start:
            return self
        return msgspec.structs.replace(self, programme_start=start.isoformat(), programme_said=today.isoformat())


def _day(key: str, text: str | None) -> date | None:
    try:
        day = None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(ConfigProblem.NO_DATE, key, detail=text or "") from error
    if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ConfigError(ConfigProblem.DATE_TOO_FAR, key, detail=day.isoformat())
    return day


def load_profile(path: Path, *, replacing: Collection[str] = ()) -> Profile:
    """Return the profile in a file; the default one where there is no file.

    The keys in `replacing` are about to be set anew: skip them, so that the walker can mend wrong values.

    Raises:
        ConfigError: when the file cannot be read; it names the key and the allowed values.
    """
    try:
        data = tomllib.loads(_text_of(path))
    except FileNotFoundError:
        return Profile()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(ConfigProblem.NOT_TOML, "profile", path=str(path), detail=str(error)) from error
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits
        raise ConfigError(ConfigProblem.TOO_DEEP, "profile", path=str(path)) from error
    # A date may be written with or without quotes.
    plain = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in data.items()
        if key not in RETIRED and key not in replacing
    }
    profile = _checked(plain, Profile, path)
    for key in ("programme_start", "programme_said", "signs_seen_on"):
        _day(key, getattr(profile, key))
    return profile


def _text_of(path: Path) -> str:
    try:
        return read_whole(path, MOST_PROFILE_BYTES).decode("utf-8-sig")  # Windows' editor puts a mark before the text
    except FileError as error:
        problem = ConfigProblem(error.problem.value)
        raise ConfigError(problem, "profile", path=str(path), detail=error.detail, limit=error.limit) from error


S = TypeVar("S", bound=msgspec.Struct)


def _checked(data: Mapping[str, object], kind: type[S], path: Path, within: str = "") -> S:
    """Return the settings in a table of the file, each checked by itself, so that the error names the wrong one.

    Raises:
        ConfigError: when there is no such setting, or its value is not allowed.
    """
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for key, value in data.items():
        if key not in fields:
            known = Allowed(ValueKind.CHOICE, choices=tuple(fields))
            close = get_close_matches(key, fields, 1)
            raise ConfigError(
                ConfigProblem.UNKNOWN_KEY, key, path=str(path), allowed=known, meant=close[0] if close else None
            )
        if key == "strap" and isinstance(value, Mapping):
            _checked(value, RememberedStrap, path, f"{key}.")
        try:
            msgspec.convert(value, fields[key].type)
        except msgspec.ValidationError as error:
            allowed = _allowed(msgspec.inspect.type_info(fields[key].type))
            raise ConfigError(ConfigProblem.BAD_VALUE, f"{within}{key}", path=str(path), allowed=allowed) from error
    missing = next((field.name for field in fields.values() if field.required and field.name not in data), None)
    if missing is not None:
        allowed = _allowed(msgspec.inspect.type_info(fields[missing].type))
        raise ConfigError(ConfigProblem.BAD_VALUE, f"{within}{missing}", path=str(path), allowed=allowed)
    return msgspec.convert(data, kind)


def _allowed(kind: msgspec.inspect.Type) -> Allowed:  # noqa: PLR0911 - one arm per type
    """Return what a setting of this type may be."""
    match kind:
        case msgspec.inspect.UnionType(types=types):
            return _allowed(next(item for item in types if not isinstance(item, msgspec.inspect.NoneType)))
        case msgspec.inspect.IntType(ge=lo, le=hi):
            return Allowed(ValueKind.WHOLE_NUMBER, lo, hi)
        case msgspec.inspect.FloatType(ge=lo, le=hi):
            return Allowed(ValueKind.NUMBER, lo, hi)
        case msgspec.inspect.BoolType():
            return Allowed(ValueKind.TRUTH)
        case msgspec.inspect.StrType(pattern=pattern):
            return Allowed(ValueKind.TEXT if pattern is None else ValueKind.DATE)
        case msgspec.inspect.EnumType(cls=choices):
            return Allowed(ValueKind.CHOICE, choices=tuple(str(choice.value) for choice in choices))
        case msgspec.inspect.VarTupleType(item_type=item):
            return _allowed(item)._replace(listed=0)
        case msgspec.inspect.TupleType(item_types=items):
            return _allowed(items[0])._replace(listed=len(items))
        case _:
            return Allowed(ValueKind.TABLE)


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile, keeping comments and order of the existing file; replace it atomically.

    Raises:
        ConfigError: when it cannot be written.
    """
    values, defaults = msgspec.to_builtins(profile), msgspec.to_builtins(Profile())
    path = path.resolve()  # keep the link of a profile that is stored elsewhere
    try:
        document = tomlkit.parse(_text_of(path)) if path.exists() else tomlkit.document()
        for key in [key for key in document if values.get(key) is None]:
            document.remove(key)
        for key, value in values.items():
            stands = key in document
            if value is not None and (_differs(document[key], value) if stands else value != defaults[key]):
                document[key] = value
        write_whole(path, tomlkit.dumps(document).encode())
    except (OSError, ValueError, RecursionError, tomlkit.exceptions.TOMLKitError) as error:
        words = error.strerror if isinstance(error, OSError) else None
        raise ConfigError(ConfigProblem.UNWRITABLE, "profile", path=str(path), detail=words or str(error)) from error


def _differs(stands: object, value: object) -> bool:
    """Return whether the file has another value; 171 equals 171.0, but 1 is not true."""
    return stands != value or isinstance(stands, bool) != isinstance(value, bool)


def this_system() -> str:
    """Return the operating system's short name, as stored with a remembered strap."""
    return sys.platform
