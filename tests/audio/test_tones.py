import io
import wave

import numpy as np
import pytest

from coach.audio.tones import NOTES, RATE_HZ, Sound, samples, wav, write_sounds
from coach.errors import StoreError
from tests.support.saying import raises_saying


def pitch_hz(part):
    """The strongest pitch in these samples."""
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    return np.argmax(spectrum) * RATE_HZ / len(part)


@pytest.mark.parametrize("sound", Sound)
def test_every_sound_is_a_wav_file_that_can_be_heard(sound):
    with wave.open(io.BytesIO(wav(sound, 80))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        heard = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    assert len(heard) / RATE_HZ == pytest.approx(sum(length_s for _, length_s in NOTES[sound]), abs=0.001)
    assert len(heard) / RATE_HZ < 3
    assert 4000 < np.abs(heard).max() < 32767
    assert abs(int(heard[0])) < 200  # no click
    assert abs(int(heard[-1])) < 200


def test_no_two_sounds_are_the_same():
    assert len(set(NOTES.values())) == len(Sound)


@pytest.mark.parametrize(
    ("sound", "rises"),
    [
        (Sound.EASE_OFF, False),
        (Sound.EASE_A_LITTLE, False),
        (Sound.SIGNAL_LOST, False),
        (Sound.PICK_UP, True),
        (Sound.A_LITTLE_MORE, True),
        (Sound.SIGNAL_BACK, True),
        (Sound.BACK_IN_ZONE, True),
    ],
)
def test_what_eases_off_falls_and_what_picks_up_rises(sound, rises):
    heard, tenth_s = samples(sound, 80), RATE_HZ // 10
    first, last = pitch_hz(heard[:tenth_s]), pitch_hz(heard[-2 * tenth_s :])
    assert (last > first * 1.1) if rises else (last < first / 1.1)


def test_the_countdown_beeps_at_three_two_and_one():
    heard = np.abs(samples(Sound.COUNTDOWN, 80).astype(float))
    loud = [heard[round(at_s * RATE_HZ) :][: RATE_HZ // 10].max() > 4000 for at_s in (0.0, 0.5, 1.0, 1.5, 2.0)]
    assert loud == [True, False, True, False, True]


def test_volume_is_a_slider():
    loudness = [np.abs(samples(Sound.STEP, volume).astype(int)).max() for volume in (0, 25, 50, 100)]
    assert loudness[0] == 0
    assert loudness == sorted(loudness)
    assert loudness[-1] < 32767


def test_the_sounds_are_files_and_heal(tmp_path):
    folder = tmp_path / "cache" / "sounds"
    files = write_sounds(folder, 80)
    files[Sound.STEP].write_bytes(b"half a fi")
    assert write_sounds(folder, 80) == files
    assert {sound: path.read_bytes() for sound, path in files.items()} == {sound: wav(sound, 80) for sound in Sound}


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with raises_saying(StoreError, "cannot write the sounds"):
        write_sounds(tmp_path / "file" / "sounds", 80)
