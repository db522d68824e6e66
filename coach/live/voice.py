"""A walk's voice, a listener like any other."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

from coach.audio.announcer import Announcer, SoundSettings
from coach.config import Folders, Profile
from coach.session.events import SessionEvent
from coach.session.snapshot import SessionSnapshot

LAST_WORDS_S = 6.0
"""Wait at most this long for the last sentence of a walk."""


def announcer(profile: Profile, folders: Folders, bell: Callable[[], None] | None = None) -> Announcer:
    """Return an announcer with the walker's sound settings; `bell` rings in place of this program's terminal."""
    settings = SoundSettings(profile.sound, profile.speech, profile.volume, profile.speech_words_per_min)
    return Announcer(settings, folders.data / "sounds", bell=bell or ring)


def ring() -> None:
    """Ring the terminal's bell: one character, which no screen shows."""
    if sys.__stderr__ is not None and sys.__stderr__.isatty():
        sys.__stderr__.write("\a")
        sys.__stderr__.flush()


class VoiceListener:
    """Announces a walk's cues aloud, and falls silent when the walk is over.

    Args:
        announcer: plays and speaks.
        hears_out: whether to play the last sentence to its end, since the program ends with the walk.
    """

    def __init__(self, announcer: Announcer, *, hears_out: bool) -> None:
        self._announcer = announcer
        self._hears_out = hears_out

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """Announce the events worth hearing."""
        for event in events:
            self._announcer.hear(event)

    async def close(self, *, hurried: bool) -> None:
        """Fall silent: after the last sentence if `hears_out`, at once if `hurried`."""
        try:
            if self._hears_out and not hurried:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LAST_WORDS_S):
                        await self._announcer.finish()
        finally:
            await self._announcer.close()
