"""Where Coach keeps its things, and who walks: a TOML file that people can read and edit.

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
from typing import Annotated

import msgspec
import platformdirs
import tomlkit

from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.safety import SafetySign
from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST, Formula, ZoneModel, Zones, zones_for
from coach.domain.zone.zones import Band
from coach.errors import ConfigError

_NAME = re.compile(r"[\w-][\w .-]{0,39}")
"""What a profile may be called: it becomes a folder, so no path may hide in it."""

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, in any folder."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where one person's things are. They hold health data: only their owner may look."""

    config: Path
    data: Path
    logs: Path

    @property
    def profile_file(self) -> Path:
        """The profile, TOML."""
        return self.config / "profile.toml"

    @property
    def recordings(self) -> Path:
        """One file a walk."""
        return self.data / "recordings"

    @property
    def history_file(self) -> Path:
        """The history, SQLite."""
        return self.data / "history.sqlite3"


def folders(profile_name: str | None = None, environ: Mapping[str, str] = os.environ) -> Folders:
    """The folders of a person; None is the one who needs no name.

    Raises:
        ConfigError: when the name cannot be a folder's.
    """
    if profile_name is not None and (
        not _NAME.fullmatch(profile_name)
        or profile_name.strip(" .") != profile_name
        or _DEVICES.fullmatch(profile_name)
    ):
        raise ConfigError("profile", "a profile's name has up to 40 letters, digits, blanks, dots, - and _")
    person = Path("people") / profile_name if profile_name is not None else Path()
    home = environ.get("COACH_HOME")
    if home:
        root = Path(home).expanduser() / person
        return Folders(root / "config", root / "data", root / "logs")
    dirs = platformdirs.PlatformDirs("coach", appauthor=False)
    return Folders(dirs.user_config_path / person, dirs.user_data_path / person, dirs.user_log_path / person)


class Theme(StrEnum):
    """The colours of the screen."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


RETIRED = frozenset({"units", "muted"})
"""Settings of earlier versions that changed nothing; where a file still has them they are let be."""


class RememberedStrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strap that was paired. On macOS the address holds on this computer only, so the system is kept with it."""

    name: str
    address: str
    system: str


_Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A date, ISO."""

_Bpm = Annotated[float, msgspec.Meta(ge=30, le=250)]


NO_DEVICE = "no_medical_device"
"""The name under which is kept that the first questions, and what Coach is not, were shown."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Coach knows of a walker. Everything may be left out."""

    age: Annotated[int, msgspec.Meta(ge=YOUNGEST, le=OLDEST)] | None = None
    max_bpm: Annotated[float, msgspec.Meta(ge=100, le=230)] | None = None
    """A measured maximum."""
    resting_bpm: Annotated[float, msgspec.Meta(ge=30, le=110)] | None = None
    formula: Formula = Formula.TANAKA
    zone_model: ZoneModel = ZoneModel.MAXIMUM
    band_bpm: tuple[_Bpm, _Bpm] | None = None
    """A Zone 2 of one's own."""
    slowing_medication: bool | None = None
    """Takes medicine that lowers the heart rate, such as beta blockers; None is "not said"."""
    programme_start: _Day | None = None
    """The first day of week 1."""
    programme_said: _Day | None = None
    """The day on which Coach was told the start: weeks that were over by then are taken as walked."""
    safety: tuple[SafetySign, ...] | None = None
    """What was answered with yes before the first walk; None while it was never asked."""
    disclaimers_seen: tuple[str, ...] = ()
    """Names of what has to be told only once: `NO_DEVICE`, and bands that were declined."""
    theme: Theme = Theme.DARK
    sound: bool = True
    speech: bool = True
    volume: Annotated[int, msgspec.Meta(ge=0, le=100)] = 80
    speech_words_per_min: Annotated[int, msgspec.Meta(ge=80, le=320)] = 165
    strap: RememberedStrap | None = None

    @property
    def asked(self) -> bool:
        """Whether the first questions were asked."""
        return NO_DEVICE in self.disclaimers_seen

    @property
    def heart_is_slowed(self) -> bool:
        """Whether medicine may slow the heart; who marked heart medicine and said no more is taken to have it."""
        if self.slowing_medication is not None:
            return self.slowing_medication
        return SafetySign.HEART_MEDICATION in (self.safety or ())

    def zones(self) -> Zones:
        """The walker's zones.

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
            raise ConfigError("zones", f"{error}; mend it with `coach profile`") from error

    def programme(self, today: date, first_walk_day: int | None = None) -> ProgrammeStart:
        """When the programme began; while nobody said, with the first walk of the history, or else today.

        Raises:
            ConfigError: when a date is none.
        """
        start = _day("programme_start", self.programme_start)
        if start is None:
            day = today.toordinal() if first_walk_day is None else min(first_walk_day, today.toordinal())
            return ProgrammeStart(day, day)
        said = _day("programme_said", self.programme_said) or start
        return ProgrammeStart(start.toordinal(), said.toordinal())

    def starting(self, start: date, today: date) -> "Profile":
        """This profile with another first day of the programme, said today; the same one again changes nothing."""
        if start.isoformat() == self.programme_start:
            return self
        return msgspec.structs.replace(self, programme_start=start.isoformat(), programme_said=today.isoformat())


def _day(key: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(key, f"{key} is {text!r}, which is no date; `coach profile --start YYYY-MM-DD`") from error


def load_profile(path: Path, *, replacing: Collection[str] = ()) -> Profile:
    """The profile in a file; the default one where there is no file.

    The keys that are `replacing` are about to be set anew: they are not read, so that what is wrong in them can be
    mended.

    Raises:
        ConfigError: when the file cannot be read, naming the key and what it may be.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Profile()
    except OSError as error:
        raise ConfigError("profile", f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("profile", f"{path} is not TOML ({error}); mend it, or move it away") from error
    # A date may be written with or without quotes.
    plain = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in data.items()
        if key not in RETIRED and key not in replacing
    }
    try:
        profile = msgspec.convert(plain, Profile)
    except msgspec.ValidationError as error:
        key, what = _trouble(str(error))
        raise ConfigError(key, f"{key} in {path}: {what}; mend it there or with `coach profile`") from error
    for key in ("programme_start", "programme_said"):
        _day(key, getattr(profile, key))
    return profile


