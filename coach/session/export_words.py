"""Words why a walk cannot be written to a file: what happened, what to do next."""

from typing import assert_never

from coach.errors import ExportError, ExportProblem


def export_sentence(error: ExportError) -> str:
    """Return the sentence for it."""
    match error.problem:
        case ExportProblem.EXISTS:
            return f"{error.path} is there already and holds something else; choose another name, or say --force"
        case ExportProblem.NOT_A_FILE:
            return (
                f"{error.path} is no file but a folder, a pipe or a device; choose another by -o (- is standard output)"
            )
        case ExportProblem.UNWRITABLE:
            place = f"{error.path}: {error.detail}"
            return f"cannot write {place}; check the folder and its free space, or choose another by -o"
        case _:
            assert_never(error.problem)
