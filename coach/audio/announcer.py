"""Cues by ear: a tone, then a sentence. One at a time, never in the way, and silent where nothing can be heard."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType

import msgspec

from coach.audio.players import Machine, TonePlayer, Voice, tone_players, voices
from coach.audio.runner import Run, run_quietly
from coach.audio.tones import Sound, write_sounds
from coach.clock import monotonic_s
from coach.domain.pacing.cue import Cue
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.errors import StoreError
from coach.session.events import (
    BandSet,
    CueRaised,
    PainHeard,
    RhythmIrregular,
    SessionEvent,
    SignsMarked,
    StepCountdown,
    ZoneOutOfReach,
)
from coach.session.remark_words import IRREGULAR
from coach.session.sentences import band_speech

STALE_S = 6.0
"""Drop a cue that waited longer than this: it is out of date."""

LONGEST_TONE_S = 6.0
LONGEST_SPEECH_S = 15.0
"""A player that takes longer hangs, on a sound server that does not answer."""

_LOG = logging.getLogger(__name__)


class SoundSettings(msgspec.Struct, frozen=True):
    """What the walker wants to hear: `volume_pct` 0-100, `words_per_min` about 80-320."""

    tones: bool = True
    voice: bool = True
    volume_pct: int = 80
    words_per_min: int = 165


class Weight(IntEnum):
    """How urgent an announcement is: it cuts off one of the same weight or less."""

    NEWS = 0
    """It waits for whatever else there is to say, such as the cue that the same answer has led to."""
    PACE = 1
    SIGNAL = 2
    STEP = 3
    SAFETY = 4


class Announcement(msgspec.Struct, frozen=True):
    """A tone and a sentence to play."""

    sound: Sound
    speech: str
    weight: Weight


_OF_CUE: Mapping[Cue, tuple[Sound, Weight]] = MappingProxyType(
    {
        Cue.EASE_OFF: (Sound.EASE_OFF, Weight.PACE),
        Cue.SPEED_UP: (Sound.PICK_UP, Weight.PACE),
        Cue.DRIFTING_UP: (Sound.EASE_A_LITTLE, Weight.PACE),
        Cue.DRIFTING_DOWN: (Sound.A_LITTLE_MORE, Weight.PACE),
        Cue.HOLD: (Sound.BACK_IN_ZONE, Weight.PACE),
        Cue.BACK_IN_ZONE: (Sound.BACK_IN_ZONE, Weight.PACE),
        Cue.TALK_TEST: (Sound.ATTENTION, Weight.PACE),
        Cue.SIGNAL_LOST: (Sound.SIGNAL_LOST, Weight.SIGNAL),
        Cue.SIGNAL_BACK: (Sound.SIGNAL_BACK, Weight.SIGNAL),
        Cue.STEP_AHEAD: (Sound.ATTENTION, Weight.STEP),
        Cue.STEP: (Sound.STEP, Weight.STEP),
        Cue.FINISHED: (Sound.FINISHED, Weight.STEP),
        Cue.STOP_AND_REST: (Sound.STOP_AND_REST, Weight.SAFETY),
    }
)


def announcement(event: SessionEvent) -> Announcement | None:  # noqa: PLR0911 - an arm a fact
    """Return what to play for an event; None when it is only shown."""
    match event:
        case CueRaised(cue=cue, speech=speech):
            sound, weight = _OF_CUE[cue]
            return Announcement(sound, speech, weight)
        case ZoneOutOfReach(speech=speech):
            return Announcement(Sound.ATTENTION, speech, Weight.PACE)
        case PainHeard(speech=speech):
            return Announcement(Sound.ATTENTION, speech, Weight.STEP)
        case SignsMarked(signs=signs) if signs:
            return Announcement(Sound.ATTENTION, ADVICE_WHEN_ASKED_AGAIN, Weight.STEP)
        case BandSet() if (changed := band_speech(event)) is not None:
            return Announcement(Sound.ATTENTION, changed, Weight.NEWS)
        case RhythmIrregular():
            return Announcement(Sound.ATTENTION, f"{IRREGULAR.sentence}.", Weight.SIGNAL)
        case StepCountdown():
            return Announcement(Sound.COUNTDOWN, "", Weight.STEP)
        case _:
            return None


class Announcer:
    """Plays a session's cues with whatever this machine has. `hear` returns at once and never raises.

    A newer announcement cuts off the playing one unless that weighs more; then it waits, and a newer one replaces it
    unless it weighs less. Where no player works, the bell rings; without a bell it is silent. A player that fails is
    dropped for the session, with one line in the log.

    Args:
        settings: what the walker wants to hear.
        folder: where the tones are kept.
        machine: the system and its programs.
        bell: the last resort, such as a terminal's.
        run: runs a player.
    """

    def __init__(
        self,
        settings: SoundSettings,
        folder: Path,
        *,
        machine: Machine | None = None,
        bell: Callable[[], None] | None = None,
        run: Run = run_quietly,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._bell = bell
        self._run = run
        here = machine or Machine()
        audible = settings.volume_pct > 0
        self._players: list[TonePlayer] = list(tone_players(here)) if settings.tones and audible else []
        self._voices: list[Voice] = list(voices(here)) if settings.voice and audible else []
        self._rings = settings.tones and audible
        self._files: Mapping[Sound, Path] | None = None
        self._waiting: tuple[float, Announcement] | None = None
        self._news: tuple[float, Announcement] | None = None
        self._playing: tuple[Announcement, asyncio.Task[None]] | None = None
        self._worker: asyncio.Task[None] | None = None

    @property
    def player(self) -> str | None:
        """The program that plays the tones, as far as is known; None when only the bell is left."""
        return self._players[0].name if self._players else None

    @property
    def voice(self) -> str | None:
        """The program that speaks; None when there is none, or it is not wanted."""
        return self._voices[0].name if self._voices else None

    def hear(self, event: SessionEvent) -> None:
        """Play what an event calls for; needs a running event loop."""
        found = announcement(event)
        if found is not None:
            self.announce(found)

    def announce(self, announcement: Announcement) -> None:
        """Play this as soon as its turn comes."""
        if announcement.weight is Weight.NEWS:
            self._news = (monotonic_s(), announcement)
        elif self._waiting is None or self._waiting[1].weight <= announcement.weight:
            self._waiting = (monotonic_s(), announcement)
        else:
            return
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._play_all())
        elif self._playing is not None and announcement.weight >= self._playing[0].weight:
            self._playing[1].cancel()

    async def finish(self) -> None:
        """Wait until everything has been played."""
        if self._worker is not None:
            await asyncio.wait([self._worker])

    async def close(self) -> None:
        """Stop playing, and drop what waits."""
        self._waiting = self._news = None
        if self._playing is not None:
            self._playing[1].cancel()
        await self.finish()

    async def _play_all(self) -> None:
        while (waited := self._next()) is not None:
            since_s, announcement = waited
            if monotonic_s() - since_s > STALE_S:
                continue
            playing = asyncio.create_task(self._play(announcement))
            self._playing = (announcement, playing)
            try:
                await asyncio.wait([playing])
            finally:
                self._playing = None
                playing.cancel()
            if not playing.cancelled() and (error := playing.exception()) is not None:
                _LOG.info("a cue could not be heard: %r", error)

    def _next(self) -> tuple[float, Announcement] | None:
        """Take what waits; news come last."""
        if self._waiting is None:
            found, self._news = self._news, None
        else:
            found, self._waiting = self._waiting, None
        return found

    async def _play(self, announcement: Announcement) -> None:
        if not await self._tone(announcement.sound) and self._rings and self._bell is not None:
            self._bell()
        if announcement.speech:
            await self._speak(announcement.speech)

    async def _tone(self, sound: Sound) -> bool:
        path = await self._file(sound)
        while path is not None and self._players:
            player = self._players[0]
            if await self._run(player.command(path), LONGEST_TONE_S):
                return True
            self._players.pop(0)
            _LOG.info("%s cannot play sounds here; it is not asked again", player.name)
        return False

    async def _speak(self, sentence: str) -> None:
        while self._voices:
            voice = self._voices[0]
            command = voice.command(sentence, self._settings.words_per_min, self._settings.volume_pct)
            if await self._run(command, LONGEST_SPEECH_S):
                return
            self._voices.pop(0)
            _LOG.info("%s cannot speak here; it is not asked again", voice.name)

    async def _file(self, sound: Sound) -> Path | None:
        if not self._players:
            return None
        if self._files is None:
            try:
                self._files = await asyncio.to_thread(write_sounds, self._folder, self._settings.volume_pct)
            except StoreError as error:
                _LOG.info("no tones: %s", error)
                self._players.clear()
                return None
        return self._files[sound]
