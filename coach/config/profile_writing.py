"""Writes the profile's file: comments and order of what is there stay."""

from pathlib import Path

import msgspec
import tomlkit

from coach.config.profile import Profile
from coach.config.profile_file import text_of_profile
from coach.errors import ConfigError, ConfigProblem
from coach.files import write_whole


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile, keeping comments and order of the existing file; replace it atomically.

    Raises:
        ConfigError: when it cannot be written.
    """
    values, defaults = msgspec.to_builtins(profile), msgspec.to_builtins(Profile())
    path = path.resolve()  # keep the link of a profile that is stored elsewhere
    try:
        document = tomlkit.parse(text_of_profile(path)) if path.exists() else tomlkit.document()
        for key in [key for key in document if values.get(key) is None]:
            document.remove(key)
        for key, value in values.items():
            stands = key in document
            if value is not None and (_differs(document[key], value) if stands else value != defaults[key]):
                document[key] = _for_people(value)
        write_whole(path, tomlkit.dumps(document).encode())
    except (OSError, ValueError, RecursionError, tomlkit.exceptions.TOMLKitError) as error:
        words = error.strerror if isinstance(error, OSError) else None
        raise ConfigError(ConfigProblem.UNWRITABLE, "profile", path=str(path), detail=words or str(error)) from error


def _for_people(value: object) -> object:
    """Return a value as it is written: a text of several lines in several lines."""
    is_long = isinstance(value, str) and "\n" in value and "\r" not in value  # TOML's reader would lose a \\r
    return tomlkit.string(value, multiline=True) if isinstance(value, str) and is_long else value


def _differs(stands: object, value: object) -> bool:
    """Return whether the file has another value; 171 equals 171.0, but 1 is not true."""
    return stands != value or isinstance(stands, bool) != isinstance(value, bool)
