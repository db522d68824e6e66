"""A session that is heard as well as seen, and the test of what can be heard."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

import click

from coach.audio.announcer import Announcement, Announcer, SoundSettings, Weight
from coach.audio.tones import Sound
from coach.config import Folders, Profile
from coach.domain.cues import Cue
from coach.domain.summary import SessionSummary
from coach.session import phrases
from coach.session.outputs import SessionEvent
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


_TRIED: tuple[tuple[Sound, Cue, str], ...] = (
    (Sound.EASE_OFF, Cue.EASE_OFF, "falling"),
    (Sound.PICK_UP, Cue.SPEED_UP, "rising"),
    (Sound.BACK_IN_ZONE, Cue.BACK_IN_ZONE, "three notes up"),
    (Sound.COUNTDOWN, Cue.STEP_AHEAD, "three beeps, and a long one for the next step"),
    (Sound.STEP, Cue.STEP, ""),
    (Sound.SIGNAL_LOST, Cue.SIGNAL_LOST, "low and falling"),
    (Sound.SIGNAL_BACK, Cue.SIGNAL_BACK, "low and rising"),
    (Sound.STOP_AND_REST, Cue.STOP_AND_REST, "an alarm"),
    (Sound.FINISHED, Cue.FINISHED, "a small fanfare"),
)


async def try_sounds(profile: Profile, places: Folders, told: Callable[[str], None] = click.echo) -> str:
    """Play the cues one after the other, each with its name; the result says what played them."""
    voice = announcer(profile, places)
    for sound, cue, like in _TRIED:
        if like:
            name = "Countdown" if sound is Sound.COUNTDOWN else phrases.text(cue)
            told(f"{name}: {like}")
        speech = "" if cue in {Cue.STEP_AHEAD, Cue.STEP} else phrases.speech(cue, None)
        voice.announce(Announcement(sound, speech, Weight.PACE))
        await voice.finish()
    await voice.close()
    return f"{_tones(profile, voice)} {_voice(profile, voice)}"


def _tones(profile: Profile, voice: Announcer) -> str:
    if not profile.sound or profile.volume == 0:
        return "Tones are off; --sound and --volume switch them on."
    return f"Tones: {voice.player or 'the bell of the terminal, since no player was found'}."


def _voice(profile: Profile, voice: Announcer) -> str:
    if not profile.speech or profile.volume == 0:
        return "The voice is off; --speech and --volume switch it on."
    return f"Voice: {voice.voice or 'none was found; espeak-ng is one'}."
