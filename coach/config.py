"""Where Coach keeps its things, and who walks: a TOML file that people can read and edit.

`COACH_HOME=DIR` puts everything under DIR. A named profile has folders of its own, so several people share a computer.
"""

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs
import tomlkit

from coach.domain.max_heart_rate import OLDEST, YOUNGEST, Formula, ZoneModel, Zones, zones_for
from coach.domain.zones import Band
from coach.errors import ConfigError

_NAME = re.compile(r"[\w-][\w .-]{0,39}")
"""What a profile may be called: it becomes a folder, so no path may hide in it."""


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
    if profile_name is not None and (not _NAME.fullmatch(profile_name) or profile_name.strip(" .") != profile_name):
        raise ConfigError("profile", "a profile's name has up to 40 letters, digits, blanks, dots, - and _")
    person = Path("people") / profile_name if profile_name is not None else Path()
    home = environ.get("COACH_HOME")
    if home:
        root = Path(home).expanduser() / person
        return Folders(root / "config", root / "data", root / "logs")
    dirs = platformdirs.PlatformDirs("coach", appauthor=False)
    return Folders(dirs.user_config_path / person, dirs.user_data_path / person, dirs.user_log_path / person)


class RememberedStrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strap that was paired. On macOS the address holds on this computer only, so the system is kept with it."""

    name: str
    address: str
    system: str


_Bpm = Annotated[float, msgspec.Meta(ge=30, le=250)]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What Coach knows of a walker. Everything may be left out."""

    age: Annotated[int, msgspec.Meta(ge=YOUNGEST, le=OLDEST)] | None = None
    max_bpm: Annotated[float, msgspec.Meta(ge=100, le=230)] | None = None
    """A measured maximum."""
    resting_bpm: Annotated[float, msgspec.Meta(ge=30, le=110)] | None = None
    formula: Formula = Formula.TANAKA
    zone_model: ZoneModel = ZoneModel.MAXIMUM
    band_bpm: tuple[_Bpm, _Bpm] | None = None
    """A Zone 2 of one's own."""
    slowing_medication: bool = False
    """Takes medicine that lowers the heart rate, such as beta blockers."""
    programme_start: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    """The first day of week 1, ISO date."""
    theme: str = "dark"
    sound: bool = True
    speech: bool = True
    volume: Annotated[int, msgspec.Meta(ge=0, le=100)] = 80
    speech_words_per_min: Annotated[int, msgspec.Meta(ge=80, le=320)] = 165
    strap: RememberedStrap | None = None

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
                slowing_medication=self.slowing_medication,
            )
        except ValueError as error:
            raise ConfigError("zones", f"{error}; mend it with `coach profile`") from error


def load_profile(path: Path) -> Profile:
    """The profile in a file; the default one where there is no file.

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
    try:
        return msgspec.convert(data, Profile)
    except msgspec.ValidationError as error:
        raise ConfigError("profile", f"{path}: {error}; mend it, or use `coach profile`") from error


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile, keeping comments and order of the file that stands; replaced in one go.

    Raises:
        ConfigError: when it cannot be written.
    """
    values = msgspec.to_builtins(profile)
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        for key in [key for key in document if key not in values]:
            document.remove(key)
        for key, value in values.items():
            if value is not None and (key not in document or document[key] != value):
                document[key] = value
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(document))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except (OSError, tomlkit.exceptions.TOMLKitError) as error:
        raise ConfigError("profile", f"cannot write {path}: {error}") from error


def this_system() -> str:
    """The operating system's short name, as a remembered strap keeps it."""
    return sys.platform
