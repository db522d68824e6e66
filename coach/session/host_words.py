"""Words what keeps a viewer from the walk that runs: what happened, what to do next."""

from typing import assert_never

from coach.errors import HostError, HostProblem


def host_sentence(error: HostError) -> str:  # noqa: PLR0911 - one arm per problem
    """Return the sentence for an error about a walk that a process of its own runs."""
    detail = error.detail
    match error.problem:
        case HostProblem.NONE:
            return "no walk is running; `coach walk` begins one"
        case HostProblem.RUNS_ALREADY:
            return "a walk is running already; `coach watch` joins it, `coach stop` ends it"
        case HostProblem.SILENT:
            return f"the program that runs the walk does not answer; {_what_to_do(detail)}"
        case HostProblem.FULL:
            return "the walk that runs has too many viewers; leave one of them and try again"
        case HostProblem.OTHER_VERSION:
            return (
                f"the walk that runs was begun by Coach {detail or 'of another version'}; `coach stop` ends it, "
                "or watch it with that version: a walk begun from now on can be watched"
            )
        case HostProblem.LOST:
            return "the program that runs the walk was ended; its recording is kept, and `coach walk` goes on with it"
        case HostProblem.NO_PLACE:
            return "the disk takes no file for a walk's program; make room on it, or use `coach walk --no-screen`"
        case HostProblem.FAILED:
            return (
                detail
                or "the program that runs the walk has failed, and its recording is kept; `coach walk` goes on with it"
            )
        case _:
            assert_never(error.problem)


def _what_to_do(process: str) -> str:
    """Return what to do about a program that is stopped or hangs: a plain `kill` waits until it runs again."""
    if not process.isdecimal():
        return "try again"
    return (
        f"`kill -CONT {process}` wakes it if it was stopped; `kill -9 {process}` ends it: "
        "its recording is kept, and `coach walk` goes on with it"
    )


def unexpected_sentence(error: Exception) -> str:
    """Return the sentence for an error that nobody foresaw, for a viewer in another process."""
    said = error.strerror if isinstance(error, OSError) else str(error)
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"something went wrong in the program that runs the walk ({what}); `coach --debug walk` writes a log of it"
