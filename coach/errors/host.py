"""What keeps a viewer from the walk that runs in a process of its own."""

from enum import StrEnum

from coach.errors.base import CoachError, for_the_log


class HostProblem(StrEnum):
    """What keeps a viewer from a walk's host, the process that runs it."""

    NONE = "none"
    """No walk runs."""
    RUNS_ALREADY = "runs_already"
    """A walk of this profile runs already: one at a time."""
    SILENT = "silent"
    """It runs, and does not answer; `detail` is the number of its process, where that is known."""
    FULL = "full"
    """It has as many viewers as it takes."""
    OTHER_VERSION = "other_version"
    """Another version of Coach runs it; `detail` is which."""
    LOST = "lost"
    """It ended without the walk's end: it was killed, or failed."""
    NO_PLACE = "no_place"
    """The disk takes no file that says where the host is met."""
    FAILED = "failed"
    """It cannot begin, or the walk was broken off; `detail` is its own sentence."""


class HostError(CoachError):
    """The walk that runs cannot be shown or changed now."""

    def __init__(self, problem: HostProblem, detail: str = "") -> None:
        super().__init__(for_the_log(problem, detail))
        self.problem = problem
        self.detail = detail
