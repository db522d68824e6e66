"""One person's folders.

`COACH_HOME=DIR` puts everything under DIR. A named profile has folders of its own, so several people share a computer.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from coach.errors import ConfigError, ConfigProblem

_NAME = re.compile(r"[\w-][\w .-]{0,39}")
"""Allowed profile names: the name becomes a folder, so it must not contain a path."""

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Device names on Windows, in any folder."""


class Folders(msgspec.Struct, frozen=True):
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
    def unasked_file(self) -> Path:
        """The walks whose questions nobody was asked yet."""
        return self.data / "unasked.json"

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


def exports_folder(profile_name: str | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return where a screen puts exported walks: with the downloads, where a browser looks first for an upload.

    Raises:
        ConfigError: as `folders_of`.
    """
    if environ.get("COACH_HOME"):
        return folders_of(profile_name, environ).data.parent / "exports"
    downloads = platformdirs.user_downloads_path()
    return downloads if downloads.is_dir() else Path.home()


def _home(path: Path) -> Path:
    """Return COACH_HOME, which may still be to be made: then the folders on its way have to be folders."""
    there = next((folder for folder in (path, *path.parents) if folder.exists()), None)
    if there is not None and not there.is_dir():
        raise ConfigError(ConfigProblem.HOME_NOT_A_FOLDER, "COACH_HOME", path=str(path))
    return path
