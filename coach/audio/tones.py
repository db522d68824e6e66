"""Short tones that can be told apart without looking: falling eases off, rising picks up. Made here, as WAV files.

Pitches stay between 390 and 1050 Hz: laptop speakers play them, and hearing that comes with age keeps them.
"""

import io
import math
import wave
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from coach.errors import StoreError, StoreProblem
from coach.files import make_folder

RATE_HZ = 22_050
"""Twice what the highest overtone needs; half the size of what players like best."""

_EDGE_S = 0.008
"""Length of the fade in and out: a tone that starts or stops abruptly clicks."""

_FULL = 0.6
"""Loudest, as a share of what 16 bits can hold: overtones add up."""


class Sound(StrEnum):
    """The sounds, which the ear can tell apart."""

    EASE_OFF = "ease_off"
    PICK_UP = "pick_up"
    EASE_A_LITTLE = "ease_a_little"
    A_LITTLE_MORE = "a_little_more"
    BACK_IN_ZONE = "back_in_zone"
    STEP = "step"
    COUNTDOWN = "countdown"
    ATTENTION = "attention"
    SIGNAL_LOST = "signal_lost"
    SIGNAL_BACK = "signal_back"
    STOP_AND_REST = "stop_and_rest"
    FINISHED = "finished"


Note = tuple[float, float]
"""Pitch in Hz, 0 for silence, and length in seconds."""

_A4, _C5, _D5, _E5, _G5, _A5, _C6 = 440.0, 523.25, 587.33, 659.26, 783.99, 880.0, 1046.5
_G4 = 392.0
_SILENCE = 0.0

NOTES: Mapping[Sound, tuple[Note, ...]] = MappingProxyType(
    {
        Sound.EASE_OFF: ((_G5, 0.18), (_C5, 0.34)),
        Sound.PICK_UP: ((_C5, 0.18), (_G5, 0.34)),
        Sound.EASE_A_LITTLE: ((_E5, 0.14), (_D5, 0.22)),
        Sound.A_LITTLE_MORE: ((_D5, 0.14), (_E5, 0.22)),
        Sound.BACK_IN_ZONE: ((_C5, 0.11), (_E5, 0.11), (_G5, 0.26)),
        Sound.STEP: ((_C6, 0.6),),
        # A beep a second: the walker hears three, and the step's own tone is the fourth.
        Sound.COUNTDOWN: ((_C5, 0.12), (_SILENCE, 0.88), (_C5, 0.12), (_SILENCE, 0.88), (_C5, 0.12)),
        Sound.ATTENTION: ((_A5, 0.12), (_SILENCE, 0.06), (_A5, 0.12)),
        Sound.SIGNAL_LOST: ((_A4, 0.16), (_SILENCE, 0.08), (_A4, 0.16), (_SILENCE, 0.08), (_G4, 0.4)),
        Sound.SIGNAL_BACK: ((_G4, 0.12), (_A4, 0.12), (_D5, 0.3)),
        Sound.STOP_AND_REST: ((_A5, 0.22), (_C5, 0.22)) * 3,
        Sound.FINISHED: ((_C5, 0.15), (_E5, 0.15), (_G5, 0.15), (_C6, 0.5)),
    }
)


def samples(sound: Sound, volume_pct: int) -> NDArray[np.int16]:
    """The sound as 16-bit samples, `RATE_HZ` a second."""
    parts = [_note(pitch_hz, length_s) for pitch_hz, length_s in NOTES[sound]]
    # Loudness is heard as a power of amplitude; a square is close enough for a slider.
    loudest = np.iinfo(np.int16).max * _FULL * (volume_pct / 100) ** 2
    return np.asarray(np.concatenate(parts) * loudest, dtype=np.int16)


def _note(pitch_hz: float, length_s: float) -> NDArray[np.float64]:
    at_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    if pitch_hz == _SILENCE:
        return np.zeros_like(at_s)
    turn = 2 * math.pi * pitch_hz * at_s
    tone = (np.sin(turn) + 0.3 * np.sin(2 * turn) + 0.1 * np.sin(3 * turn)) / 1.4
    edge = np.minimum(1.0, np.minimum(at_s, length_s - at_s) / _EDGE_S)
    return np.asarray(tone * edge * np.exp(-1.5 * at_s / length_s), dtype=np.float64)


def wav(sound: Sound, volume_pct: int) -> bytes:
    """The sound as a WAV file, one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples(sound, volume_pct).astype("<i2").tobytes())
    return file.getvalue()


def write_sounds(folder: Path, volume_pct: int) -> Mapping[Sound, Path]:
    """Write every sound to a file in `folder`, each time anew: that repairs a file cut short by a full disk.

    Raises:
        StoreError: when they cannot be written.
    """
    written: dict[Sound, Path] = {}
    try:
        make_folder(folder)
        for sound in Sound:
            written[sound] = folder / f"{sound.value}.wav"
            written[sound].write_bytes(wav(sound, volume_pct))
    except OSError as error:
        raise StoreError(StoreProblem.SOUNDS_NOT_WRITTEN, path=str(folder), detail=error.strerror or "") from error
    return MappingProxyType(written)
