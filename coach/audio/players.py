"""The programs of each system that play a file or speak a sentence.

Never in this process: audio libraries write their complaints straight to the terminal, into the screen, and the
Windows ones change the thread in a way that keeps Bluetooth's callbacks from ever coming (bleak's documentation).
"""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which

import msgspec

WORDS_PER_MIN = 175
"""The default rate of espeak and macOS, and about that of the others."""


class Machine(msgspec.Struct, frozen=True):
    """The system's name as in `sys.platform`, and how to find a program on it."""

    platform: str = sys.platform
    find: Callable[[str], str | None] = which
    python: str = sys.executable


class PlayerCommand(msgspec.Struct, frozen=True):
    """A program to run, and what to write to its standard input."""

    argv: tuple[str, ...]
    spoken: bytes = b""


class TonePlayer(msgspec.Struct, frozen=True):
    """A program that plays a WAV file and ends when it is over."""

    name: str
    command: Callable[[Path], PlayerCommand]


class Voice(msgspec.Struct, frozen=True):
    """A program that speaks a sentence, at words a minute and a volume in per cent, and ends when it is over."""

    name: str
    command: Callable[[str, int, int], PlayerCommand]


def tone_players(machine: Machine) -> tuple[TonePlayer, ...]:
    """Return this machine's players, the best first."""
    if machine.platform == "win32":
        code = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"
        return (TonePlayer("winsound", lambda path: PlayerCommand((machine.python, "-c", code, str(path)))),)
    names = ("afplay",) if machine.platform == "darwin" else ("pw-play", "paplay", "aplay")
    return tuple(_file_player(name, found) for name in names if (found := machine.find(name)))


def _file_player(name: str, program: str) -> TonePlayer:
    options = ("-q",) if name == "aplay" else ()
    return TonePlayer(name, lambda path: PlayerCommand((program, *options, str(path))))


def voices(machine: Machine) -> tuple[Voice, ...]:
    """Return this machine's voices, the best first."""
    known: dict[str, tuple[tuple[str, Callable[[str, str, int, int], PlayerCommand]], ...]] = {
        "darwin": (("say", _say),),
        "win32": (("powershell", _sapi), ("pwsh", _sapi)),
    }
    others = (("spd-say", _spd_say), ("espeak-ng", _espeak), ("espeak", _espeak))
    here = known.get(machine.platform, others)
    return tuple(_voice(name, found, make) for name, make in here if (found := machine.find(name)))


def _voice(name: str, program: str, make: Callable[[str, str, int, int], PlayerCommand]) -> Voice:
    return Voice(name, lambda text, words_per_min, volume_pct: make(program, text, words_per_min, volume_pct))


def _say(program: str, text: str, words_per_min: int, volume_pct: int) -> PlayerCommand:
    return PlayerCommand(
        (program, "-r", str(words_per_min), "-f", "-"), f"[[volm {volume_pct / 100:.2f}]] {text}".encode()
    )


def _spd_say(program: str, text: str, words_per_min: int, volume_pct: int) -> PlayerCommand:
    # -100..100 around the usual: half as fast to about twice as fast.
    rate = max(-100, min(100, round(100 * math.log2(words_per_min / WORDS_PER_MIN))))
    options = ("--wait", "--rate", str(rate), "--volume", str(2 * volume_pct - 100))
    return PlayerCommand((program, *options, "--", text))


def _espeak(program: str, text: str, words_per_min: int, volume_pct: int) -> PlayerCommand:
    # 100 is the usual amplitude, 200 the loudest.
    return PlayerCommand((program, "-s", str(words_per_min), "-a", str(2 * volume_pct), "--stdin"), text.encode())


def _sapi(program: str, text: str, words_per_min: int, volume_pct: int) -> PlayerCommand:
    # Rates go from -10 to 10, and ten steps are three times as fast (Microsoft, SpeechSynthesizer.Rate).
    rate = max(-10, min(10, round(10 * math.log(words_per_min / WORDS_PER_MIN, 3))))
    script = (
        "Add-Type -AssemblyName System.Speech; "
        "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
        f"$voice.Rate = {rate}; $voice.Volume = {volume_pct}; $voice.Speak([Console]::In.ReadToEnd())"
    )
    return PlayerCommand((program, "-NoProfile", "-NonInteractive", "-Command", script), text.encode())
