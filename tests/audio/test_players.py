from pathlib import Path

import pytest

from coach.audio.players import Machine, tone_players, voices


def machine(platform, *programs):
    return Machine(platform, lambda name: f"/bin/{name}" if name in programs else None, "/bin/python")


@pytest.mark.parametrize(
    ("here", "argv"),
    [
        (machine("linux", "aplay", "paplay", "pw-play"), ("/bin/pw-play", "s.wav")),
        (machine("linux", "aplay", "paplay"), ("/bin/paplay", "s.wav")),
        (machine("linux", "aplay"), ("/bin/aplay", "-q", "s.wav")),
        (machine("freebsd14", "paplay"), ("/bin/paplay", "s.wav")),
        (machine("darwin", "afplay", "paplay"), ("/bin/afplay", "s.wav")),
    ],
)
def test_the_best_player_of_each_system(here, argv):
    assert tone_players(here)[0].command(Path("s.wav")).argv == argv


def test_windows_plays_in_a_python_of_its_own():
    (player,) = tone_players(machine("win32"))
    program, option, code, path = player.command(Path("s.wav")).argv
    assert (program, option, path) == ("/bin/python", "-c", "s.wav")
    assert "winsound" in code


def test_all_players_are_kept_in_case_the_best_fails():
    assert [player.name for player in tone_players(machine("linux", "aplay", "pw-play"))] == ["pw-play", "aplay"]


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_without_players_there_are_none(platform):
    assert (tone_players(machine(platform)), voices(machine(platform))) == ((), ())


def spoken(here, words_per_min=175, volume_pct=50):
    voice = voices(here)[0]
    return voice.name, voice.command("Ease off. 138.", words_per_min, volume_pct)


def test_macos_speaks():
    name, command = spoken(machine("darwin", "say"), 200, 80)
    assert (name, command.argv, command.spoken) == (
        "say",
        ("/bin/say", "-r", "200", "-f", "-"),
        b"[[volm 0.80]] Ease off. 138.",
    )


def test_speech_dispatcher_speaks():
    name, command = spoken(machine("linux", "spd-say", "espeak-ng"))
    assert name == "spd-say"
    assert command.argv == ("/bin/spd-say", "--wait", "--rate", "0", "--volume", "0", "--", "Ease off. 138.")


def test_espeak_speaks():
    name, command = spoken(machine("linux", "espeak-ng"), 160, 100)
    assert name == "espeak-ng"
    assert (command.argv, command.spoken) == (
        ("/bin/espeak-ng", "-s", "160", "-a", "200", "--stdin"),
        b"Ease off. 138.",
    )


def test_windows_speaks_what_it_is_told_on_standard_input():
    name, command = spoken(machine("win32", "powershell"), 320, 70)
    assert name == "powershell"
    assert "$voice.Rate = 5; $voice.Volume = 70" in command.argv[-1]
    assert "Ease" not in " ".join(command.argv)
    assert command.spoken == b"Ease off. 138."


@pytest.mark.parametrize("words_per_min", [80, 175, 320])
@pytest.mark.parametrize("volume_pct", [0, 100])
def test_rates_and_volumes_stay_within_what_the_programs_take(words_per_min, volume_pct):
    argv = spoken(machine("linux", "spd-say"), words_per_min, volume_pct)[1].argv
    assert -100 <= int(argv[3]) <= 100
    assert -100 <= int(argv[5]) <= 100