_IN_WORDS = (
    (r" \| null", ""),
    (r"\bint\b", "a whole number"),
    (r"\bfloat\b", "a number"),
    (r"\bstr\b", "a text in quotes"),
    (r"\bbool\b", "true or false"),
    (r"\barray\b", "a list"),
    (r"<= ", "up to "),
    (r">= ", "from "),
    (r" matching regex .*", " like 2026-11-23"),
)
"""What msgspec says, in words for somebody who edits a file."""


def _trouble(text: str) -> tuple[str, str]:
    """The key that is wrong, and what it may be, from what msgspec says: "Expected `int` <= 100 - at `$.age`"."""
    what, _, at = text.partition(" - at ")
    key = re.sub(r"\[.*", "", at.strip("`").removeprefix("$").removeprefix("."))
    unknown = re.search(r"unknown field `(.*)`", what)
    if unknown:
        name = unknown[1]
        known = RememberedStrap.__struct_fields__ if key else Profile.__struct_fields__
        close = get_close_matches(name, known, 1)
        meant = f"did you mean {close[0]}?" if close else f"it may be one of {', '.join(known)}"
        return name, f"no such setting; {meant}"
    key = key or "profile"
    choices: type[StrEnum] | None = {"formula": Formula, "zone_model": ZoneModel, "theme": Theme}.get(key)
    if choices is not None:
        return key, f"it may be {', '.join(choices)}"
    if key == "safety":
        return key, f"a list of any of {', '.join(SafetySign)}"
    for word, plain in _IN_WORDS:
        what = re.sub(word, plain, what)
    return key, what[:1].lower() + what[1:].replace("`", "")


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile, keeping comments and order of the file that stands; replaced in one go.

    Raises:
        ConfigError: when it cannot be written.
    """
    values, defaults = msgspec.to_builtins(profile), msgspec.to_builtins(Profile())
    path = path.resolve()  # a profile kept elsewhere and linked here stays linked
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        for key in [key for key in document if values.get(key) is None]:
            document.remove(key)
        for key, value in values.items():
            stands = key in document
            if value is not None and (_differs(document[key], value) if stands else value != defaults[key]):
                document[key] = value
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(tomlkit.dumps(document))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError, tomlkit.exceptions.TOMLKitError) as error:
        raise ConfigError("profile", f"cannot write {path}: {error}") from error


def _differs(stands: object, value: object) -> bool:
    """Whether what stands in the file is another value; 171 is 171.0, but 1 is not true."""
    return stands != value or isinstance(stands, bool) != isinstance(value, bool)


def this_system() -> str:
    """The operating system's short name, as a remembered strap keeps it."""
    return sys.platform
