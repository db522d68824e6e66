"""What a walk leaves when its screen goes, and who knows that it runs."""

from typing import Protocol, runtime_checkable

import msgspec

from coach.domain.programme.felt import Felt
from coach.domain.totals.summary import SessionSummary
from coach.session.ports import WalkHost


@runtime_checkable
class CarriesWalk(Protocol):
    """An app that knows which walk runs: the walk is the program's, and outlives the screen that shows it."""

    def carry(self, host: WalkHost | None) -> None:
        """Remember that this walk runs from here on; None when it was left to itself."""


class WalkOutcome(msgspec.Struct, frozen=True):
    """The outcome of a walk: its sums, or what went wrong; `kept` is False when there was nothing of it to keep.

    `felt` holds the answers before and after it; `asked` is whether the questions after it were asked; `left_running`
    is whether the walk goes on without this screen.
    """

    summary: SessionSummary | None
    error: Exception | None = None
    kept: bool = True
    felt: Felt = msgspec.field(default_factory=Felt)
    asked: bool = False
    left_running: bool = False
