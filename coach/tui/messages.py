"""What reaches the screen from the session, and the app from a screen."""

from textual.message import Message

from coach.session.events import SessionEvent
from coach.session.snapshot import SessionSnapshot


class SnapshotReady(Message, bubble=False):
    """The whole state; a newer one may take the place of one not yet handled, for it carries everything."""

    def __init__(self, snapshot: SessionSnapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SnapshotReady)


class SessionEventRaised(Message, bubble=False):
    """One event; the next must not replace it."""

    def __init__(self, event: SessionEvent) -> None:
        super().__init__()
        self.event = event


class ThemeChosen(Message):
    """The walker has chosen other colours, by the name of the setting."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
