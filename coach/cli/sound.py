"""A session that is heard as well as seen, and the test of what can be heard."""

import asyncio
import sys
from contextlib import suppress
from typing import Any

from coach.audio.announcer import Announcement, Announcer, SoundSettings, Weight
from coach.audio.tones import Sound
from coach.config import Folders, Profile
from coach.domain.cues import Cue
from coach.domain.summary import SessionSummary
from coach.pump import SessionPump
from coach.session import phrases
from coach.session.outputs import SessionEvent
from coach.session.ports import Listener
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


class AudibleSession(SessionPump):
    """A session whose cues are heard too."""

    def __init__(self, voice: Announcer, *, listener: Listener, **session: Any) -> None:  # noqa: ANN401 - SessionPump's
        self._voice = voice
        self._watcher = listener
        super().__init__(listener=self._told, **session)

    def _told(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        self._watcher(events, snapshot, heard=heard)
        for event in events:
            self._voice.hear(event)

    async def run(self) -> SessionSummary:
        """Run to the end, and let the last sentence be heard."""
        try:
            return await super().run()
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS_S):
                    await self._voice.finish()
            await self._voice.close()


_TRIED: tuple[tuple[Sound, Cue], ...] = (
    (Sound.EASE_OFF, Cue.EASE_OFF),
    (Sound.PICK_UP, Cue.SPEED_UP),
    (Sound.BACK_IN_ZONE, Cue.BACK_IN_ZONE),
    (Sound.SIGNAL_LOST, Cue.SIGNAL_LOST),
    (Sound.SIGNAL_BACK, Cue.SIGNAL_BACK),
)


async def try_sounds(profile: Profile, places: Folders) -> str:
    """Play a few cues one after the other; the result says with what."""
    voice = announcer(profile, places)
    for sound, cue in _TRIED:
        voice.announce(Announcement(sound, phrases.speech(cue, None), Weight.PACE))
        await voice.finish()
    tones = voice.player or "the terminal's bell, since no player was found"
    speech = voice.voice or "nothing: no voice was found, or it is off"
    return f"tones through {tones}; speech through {speech}"
