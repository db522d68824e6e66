"""A walk on the screen whose terminal is killed at 30 s, and joined again at 60 s: `joined_again.py STRAP`.

Prints one JSON object: what became of each part.
"""

import json
import subprocess
import sys
from threading import Event

from coach.clock import monotonic_s
from coach.config import NO_DEVICE, Profile, folders_of
from coach.config.profile_writing import save_profile
from coach.domain.programme.safety import SafetyAnswers, SafetySign
from tests.support.pseudo_terminal import ROOT, Terminal

KILLED_S, JOINED_S, ENDED_S = 30.0, 60.0, 75.0
PATIENCE_S = 120.0
"""Emulated Python takes half a minute to draw its first screen."""


def first_beat(folder, shown):
    until_s = monotonic_s() + PATIENCE_S
    while not any('"hex"' in path.read_text() for path in folder.glob("*.jsonl")):
        if monotonic_s() > until_s or shown.process.poll() is not None:
            sys.exit(f"no beat: {shown.output[-3000:]!r}")
        shown.read(0.2)
    return monotonic_s()


def read_until(shown, at_s):
    while monotonic_s() < at_s:
        shown.read(0.1)


def main(strap):
    folders = folders_of()
    no_sign = SafetyAnswers().answered(SafetySign, ())
    save_profile(folders.profile_file, Profile(disclaimers_seen=(NO_DEVICE,)).with_safety(no_sign))
    walking = Terminal("-m", "coach", "walk", "--strap", strap, "--workout", "free")
    began_s = first_beat(folders.recordings, walking)
    read_until(walking, began_s + KILLED_S)
    walking.process.kill()
    killed = walking.process.wait()
    walking.hang_up()
    # The screen takes a while here: it is begun early enough to be there at the minute.
    Event().wait(max(0.0, began_s + JOINED_S - 15.0 - monotonic_s()))
    watching = Terminal("-m", "coach", "watch")
    watching.read_until(b"135")
    joined_s = monotonic_s() - began_s
    read_until(watching, began_s + max(ENDED_S, joined_s + 10.0))
    done = subprocess.run(
        [sys.executable, "-m", "coach", "stop"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    watching.process.kill()
    told = {"killed": killed, "joined_s": joined_s, "stop": done.returncode, "said": done.stdout + done.stderr}
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
