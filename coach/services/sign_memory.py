"""Urgent signs that a walker marks in the middle of a walk, kept in the profile so that they stay in sight."""

import logging
from collections.abc import Callable, Collection

from coach.domain.programme.safety import SafetySign
from coach.errors import CoachError
from coach.session.events import SessionEvent, SignsMarked
from coach.session.snapshot import SessionSnapshot

_LOG = logging.getLogger(__name__)


class RememberingSigns:
    """Listens to a walk. It writes at once, since the walk may end, and its program with it, on the very next key.

    Args:
        keep: keeps the signs; one small file, and once or twice a walk at most.
    """

    def __init__(self, keep: Callable[[Collection[SafetySign]], None]) -> None:
        self._keep = keep

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """Keep the signs marked; the walk does not need this, so a full or read-only disk does not end it."""
        for event in events:
            if not isinstance(event, SignsMarked):
                continue
            signs = {sign for sign in SafetySign if sign.value in event.signs}
            try:
                if signs:
                    self._keep(signs)
            except (CoachError, OSError) as error:
                _LOG.warning("the signs %s could not be kept: %s", ", ".join(sorted(signs)), error)
