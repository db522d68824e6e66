"""`coach profile --test-sound`: every cue, played once with its name."""

from collections.abc import Callable

import click

from coach.audio.announcer import Announcement, Announcer, Weight
from coach.audio.tones import Sound
from coach.config import Folders, Profile
from coach.domain.pacing.cue import Cue
from coach.live.voice import announcer
from coach.session import cue_words

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


async def try_sounds(profile: Profile, folders: Folders, emit: Callable[[str], None] = click.echo) -> str:
    """Play the cues one after the other, each with its name; the result says what played them."""
    voice = announcer(profile, folders)
    for sound, cue, like in _TRIED:
        if like:
            name = "Countdown" if sound is Sound.COUNTDOWN else cue_words.text(cue)
            emit(f"{name}: {like}")
        speech = "" if cue in {Cue.STEP_AHEAD, Cue.STEP} else cue_words.speech(cue, None)
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
