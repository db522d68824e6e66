import os
import stat

import msgspec
import pytest

from coach.cli.sounds import try_sounds
from coach.config import Profile, folders_of

posix = pytest.mark.skipif(os.name != "posix", reason="the players of this test are shell scripts")


@pytest.fixture
def players(tmp_path, monkeypatch):
    """A player and a voice that write down what they are given, and shout at the terminal."""
    folder = tmp_path / "bin"
    folder.mkdir()
    heard = tmp_path / "heard"
    for name in ("pw-play", "espeak-ng"):
        path = folder / name
        told = 'basename "$1"' if name == "pw-play" else "cat"
        path.write_text(f"#!/bin/sh\n{{ {told}; echo; }} >>{heard}\necho ALSA lib shouts; echo and again >&2\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return heard


def lines(heard):
    return [line for line in heard.read_text().splitlines() if line]


@posix
async def test_every_cue_can_be_tried_and_has_a_sound_of_its_own(home, players, capfd):
    told = []
    result = await try_sounds(Profile(), folders_of(None), told.append)
    assert result == "Tones: pw-play. Voice: espeak-ng."
    assert told[0] == "Ease off: falling"
    tones = [line for line in lines(players) if line.endswith(".wav")]
    assert len(tones) == len(set(tones)) == 9
    assert "Ease off." in lines(players)
    assert tuple(capfd.readouterr()) == ("", "")


@posix
async def test_what_is_switched_off_is_not_heard(home, players):
    off = replace_profile(sound=False)
    assert "Tones are off" in await try_sounds(off, folders_of(None), lambda _: None)
    assert not any(line.endswith(".wav") for line in lines(players))
    players.unlink()
    quiet = await try_sounds(replace_profile(speech=False), folders_of(None), lambda _: None)
    assert "The voice is off" in quiet
    assert all(line.endswith(".wav") for line in lines(players))
    players.unlink()
    await try_sounds(replace_profile(volume=0), folders_of(None), lambda _: None)
    assert not players.exists()


async def test_without_a_player_the_test_says_so(home, monkeypatch):
    monkeypatch.setenv("PATH", "")
    result = await try_sounds(Profile(), folders_of(None), lambda _: None)
    assert "the bell of the terminal" in result
    assert "none was found" in result


def replace_profile(**changes):
    return msgspec.structs.replace(Profile(), **changes)
