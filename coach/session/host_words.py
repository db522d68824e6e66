"""Words what keeps a viewer from the walk that runs: what happened, what to do next."""

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
            ends = f"; `kill {detail}` ends it, and the walk is kept" if detail.isdecimal() else "; try again"
            return f"the program that runs the walk does not answer{ends}"
        case HostProblem.FULL:
            return "the walk that runs has too many viewers; leave one of them and try again"
        case HostProblem.OTHER_VERSION:
            return (
                f"the walk that runs was begun by Coach {detail or 'of another version'}; `coach stop` ends it, "
                "or watch it with that version: a walk begun from now on can be watched"
            )
        case HostProblem.LOST:
            return "the program that runs the walk was ended; its recording is kept, and `coach walk` goes on with it"
        case HostProblem.FAILED:
            return (
                detail
                or "the program that runs the walk has failed, and its recording is kept; `coach walk` goes on with it"
            )
