"""Words what is wrong with a file of another program, or with an archive of such files."""

from coach.errors import FormatError, FormatProblem

_BYTES_PER_MB = 2**20


def megabytes(limit: int | None) -> int:
    """Return a limit of bytes in whole MB."""
    return (limit or 0) // _BYTES_PER_MB


def format_sentence(error: FormatError) -> str:  # noqa: C901, PLR0911 - one arm per problem
    """Return the sentence for a file of another program that cannot be read, or written."""
    kind = error.format_name
    file = f"the {kind} file {error.name}" if error.name else f"this {kind} file"
    match error.problem:
        case FormatProblem.NO_HEART_RATE:
            return f"{error.name} has no heart rate in it; give one that was recorded with a strap or a watch"
        case FormatProblem.NOTHING_BELIEVABLE:
            return (
                f"{error.name} has no heart rate that a heart can have; give one in which strap or watch measured one"
            )
        case FormatProblem.COLUMNS_UNKNOWN if error.missing:
            columns = " or ".join(map(repr, error.missing))
            return f"there is no column {columns} in {error.name} (it has {error.detail}); name those by --map"
        case FormatProblem.COLUMNS_UNKNOWN:
            return (
                f"{error.name} is a table, but its columns do not tell Coach enough ({error.detail}); "
                "say which is which: --map time=...,bpm=..."
            )
        case FormatProblem.VALUES_UNCLEAR:
            return (
                f'{error.name}: values like "{error.detail}" in its column {error.column} do not tell Coach enough; '
                "give it times that go on, like 2026-11-20 08:00:00 or 00:01:30, and beats a minute"
            )
        case FormatProblem.NOT_UNDERSTOOD:
            return (
                f"{error.name} has a heart rate in it, but kept in a way that Coach does not understand; "
                "export it anew from the program or device it comes from"
            )
        case FormatProblem.TOO_LARGE:
            return f"{file} is larger than any walk ({megabytes(error.limit)} MB); give the file of one walk"
        case FormatProblem.NO_PACKAGE:
            return f"{file} needs one more package to be read; install it: pip install 'zone2-coach[{error.detail}]'"
        case FormatProblem.DAMAGED:
            return f"{file} cannot be read: {error.detail}; copy it anew from where it comes from"
        case FormatProblem.DATE_NOT_HELD:
            return f"a {kind} file has no room for a date like {error.detail}; export that walk as csv or jsonl"
        case _:
            return _of_archive(error)


def _of_archive(error: FormatError) -> str:  # noqa: PLR0911 - one arm per problem
    name, files = error.name, "a file was" if error.detail == "1" else f"{error.detail} files were"
    match error.problem:
        case FormatProblem.HOSTILE:
            return f"{error.name} is refused: it holds {error.detail}, which no recording needs; export it anew"
        case FormatProblem.BOMB:
            return (
                f"{error.name} is refused: it unpacks to over {error.limit} times its size, which no recording does; "
                "export it anew"
            )
        case FormatProblem.NO_WALK:
            return f"{error.name} has no walk or hike in it that was recorded as a workout; give one that has"
        case FormatProblem.OVERLAPPING:
            return f"of {name}, {files} left out: they share their bytes, as in a bomb; export it anew"
        case FormatProblem.ENCRYPTED:
            return f"of {name}, {files} left out, as they need a password; give what is in it, unpacked"
        case FormatProblem.PACKING_UNKNOWN:
            return (
                f"of {name}, {files} left out, packed in a way that Coach does not know; give what is in it, unpacked"
            )
        case FormatProblem.TOO_MANY_FILES:
            return (
                f"{name} has over {error.limit} files in it, and Coach read the first ones; give the others, unpacked"
            )
        case FormatProblem.CUT_OFF:
            return f"{name} is cut off or damaged: Coach read the files that it found in it; copy it anew"
        case _:
            return f"{name} is packed too often, an archive in another one; give what is in it, unpacked"
