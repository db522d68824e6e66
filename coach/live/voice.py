"""A session that is heard as well as seen."""

import asyncio
import sys
from contextlib import suppress

from coach.audio.announcer import Announcer, SoundSettings
from coach.config import Folders, Profile
from coach.domain.totals.summary import SessionSummary
from coach.session.events import SessionEvent
from coach.session.ports import Listener, RunningSession
from coach.session.snapshot import SessionSnapshot

LAST_WORDS_S = 6.0
"""The end of a walk is told in a sentence; nobody waits longer for it."""


def announcer(profile: Profile, places: Folders) -> Announcer:
    """What makes cues heard, as the walker wants it."""
    settings = SoundSettings(profile.sound, profile.speech, profile.volume, profile.speech_words_per_min)
    return Announcer(settings, places.data / "sounds", bell=_ring)


def _ring() -> None:
    """The terminal's bell: one character, which no screen shows."""
    if sys.__stderr__ is not None and sys.__stderr__.isatty():
        sys.__stderr__.write("\a")
        sys.__stderr__.flush()


def heard_too(listener: Listener, voice: Announcer) -> Listener:
    """A listener, and after it the voice."""

    def told(events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        listener(events, snapshot, heard=heard)
        for event in events:
            voice.hear(event)

    return told


class AudibleSession:
    """A session with its voice, which is silent when the session is over.

    Args:
        session: the session; the voice hears what it says (`heard_too`).
        voice: what makes it heard.
        hears_out: whether the last sentence may be heard to its end, since the session ends with the walk.
    """

    def __init__(self, session: RunningSession, voice: Announcer, *, hears_out: bool) -> None:
        self._session = session
        self._voice = voice
        self._hears_out = hears_out
        self.command = session.command
        self.end = session.end
        self.snapshot = session.snapshot

    async def run(self) -> SessionSummary:
        """Run to the end, and let the voice come to its own."""
        try:
            summary = await self._session.run()
            if self._hears_out:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LAST_WORDS_S):
                        await self._voice.finish()
            return summary
        finally:
            await self._voice.close()
