"""The profile's file: TOML that people can read and edit, checked value by value."""

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import msgspec

from coach.config.profile import Profile, RememberedStrap, check_dates
from coach.errors import Allowed, ConfigError, ConfigProblem, FileError, ValueKind
from coach.files import read_whole
from coach.limits import MOST_PROFILE_BYTES

RETIRED = frozenset({"units", "muted"})
"""Settings of earlier versions that changed nothing; ignored where a file still has them."""


def load_profile(path: Path, *, replacing: Collection[str] = ()) -> Profile:
    """Return the profile in a file; the default one where there is no file.

    The keys in `replacing` are about to be set anew: skip them, so that the walker can mend wrong values.

    Raises:
        ConfigError: when the file cannot be read; it names the key and the allowed values.
    """
    try:
        data = tomllib.loads(text_of_profile(path))
    except FileNotFoundError:
        return Profile()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(ConfigProblem.NOT_TOML, "profile", path=str(path), detail=str(error)) from error
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits
        raise ConfigError(ConfigProblem.TOO_DEEP, "profile", path=str(path)) from error
    plain = {key: _plain(value) for key, value in data.items() if key not in RETIRED and key not in replacing}
    profile = _checked(plain, Profile, path)
    check_dates(profile)
    return profile


def _plain(value: object) -> object:
    """Return a value with its dates as texts: they may be written with or without quotes."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def text_of_profile(path: Path) -> str:
    """Return what is in a profile's file.

    Raises:
        ConfigError: when it cannot be read.
        OSError: when it is not there.
        UnicodeDecodeError: when it is no text.
    """
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
        case msgspec.inspect.StrType(pattern=pattern, max_length=most):
            return Allowed(ValueKind.TEXT if pattern is None else ValueKind.DATE, hi=most)
        case msgspec.inspect.EnumType(cls=choices):
            return Allowed(ValueKind.CHOICE, choices=tuple(str(choice.value) for choice in choices))
        case msgspec.inspect.VarTupleType(item_type=msgspec.inspect.TupleType() as item):
            return _allowed(item)._replace(is_table=True)
        case msgspec.inspect.VarTupleType(item_type=item):
            return _allowed(item)._replace(listed=0)
        case msgspec.inspect.TupleType(item_types=items):
            return _allowed(items[0])._replace(listed=len(items))
        case _:
            return Allowed(ValueKind.TABLE)
